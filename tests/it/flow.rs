//! Modules import only from those above them: `src/lib.rs` names them in the order of the pipeline.

use std::fs;
use std::path::Path;

use regex::Regex;
use walkdir::WalkDir;

use crate::links::tell;

#[test]
fn no_module_imports_from_one_below_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let modules = order(&fs::read_to_string(src.join("lib.rs")).expect("the library has a root"));
    let mut against = Vec::new();
    for entry in WalkDir::new(&src).sort_by_file_name() {
        let path = entry.expect("src/ can be read").into_path();
        let inner = path
            .strip_prefix(&src)
            .expect("the walk began there")
            .with_extension("");
        let room = inner
            .iter()
            .next()
            .and_then(|part| part.to_str())
            .unwrap_or_default();
        let Some(here) = modules.iter().position(|module| module == room) else {
            continue;
        };
        if path.is_file() {
            let text = fs::read_to_string(&path).expect("src/ can be read");
            let below = imports(&text)
                .into_iter()
                .filter(|name| modules[here + 1..].contains(name));
            against.extend(below.map(|name| {
                format!(
                    "{} imports from `{name}`, which comes after `{room}`",
                    path.display()
                )
            }));
        }
    }
    assert!(
        modules.len() > 10,
        "src/lib.rs names its modules: {modules:?}"
    );
    tell(&against);
}

fn order(root: &str) -> Vec<String> {
    let module = Regex::new(r"(?m)^(?:pub )?mod (\w+);").expect("a constant");
    module
        .captures_iter(root)
        .map(|found| found[1].to_owned())
        .collect()
}

/// Names right after `crate::`, alone or between braces; comments do not count.
fn imports(text: &str) -> Vec<String> {
    let code: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let import = Regex::new(r"\bcrate::(?:(\w+)|\{([^;]*)\})").expect("a constant");
    let name = Regex::new(r"(?:^|,)\s*(\w+)").expect("a constant");
    let nested = Regex::new(r"\{[^{}]*\}").expect("a constant");
    let mut names = Vec::new();
    for found in import.captures_iter(&code.join("\n")) {
        match found.get(1) {
            Some(one) => names.push(one.as_str().to_owned()),
            None => {
                let list = nested.replace_all(&found[2], "");
                names.extend(name.captures_iter(&list).map(|found| found[1].to_owned()));
            }
        }
    }
    names
}

#[test]
fn every_form_of_an_import_is_seen() {
    let text = "use crate::site::Site;\n// crate::serve is no import\nuse crate::{\n    archive::{Archive, Term},\n    slug,\n};\nlet x = crate::fold::fold(1);";
    assert_eq!(imports(text), ["site", "archive", "slug", "fold"]);
}

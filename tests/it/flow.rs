//! Modules import only from those before them.

use std::fs;
use std::path::Path;

/// The modules in order of the pipeline (DESIGN §3, ARCHITECTURE.md).
const ORDER: [&str; 24] = [
    "kept",
    "source",
    "diagnostic",
    "date",
    "fold",
    "slug",
    "config",
    "lexicon",
    "document",
    "archive",
    "schema",
    "site",
    "import",
    "lint",
    "theme",
    "render",
    "search",
    "diff",
    "load",
    "history",
    "write",
    "pipeline",
    "serve",
    "cli",
];

#[test]
fn no_module_imports_from_a_later_one() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let library = fs::read_to_string(src.join("lib.rs")).expect("the library");
    let declared = library
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    assert_eq!(
        declared.collect::<Vec<_>>(),
        ORDER,
        "src/lib.rs declares them in this order"
    );
    let mut wrong = Vec::new();
    for entry in walkdir::WalkDir::new(&src) {
        let entry = entry.expect("readable");
        let below = entry
            .path()
            .strip_prefix(&src)
            .expect("below")
            .to_string_lossy()
            .into_owned();
        let module = below.split(['/', '.']).next().unwrap_or_default();
        let Some(place) = ORDER.iter().position(|name| *name == module) else {
            continue;
        };
        if !entry.file_type().is_file()
            || entry
                .path()
                .extension()
                .is_none_or(|extension| extension != "rs")
        {
            continue;
        }
        let text = fs::read_to_string(entry.path()).expect("UTF-8");
        for (number, line) in (1..).zip(text.lines()) {
            let code = line.split("//").next().unwrap_or_default();
            let later = |name: &&&str| code.contains(&format!("crate::{name}"));
            if let Some(name) = ORDER[place + 1..].iter().find(later) {
                wrong.push(format!(
                    "src/{below}:{number}: {module} imports from {name}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A file of the site is made anew when a Document changes that was looked at while it was made
/// (`archive::seen_by`): what looks at one unseen would leave old words on a page.
#[test]
fn what_is_rendered_looks_at_documents_only_where_that_is_noted() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    // Finds a Document by its path; makes words of days and periods, for whoever looks at those.
    let known = ["revision.rs", "shared.rs"];
    let mut wrong = Vec::new();
    for entry in walkdir::WalkDir::new(src.join("render")) {
        let entry = entry.expect("readable");
        let name = entry.file_name().to_string_lossy().into_owned();
        if !entry.file_type().is_file() || known.contains(&&*name) {
            continue;
        }
        let text = fs::read_to_string(entry.path()).expect("UTF-8");
        let code: String = text.split_whitespace().collect();
        let n_uses = code.matches(".documents[").count()
            + code.matches("archive.documents").count()
            - code.matches("archive.documents.len()").count();
        if n_uses > 0 {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}: ask `Renderer::document`");
}

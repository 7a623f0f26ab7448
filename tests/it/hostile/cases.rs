//! The hostile posts of `tests/cases/hostile/*.txt`.
//!
//! A case begins with `#### name`; the lines below are a post, and those behind `== PATH` another
//! file. `FIRE` is a call that a script would make, `HOST` an address that a page would load,
//! `PROBE` an attribute that would stand on an element; each names its case by number. `\u{301}` is
//! that character, in paths `\n` a line end.

use std::fmt::Write as _;
use std::path::Path;

/// One hostile post.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) number: usize,
    /// Path from the root, text. The first is the post.
    pub(crate) files: Vec<(String, String)>,
}

impl Case {
    /// Words that stand at the end of the post and nowhere else.
    pub(crate) fn sentinel(&self) -> String {
        format!("哨兵{}号", self.number)
    }

    /// The post itself.
    pub(crate) fn post(&self) -> &str {
        &self.files[0].1
    }
}

/// All cases in order, numbered from 1.
pub(crate) fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/hostile");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of cases")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    let mut cases: Vec<Case> = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("a case file");
        let mut inside = false;
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("#### ") {
                inside = true;
                cases.push(Case::begin(name, cases.len() + 1));
            } else if inside {
                cases.last_mut().expect("begun above").take(line);
            }
        }
    }
    for case in &mut cases {
        let sentinel = case.sentinel();
        let post = &mut case.files[0].1;
        let _ = write!(post, "\n\n{sentinel}。\n");
    }
    cases
}

impl Case {
    fn begin(name: &str, number: usize) -> Self {
        let path = format!("content/hostile/{name}.md");
        Self {
            name: name.to_owned(),
            number,
            files: vec![(path, String::new())],
        }
    }

    fn take(&mut self, line: &str) {
        let line = characters(line)
            .replace("FIRE", &format!("canary({})", self.number))
            .replace("HOST", &format!("//canary.invalid/{}", self.number))
            .replace("PROBE", "data-canary");
        if let Some(path) = line.strip_prefix("== ") {
            self.files.push((path.replace("\\n", "\n"), String::new()));
        } else {
            let (_, text) = self.files.last_mut().expect("one from the beginning");
            text.push_str(&line);
            text.push('\n');
        }
    }
}

/// `\u{301}` as that character.
fn characters(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\\u{") {
        let (digits, after) = after.split_once('}').expect("a closing bracket");
        let code = u32::from_str_radix(digits, 16).expect("hex digits");
        out.push_str(before);
        out.push(char::from_u32(code).expect("a character"));
        rest = after;
    }
    out + rest
}

#[test]
fn there_are_cases_enough_and_each_has_a_name_of_its_own() {
    let cases = cases();
    let names: std::collections::BTreeSet<&str> =
        cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), cases.len());
    assert!(cases.len() >= 250, "only {}", cases.len());
}

//! `SECURITY.md` names tests; they are there.

use std::fs;
use std::path::Path;

use walkdir::WalkDir;

#[test]
fn every_test_that_the_threat_model_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("SECURITY.md")).expect("the threat model");
    let sources = ["src", "tests/it"].map(|folder| WalkDir::new(root.join(folder)));
    let files = sources
        .into_iter()
        .flatten()
        .map(|entry| entry.expect("readable"));
    let rust: String = files
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "rs"))
        .map(|entry| fs::read_to_string(entry.path()).expect("text"))
        .collect();
    let mut n_names = 0;
    for quoted in text.split('`').skip(1).step_by(2) {
        let name = quoted
            .trim_start_matches('…')
            .rsplit("::")
            .next()
            .unwrap_or_default();
        let plain = |char: char| char.is_ascii_lowercase() || char == '_';
        if !name.chars().all(plain) || name.matches('_').count() < 3 {
            continue;
        }
        n_names += 1;
        assert!(
            rust.contains(&format!("fn {name}(")),
            "there is no test `{name}`"
        );
    }
    assert!(n_names > 15, "only {n_names}");
}

//! SARIF as its own schema wants it. The schema comes with the package `serde-sarif`, which the tests
//! use for nothing else.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::archive::Archive;

/// The schema of SARIF 2.1.0, where cargo keeps that package.
fn schema() -> Value {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--offline", "--locked"]);
    let said = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let said: Value = serde_json::from_slice(&said.expect("cargo runs").stdout).expect("JSON");
    let packages = said["packages"].as_array().expect("packages");
    let package = packages.iter().find(|one| one["name"] == "serde-sarif");
    let manifest = package.expect("a package of the tests")["manifest_path"].clone();
    let manifest = Path::new(manifest.as_str().expect("a path"));
    let text = std::fs::read_to_string(manifest.with_file_name("src/schema.json"));
    // Its pattern of languages has a bracket too many, which not every reader of patterns lets pass.
    let text = text.expect("the schema").replace("{2}]?$", "{2}$");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn what_check_says_in_sarif_is_valid_for_any_archive() {
    let validator = jsonschema::draft7::new(&schema()).expect("a schema");
    let faulty = |value: &Value| -> Vec<String> {
        let errors = validator.iter_errors(value);
        errors.map(|error| error.to_string()).collect()
    };
    let archives: [&[(&str, &str)]; 5] = [
        &[],
        &[("content/a.md", "# 甲\n\n正文。\n")],
        &[
            (
                "content/甲 乙#?%.md",
                "---\ntitle: 甲\ntitle: 乙\n---\n\n[a](b.md) ![](c.png)\n",
            ),
            ("content/site.yaml", "titel: x\n"),
        ],
        &[
            ("content/a.md", "<<<<<<< HEAD\n甲\n=======\n乙\n>>>>>>> x\n"),
            ("content/b.md", "\u{89}PNG\0"),
        ],
        &[
            ("content/a.md", "---\nslug: x\n---\n甲\n"),
            ("content/b.md", "---\nslug: x\n---\n\u{202e}甲 **乙 **丙\n"),
            ("content/tags.yaml", "[\n"),
        ],
    ];
    let mut last = Value::Null;
    for files in archives {
        let archive = Archive::new(files);
        let run = archive.run("check", &["--format", "sarif"]);
        let said: Value = serde_json::from_str(&run.stdout).expect("JSON");
        assert_eq!(faulty(&said), [""; 0], "{files:?}");
        last = said;
    }
    assert!(
        last["runs"][0]["results"]
            .as_array()
            .is_some_and(|all| all.len() > 2)
    );
    // The schema can say no.
    last["runs"][0]["results"][0]["level"] = "dreadful".into();
    assert_eq!(faulty(&last).len(), 1);
}

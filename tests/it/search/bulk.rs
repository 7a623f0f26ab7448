//! What `dibao export` writes, for the tests in `tests/js` to hold against the engines' own types.

use std::fs;
use std::path::Path;

use dibao::search::bulk::Target;
use serde_json::{Value, json};

fn item() -> Value {
    json!({
        "id": "posts/a#i-1", "source": "a.md", "line": 1, "post": "posts/a", "url": "/posts/a/#i-1",
        "section": null, "marker": "政策", "headline": "甲", "headless": false, "text": "乙\n丙",
        "date": "2020-09-10", "date_status": "explicit", "date_evidence": "9月10日",
        "regions": ["广东/深圳/龙华", "广东/广州"], "issuers": [], "policies": ["办法"], "tags": ["AI"],
        "links": [],
    })
}

#[test]
fn bulk_files_hold_one_document_a_line_under_a_key_that_engines_take() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("search/export");
    fs::create_dir_all(&folder).unwrap();
    for target in [Target::OpenSearch, Target::Meilisearch] {
        let lines = target.lines(&item()).unwrap();
        let settings = target.settings().to_string();
        fs::write(folder.join(target.settings_file()), settings).unwrap();
        fs::write(folder.join(target.bulk_file(1)), &lines).unwrap();
        let lines: Vec<Value> = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let document = lines.last().unwrap();
        assert_eq!(
            document["regions"],
            json!(["广东", "广东/深圳", "广东/深圳/龙华", "广东/广州"])
        );
        assert_eq!(document["text"], "乙\n丙");
        assert_eq!(document["id"], "posts/a#i-1");
        let key = match target {
            Target::OpenSearch => lines[0]["index"]["_id"].as_str(),
            Target::Meilisearch => document["key"].as_str(),
        };
        assert!(key.unwrap().bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
    assert_eq!(Target::OpenSearch.lines(&json!({})), None);
}

#[test]
fn every_field_of_a_document_has_a_mapping() {
    let settings = Target::OpenSearch.settings();
    let lines = Target::OpenSearch.lines(&item()).unwrap();
    let document: Value = serde_json::from_str(lines.lines().nth(1).unwrap()).unwrap();
    for field in document.as_object().unwrap().keys() {
        let mapping = &settings["mappings"]["properties"][field];
        assert!(mapping.is_object(), "`{field}`: the mapping is strict");
    }
}

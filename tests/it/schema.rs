//! What `dibao schema` writes, held against the sample archive by a validator of its own.

use std::fs;
use std::path::Path;

use dibao::schema::{self, Kind};
use serde_json::{Value, json};

fn validator(kind: Kind) -> jsonschema::Validator {
    jsonschema::draft202012::new(&schema::of(kind)).expect("a schema of draft 2020-12")
}

/// The front matter of a post as JSON.
fn front_matter(text: &str) -> Value {
    let block = text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split("\n---\n").next());
    block.map_or(json!({}), yaml)
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).expect("YAML")
}

#[test]
fn every_schema_is_one_of_draft_2020_12_also_all_in_one() {
    for schema in Kind::ALL.map(schema::of).into_iter().chain([schema::all()]) {
        jsonschema::draft202012::meta::validate(&schema).expect("as the meta-schema wants");
    }
    let all = jsonschema::draft202012::new(&schema::all()).expect("its references lead somewhere");
    assert!(all.is_valid(&json!({ "title": "甲" })));
    assert!(
        !all.is_valid(&json!({ "draft": "maybe" })),
        "by itself it is that of a post"
    );
}

#[test]
fn every_file_of_the_sample_archive_is_valid() {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let post = validator(Kind::Post);
    let mut n_posts = 0;
    for entry in walkdir::WalkDir::new(&content) {
        let entry = entry.unwrap();
        if entry
            .path()
            .extension()
            .is_none_or(|extension| extension != "md")
        {
            continue;
        }
        let value = front_matter(&fs::read_to_string(entry.path()).unwrap());
        let faults: Vec<String> = post.iter_errors(&value).map(|e| e.to_string()).collect();
        assert!(faults.is_empty(), "{}: {faults:?}", entry.path().display());
        n_posts += 1;
    }
    assert!(n_posts >= 10, "the sample archive is there");
    for (name, kind) in [
        ("site.yaml", Kind::Settings),
        ("tags.yaml", Kind::Tags),
        ("policies.yaml", Kind::Policies),
    ] {
        let value = yaml(&fs::read_to_string(content.join(name)).unwrap());
        let faults: Vec<String> = validator(kind)
            .iter_errors(&value)
            .map(|e| e.to_string())
            .collect();
        assert!(faults.is_empty(), "{name}: {faults:?}");
    }
}

#[test]
fn what_the_reader_warns_of_is_not_valid_and_what_it_takes_is() {
    for (kind, text, valid) in [
        (
            Kind::Post,
            "title: 甲\ndate: 2020-09-30\ntags: [a, b]\n",
            true,
        ),
        (
            Kind::Post,
            "date: 2023-12-15T21:47:31+0800\nartid: 139993515\n",
            true,
        ),
        (
            Kind::Post,
            "period: {start: 2020-09-07, end: 2020-09-13}\n",
            true,
        ),
        (
            Kind::Post,
            "image: {path: a.png, alt: 图}\nstatus: [x, {y: 1}]\n",
            true,
        ),
        (
            Kind::Post,
            "pubDate: 2020-09-30\nredirect_from: /a/\ntag: a\n",
            true,
        ),
        (Kind::Post, "tags: a, b\n", false),
        (Kind::Post, "draft: maybe\n", false),
        (Kind::Post, "date: tomorrow\n", false),
        (Kind::Post, "items: headings\n", false),
        (
            Kind::Settings,
            "search: auto\npaginate: 20\nfacets: [status]\n",
            true,
        ),
        (
            Kind::Settings,
            "check: {levels: {link-http: off}, allow: [{code: link-dead, path: old/**}]}\n",
            true,
        ),
        (Kind::Settings, "paginate: 1000\n", false),
        (Kind::Settings, "search: fast\n", false),
        (Kind::Settings, "check: {levels: {link-htpp: off}}\n", false),
        (
            Kind::Settings,
            "check: {levels: {conflict-marker: off}}\n",
            false,
        ),
        (
            Kind::Tags,
            "物联网: [IoT]\n区块链: {aliases: Blockchain, stop: false}\n",
            true,
        ),
        (Kind::Tags, "- {name: 物联网, aliases: [IoT]}\n", true),
        (Kind::Tags, "物联网: {alais: [IoT]}\n", false),
        (Kind::Tags, "- {aliases: [IoT]}\n", false),
        (Kind::Regions, "四川/天府: [天府新区]\n", true),
        (Kind::Regions, "四川//天府: [天府新区]\n", false),
        (Kind::Regions, "四川/天府: []\n", false),
        (
            Kind::Policies,
            "甲法: {supersedes: 乙法, issued: 2020-01-01}\n",
            true,
        ),
        (
            Kind::Policies,
            "甲法: {kind: law, status: {征求意见: 2020-01-01}}\n",
            true,
        ),
        (Kind::Policies, "甲法: {kind: lore}\n", false),
        (Kind::Policies, "甲法: {issued: 2020年}\n", false),
        (Kind::Policies, "甲法: {superseeds: 乙法}\n", false),
    ] {
        assert_eq!(
            validator(kind).is_valid(&yaml(text)),
            valid,
            "{kind:?}: {text}"
        );
    }
}

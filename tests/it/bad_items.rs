//! Digests that nobody should write: a message, bounded work, and no word lost.

use std::fmt::Write as _;

use serde_json::Value;

use crate::archive::Archive;

/// Builds an archive of one post; gives its items and what was said.
fn built(post: &str) -> (Vec<Value>, String, String) {
    let archive = Archive::new(&[("content/a.md", post)]);
    let run = archive.run("build", &["--search", "off"]).ends_with(0);
    let tree = archive.tree("public");
    let text = |path: &str| String::from_utf8(tree[path].clone()).expect("text");
    let lines = text("data/items.jsonl");
    let items = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"));
    (items.collect(), text("posts/a/index.html"), run.stderr)
}

/// A digest of `n` items with front matter that says so.
fn digest(n: usize) -> String {
    let mut text = "---\ntitle: 很长的周报\ndigest: true\nitems: bold\n---\n\n".to_owned();
    for at in 1..=n {
        let _ = write!(text, "**甲省发布{at}号消息**\n\n某地发布第{at}号方案。\n\n");
    }
    text
}

#[test]
fn a_digest_of_ten_thousand_items_is_split() {
    let (items, page, said) = built(&digest(10_000));
    assert_eq!(items.len(), 10_000);
    assert!(!said.contains("too-many-items"), "{said}");
    assert!(page.contains("某地发布第10000号方案"));
}

#[test]
fn what_is_beyond_ten_thousand_items_stays_in_the_last_one_and_is_told() {
    let (items, page, said) = built(&digest(10_003));
    assert_eq!(items.len(), 10_000);
    assert!(said.contains("too-many-items"), "{said}");
    let last = items[9_999]["text"].as_str().expect("text");
    for at in 10_001..=10_003 {
        let words = format!("某地发布第{at}号方案");
        assert!(last.contains(&words), "{words} in the data");
        assert!(page.contains(&words), "{words} on the page");
    }
}

#[test]
fn a_headline_of_fifty_kilobytes_is_kept_whole_and_named_briefly() {
    let long = "数据条例".repeat(50 * 1024 / 12);
    let post = format!(
        "---\ndigest: true\nitems: bold\n---\n\n**甲省发布方案**\n\n正文一。\n\n**{long}**\n\n正文二。\n\n**乙省发布方案**\n\n正文三。\n"
    );
    let (items, page, _) = built(&post);
    let whole: String = items
        .iter()
        .flat_map(|item| [item["headline"].as_str(), item["text"].as_str()])
        .flatten()
        .collect();
    assert!(whole.contains(&long), "it stands in the data");
    assert!(page.contains(&long), "it stands on the page");
    for item in &items {
        let id = item["id"].as_str().expect("an identifier");
        assert!(id.len() < 64, "{id}");
    }
}

#[test]
fn brackets_that_do_not_close_lose_nothing() {
    for line in [
        "国务院印发《《数据条例的通知，要求落实。",
        "印发《甲条例》》和《乙条例》，《丙条例",
        "【政策 某省印发数据方案，自下月起施行。",
        "】【【】政策】某省（（（发布〔2020〕方案",
        &"《".repeat(5_000),
        &"【".repeat(5_000),
        &"《数据条例".repeat(2_000),
    ] {
        let post = format!(
            "---\ntitle: 周报\ndigest: true\nitems: bold\n---\n\n**甲省发布方案**\n\n{line}\n\n**乙省发布方案**\n\n正文。\n"
        );
        let (items, page, _) = built(&post);
        assert_eq!(items.len(), 2, "{line:.60}");
        let text = items[0]["text"].as_str().expect("text");
        assert_eq!(text, line, "in the data");
        assert!(page.contains(line), "{line:.60} on the page");
        let policies = items[0]["policies"].as_array().expect("a list");
        assert!(policies.len() <= 3, "{policies:?}");
    }
}

#[test]
fn a_gazetteer_with_a_typo_is_told_with_its_line_and_the_rest_is_used() {
    for (file, code, line) in [
        (
            "四川/成都: [蓉城]\n四川/天府: {alises: [锦官]}\n",
            "vocabulary-value",
            "regions.yaml:2",
        ),
        (
            "四川/成都: [蓉城]\n四传/天府: [天府新区]\n",
            "vocabulary-value",
            "regions.yaml:2",
        ),
        ("四川/成都: [蓉城\n甲: 1\n", "vocabulary", "regions.yaml:"),
    ] {
        let archive = Archive::new(&[
            ("content/a.md", "# 文章\n\n蓉城发布方案。\n"),
            ("content/regions.yaml", file),
        ]);
        let run = archive.run("check", &[]);
        let said = &run.stderr;
        assert!(said.contains(code) && said.contains(line), "{said}");
        assert!(!said.contains("panicked"), "{said}");
    }
    // What is right in the file is used.
    let archive = Archive::new(&[
        ("content/a.md", "# 文章\n\n天府新区发布方案。\n"),
        (
            "content/regions.yaml",
            "四传/锦官: [锦官城]\n四川/天府: [天府新区]\n",
        ),
    ]);
    archive.run("build", &[]).ends_with(0);
    let tree = archive.tree("public");
    let lines = String::from_utf8(tree["data/items.jsonl"].clone()).expect("text");
    assert!(lines.contains("四川/天府"), "{lines}");
}

//! What others say Markdown is.

use std::path::PathBuf;

use dibao::document::markdown::{self, Settings, Writer};
use pulldown_cmark::{Options, Parser, html};

/// The Markdown through our reader and writer, without any policy of ours.
fn plain(markdown: &str) -> String {
    let body = markdown::read_plain(markdown);
    let settings = Settings {
        plain: true,
        ..Settings::default()
    };
    let mut writer = Writer::new(&body, settings);
    writer.render(0..body.events.len()).html
}

fn oracle(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    let mut out = String::new();
    html::push_html(&mut out, Parser::new_ext(markdown, options));
    out
}

/// A file beside the repository that not every clone has.
fn shared(path: &str) -> Option<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    for folder in [root.join("../shared"), PathBuf::from("/work/shared")] {
        if let Ok(text) = std::fs::read_to_string(folder.join("conformance").join(path)) {
            return Some(text);
        }
    }
    println!("skipped: ../shared/conformance/{path} is not here");
    None
}

#[test]
fn commonmark_examples_come_out_as_from_pulldown_cmark() {
    let Some(json) = shared("commonmark-examples.json") else {
        return;
    };
    let examples: serde_json::Value = serde_json::from_str(&json).expect("valid JSON");
    let examples = examples.as_array().expect("a list");
    let mut wrong = Vec::new();
    for example in examples {
        let markdown = example["markdown"].as_str().expect("text");
        let (ours, theirs) = (plain(markdown), oracle(markdown));
        if ours != theirs {
            wrong.push(format!(
                "{}: {markdown:?}\n ours   {ours:?}\n theirs {theirs:?}",
                example["example"]
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} differ\n{}",
        wrong.len(),
        examples.len(),
        wrong.join("\n")
    );
}

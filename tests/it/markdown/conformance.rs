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
    let text = std::fs::read_to_string(root.join("../shared/conformance").join(path)).ok();
    if text.is_none() {
        println!("skipped: ../shared/conformance/{path} is not here");
    }
    text
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

#[test]
fn emphasis_beside_cjk_characters_follows_the_amendment() {
    let Some(json) = shared("markdown-cjk-friendly/expected-snapshots.json") else {
        return;
    };
    let snapshots: serde_json::Value = serde_json::from_str(&json).expect("valid JSON");
    let core = "micromark-extension-cjk-friendly :: micromark-extensions-cjk-friendly > ";
    let strikethrough = "micromark-extension-cjk-friendly-gfm-strikethrough :: \
                         micromark-extension-gfm-strikethrough > ";
    let files = [
        (
            "strong.md",
            core,
            "** around Kana/Han is converted to <strong> 1",
        ),
        (
            "korean.md",
            core,
            "** around Korean is converted to <strong> 1",
        ),
        (
            "pseudo-emoji.md",
            core,
            "** around pseudo-emoji (CJK symbols that are also unqualified-emoji) is converted to <strong> 1",
        ),
        (
            "underscore-cjk-punct.md",
            core,
            "process underscores around CJK punctuation 1",
        ),
        (
            "non-bmp.md",
            core,
            "recognizes non-BMP punctuation and symbols 1",
        ),
        (
            "gfm-strikethrough.md",
            strikethrough,
            "Compatible with CJK 1",
        ),
    ];
    let mut wrong = Vec::new();
    let mut cases = 0;
    for (file, suite, name) in files {
        let text = shared(&format!("markdown-cjk-friendly/testcases/{file}")).expect(file);
        let key = format!("{suite}{name}");
        let expected = snapshots[&key].as_str().unwrap_or_else(|| panic!("{key}"));
        let paragraphs: Vec<&str> = text.split("\n\n").map(str::trim).collect();
        let expected: Vec<&str> = expected.trim().split("</p>\n<p>").collect();
        assert_eq!(paragraphs.len(), expected.len(), "{file}");
        for (markdown, expected) in paragraphs.iter().zip(expected) {
            cases += 1;
            // Quotation marks need no escape in text.
            let expected = expected
                .trim_start_matches("<p>")
                .trim_end_matches("</p>")
                .replace("&quot;", "\"");
            let ours = plain(markdown);
            let ours = ours
                .trim()
                .trim_start_matches("<p>")
                .trim_end_matches("</p>");
            if ours != expected {
                wrong.push(format!(
                    "{file}: {markdown}\n ours     {ours}\n expected {expected}"
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {cases}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(cases > 100, "{cases}");
}

#[test]
fn text_without_cjk_characters_is_read_as_before() {
    let Some(text) = shared("markdown-cjk-friendly/testcases/gfm-non-cjk.md") else {
        return;
    };
    assert_eq!(plain(&text), oracle(&text));
}

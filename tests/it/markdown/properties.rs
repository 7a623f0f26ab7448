//! Any text whatever: no panic, balanced HTML, only allowed tags, Blocks that cover the text.

use dibao::config::ImagePolicy;
use dibao::document::block::Slice;
use dibao::document::markdown::{self, Settings, Writer};
use proptest::prelude::*;

use super::page;

/// Pieces that mean something to a reader of Markdown or HTML.
const PIECES: [&str; 76] = [
    "甲",
    "乙",
    "word",
    "。",
    "，",
    "《",
    "》",
    "“",
    "”",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    "    ",
    "*",
    "**",
    "***",
    "_",
    "__",
    "~~",
    "`",
    "```\n",
    "# ",
    "## ",
    "> ",
    "- ",
    "1. ",
    "---\n",
    "***\n",
    "===\n",
    "|",
    "|-|-|\n",
    "| a | b |\n",
    "[",
    "](",
    ")",
    "](a.md)",
    "![",
    "](https://a.cn/x.png)",
    "[^1]",
    "\n[^1]: ",
    "[x]: y\n",
    "http://a.cn/",
    "www.a.cn",
    "<b>",
    "</b>",
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<ul>",
    "<li>",
    "</ul>",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</table>",
    "<details>",
    "</details>",
    "<summary>",
    "<a href=\"b.md\">",
    "</a>",
    "<img src=x.png>",
    "<br>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<kbd>",
    "</kbd>",
    "<ruby>",
    "&amp;",
    "\\",
    "<h2>",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        12 => proptest::sample::select(&PIECES[..]).prop_map(str::to_owned),
        1 => any::<char>()
            .prop_filter("a Source never holds it", |c| *c != '\u{FDD0}' && *c != '\r')
            .prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_becomes_a_page_that_a_parser_reads_as_written(text in text()) {
        for images in [ImagePolicy::Link, ImagePolicy::Remote] {
            let html = page::html(&text, images);
            let complaints = page::complaints(&html);
            prop_assert!(complaints.is_empty(), "{complaints:?}\n{html}");
        }
    }

    #[test]
    fn blocks_cover_all_events_and_spans_stay_in_the_text(text in text()) {
        let body = markdown::read(&text, 7);
        let mut next = 0;
        for block in &body.blocks {
            prop_assert_eq!(block.events.start, next);
            next = block.events.end;
        }
        prop_assert_eq!(next, body.events.len());
        for (_, span) in &body.events {
            prop_assert!(span.start >= 7 && span.start <= span.end);
            prop_assert!(span.end as usize <= text.len() + 7);
            body.written(*span);
        }
    }

    #[test]
    fn a_paragraph_cut_anywhere_is_still_balanced(text in text(), at in 0..60_usize) {
        let body = markdown::read(&text, 0);
        let mut writer = Writer::new(&body, Settings::default());
        for block in &body.blocks {
            for line in body.lines(&Slice::from(block.events.clone())) {
                writer.inline(&line);
            }
            if !matches!(block.kind, markdown::BlockKind::Paragraph) || block.events.len() < 2 {
                continue;
            }
            for line in body.lines(&body.inner(block)) {
                let shown = body.text(&line);
                let Some((byte, _)) = shown.char_indices().nth(at) else { continue };
                let (first, second) = body.cut(&line, body.find(&line, byte));
                let texts = [body.text(&first), body.text(&second)];
                prop_assert_eq!(texts[1].trim_start(), shown[byte..].trim_start());
                prop_assert_eq!(texts[0].trim_end(), shown[..byte].trim_end());
                let html = [first, second].map(|slice| writer.paragraph(&slice).html).concat();
                let complaints = page::complaints(&html);
                prop_assert!(complaints.is_empty(), "{complaints:?}\n{html}");
            }
        }
    }
}

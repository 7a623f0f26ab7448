//! Readable cases: Markdown above, what becomes of it below (`tests/cases/markdown/*.md`).
//!
//! A case is a line `## what it shows` and fenced blocks of five backticks: `markdown`, then any of
//! `html` (holes shown as `→target`), `remote` (with pictures shown from where they are), `lines`
//! (text of the lines that the outline sees, `*` before bold ones) and `findings` (line, code).

use std::fmt::Write as _;
use std::path::PathBuf;

use dibao::config::ImagePolicy;
use dibao::document::block::{Block, BlockKind, Body, Slice};
use dibao::document::markdown::{self, Settings, Writer};
use dibao::document::{Markup, Target};

const FENCE: &str = "`````";

struct Case {
    name: String,
    markdown: String,
    /// Kind of the block, and what is in it.
    expected: Vec<(String, String)>,
}

#[test]
fn markdown_becomes_what_the_case_files_show() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/markdown");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the folder of cases")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let update = std::env::var("UPDATE_CASES").is_ok();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a case file");
        let mut updated = text.clone();
        for case in cases(&text) {
            seen += 1;
            for (kind, expected) in &case.expected {
                let actual = show(&case.markdown, kind);
                if actual.trim_end() != expected.trim_end() {
                    wrong.push(format!(
                        "{}: {} ({kind})\n--- expected\n{expected}--- actual\n{actual}",
                        file.display(),
                        case.name
                    ));
                    updated = replace(&updated, &case.name, kind, &actual);
                }
            }
        }
        if update && updated != text {
            std::fs::write(&file, updated).expect("the case file can be written");
        }
    }
    assert!(seen > 30, "only {seen} cases found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut block: Option<(String, String)> = None;
    for line in text.lines() {
        if let Some((kind, content)) = &mut block {
            if line == FENCE {
                let case = cases.last_mut().expect("a block follows a title");
                if kind == "markdown" {
                    case.markdown = std::mem::take(content);
                } else {
                    case.expected
                        .push((std::mem::take(kind), std::mem::take(content)));
                }
                block = None;
            } else {
                content.push_str(line);
                content.push('\n');
            }
        } else if let Some(kind) = line.strip_prefix(FENCE) {
            block = Some((kind.to_owned(), String::new()));
        } else if let Some(name) = line.strip_prefix("## ") {
            cases.push(Case {
                name: name.to_owned(),
                markdown: String::new(),
                expected: Vec::new(),
            });
        }
    }
    cases
}

fn replace(text: &str, name: &str, kind: &str, actual: &str) -> String {
    let title = format!("## {name}\n");
    let case = text.find(&title).expect("the title") + title.len();
    let mark = format!("{FENCE}{kind}\n");
    let start = case + text[case..].find(&mark).expect("the block") + mark.len();
    let end = start + text[start..].find(&format!("{FENCE}\n")).expect("its end");
    format!("{}{}\n{}", &text[..start], actual.trim_end(), &text[end..])
}

fn show(markdown: &str, kind: &str) -> String {
    let body = markdown::read(markdown, 0);
    match kind {
        "html" => html(&body, ImagePolicy::Link).0,
        "remote" => html(&body, ImagePolicy::Remote).0,
        "lines" => lines(&body),
        "findings" => findings(markdown, &body),
        other => panic!("no such kind of block: {other}"),
    }
}

fn html(body: &Body, images: ImagePolicy) -> (String, Vec<markdown::Finding>) {
    let settings = Settings {
        images,
        ..Settings::default()
    };
    let mut writer = Writer::new(body, settings);
    let mut markup = Markup::default();
    for block in &body.blocks {
        markup.append(&writer.render(block.events.clone()));
    }
    markup.append(&writer.footnotes());
    let (links, findings) = writer.finish();
    let mut out = String::new();
    markup.fill(&mut out, |out, link| {
        let shown = match &links[link as usize].0 {
            Target::Path { path, fragment } if fragment.is_empty() => path.to_string(),
            Target::Path { path, fragment } => format!("{path}#{fragment}"),
            Target::Picture { path } => path.to_string(),
            Target::Policy { title } => title.to_string(),
        };
        write!(out, " →{shown}").expect("a string");
    });
    (out, findings)
}

fn findings(markdown: &str, body: &Body) -> String {
    let mut findings = body.findings.clone();
    findings.extend(html(body, ImagePolicy::Link).1);
    findings.sort_by_key(|finding| finding.span);
    let mut out = String::new();
    for finding in findings {
        let before = &markdown[..finding.span.start as usize];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
        writeln!(out, "{line}:{column} {}: {}", finding.code, finding.message).expect("a string");
    }
    out
}

fn lines(body: &Body) -> String {
    let mut out = String::new();
    for block in &body.blocks {
        write_block(body, block, 0, &mut out);
    }
    out
}

fn write_block(body: &Body, block: &Block, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    let tagged = matches!(
        body.events[block.events.start].0,
        pulldown_cmark::Event::Start(
            pulldown_cmark::Tag::Paragraph | pulldown_cmark::Tag::Heading { .. }
        )
    );
    match block.kind {
        BlockKind::Paragraph | BlockKind::Heading(_) => {
            let inner = if tagged {
                body.inner(block)
            } else {
                Slice::from(block.events.clone())
            };
            for line in body.lines(&inner) {
                let shape = body.shape(&line);
                let mark = if shape.all_bold {
                    "*"
                } else if shape.begins_bold {
                    "*…"
                } else if shape.ends_bold {
                    "…*"
                } else {
                    ""
                };
                let kind = match block.kind {
                    BlockKind::Heading(level) => format!("h{level} "),
                    _ => String::new(),
                };
                writeln!(out, "{indent}{kind}{mark}{}", body.text(&line)).expect("a string");
            }
        }
        BlockKind::List(_) => {
            for item in body.items(block.events.start) {
                let number = item.number.map_or("-".to_owned(), |n| format!("{n}."));
                writeln!(out, "{indent}{number}").expect("a string");
                for child in body.children(item.events) {
                    write_block(body, &child, depth + 1, out);
                }
            }
        }
        BlockKind::Quote => {
            writeln!(out, "{indent}>").expect("a string");
            for child in body.children(block.events.clone()) {
                write_block(body, &child, depth + 1, out);
            }
        }
        kind => {
            writeln!(out, "{indent}{kind:?}").expect("a string");
            for line in body.text(&Slice::from(block.events.clone())).lines() {
                writeln!(out, "{indent}  {line}").expect("a string");
            }
        }
    }
}

//! Real posts, where they are at hand: every page is one that a parser reads as written.

use std::path::{Path, PathBuf};

use dibao::config::ImagePolicy;

use super::page;

fn posts(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            posts(&path, found);
        } else if path.extension().is_some_and(|e| e == "md" || e == "txt") {
            found.push(path);
        }
    }
}

/// The text behind front matter.
fn body(text: &str) -> &str {
    let text = text.trim_start_matches('\u{FEFF}');
    let rest = text.trim_start().strip_prefix("---\n");
    rest.and_then(|rest| rest.split_once("\n---\n"))
        .map_or(text, |(_, body)| body)
}

fn shared() -> Vec<(PathBuf, String)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["corpora", "oddities", "seeds"] {
        posts(&root.join("../shared").join(folder), &mut found);
    }
    if found.is_empty() {
        println!("skipped: ../shared is not here");
    }
    found
        .into_iter()
        .map(|path| {
            let bytes = std::fs::read(&path).expect("a file");
            let text = String::from_utf8_lossy(&bytes).replace('\r', "");
            (path, text)
        })
        .collect()
}

#[test]
fn real_posts_become_pages_that_a_parser_reads_as_written() {
    let mut wrong = Vec::new();
    for (path, text) in shared() {
        let html = page::html(body(&text), ImagePolicy::Link);
        let complaints = page::complaints(&html);
        if !complaints.is_empty() {
            wrong.push(format!("{}: {complaints:?}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Words that the source has and the page has not are markup, or were left out on purpose. To look
/// at: `cargo test --test it real_words -- --ignored --nocapture`.
#[test]
#[ignore = "prints a table"]
fn real_words_that_pages_lack() {
    let mut total = std::collections::BTreeMap::<String, usize>::new();
    for (path, text) in shared() {
        let html = page::html(body(&text), ImagePolicy::Link);
        // What editors put where an author should describe a picture is left out on purpose.
        let source = body(&text)
            .replace("在这里插入图片描述", "")
            .replace("请添加图片描述", "")
            .replace("图片描述", "");
        let missing = page::missing(&source, &html);
        let han: usize = missing
            .iter()
            .filter(|(word, _)| word.chars().any(|c| c > '\u{2E80}'))
            .map(|(_, count)| count)
            .sum();
        if han > 0 {
            let shown: String = missing
                .iter()
                .filter(|(word, _)| word.chars().any(|c| c > '\u{2E80}'))
                .take(40)
                .map(|(word, _)| word.as_str())
                .collect();
            println!("{han:5} {} {shown}", path.display());
        }
        for (word, count) in missing {
            *total.entry(word).or_default() += count;
        }
    }
    let mut total: Vec<_> = total.into_iter().collect();
    total.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (word, count) in total.iter().take(80) {
        print!("{word}×{count} ");
    }
    println!();
}

/// `cargo test --release --test it real_times -- --ignored --nocapture`.
#[test]
#[ignore = "prints a table"]
fn real_times() {
    let texts: Vec<String> = shared()
        .into_iter()
        .map(|(_, text)| body(&text).to_owned())
        .collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    let per_megabyte = |name: &str, work: &dyn Fn(&str) -> usize| {
        let (time, out) = (0..5)
            .map(|_| {
                let start = std::time::Instant::now();
                let out: usize = texts.iter().map(|text| work(text)).sum();
                (start.elapsed(), out)
            })
            .min()
            .expect("five runs");
        let time = time.as_nanos() as usize / bytes;
        println!("{time:4} ms/MB {name} ({bytes} bytes in, {out} out)");
    };
    per_megabyte("pulldown-cmark, events only", &|text| {
        pulldown_cmark::Parser::new_ext(text, pulldown_cmark::Options::all()).count()
    });
    per_megabyte("pulldown-cmark with its HTML", &|text| {
        let mut out = String::new();
        pulldown_cmark::html::push_html(&mut out, pulldown_cmark::Parser::new(text));
        out.len()
    });
    per_megabyte("our reader", &|text| {
        dibao::document::markdown::read(text, 0).events.len()
    });
    per_megabyte("our reader and writer", &|text| {
        page::html(text, ImagePolicy::Link).len()
    });
}

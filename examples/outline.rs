//! dev dump
#![allow(warnings)]
use dibao::document::{markdown, outline};
fn main() {
    let (lexicon, _) = dibao::lexicon::Lexicon::new(&[]);
    for path in std::env::args().skip(1) {
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        let mut base = 0;
        let mut title = String::new();
        if text.starts_with("---\n") {
            if let Some(end) = text[4..].find("\n---") {
                base = 4 + end + 4;
                for line in text[..base].lines() {
                    if let Some(t) = line.strip_prefix("title:") {
                        title = t.trim().trim_matches('"').to_owned();
                    }
                }
            }
        }
        let body = markdown::read(&text[base..], base as u32);
        if let Some(line) = text[base..].lines().find(|l| l.starts_with("# ")) {
            title = format!("{title} {}", &line[2..]);
        }
        println!(
            "{path} {title}\n{}",
            outline::debug(&body, &title, lexicon.boilerplate())
        );
    }
}

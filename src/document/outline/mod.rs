//! How a Body is split into Sections and Items.

#![allow(dead_code, reason = "wip")]

use crate::document::markdown::Body;
use crate::lexicon::Boilerplate;

mod choose;
mod contents;
mod line;
mod look;
mod marker;
mod role;

/// Evidence dump, for tuning.
pub fn debug(body: &Body<'_>, title: &str, boilerplate: &Boilerplate) -> String {
    use std::fmt::Write;
    let lines = line::read(body);
    let roles = role::assign(body, &lines, title, boilerplate);
    let prior = choose::Prior::of(title, &lines, &roles);
    let mut out = format!("{prior:?}\n");
    let mut all = marker::weigh(&lines, &roles);
    let chosen = choose::best(&all, prior).map(|(e, s)| (choose::is_digest(e, s, prior), e.marker, s));
    let _ = writeln!(out, "  CHOSEN {chosen:?}");
    all.sort_by(|a, b| choose::score(b, prior).total_cmp(&choose::score(a, prior)));
    for e in all.iter().take(6) {
        let _ = writeln!(out, "  {:5.2} {:?} n{} uniq{:.2} len{} fit{:.2} sent{:.2} q{:.2} part{:.2} listed{:.2} cov{:.2} bod{:.2} news{:.2} rep{:.2} share{:.2} link{:.2} code{:.2} body{}",
            choose::score(e, prior), e.marker, e.lines.len(), e.unique, e.length, e.fit, e.sentences, e.questions, e.parts, e.listed, e.coverage, e.bodies, e.news, e.reports, e.share, e.linked, e.code, e.body);
    }
    for list in &roles.contents {
        let _ = writeln!(out, "  contents {:?} twins {}", list.lines, list.twins.len());
    }
    if let Some(tail) = roles.of.iter().position(|role| *role == role::Role::Tail) {
        let _ = writeln!(out, "  tail {tail}/{} {}", lines.len(), look::clip(lines[tail].whole(), 30));
    }
    out
}

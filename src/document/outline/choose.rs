//! Which marker is the headlines', and whether the Document is a digest at all.

use super::line::Line;
use super::look;
use super::marker::{Evidence, Marker};
use super::role::{Role, Roles};
use crate::lexicon::outline_words;

/// What speaks for and against a digest before any marker is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "independent signs")]
pub(super) struct Prior {
    /// The title names a kind of digest (周报, 要闻, weekly).
    pub(super) named: bool,
    /// The title names a day, week, month or issue.
    pub(super) issue: bool,
    /// The title says that it comes again and again (日报, weekly).
    pub(super) periodical: bool,
    /// The title promises an explanation (指南, 详解, how to).
    pub(super) lesson: bool,
    /// Ruled by articles (第N条) like a law.
    pub(super) law: bool,
}

impl Prior {
    /// Reads the title and counts articles of law.
    pub(super) fn of(title: &str, lines: &[Line], roles: &Roles) -> Self {
        let lower = title.to_lowercase();
        let articles = lines
            .iter()
            .filter(|line| line.style() == Some(look::Style::Article))
            .count();
        let numbered = lines
            .iter()
            .zip(&roles.of)
            .filter(|(line, role)| **role == Role::Text && !line.is_blank())
            .count();
        let words = outline_words();
        Self {
            named: words.digest.any_in(&lower) || joins_headlines(title),
            issue: names_issue(&lower),
            periodical: words.periodical.any_in(&lower),
            lesson: words.lesson.any_in(&lower),
            law: articles >= 5 && articles * 8 >= numbered,
        }
    }

    fn score(self) -> f64 {
        let mut score = 0.0;
        if self.named {
            score += 0.7;
        }
        if self.issue {
            score += 0.5;
        }
        if self.lesson && !self.issue && !self.named {
            score -= 0.6;
        }
        score
    }
}

/// Fewest headlines in a title that is a list of them, and characters of each.
const JOINED: (usize, usize) = (3, 6);

/// Whether a title is a list of headlines: `甲市印发方案；乙省召开会议；丙公司完成融资`.
fn joins_headlines(title: &str) -> bool {
    let parts = title.split(['；', ';', '｜', '|', '丨']);
    let long = parts.filter(|part| part.trim().chars().count() >= JOINED.1);
    title.contains(['；', ';']) && long.count() >= JOINED.0
}

/// A day, a week, a month or the number of an issue.
fn names_issue(title: &str) -> bool {
    if look::has_day(title) || crate::date::period::in_title(title).is_some() {
        return true;
    }
    let digit_before = |at: usize| {
        title[..at]
            .trim_end()
            .ends_with(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
    };
    ["期", "周", "月", "日", "w"]
        .iter()
        .any(|word| title.match_indices(word).any(|(at, _)| digit_before(at)))
        || title.contains("vol.")
        || title.contains("issue")
        || digits8(title)
}

/// `20200910`.
fn digits8(title: &str) -> bool {
    let bytes = title.as_bytes();
    bytes
        .windows(8)
        .any(|window| window.iter().all(u8::is_ascii_digit) && window.starts_with(b"20"))
}

/// How well a marker explains the Document's lines as headlines.
#[expect(clippy::cast_precision_loss, reason = "counts of lines")]
pub(super) fn score(evidence: &Evidence, prior: Prior) -> f64 {
    let n = evidence.lines.len() as f64;
    let one_line = evidence.bodies < ONE_LINE;
    let mut score = prior.score() - 2.6;
    score += 2.0 * evidence.news + 0.6 * evidence.reports;
    score += 2.0 * evidence.listed;
    score += 0.8 * evidence.fit
        - if evidence.length < 7.0 && !evidence.marker.is_headless() {
            0.8
        } else {
            0.0
        };
    score += (n.log2() / 4.0).min(1.0);
    score += evidence.coverage - 0.2;
    score -= 2.5 * (1.0 - evidence.unique);
    // Headlines before their text on one line may end like sentences.
    let leads = matches!(evidence.marker, Marker::BoldLead | Marker::LinkLead);
    score -= if leads { 0.7 } else { 1.5 } * evidence.sentences;
    score -= 2.0 * evidence.questions;
    score -= 2.5 * evidence.parts + 2.0 * evidence.names;
    if one_line && evidence.linked < 0.5 {
        score -= if prior.named && prior.issue { 0.4 } else { 1.0 };
    }
    score += match evidence.marker {
        Marker::Heading(_) => 0.3,
        Marker::Category => 0.8,
        Marker::Bracketed => 0.4,
        Marker::Quoted => -0.5,
        Marker::Bare => -0.7,
        Marker::DateHead if n < 3.0 => -4.0,
        Marker::DateHead => -1.0,
        Marker::Bold(_) => 0.2,
        Marker::Listed => -0.4,
        Marker::Dated if evidence.years > 1 || n < 3.0 || evidence.share < 0.4 => -4.0,
        Marker::Dated => 1.5 * evidence.share - 2.0,
        Marker::Point(_) if evidence.linked > 0.6 => 0.0,
        Marker::Point(_)
        | Marker::Linked
        | Marker::Symbol(_)
        | Marker::Numbered(_)
        | Marker::BoldColon => -0.2,
        Marker::BoldLead | Marker::LinkLead => -0.6,
    };
    // Points of an argument look like running news but for days and sources.
    score -= evidence.running * (1.0 - evidence.reports);
    score
}

/// Share of headlines with text below them under which all are one-liners.
const ONE_LINE: f64 = 0.3;

/// Share of pieces that must read like reports, each with its text, where the title says nothing.
const REPORTED: f64 = 0.6;

/// Weight of a contents list when the question is digest or article: articles have them too.
const LISTED_IN_VERDICT: f64 = 0.5;

/// Whether what a marker tells apart is news: otherwise the Document is left whole.
pub(super) fn is_digest(evidence: &Evidence, score: f64, prior: Prior) -> bool {
    // Code below headlines speaks against news, not for another marker.
    let coded = score - (2.0 - LISTED_IN_VERDICT) * evidence.listed;
    let verdict = coded - 2.0 * evidence.code;
    let titled = prior.named || prior.issue;
    let signals = evidence.reports > 0.1
        || evidence.linked > 0.3 && (titled || evidence.news > 0.5)
        || prior.issue && evidence.news > 0.3
        || evidence.marker == Marker::Category;
    let enough = match (prior.named, prior.issue) {
        (true, true) if evidence.bodies < ONE_LINE => 0.4,
        // Where most pieces say when and by whom they were reported, no title is needed.
        (false, false) if evidence.reports >= REPORTED && evidence.bodies >= REPORTED => 0.7,
        (false, false) => 1.3,
        _ => 0.7,
    };
    let told_by_title = prior.periodical && prior.issue && coded > 0.7;
    let headed = evidence.fit >= 0.5 && evidence.unique >= 0.8;
    let few = evidence.lines.len() < 3 && !(titled && evidence.reports >= 0.5);
    let news = !few && signals && evidence.news >= 0.2 && verdict > enough;
    !prior.law && headed && (news || told_by_title && evidence.fit >= 0.8)
}

/// The best marker, with its score.
pub(super) fn best(all: &[Evidence], prior: Prior) -> Option<(&Evidence, f64)> {
    let scores: Vec<f64> = all.iter().map(|evidence| score(evidence, prior)).collect();
    let mut best: Option<(&Evidence, f64)> = None;
    for (at, evidence) in all.iter().enumerate() {
        let is_mother = all
            .iter()
            .zip(&scores)
            .any(|(other, &other_score)| other_score > 0.7 && is_above(evidence, other));
        let has_headlines =
            evidence.marker == Marker::Dated && all.iter().any(|other| heads(other, evidence));
        let score =
            scores[at] - if is_mother { 1.5 } else { 0.0 } - if has_headlines { 2.0 } else { 0.0 };
        if best.is_none_or(|(_, best)| score > best) {
            best = Some((evidence, score));
        }
    }
    best
}

/// Lines between a headline and its body: blank ones and a picture.
const NEAR: usize = 3;

/// Whether most of the dated paragraphs stand right below a headline of their own: then they are
/// its body, and the date marks nothing.
fn heads(headlines: &Evidence, dated: &Evidence) -> bool {
    if headlines.marker.is_headless() || headlines.unique < 0.8 || headlines.fit < 0.5 {
        return false;
    }
    let below = |&&line: &&usize| {
        let after = headlines.lines.partition_point(|&headline| headline < line);
        after > 0 && line - headlines.lines[after - 1] <= NEAR
    };
    let n = dated.lines.len();
    n > 0 && dated.lines.iter().filter(below).count() * 5 >= n * 3
}

/// Whether the short titles of `upper` stand over the lines of `lower`: sections over items.
fn is_above(upper: &Evidence, lower: &Evidence) -> bool {
    let short =
        upper.fit < 0.5 || lower.marker == Marker::Dated && lower.share > 0.4 && lower.years <= 1;
    short && lower.lines.len() >= 2 * upper.lines.len() && upper.lines.first() < lower.lines.first()
}

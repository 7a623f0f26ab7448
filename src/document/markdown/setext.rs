//! A rule under a line of text that CommonMark takes for a heading.
//!
//! People end a date or a sentence with a line of dashes and mean a rule; without a blank line
//! between them CommonMark makes the text a heading of level 2.

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::Finding;
use super::events::Spanned;
use crate::source::Span;

/// A title is shorter than this many characters.
const LONGEST_TITLE: usize = 40;

/// Turns such headings back into a paragraph and a rule.
///
/// Only headings by three or more dashes, and only where the text cannot be a title: a date and
/// nothing else, or Chinese that ends like a sentence, runs over several lines or is long.
pub(super) fn undo(events: &mut Vec<Spanned>, text: &str, findings: &mut Vec<Finding>) {
    let mut underlines = Vec::new();
    for at in 0..events.len() {
        let heading = events[at].1;
        if !matches!(
            events[at].0,
            Event::Start(Tag::Heading {
                level: HeadingLevel::H2,
                ..
            })
        ) {
            continue;
        }
        let Some(underline) = dashes(text, heading) else {
            continue;
        };
        if !is_text(&text[heading.start as usize..underline.start as usize]) {
            continue;
        }
        let end = at
            + events[at..]
                .iter()
                .position(|(event, _)| matches!(event, Event::End(TagEnd::Heading(_))))
                .expect("events are balanced");
        let paragraph = Span {
            start: heading.start,
            end: underline.start,
        };
        events[at] = (Event::Start(Tag::Paragraph), paragraph);
        events[end] = (Event::End(TagEnd::Paragraph), paragraph);
        underlines.push((end, underline));
        findings.push(Finding {
            code: "setext-rule",
            span: underline,
            message: "`---` right below a line of text makes it a heading; taken for a rule here"
                .to_owned(),
            hint: "put a blank line above the dashes",
        });
    }
    if underlines.is_empty() {
        return;
    }
    let mut rules = underlines.into_iter().peekable();
    let before = std::mem::take(events);
    events.reserve(before.len() + rules.len());
    for (at, event) in before.into_iter().enumerate() {
        events.push(event);
        if let Some((_, rule)) = rules.next_if(|&(end, _)| end == at) {
            events.push((Event::Rule, rule));
        }
    }
}

/// The underline of a heading by dashes.
fn dashes(text: &str, span: Span) -> Option<Span> {
    let source = text[span.start as usize..span.end as usize].trim_end();
    let line = source.rfind('\n')? + 1;
    let dashes = source[line..].trim_start_matches([' ', '\t', '>']);
    let is_underline = dashes.len() >= 3 && dashes.bytes().all(|b| b == b'-');
    is_underline.then_some(Span {
        start: span.start + line as u32,
        end: span.start + source.len() as u32,
    })
}

fn is_text(title: &str) -> bool {
    let title = title.trim();
    if is_date(title) {
        return true;
    }
    let chinese = title.chars().any(super::cjk::is_ideograph);
    chinese
        && (title.ends_with([
            '。', '！', '？', '；', '：', '，', '、', '…', '.', ';', ':', ',',
        ]) || title.contains('\n')
            || title.chars().count() > LONGEST_TITLE)
}

/// `2020年9月10日`, `2020-09-10 10:00`, perhaps in brackets or bold.
fn is_date(title: &str) -> bool {
    let mut digits = 0;
    let only = title.chars().all(|c| {
        digits += usize::from(c.is_ascii_digit());
        c.is_ascii_digit() || " \t年月日号时分秒星期周一二三四五六-/.:（）()*_~至—".contains(c)
    });
    only && digits >= 3
}

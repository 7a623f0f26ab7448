//! Which part of a marked line is the headline.

use super::line::{Line, Stretch};
use super::look;
use super::marker::{LONGEST_CREDIT, Marker, bracketed, credited, is_address, quoted};

/// The words of a marked line that would be its headline; empty when it has none of its own.
pub(super) fn headline_words(line: &Line, marker: Marker) -> &str {
    match headline(line, marker) {
        Headline::None => "",
        Headline::Rest => line.words(),
        Headline::Stretch(stretch) => stretch.of(&line.text),
        Headline::Part(range) => line.text[range].trim(),
        Headline::Quoted => quoted(line).unwrap_or_default(),
    }
}

/// Which part of a marked line is the headline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Headline {
    /// None: the line is already the text.
    None,
    /// All but bullet, number and category.
    Rest,
    /// The link or the bold words at its head.
    Stretch(Stretch),
    /// These bytes of the line; what follows is text.
    Part(std::ops::Range<usize>),
    /// The first words of the quote.
    Quoted,
}

/// Longest headline where nothing but a number or bullet marks it, in characters.
const LONGEST_PLAIN: usize = 60;

/// Longest sentence without a comma that is a headline all the same, in bytes.
const SHORTEST_SENTENCE: usize = 40 * 3;

/// Whether a headline is a short sentence where nothing but a number or bullet marks it.
pub(super) fn is_short(marker: Marker, words: &str) -> bool {
    matches!(
        marker,
        Marker::Numbered(_) | Marker::Point(_) | Marker::Symbol(_)
    ) && words.len() <= SHORTEST_SENTENCE
        && !words.contains(['，', ','])
}

/// The words of a line without the address at their end: `某市印发方案 https://…`.
fn without_address(line: &Line) -> &str {
    let words = line.text[line.lead.rest..].trim_end();
    let Some((before, last)) = words.rsplit_once([' ', '\n', '：', '\u{3000}']) else {
        return line.words();
    };
    // `某框架 2.0 发布` is a headline to its end.
    let credit = look::is_credit_alone(last) && !look::tells_event(last);
    if credit && before.chars().count() >= 8 {
        return before.trim_end();
    }
    if is_address(last.trim_matches(['<', '>', '(', ')', '（', '）'])) && before.len() >= 12 {
        before
            .trim_end()
            .trim_end_matches(['：', ':', '-', '—', '|'])
            .trim_end()
    } else {
        line.words()
    }
}

/// Characters of a headline that a colon parts from its text on one line.
const BEFORE_COLON: std::ops::RangeInclusive<usize> = 8..=40;

/// The bytes of a headline that a colon parts from a report on one line: `某市印发方案：3月9日，…`.
fn before_colon(words: &str) -> Option<usize> {
    let at = look::clip(words, BEFORE_COLON.end() + 1).find('：')?;
    let (headline, report) = (&words[..at], &words[at + '：'.len_utf8()..]);
    let fits = BEFORE_COLON.contains(&headline.chars().count())
        && !headline.contains('。')
        && look::tells_event(headline)
        && !look::speaks(headline)
        && (look::reports(report) || look::hints(report));
    fits.then_some(at)
}

/// Characters of a first sentence that is the headline of the next ones.
const FIRST_SENTENCE: std::ops::RangeInclusive<usize> = 8..=40;

/// The bytes of a first sentence that is a headline: it has no comma but between quotation marks, and the
/// next one begins anew with its day or with the same words: `某市印发方案。3月9日，…`.
fn first_sentence(words: &str) -> Option<usize> {
    let at = look::clip(words, FIRST_SENTENCE.end() + 1).find('。')?;
    let (headline, report) = (&words[..at], &words[at + '。'.len_utf8()..]);
    let mut quoted = 0_u32;
    let joined = headline.chars().any(|c| {
        match c {
            '“' | '「' | '《' => quoted += 1,
            '”' | '」' | '》' => quoted = quoted.saturating_sub(1),
            _ => {}
        }
        quoted == 0 && matches!(c, '，' | ',' | '：' | ':' | '；')
    });
    let fits = FIRST_SENTENCE.contains(&headline.chars().count())
        && !joined
        && look::date_lead(headline).is_none()
        && (look::begins_with_time(report) || begins_again(headline, report));
    fits.then_some(at)
}

/// Characters that two texts begin with that tell of the same.
const SAME: usize = 2;

/// Whether a text begins with the same words as the one before it.
fn begins_again(headline: &str, text: &str) -> bool {
    let subject = look::clip(headline, SAME);
    text.trim_start().starts_with(subject) && subject.chars().all(char::is_alphabetic)
}

/// Characters of a title between 《 and 》 that is a headline, and of the note between brackets behind it.
const TITLED: (std::ops::RangeInclusive<usize>, usize) = (4..=60, 14);

/// The bytes of a title between 《 and 》 before a colon and its text: `《某某》（01版）：…`.
fn titled(words: &str) -> Option<usize> {
    let inner = look::clip(words.strip_prefix('《')?, TITLED.0.end() + 1);
    let close = inner.find('》')?;
    let end = '《'.len_utf8() + close + '》'.len_utf8();
    let mut rest = &words[end..];
    if let Some(note) = rest.strip_prefix(['(', '（']) {
        let (_, after) = look::clip(note, TITLED.1).split_once([')', '）'])?;
        rest = &note[look::clip(note, TITLED.1).len() - after.len()..];
    }
    let fits = TITLED.0.contains(&inner[..close].chars().count());
    (fits && rest.starts_with(['：', ':'])).then_some(end)
}

/// Where a headline ends behind which a bar parts the day of its report: `… | 2024-04-22 某网`.
fn day_behind_bar(text: &str) -> Option<usize> {
    let (headline, credit) = text.rsplit_once(['|', '｜', '丨'])?;
    let headline = headline.trim_end();
    let fits = headline.chars().count() >= BEFORE_BAR
        && credit.chars().count() <= LONGEST_CREDIT
        && look::date_lead(credit).is_some_and(|(_, day)| day);
    fits.then_some(headline.len())
}

/// Characters of the shortest headline before such a bar.
const BEFORE_BAR: usize = 8;

/// Whether a link or bold words stand at the head of a line, or behind a label there: `[产品] …`.
pub(super) fn is_near(line: &Line, stretch: &Stretch) -> bool {
    let between = line.text.get(line.lead.rest..stretch.from);
    stretch.from <= line.lead.rest + 8 || between.is_some_and(|label| look::is_label(label.trim()))
}

/// Whether a link is the first of several things that a sentence names: `[甲]、[乙]被通报…`.
fn is_one_of_several(line: &Line, link: &Stretch) -> bool {
    line.text[link.to..].trim_start().starts_with('、')
}

/// Finds the headline in a marked line.
pub(super) fn headline(line: &Line, marker: Marker) -> Headline {
    let near = |stretch: &Stretch| is_near(line, stretch);
    let plain = || {
        let words = without_address(line);
        let inner = words.trim_end_matches(['。', '；', ';']);
        let short = inner.len() < words.len() && words.len() <= SHORTEST_SENTENCE;
        let runs_on = look::width(words) > LONGEST_PLAIN
            || (!short || inner.contains(['，', ','])) && look::ends_sentence(words)
            || inner.contains('。');
        if runs_on {
            let inline = titled(words).or_else(|| before_colon(words));
            let inline = inline.or_else(|| first_sentence(words));
            inline.map_or(Headline::None, |length| {
                Headline::Part(line.lead.rest..line.lead.rest + length)
            })
        } else if words.len() < line.words().len() {
            Headline::Part(line.lead.rest..line.lead.rest + words.len())
        } else {
            Headline::Rest
        }
    };
    match marker {
        Marker::Dated | Marker::DateHead | Marker::Paragraph => Headline::None,
        Marker::Bracketed => bracketed(line).map_or(Headline::None, Headline::Part),
        Marker::Quoted => Headline::Quoted,
        Marker::Bold(_) if !line.shape.all_bold => {
            line.head().bold.map_or(Headline::Rest, Headline::Stretch)
        }
        Marker::Heading(_) | Marker::Bold(None) if let Some(end) = day_behind_bar(&line.text) => {
            Headline::Part(line.lead.rest..end)
        }
        Marker::Heading(_) | Marker::Numbered(_) if credited(line, line.head().link) => {
            line.head().link.map_or(Headline::Rest, Headline::Stretch)
        }
        Marker::Linked if !line.shape.all_linked => {
            line.head().link.map_or(Headline::Rest, Headline::Stretch)
        }
        Marker::LinkLead => line.head().link.map_or(Headline::None, Headline::Stretch),
        Marker::Point(_) | Marker::BoldLead | Marker::Listed => {
            match (line.head().link, line.head().bold) {
                (Some(link), _) if near(&link) && !is_one_of_several(line, &link) => {
                    Headline::Stretch(link)
                }
                (_, Some(bold)) if near(&bold) && bold.of(&line.text).chars().count() >= 4 => {
                    Headline::Stretch(bold)
                }
                _ => plain(),
            }
        }
        Marker::Category | Marker::Label(_) | Marker::Numbered(_) | Marker::Symbol(_) => {
            match line.head().bold {
                Some(bold)
                    if near(&bold)
                        && bold.to < line.text.len()
                        && bold.of(&line.text).chars().count() >= 8 =>
                {
                    Headline::Stretch(Stretch {
                        from: bold.from.max(line.lead.rest),
                        ..bold
                    })
                }
                _ => plain(),
            }
        }
        _ => Headline::Rest,
    }
}

//! Markers: the looks by which a Document's headlines can be told, and which lines have each.

use super::line::{Ground, Line, Stretch};
use super::look::{self, Style};
use super::role::{Role, Roles};
use crate::date::text::days;

/// A look that all headlines of a Document share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Marker {
    /// Headings of this level.
    Heading(u8),
    /// Lines that are bold from end to end, with or without a number.
    Bold(Option<Style>),
    /// Lines that begin with a category: `【政策】…`.
    Category,
    /// Lines that begin with a number, neither headings nor bold.
    Numbered(Style),
    /// Points of lists; `true`: numbered lists.
    Point(bool),
    /// Lines that are one link.
    Linked,
    /// Lines that begin with this symbol.
    Symbol(char),
    /// Paragraphs that begin with a date.
    Dated,
    /// Paragraphs that begin with bold words.
    BoldLead,
    /// Lines that a contents list names.
    Listed,
    /// Lines that begin with a short label between brackets of this kind, or before a bar: `「政策」…`.
    Label(char),
    /// Lines that begin with their headline between 【 and 】.
    Bracketed,
    /// Lines that are bold from end to end and end in a colon.
    BoldColon,
    /// Paragraphs that begin with a linked headline.
    LinkLead,
    /// Quotes that hold the headline, with or without its text.
    Quoted,
    /// The first words below a line that is nothing but a day.
    DateHead,
    /// Bare short lines over long ones.
    Bare,
    /// Rows of a table of news.
    Row,
    /// `<details>` with the headline in its summary.
    Details,
    /// Paragraphs of a report each, without any mark.
    Paragraph,
}

/// The names of all looks, and `none`: what the front matter's `items` may say.
pub const LOOKS: [&str; 28] = [
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "bold",
    "numbered-bold",
    "category",
    "label",
    "numbered",
    "ordered-list",
    "list",
    "links",
    "symbol",
    "dated",
    "date-heads",
    "bold-lead",
    "bold-colon",
    "link-lead",
    "brackets",
    "quotes",
    "bare",
    "table-rows",
    "details",
    "paragraphs",
    "contents",
    "none",
];

impl Marker {
    /// The rule's name, for `explain`, tests and the front matter's `items`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Heading(1) => "h1",
            Self::Heading(2) => "h2",
            Self::Heading(3) => "h3",
            Self::Heading(4) => "h4",
            Self::Heading(5) => "h5",
            Self::Heading(_) => "h6",
            Self::Bold(None) => "bold",
            Self::Bold(Some(_)) => "numbered-bold",
            Self::Category => "category",
            Self::Label(_) => "label",
            Self::Numbered(_) => "numbered",
            Self::Point(true) => "ordered-list",
            Self::Point(false) => "list",
            Self::Linked => "links",
            Self::Symbol(_) => "symbol",
            Self::Dated => "dated",
            Self::BoldLead => "bold-lead",
            Self::Listed => "contents",
            Self::Bracketed => "brackets",
            Self::BoldColon => "bold-colon",
            Self::LinkLead => "link-lead",
            Self::Quoted => "quotes",
            Self::DateHead => "date-heads",
            Self::Bare => "bare",
            Self::Row => "table-rows",
            Self::Details => "details",
            Self::Paragraph => "paragraphs",
        }
    }

    /// Whether the words of a marked line are the first words of its text, not a headline.
    pub(super) fn is_headless(self) -> bool {
        matches!(self, Self::Dated | Self::DateHead | Self::Paragraph)
    }

    /// Whether points of lists have this look.
    pub(super) fn marks_points(self) -> bool {
        matches!(
            self,
            Self::Point(_) | Self::Category | Self::Bracketed | Self::Listed
        )
    }

    /// Whether line `at` has this look.
    pub(super) fn marks(self, lines: &[Line], at: usize, roles: &Roles) -> bool {
        let line = &lines[at];
        if roles.of[at] != Role::Text {
            return false;
        }
        if line.text.trim().is_empty() {
            return self == Self::Quoted && is_quoted(lines, at);
        }
        // An address is where a piece of news comes from.
        if is_address(line.words()) && !line.words().contains(char::is_whitespace) {
            return false;
        }
        let length = line.length();
        match self {
            Self::Heading(level) => {
                line.ground == Ground::Heading(level) && length > 0 && !line.is_day()
            }
            Self::Bold(style) => {
                line.ground == Ground::Text
                    && (line.shape.all_bold
                        || line.shape.begins_bold && credited(line, line.head().bold))
                    && line.style() == style
                    && line.lead.category.is_none()
                    && !line.is_day()
                    && (4..=look_limit(line)).contains(&length)
                    && !line.words().ends_with(['：', ':', '，', '、'])
                    && !look::asks(line.words())
                    && look::date_lead(&line.text).is_none_or(|(end, _)| line.text.len() > end + 6)
            }
            Self::Category => {
                matches!(line.ground, Ground::Text | Ground::Point(_))
                    && line.lead.category.is_some()
                    && length >= 4
            }
            Self::Label(kind) => {
                line.ground == Ground::Text
                    && line.first
                    && !line.shape.all_bold
                    && length >= 8
                    && look::label(line.words()) == Some(kind)
            }
            Self::Numbered(style) => {
                (line.ground == Ground::Text || is_numbered_point(line))
                    && !line.shape.all_bold
                    && line.style() == Some(style)
                    && line.lead.category.is_none()
                    && (length >= 5 || length >= 2 && line.head().link.is_some())
            }
            Self::Point(numbered) => {
                (length >= 4 || length >= 2 && line.shape.all_linked)
                    && !line.below
                    && !look::is_credit_alone(line.words())
                    && matches!(line.ground, Ground::Point(number) if number.is_some() == numbered)
            }
            Self::Linked => {
                line.ground == Ground::Text
                    && (line.shape.all_linked || credited(line, line.head().link))
                    && line.first
                    && length >= 6
                    && !is_address(line.words())
            }
            Self::Symbol(symbol) => {
                line.ground == Ground::Text
                    && line.lead.symbol == Some(symbol)
                    && line.lead.number.is_none()
                    && length >= 5
            }
            Self::Dated => is_dated(lines, at),
            Self::BoldLead => {
                line.shape.begins_bold && !line.shape.all_bold && leads(line, line.head().bold)
            }
            Self::LinkLead => !line.shape.all_linked && leads(line, line.head().link),
            Self::Bracketed => {
                matches!(line.ground, Ground::Text | Ground::Point(_)) && bracketed(line).is_some()
            }
            Self::BoldColon => {
                line.ground == Ground::Text
                    && line.shape.all_bold
                    && line.words().ends_with(['：', ':'])
                    && (8..=60).contains(&length)
            }
            Self::Quoted => false,
            Self::Paragraph => is_report(line),
            Self::Row => line.ground == Ground::Row && length >= 4,
            Self::Details => line.ground == Ground::Details && length >= 4,
            Self::DateHead => {
                matches!(line.ground, Ground::Text | Ground::Quote)
                    && before(lines, at).is_some_and(|before| lines[before].is_day())
            }
            Self::Bare => is_bare(lines, at, roles),
            Self::Listed => {
                matches!(
                    line.ground,
                    Ground::Text | Ground::Heading(_) | Ground::Point(_)
                ) && roles.listed.contains(&at)
            }
        }
    }
}

/// Whether a paragraph begins with a headline of its own and goes on with the text.
fn leads(line: &Line, head: Option<Stretch>) -> bool {
    line.ground == Ground::Text
        && line.first
        && head.is_some_and(|head| {
            let words = head.of(&line.text);
            let length = words.chars().count();
            let goes_on = line.text[head.to..]
                .trim_start()
                .starts_with(['，', '、', ',', '；']);
            head.from <= line.lead.rest + 8
                && !goes_on
                && (8..=60).contains(&length)
                && !look::is_day(words)
                && is_text(&line.text[head.to..])
        })
}

/// Whether what stands behind a headline on its line is its text: a short one is a sentence.
fn is_text(rest: &str) -> bool {
    let length = rest.chars().count();
    length >= 20 || length >= SHORT && look::ends_sentence(rest)
}

/// Whether a point is one of the numbered lines around it.
fn is_numbered_point(line: &Line) -> bool {
    matches!(line.ground, Ground::Point(Some(_))) && line.lead.number.is_some()
}

/// Longest credit behind a headline, in characters.
pub(super) const LONGEST_CREDIT: usize = 24;

/// Whether a bold or linked headline has only a credit or a day behind it: `**…**（某报）`.
pub(super) fn credited(line: &Line, head: Option<Stretch>) -> bool {
    head.is_some_and(|head| {
        let rest = line.text[head.to..].trim();
        head.from <= line.lead.rest + 8
            // A bold number before a bar is no headline: `**01** | …`.
            && head.to > line.lead.rest
            && (rest.starts_with(['（', '(', '[', '—', '-', '|', '｜', '丨', '/', '@'])
                || is_rating(rest))
            && (rest.chars().count() <= LONGEST_CREDIT || is_whole_credit(rest))
            && !look::ends_sentence(rest)
    })
}

/// Characters of the longest credit that says by its end that it is one.
const LONGEST_WHOLE_CREDIT: usize = 48;

/// Whether all behind a headline stands between brackets and ends with a day (`(某网 2021.03.06)`), or ends
/// with a word for its source (`— 某网站 | [链接]`).
fn is_whole_credit(rest: &str) -> bool {
    if rest.chars().nth(LONGEST_WHOLE_CREDIT).is_some() {
        return false;
    }
    let words = rest.trim_end_matches(['"', '”', '」']);
    let inner = words
        .strip_prefix(['（', '('])
        .and_then(|inner| inner.strip_suffix(['）', ')']));
    let dated = |inner: &str| {
        let last = days(inner).pop();
        last.is_some_and(|day| day.span.end == inner.len())
    };
    let last = rest
        .rsplit([' ', '|', '｜', '·'])
        .next()
        .unwrap_or_default();
    inner.is_some_and(dated) || look::is_credit_alone(last)
}

/// Whether signs and figures say how good or how important a piece is: `⭐ 9.0/10`.
fn is_rating(rest: &str) -> bool {
    rest.starts_with(look::is_decoration)
        && rest.contains(|c: char| c.is_ascii_digit())
        && !rest.contains(char::is_alphabetic)
}

/// Fewest and most characters of a headline between 【 and 】.
const BRACKETED: std::ops::RangeInclusive<usize> = 5..=60;

/// The headline between 【 and 】 at the head of a line, as bytes of its text.
pub(super) fn bracketed(line: &Line) -> Option<std::ops::Range<usize>> {
    let open = line.text[..line.lead.rest.min(line.text.len())].find('【');
    let open = open.or_else(|| line.words().starts_with('【').then_some(line.lead.rest))?;
    let start = open + '【'.len_utf8();
    let inner = look::clip(&line.text[start..], BRACKETED.end() + 1);
    let length = inner.chars().position(|c| c == '】')?;
    let inner = &inner[..inner.find('】')?];
    let fits = BRACKETED.contains(&length) && !look::is_dateline(inner);
    fits.then_some(start..start + inner.len())
}

/// Lines between which credits, pictures and empty lines are passed over.
const PASSED: usize = 6;

/// The next line with words that is no credit and no day.
fn after(lines: &[Line], at: usize) -> Option<usize> {
    (at + 1..lines.len().min(at + 1 + PASSED)).find(|&below| {
        let line = &lines[below];
        !(line.is_blank()
            || line.ground == Ground::Picture
            || line.is_day()
            || line.ground == Ground::Text
                && (look::is_credit(&line.text) || look::is_caption(&line.text)))
    })
}

/// The line with words before.
fn before(lines: &[Line], at: usize) -> Option<usize> {
    let line = lines[..at].iter().rposition(|line| !line.is_blank())?;
    (lines[line].ground != Ground::Picture).then_some(line)
}

/// Characters from which on a line below a bare headline is its text.
const LONG: usize = 28;

/// Characters of a sentence that is the text of a headline.
const SHORT: usize = 12;

/// A short line without any mark.
fn is_unmarked(line: &Line) -> bool {
    let alone = line.ground == Ground::Text && line.first && !line.glued;
    if !alone
        || line.shape.begins_bold
        || line.shape.all_linked
        || line.shape.pictures > 0
        || line.style().is_some()
        || line.lead.category.is_some()
        || line.lead.symbol.is_some()
        || bracketed(line).is_some()
        || !(6..=look_limit(line) * 2 / 3).contains(&line.length())
    {
        return false;
    }
    let words = line.words();
    !(look::ends_sentence(words)
        || words.ends_with(['：', ':', '，', '、', ','])
        || words.contains('。')
        || is_address(words)
        || look::is_credit(words)
        || look::is_caption(words)
        || line.is_day())
}

/// A short line without any mark over a longer one.
fn is_bare(lines: &[Line], at: usize, roles: &Roles) -> bool {
    let line = &lines[at];
    if !is_unmarked(line) {
        return false;
    }
    text_below(lines, at).is_some_and(|below| {
        let below_line = &lines[below];
        matches!(roles.of[below], Role::Text | Role::Refrain)
            && match below_line.ground {
                Ground::Text if is_field(below_line) => true,
                // A link to the source may be all that there is.
                Ground::Text if below_line.shape.all_linked || is_address(below_line.words()) => {
                    below_line.last
                }
                Ground::Text => {
                    let length = below_line.text.chars().count();
                    // A short sentence is the text of a headline that is none.
                    let same_paragraph = below == at + 1 && !line.last && below_line.last;
                    let short = same_paragraph || length > line.length();
                    let sentence = length >= SHORT && look::ends_sentence(&below_line.text);
                    short && sentence || length >= LONG && length > line.length()
                }
                Ground::Quote | Ground::Point(_) => below_line.inner.chars().count() >= LONG,
                _ => false,
            }
    })
}

/// The next line that may be the text of a headline: a short quote is its source.
fn text_below(lines: &[Line], at: usize) -> Option<usize> {
    let below = after(lines, at)?;
    let quoted = lines[below].ground == Ground::Quote;
    if quoted && lines[below].inner.chars().count() < LONG {
        after(lines, below)
    } else {
        Some(below)
    }
}

/// Characters of the longest bold name of a field.
const FIELD: usize = 8;

/// Whether a line is a field of a piece of news: `**发布单位：** …`.
fn is_field(line: &Line) -> bool {
    line.head().bold.is_some_and(|bold| {
        let name = bold.of(&line.text);
        let rest = line.text[bold.to..].trim_start();
        bold.from == 0
            && name.chars().count() <= FIELD
            && !rest.is_empty()
            && (name.ends_with(['：', ':']) || rest.starts_with(['：', ':']))
    })
}

/// Characters of a bare headline that stands among marked ones.
const SLIP: std::ops::RangeInclusive<usize> = 12..=48;

/// A bare headline over a report, after the end of another piece: its mark was forgotten.
pub(super) fn is_slip(lines: &[Line], at: usize, roles: &Roles) -> bool {
    Marker::Bare.marks(lines, at, roles)
        && lines[at].last
        && SLIP.contains(&lines[at].length())
        && after(lines, at).is_some_and(|below| {
            let body = lines[below].whole();
            look::reports(body) || look::tells_event(lines[at].words()) && look::hints(body)
        })
}

/// A bare headline of which the text is a shorter sentence: it stands between two paragraphs that
/// end as such.
pub(super) fn is_over_short(lines: &[Line], at: usize, roles: &Roles) -> bool {
    let line = &lines[at];
    let sentence = |near: Option<usize>| {
        near.is_some_and(|near| {
            let line = &lines[near];
            let text = line.ground == Ground::Text && line.last && roles.of[near] == Role::Text;
            text && line.length() >= SHORT && look::ends_sentence(line.words())
        })
    };
    roles.of[at] == Role::Text
        && line.last
        && is_unmarked(line)
        && SLIP.contains(&line.length())
        && sentence(after(lines, at))
        && before(lines, at)
            .is_some_and(|above| sentence(Some(above)) || !is_unmarked(&lines[above]))
}

/// A quote that begins with a headline, its text in the quote or below it.
fn is_quoted(lines: &[Line], at: usize) -> bool {
    let line = &lines[at];
    let Some(words) = quoted(line) else {
        return false;
    };
    let has_more = line.inner.trim().len() > words.len() + LONG;
    let over = || {
        after(lines, at).is_some_and(|below| {
            let text = &lines[below].text;
            let length = text.chars().count();
            let sentence = length >= SHORT && look::ends_sentence(text);
            lines[below].ground == Ground::Text && (length >= LONG || sentence)
        })
    };
    line.ground == Ground::Quote
        && (6..=60).contains(&words.chars().count())
        && !look::ends_sentence(words)
        && !words.ends_with(['：', ':', '，', '、'])
        && !is_address(words)
        && (has_more || line.inner.trim().len() == words.len() && over())
}

/// Characters of a bold line that is too short to be told for a headline by its look alone.
const NAME: std::ops::RangeInclusive<usize> = 2..=3;

/// Whether a bold line is a short name alone over a text.
pub(super) fn is_name(lines: &[Line], at: usize) -> bool {
    let line = &lines[at];
    let words = line.words();
    let over = || {
        after(lines, at).is_some_and(|below| {
            let below = &lines[below];
            below.ground == Ground::Text
                && !below.shape.all_bold
                && below.text.chars().count() >= LONG
        })
    };
    line.ground == Ground::Text
        && line.shape.all_bold
        && line.first
        && line.last
        && line.style().is_none()
        && NAME.contains(&line.length())
        && words.chars().all(char::is_alphanumeric)
        && !look::is_part_title(words)
        && !look::is_section_title(words)
        && over()
}

/// The first words of a quote.
pub(super) fn quoted(line: &Line) -> Option<&str> {
    line.inner
        .lines()
        .map(str::trim)
        .find(|words| !words.is_empty())
}

fn look_limit(line: &Line) -> usize {
    if line.text.is_ascii() { 160 } else { 90 }
}

pub(super) fn is_address(text: &str) -> bool {
    text.starts_with("http") || text.starts_with("www.")
}

/// Characters of the longest label before a day, its colon included.
const LONGEST_LABEL: usize = 9;

/// Whether a paragraph begins with a short label and a day: `上海：6月13日，…`.
pub(super) fn labelled_day(text: &str) -> bool {
    let Some(at) = look::clip(text, LONGEST_LABEL).find('：') else {
        return false;
    };
    let rest = &text[at + '：'.len_utf8()..];
    at > 0 && look::date_lead(rest.trim_start()).is_some() && look::ends_sentence(rest)
}

/// A paragraph that begins with a date, or a date alone in bold with a paragraph that goes on.
fn is_dated(lines: &[Line], at: usize) -> bool {
    let line = &lines[at];
    if !line.first || !matches!(line.ground, Ground::Text) {
        return false;
    }
    let lead = look::date_lead(&line.text).map(|(end, _)| end);
    let Some(end) = lead.or_else(|| look::english_lead(&line.text)) else {
        return labelled_day(&line.text) || look::has_dateline(&line.text);
    };
    let rest = line.text[end..].trim();
    // `**3月9日 甲市发布方案**` alone is a headline.
    if line.shape.all_bold && line.last && !rest.is_empty() && !look::ends_sentence(rest) {
        return false;
    }
    if rest.chars().count() >= 12 || !line.last && !line.shape.all_bold {
        return true;
    }
    rest.is_empty()
        && line.shape.all_bold
        && lines
            .get(at + 1)
            .is_some_and(|next| next.ground == Ground::Text && look::continues(&next.text))
}

/// Fewest characters of a paragraph that is a report.
const REPORT: usize = 30;

/// Characters of the longest bold label before a report: `**河南** 2月14日，…`.
const LABEL: usize = 7;

/// Whether a line begins with a bold label and goes on with its text.
fn labelled(line: &Line) -> bool {
    line.head().bold.is_some_and(|bold| {
        bold.from == 0
            && bold.of(&line.text).chars().count() <= LABEL
            && !line.text[bold.to..].trim_start().starts_with(['，', ','])
    })
}

/// A paragraph of one line below a bold label at its head, to the end of a sentence.
pub(super) fn is_labelled(line: &Line) -> bool {
    line.ground == Ground::Text
        && line.first
        && line.last
        && line.length() >= REPORT
        && labelled(line)
        && look::ends_sentence(line.words())
}

/// A paragraph of one line without any mark but a label that reads like a report.
fn is_report(line: &Line) -> bool {
    let plain = line.ground == Ground::Text
        && line.first
        && line.last
        && !line.glued
        && (!line.shape.begins_bold || labelled(line))
        && line.style().is_none()
        && line.lead.category.is_none()
        && line.lead.symbol.is_none();
    plain
        && line.length() >= REPORT
        && look::ends_sentence(line.words())
        && (look::reports(&line.text)
            || look::hints(&line.text)
            || look::tells_event(look::clip(&line.text, 60)))
}

/// Characters at the head of a report in which its word of time stands.
const HEAD_OF_REPORT: usize = 20;

/// A bare report that says near its head that it is new, not on which day: `某部近日发文，…`.
pub(super) fn is_undated_report(line: &Line) -> bool {
    is_report(line) && {
        let head = look::clip(&line.text, HEAD_OF_REPORT);
        look::hints(head) || look::reports(head)
    }
}

/// Whether a paragraph is a piece of news to its end, where it names its source: `…。（某报）`.
pub(super) fn is_sourced(line: &Line) -> bool {
    line.ground == Ground::Text
        && line.last
        && line.length() >= REPORT
        && look::names_source(&line.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The look after this one; a new Marker must find its place here, and so in `LOOKS`.
    fn next(marker: Marker) -> Option<Marker> {
        Some(match marker {
            Marker::Heading(6) => Marker::Bold(None),
            Marker::Heading(level) => Marker::Heading(level + 1),
            Marker::Bold(None) => Marker::Bold(Some(Style::Han)),
            Marker::Bold(Some(_)) => Marker::Category,
            Marker::Category => Marker::Label('「'),
            Marker::Label(_) => Marker::Numbered(Style::Han),
            Marker::Numbered(_) => Marker::Point(true),
            Marker::Point(true) => Marker::Point(false),
            Marker::Point(false) => Marker::Linked,
            Marker::Linked => Marker::Symbol('●'),
            Marker::Symbol(_) => Marker::Dated,
            Marker::Dated => Marker::DateHead,
            Marker::DateHead => Marker::BoldLead,
            Marker::BoldLead => Marker::BoldColon,
            Marker::BoldColon => Marker::LinkLead,
            Marker::LinkLead => Marker::Bracketed,
            Marker::Bracketed => Marker::Quoted,
            Marker::Quoted => Marker::Bare,
            Marker::Bare => Marker::Row,
            Marker::Row => Marker::Details,
            Marker::Details => Marker::Paragraph,
            Marker::Paragraph => Marker::Listed,
            Marker::Listed => return None,
        })
    }

    #[test]
    fn the_front_matter_may_name_every_marker() {
        let markers = std::iter::successors(Some(Marker::Heading(1)), |marker| next(*marker));
        let mut names: Vec<_> = markers.map(Marker::name).collect();
        names.push("none");
        assert_eq!(names, LOOKS);
    }
}

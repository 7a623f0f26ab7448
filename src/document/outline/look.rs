//! How a line looks: what stands at its head (bullet, number, category, date), how it ends, whether
//! it reads like a headline or like news. Text in, small facts out.

use std::hash::Hasher;
use std::ops::Range;

use crate::date::text::days;
pub(super) use crate::fold::clip;
use crate::fold::{compatible, is_alphanumeric, simple};
use crate::lexicon::{Lexicon, PlaceSense, Sense, outline_words};

/// A style of numbering at the head of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Style {
    /// `一、`
    Han,
    /// `（一）`
    HanParen,
    /// `1、`
    Comma,
    /// `1.`
    Dot,
    /// `1）`
    HalfParen,
    /// `（1）`
    Paren,
    /// `01`
    Zero,
    /// `①`
    Circle,
    /// `[1]`, `【1】`
    Square,
    /// `No.1`, `TOP 1`
    Rank,
    /// `第一条`, `第3章`: the articles of a law
    Article,
    /// `第一条新闻：`, `新闻一：`
    Nth,
    /// A number and nothing else.
    Alone,
    /// `1 | …`
    Bar,
    /// `1.2 …`
    Parts,
    /// `09:30`: news by the clock.
    Time,
    /// `标题：…`: the headline as a field.
    Field,
}

/// What stands at the head of a line, before its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Lead {
    /// A symbol or emoji.
    pub(super) symbol: Option<char>,
    /// A number of a list.
    pub(super) number: Option<(Style, u32)>,
    /// The words between 【 and 】, as bytes of the line.
    pub(super) category: Option<Range<usize>>,
    /// Byte at which the words begin.
    pub(super) rest: usize,
}

/// Longest category between 【 and 】, in characters.
const LONGEST_CATEGORY: usize = 12;

impl Lead {
    /// Reads what stands behind the first `length` bytes of a line; places are those in the line.
    fn behind(text: &str, length: usize) -> Self {
        let lead = Self::of(&text[length..]);
        Self {
            rest: lead.rest + length,
            category: lead
                .category
                .map(|range| range.start + length..range.end + length),
            ..lead
        }
    }

    /// Gives it the number that stands before; `None` where it has one of its own.
    fn numbered(self, style: Style, value: u32) -> Option<Self> {
        self.number.is_none().then_some(Self {
            number: Some((style, value)),
            ..self
        })
    }

    /// Reads the head of a line.
    pub(super) fn of(text: &str) -> Self {
        let mut lead = Self::default();
        loop {
            let rest = &text[lead.rest..];
            let skipped = rest.len() - rest.trim_start_matches(is_blank).len();
            lead.rest += skipped;
            let rest = &text[lead.rest..];
            if lead.number.is_none()
                && let Some((style, number, length)) = numbering(rest)
            {
                lead.number = Some((style, number));
                lead.rest += length;
                continue;
            }
            if lead.category.is_none()
                && let Some(inner) = category(rest)
            {
                let end = lead.rest + inner.end + '】'.len_utf8();
                lead.category = Some(lead.rest + inner.start..lead.rest + inner.end);
                lead.rest = end;
                continue;
            }
            match rest.chars().next() {
                Some(c) if is_decoration(c) && !is_operator(rest) => {
                    if lead.number.is_none() && lead.category.is_none() {
                        lead.symbol.get_or_insert(c);
                    }
                    lead.rest += c.len_utf8();
                }
                _ => return lead,
            }
        }
    }
}

/// Whether `c` is one of the ideographs that nearly all Chinese text consists of.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

/// Spaces of all widths, and characters that show nothing.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{FE0E}' | '\u{FE0F}' | '\u{2060}' | '\u{AD}'
        )
}

/// Bullets, arrows, dingbats, emoji: never a part of the words.
pub(super) fn is_decoration(c: char) -> bool {
    matches!(c,
        '*' | '#' | '＃' | '＊' | '»' | '›' | '＞' | '~' | '=' | '|' | '_' | '>' | '-' | '+' | '•' | '·' | '※' | '‖' | '—' | '–' | '丨' | '｜' | '◦' | '‣' | '⁃' | '▍'
        | '\u{2190}'..='\u{23FF}' | '\u{2500}'..='\u{2775}' | '\u{2794}'..='\u{27BF}' | '\u{2900}'..='\u{2BFF}' | '\u{3030}' | '〓'
        | '\u{1F000}'..='\u{1FAFF}' | '\u{20E3}' | '\u{200D}' | '\u{FE0F}')
}

/// Whether a text begins with a sign that belongs to its words: `=1+1`, `-5℃`, `+86`, `>90%`.
fn is_operator(text: &str) -> bool {
    let mut chars = text.chars();
    matches!(chars.next(), Some('=' | '+' | '-' | '~' | '>'))
        && chars.next().is_some_and(|c| c.is_ascii_digit())
}

/// A category `【政策】` with words after it: the bytes between the brackets.
fn category(text: &str) -> Option<Range<usize>> {
    let inner = text.strip_prefix('【')?;
    let end = inner
        .char_indices()
        .take(LONGEST_CATEGORY + 1)
        .find(|(_, c)| *c == '】')
        .map(|(at, _)| at)?;
    let start = '【'.len_utf8();
    let words = &inner[..end];
    if is_dateline(words) {
        return None;
    }
    let after = inner[end + '】'.len_utf8()..].trim_start_matches(is_blank);
    (!words.trim().is_empty() && !after.is_empty()).then_some(start..start + end)
}

/// Characters of a label, and fewest of the words behind it.
const LABEL: (std::ops::RangeInclusive<usize>, usize) = (2..=6, 5);

/// The kind of the short label at the head of a line, told by the mark that parts it from the words:
/// `「` of `「政策」…`, `｜` of `政策｜…`.
pub(super) fn label(words: &str) -> Option<char> {
    let pairs = ["[]", "［］", "「」", "『』", "〔〕", "〖〗", "〈〉", "<>"];
    let first = words.chars().next()?;
    let pair = pairs.iter().find(|pair| pair.starts_with(first));
    let (kind, inner, rest) = if let Some(pair) = pair {
        let close = pair.chars().nth(1)?;
        let inner = &words[first.len_utf8()..];
        let (inner, _) = clip(inner, LABEL.0.end() + 1).split_once(close)?;
        let from = first.len_utf8() + inner.len() + close.len_utf8();
        (first, inner, words.len() - from)
    } else {
        let head = clip(words, LABEL.0.end() + 3);
        let (inner, _) = head.split_once(['｜', '丨', '|'])?;
        ('｜', inner.trim_end(), words.len() - inner.len())
    };
    let fits = LABEL.0.contains(&inner.chars().count())
        && inner.chars().all(char::is_alphabetic)
        && rest >= LABEL.1 * 3;
    fits.then_some(kind)
}

/// A number of a list: its style, its value, its bytes.
fn numbering(text: &str) -> Option<(Style, u32, usize)> {
    let first = text.chars().next()?;
    if let Some(value) = circled(first) {
        return Some((Style::Circle, value, first.len_utf8()));
    }
    match first {
        '0'..='9' | '０'..='９' => digits_lead(text),
        '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' => {
            let (value, length) = han_number(text)?;
            let next = text[length..].chars().next()?;
            matches!(next, '、' | '.' | '．' | '，' | ',').then_some((
                Style::Han,
                value,
                length + next.len_utf8(),
            ))
        }
        '（' | '(' => bracketed(text, first),
        '[' | '【' => {
            let (value, length) = arabic(&text[first.len_utf8()..])?;
            let close = text[first.len_utf8() + length..].chars().next()?;
            matches!(close, ']' | '】').then_some((
                Style::Square,
                value,
                first.len_utf8() + length + close.len_utf8(),
            ))
        }
        '第' => nth(text).or_else(|| article(text)),
        '新' | '消' | '要' | '资' | '快' | '热' | '动' => {
            named(text).or_else(|| field(text))
        }
        '#' | '＃' => hashed(text),
        'N' | 'n' | 'T' | 't' | 'P' | 'p' => rank(text).or_else(|| field(text)),
        '标' | '题' | '主' | '事' | '文' | '法' | '政' | 'H' => field(text),
        _ => None,
    }
}

fn digits_lead(text: &str) -> Option<(Style, u32, usize)> {
    if let Some((minutes, length)) = clock(text) {
        return Some((Style::Time, minutes, length));
    }
    if let Some(found) = hexadecimal(text) {
        return Some(found);
    }
    let (value, length) = arabic(text)?;
    let zero = text.starts_with('0') && length == 2;
    let rest = &text[length..];
    if let Some(after) = rest.trim_start_matches(' ').strip_prefix(['|', '｜', '丨'])
        && !zero
    {
        return Some((Style::Bar, value, text.len() - after.len()));
    }
    let Some(next) = rest.chars().next() else {
        return (length <= 2).then_some((
            if zero { Style::Zero } else { Style::Alone },
            value,
            length,
        ));
    };
    let end = length + next.len_utf8();
    let after = rest[next.len_utf8()..].chars().next();
    let style = match next {
        '、' => Style::Comma,
        '.' | '．' if !after.is_some_and(|c| c.is_ascii_digit()) => Style::Dot,
        // Translators put the full stop of their language behind the number.
        '。' if after.is_some() => Style::Dot,
        ')' | '）' => Style::HalfParen,
        '\u{FE0F}' | '\u{20E3}' => Style::Circle,
        ' ' | '\u{3000}' | '丨' | '|' | '｜' | '/' | ':' | '：' | '-' if zero => Style::Zero,
        c if zero
            && (is_ideograph(c) && c != '月' && c != '日' && c != '年'
                || c.is_ascii_uppercase()) =>
        {
            return Some((Style::Zero, value, length));
        }
        _ => return None,
    };
    let style = if zero && !matches!(style, Style::Circle) {
        Style::Zero
    } else {
        style
    };
    Some((style, value, end))
}

/// `0x01 …`, as those number who write of machines.
fn hexadecimal(text: &str) -> Option<(Style, u32, usize)> {
    let digits = text
        .strip_prefix("0x")
        .or_else(|| text.strip_prefix("0X"))?;
    let length = digits.bytes().take_while(u8::is_ascii_hexdigit).count();
    let rest = &digits[length..];
    let parted = rest.is_empty()
        || rest.starts_with(|c: char| is_blank(c) || matches!(c, '、' | ':' | '：'));
    let value = u32::from_str_radix(&digits[..length], 16).ok()?;
    (length <= 2 && parted).then(|| {
        let rest = rest.trim_start_matches(['、', ':', '：']);
        (Style::Zero, value, text.len() - rest.len())
    })
}

/// `09:30`, `9:30:15`, with what parts it from the words; in minutes.
fn clock(text: &str) -> Option<(u32, usize)> {
    let (hour, hours) = arabic(text)?;
    let rest = text[hours..].strip_prefix([':', '：'])?;
    let (minute, digits) = arabic(rest)?;
    let mut rest = &rest[digits..];
    if let Some((_, seconds)) = rest
        .strip_prefix([':', '：'])
        .and_then(arabic)
        .filter(|&(_, digits)| digits == 2)
    {
        rest = &rest[1 + seconds..];
    }
    let ends =
        rest.is_empty() || rest.starts_with([' ', '\u{3000}', '【', '|', '｜', '丨', '，', '*']);
    (hour < 24 && minute < 60 && digits == 2 && ends)
        .then(|| (hour * 60 + minute, text.len() - rest.len()))
}

/// `标题：…`: a field that holds the headline.
fn field(text: &str) -> Option<(Style, u32, usize)> {
    let name = outline_words().field.beginning(text)?;
    let rest = text[name.len()..].trim_start_matches(' ');
    let rest = rest.strip_prefix(['：', ':'])?;
    Some((Style::Field, 0, text.len() - rest.len()))
}

/// The number at the head of a line that goes on where `09` stood before: `10 …`, `10丨…`.
pub(super) fn goes_on(text: &str, before: u32) -> Option<Lead> {
    let (value, length) = arabic(text)?;
    let rest = &text[length..];
    let parted = rest.starts_with(|c: char| {
        is_blank(c) || matches!(c, '|' | '｜' | '丨' | '/' | '-' | ':' | '：')
    }) || rest.starts_with(|c: char| {
        c.is_ascii_uppercase()
            || is_ideograph(c) && !matches!(c, '月' | '日' | '年' | '号' | '个' | '万' | '亿')
    });
    if value != before + 1 || length != 2 || !parted {
        return None;
    }
    Lead::behind(text, length).numbered(Style::Zero, value)
}

/// A bare number with a space at the head of a text: `1 …`.
pub(super) fn bare_number(text: &str) -> Option<(u32, Lead)> {
    let (number, length) = arabic(text)?;
    let rest = &text[length..];
    if !rest.starts_with([' ', '\u{3000}']) || rest.trim_start().starts_with(['月', '日', '年'])
    {
        return None;
    }
    let lead = Lead::behind(text, length).numbered(Style::Bar, number)?;
    Some((number, lead))
}

/// The number that follows another and is glued to words that begin with a figure: `2.29路…`.
pub(super) fn glued_number(text: &str, before: u32) -> Option<Lead> {
    let (value, length) = arabic(text)?;
    let rest = text[length..].strip_prefix('.')?;
    let figures = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    // `2.29` alone, or before a measure, is a quantity.
    let worded = figures.len() < rest.len() && figures.starts_with(is_ideograph);
    (value == before + 1 && worded)
        .then(|| Lead::behind(text, text.len() - rest.len()).numbered(Style::Dot, value))
        .flatten()
}

/// Characters of the longest label before a link, brackets and all.
const LONGEST_LABEL: usize = 8;

/// Whether words are a label between brackets: `[产品]`.
pub(super) fn is_label(words: &str) -> bool {
    let inner = words
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    words.chars().count() <= LONGEST_LABEL
        && inner.is_some_and(|inner| !inner.is_empty() && inner.chars().all(char::is_alphabetic))
}

/// Characters as wide as one of Chinese: two of others.
pub(super) fn width(text: &str) -> usize {
    let ascii = text.bytes().filter(u8::is_ascii).count();
    text.chars().count() - ascii / 2
}

/// A number in two parts at the head of a text: `1.2 …`.
pub(super) fn in_parts(text: &str) -> Option<((u32, u32), Lead)> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (first, length) = arabic(text)?;
    let rest = text[length..].strip_prefix(['.', '．'])?;
    let (second, digits) = arabic(rest)?;
    let rest = rest[digits..].strip_prefix('.').unwrap_or(&rest[digits..]);
    if !(1..=60).contains(&first) || second == 0 || !rest.starts_with([' ', '\u{3000}', '、']) {
        return None;
    }
    let mut lead = Lead::behind(text, text.len() - rest.trim_start_matches('、').len());
    lead.number = Some((Style::Parts, second));
    Some(((first, second), lead))
}

fn bracketed(text: &str, open: char) -> Option<(Style, u32, usize)> {
    let start = open.len_utf8();
    let (style, (value, length)) = match arabic(&text[start..]) {
        Some(found) => (Style::Paren, found),
        None => (Style::HanParen, han_number(&text[start..])?),
    };
    let close = text[start + length..].chars().next()?;
    let mut end = start + length + close.len_utf8();
    if text[end..].starts_with('、') {
        end += '、'.len_utf8();
    }
    matches!(close, '）' | ')').then_some((style, value, end))
}

/// `第一条新闻：`, `第2则：`.
fn nth(text: &str) -> Option<(Style, u32, usize)> {
    let inner = text.strip_prefix('第')?;
    let (value, length) = arabic(inner).or_else(|| han_number(inner))?;
    let rest = inner[length..].strip_prefix(['条', '则', '件', '篇', '个'])?;
    let noun = outline_words()
        .piece
        .beginning(rest)
        .map(|noun| &rest[noun.len()..]);
    let rest = noun.unwrap_or(rest);
    let after = rest
        .trim_start_matches(' ')
        .strip_prefix(['：', ':', '、', '，']);
    let rest = after.or(noun)?;
    Some((Style::Nth, value, text.len() - rest.len()))
}

/// `新闻一：`.
fn named(text: &str) -> Option<(Style, u32, usize)> {
    let noun = outline_words().piece.beginning(text)?;
    let inner = &text[noun.len()..];
    let (value, length) = arabic(inner).or_else(|| han_number(inner))?;
    let rest = inner[length..].strip_prefix(['：', ':', '、', '.', ' ', '\u{3000}'])?;
    Some((Style::Nth, value, text.len() - rest.len()))
}

/// `第一条`, `第二章`, `第 3 节`.
fn article(text: &str) -> Option<(Style, u32, usize)> {
    let start = '第'.len_utf8();
    let inner = text[start..].trim_start_matches(' ');
    let skipped = text.len() - start - inner.len();
    let (value, length) = arabic(inner).or_else(|| han_number(inner))?;
    let rest = inner[length..].trim_start_matches(' ');
    let unit = rest.chars().next()?;
    let end = start + skipped + (inner.len() - rest.len()) + unit.len_utf8();
    // 第一条的标题 speaks of an article, and is none.
    if text[end..].starts_with('的') {
        return None;
    }
    matches!(unit, '条' | '章' | '节' | '款' | '编').then_some((Style::Article, value, end))
}

/// Whether a title is that of a part of a book or course: `第二部分 …`, `第3讲`.
pub(super) fn is_chapter(title: &str) -> bool {
    let Some(inner) = title.trim_start().strip_prefix('第') else {
        return false;
    };
    let inner = inner.trim_start();
    let number = arabic(inner).or_else(|| han_number(inner));
    number.is_some_and(|(_, length)| {
        let unit = inner[length..].trim_start();
        unit.starts_with("部分") || unit.starts_with(['章', '节', '讲', '课', '篇', '编', '回'])
    })
}

/// `No.1`, `TOP 1`, `PART 01`.
fn rank(text: &str) -> Option<(Style, u32, usize)> {
    let word = ["no.", "no ", "top", "part"].into_iter().find(|word| {
        text.get(..word.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(word))
    })?;
    let inner = text[word.len()..].trim_start_matches([' ', '.']);
    let (value, length) = arabic(inner)?;
    let mut end = text.len() - inner.len() + length;
    if let Some(c) = text[end..]
        .chars()
        .next()
        .filter(|c| matches!(c, '、' | '.' | ':' | '：'))
    {
        end += c.len_utf8();
    }
    Some((Style::Rank, value, end))
}

/// `#1 …`, as lists of the best number their entries.
fn hashed(text: &str) -> Option<(Style, u32, usize)> {
    let inner = text.trim_start_matches(['#', '＃']);
    let sign = text.len() - inner.len();
    let (value, length) = arabic(inner)?;
    let rest = &inner[length..];
    let parted = rest.starts_with(|c: char| is_blank(c) || matches!(c, '、' | ':' | '：' | '.'));
    let rest = rest.trim_start_matches(['、', ':', '：', '.']);
    (sign <= 3 && parted).then(|| (Style::Rank, value, text.len() - rest.len()))
}

/// An Arabic number of one to three digits, of either width.
fn arabic(text: &str) -> Option<(u32, usize)> {
    let mut value = 0;
    let mut length = 0;
    for (n, c) in text.chars().enumerate() {
        let digit = match c {
            '0'..='9' => u32::from(c) - u32::from('0'),
            '０'..='９' => u32::from(c) - u32::from('０'),
            _ => break,
        };
        if n == 3 {
            return None;
        }
        value = value * 10 + digit;
        length += c.len_utf8();
    }
    (length > 0).then_some((value, length))
}

/// A Chinese number up to 999.
fn han_number(text: &str) -> Option<(u32, usize)> {
    let (mut total, mut digit, mut length) = (0, 0, 0);
    for c in text.chars().take(6) {
        match c {
            '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' => {
                digit = "一二三四五六七八九"
                    .chars()
                    .position(|d| d == c)
                    .map_or(0, |at| at as u32 + 1);
            }
            '十' => {
                total += digit.max(1) * 10;
                digit = 0;
            }
            '百' => {
                total += digit.max(1) * 100;
                digit = 0;
            }
            '零' => {}
            _ => break,
        }
        length += c.len_utf8();
    }
    (length > 0).then_some((total + digit, length))
}

fn circled(c: char) -> Option<u32> {
    let value = match c {
        '①'..='⑳' => u32::from(c) - u32::from('①') + 1,
        '❶'..='❿' => u32::from(c) - u32::from('❶') + 1,
        '⑴'..='⒇' => u32::from(c) - u32::from('⑴') + 1,
        '⒈'..='⒛' => u32::from(c) - u32::from('⒈') + 1,
        '㈠'..='㈩' => u32::from(c) - u32::from('㈠') + 1,
        '➀'..='➉' => u32::from(c) - u32::from('➀') + 1,
        _ => return None,
    };
    Some(value)
}

/// A date of month or day at the head of a text: how many bytes, and whether it names a day.
pub(super) fn date_lead(text: &str) -> Option<(usize, bool)> {
    let mut scan = Scan { text, at: 0 };
    scan.spaces();
    let opened = scan.any(&['【', '[', '（', '(']);
    let first = scan.number(4)?;
    let mut day = false;
    if (1900..2100).contains(&first) {
        scan.spaces();
        if scan.any(&['年']) {
            scan.spaces();
            match scan.number(2) {
                Some(1..=12) => {
                    scan.spaces();
                    if scan.any(&['月']) {
                        day = scan.day();
                    }
                }
                _ => return None,
            }
        } else if scan.any(&SEPARATORS) {
            if !matches!(scan.number(2), Some(1..=12)) || !scan.any(&SEPARATORS) {
                return None;
            }
            day = matches!(scan.number(2), Some(1..=31));
            if !day {
                return None;
            }
        } else {
            return None;
        }
    } else if (1..=12).contains(&first) {
        scan.spaces();
        if !scan.any(&['月']) {
            return None;
        }
        day = scan.day();
    } else {
        return None;
    }
    if opened && !scan.any(&['】', ']', '）', ')']) {
        return None;
    }
    Some((scan.at, day))
}

/// What parts the numbers of a day.
const SEPARATORS: [char; 6] = ['-', '/', '.', '\u{2010}', '\u{2011}', '－'];

struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl Scan<'_> {
    fn spaces(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches([' ', '\u{3000}']).len();
    }

    fn any(&mut self, wanted: &[char]) -> bool {
        match self.text[self.at..].chars().next() {
            Some(c) if wanted.contains(&c) => {
                self.at += c.len_utf8();
                true
            }
            _ => false,
        }
    }

    /// A number of at most this many digits.
    fn number(&mut self, most: usize) -> Option<u32> {
        let mut value = 0;
        let mut digits = 0;
        for c in self.text[self.at..].chars() {
            let digit = match c {
                '0'..='9' => u32::from(c) - u32::from('0'),
                '０'..='９' => u32::from(c) - u32::from('０'),
                _ => break,
            };
            if digits == most {
                return None;
            }
            value = value * 10 + digit;
            digits += 1;
            self.at += c.len_utf8();
        }
        (digits > 0).then_some(value)
    }

    /// `5日`, `5-7日`, `5日至7日`, `5日—6月2日`.
    fn day(&mut self) -> bool {
        self.spaces();
        let before = self.at;
        if !matches!(self.number(2), Some(1..=31)) {
            self.at = before;
            return false;
        }
        self.spaces();
        let had_day = self.any(&['日', '号']);
        if self.any(&['-', '至', '—', '~', '～', '－', '–', '到', '、']) {
            self.spaces();
            let after = self.at;
            if self.number(2).is_some() {
                self.spaces();
                if self.any(&['月']) {
                    self.number(2);
                }
                return self.any(&['日', '号']) || had_day;
            }
            self.at = after;
        }
        if !had_day {
            self.at = before;
        }
        had_day
    }
}

/// Characters of the longest dateline.
const LONGEST_DATELINE: usize = 28;

/// Characters in which an English day at the head of a text stands.
const ENGLISH_DAY: usize = 24;

/// Where the English day at the head of a text ends: `April 6. The …`, `6 Sept 2021 – …`.
pub(super) fn english_lead(text: &str) -> Option<usize> {
    let may = text.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit());
    let head = clip(text, ENGLISH_DAY);
    let lettered = may && head.is_ascii() && head.bytes().any(|byte| byte.is_ascii_digit());
    let day = lettered.then(|| days(head).into_iter().next()).flatten()?;
    (day.span.start == 0).then_some(day.span.end)
}

/// Whether a text is a dateline and nothing else: `新华社莫斯科12月5日电`, `本报3月9日讯`.
pub(super) fn is_dateline(text: &str) -> bool {
    let text = text.trim();
    let ends = text.ends_with(['电', '讯']) || text.ends_with("消息") || text.ends_with("报道");
    ends && text.chars().nth(LONGEST_DATELINE).is_none() && has_day(text)
}

/// Bytes of `日电` or `日讯`.
const DAY_SENT: usize = "日电".len();

/// Whether a text begins with a dateline: `【莫斯科12月5日电】…`, `（本报3月9日讯）…`, `某社北京3月9日电 …`.
pub(super) fn has_dateline(text: &str) -> bool {
    let text = text.trim_start_matches(is_blank);
    let inner = text.strip_prefix(['【', '（', '(', '[', '〔']);
    let head = clip(inner.unwrap_or(text), LONGEST_DATELINE + 2);
    let end = if inner.is_some() {
        head.find(['】', '）', ')', ']', '〕'])
    } else {
        let end = |(at, _): (usize, &str)| {
            let sent = head[at..].get(..DAY_SENT)?;
            sent.ends_with(['电', '讯']).then_some(at + DAY_SENT)
        };
        let end = head.match_indices('日').find_map(end);
        end.filter(|&end| !head[..end].contains(['，', '。', '、', '：']))
    };
    end.is_some_and(|end| is_dateline(&head[..end]))
}

/// Longest line that is nothing but a day, in bytes.
const LONGEST_DAY: usize = 48;

/// Whether a text is nothing but a day, its weekday or an ornament beside it.
pub(super) fn is_day(text: &str) -> bool {
    if text.len() > LONGEST_DAY {
        return false;
    }
    let text = text.trim_start_matches(|c| is_blank(c) || is_decoration(c));
    let Some((end, true)) = date_lead(text) else {
        return is_english_day(text);
    };
    text[end..].chars().all(|c| {
        is_blank(c)
            || is_decoration(c)
            || "（）()【】[]，,：:。.日星期礼拜周一二三四五六天上下午早晚间".contains(c)
    })
}

/// The day between brackets behind the name of a column: `每日新闻(2018-12-11)`.
pub(super) fn boxed_day(title: &str) -> Option<&str> {
    let inner = title.trim_end().strip_suffix([')', '）'])?;
    let (name, day) = inner.rsplit_once(['(', '（'])?;
    let named = outline_words().digest.end_of(name.trim_end());
    (named && is_day(day)).then_some(day)
}

/// `Monday, 12 May 2024`, `May 12`.
fn is_english_day(text: &str) -> bool {
    if !text.is_ascii() || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let [day] = &days(text)[..] else {
        return false;
    };
    let beside = [&text[..day.span.start], &text[day.span.end..]];
    let mut words = beside
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    words.all(|word| word.is_empty() || word.ends_with("day"))
}

/// Longest line of credits, in bytes.
const LONGEST_CREDITS: usize = 120;

/// Whether a short line only says where a piece comes from: `来源：某报　2021-03-09`.
pub(super) fn is_credit(text: &str) -> bool {
    let text = text.trim_start_matches(|c| is_blank(c) || matches!(c, '（' | '(' | '【' | '['));
    text.len() <= LONGEST_CREDITS
        && !ends_sentence(text)
        && outline_words().credit.beginning(text).is_some_and(|word| {
            let rest = text[word.len()..].trim_start();
            !word.ends_with(char::is_alphanumeric)
                || rest.starts_with(['：', ':', '|', '｜', '丨', '/', '】'])
        })
}

/// Characters of the longest caption of a picture.
const LONGEST_CAPTION: usize = 60;

/// Whether a short line is what stands below a picture: `某地的游客（资料图）`, `某处一角。某某 摄`.
pub(super) fn is_caption(text: &str) -> bool {
    let words = text.trim_end_matches(|c| is_blank(c) || matches!(c, '）' | ')'));
    let boxed = words.len() < text.trim_end().len();
    let ends = words.ends_with("资料图") || boxed && words.ends_with(['图', '摄']);
    let photographed =
        words.ends_with(" 摄") || words.ends_with("/摄") || words.ends_with("图源网络");
    text.chars().nth(LONGEST_CAPTION).is_none() && (ends || photographed)
}

/// Whether a line claims a copyright: `© 2026 …`.
pub(super) fn is_copyright(text: &str) -> bool {
    let text = text.trim_start_matches(|c| is_blank(c) || c == '*' || c == '_');
    text.starts_with('©') && text.len() <= LONGEST_CREDITS
}

/// Whether a word is all that a link to the source says: `来源`, `[原文]`, `🔗链接`.
pub(super) fn is_credit_alone(word: &str) -> bool {
    let bare = |c: char| is_blank(c) || is_decoration(c) || "[]（）()【】".contains(c);
    outline_words().credit.is_one(word.trim_matches(bare))
}

/// Whether a text ends like a sentence.
pub(super) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| {
        is_blank(c) || matches!(c, '”' | '’' | '"' | '）' | ')' | '」' | '』' | '*')
    });
    text.ends_with(['。', '；', ';', '…']) || (text.ends_with('.') && text.contains(' '))
}

/// Whether a text stops in the middle: the next line goes on.
pub(super) fn is_open_ended(text: &str) -> bool {
    text.trim_end_matches(is_blank).ends_with([
        '，', ',', '、', '（', '(', '《', '“', '【', '「', '『', '[', '—', '在', '与', '和', '的',
        '由', '对', '为',
    ])
}

/// Characters from which on a line is text, and no title of a section.
const TEXT: usize = 30;

/// Whether a line of text stops before its sentence does.
pub(super) fn is_broken_off(text: &str) -> bool {
    let text = text.trim_end_matches(is_blank);
    let within = text.contains('。') || text.contains('，') && text.chars().nth(TEXT).is_some();
    within && text.ends_with(is_ideograph)
}

/// Whether a text goes on with what stood before it.
pub(super) fn continues(text: &str) -> bool {
    text.trim_start_matches(is_blank).starts_with([
        '，', '。', '；', '：', '、', '）', ')', '》', '”', '】', '」', '』', ']', '！', '？', ',',
        ';', ':', '!', '?', '.',
    ])
}

/// Question marks make questions, and so do the words that ask.
pub(super) fn is_question(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| is_blank(c) || c == '*');
    let words = outline_words();
    text.ends_with(['？', '?'])
        || words.question_ends.end_of(text)
        || words
            .question_begins
            .beginning(text)
            .is_some_and(|word| !word.is_ascii() || text[word.len()..].starts_with(' '))
}

/// Whether a line is the question of a dialogue: `问：…`.
pub(super) fn asks(text: &str) -> bool {
    let rest = text.strip_prefix(['问', 'Q', '答', 'A']);
    rest.is_some_and(|rest| rest.starts_with(['：', ':']))
}

/// Bytes of the longest title that can be one: `Responsibilities` and what may stand before it.
const LONGEST_PART_TITLE: usize = 16 + 36;

/// Whether a title is a version, with or without its day, as over the parts of a change log:
/// `v1.8.0 - 2024-03-28`.
pub(super) fn is_version(title: &str) -> bool {
    let bare = |c: char| is_blank(c) || "[]()（）-—–:：".contains(c);
    let words = title.trim_matches(bare).trim_start_matches(['v', 'V']);
    let number = |c: char| c.is_ascii_digit() || c == '.';
    let rest = words.trim_start_matches(number);
    let version = &words[..words.len() - rest.len()];
    let parts = version.split('.').filter(|part| !part.is_empty()).count();
    parts >= 2 && (rest.trim_matches(bare).is_empty() || is_day(rest.trim_start_matches(bare)))
}

/// Whether a title heads a part of an essay or manual: such a word alone, or at its end.
pub(super) fn is_part_title(title: &str) -> bool {
    let title = title.trim_end_matches(|c: char| is_blank(c) || matches!(c, '：' | ':' | '*'));
    title.len() <= LONGEST_PART_TITLE
        && outline_words().part.find(title).any(|(at, word, _)| {
            at + word.len() == title.len() && title.len() <= word.len() + 36
                || at == 0 && title.len() <= word.len() + 12
        })
}

/// Bytes of the longest title of a Section.
const LONGEST_SECTION_TITLE: usize = 16 * 3;

/// Bytes of the longest title that is nothing but a time.
const LONGEST_TIME: usize = 12 * 3;

/// Whether a title is nothing but a year, a part of one or a month: `2021年第一季度`, `上半年`, `3月份`.
pub(super) fn is_time(title: &str) -> bool {
    let title = title.trim();
    let signs = "零〇一二三四五六七八九十第上中下半旬份度- ";
    let units = ['年', '季', '月', '周'];
    title.len() <= LONGEST_TIME
        && title.ends_with(['年', '度', '月', '周', '旬', '份'])
        && title.contains(units)
        && title
            .chars()
            .all(|c| c.is_ascii_digit() || units.contains(&c) || signs.contains(c))
}

/// Whether a title is that of a Section: 行业动态, 本周要闻.
pub(super) fn is_section_title(title: &str) -> bool {
    let words = outline_words();
    let title = title.trim_matches(['【', '】', '[', ']', '「', '」', '〖', '〗', '#', '＃', ' ']);
    title.len() <= LONGEST_SECTION_TITLE
        && (words.section.is_one(title) || words.section_end.end_of(title))
}

/// Bytes beyond which a text is more than a call.
const LONGEST_CALL: usize = 1200;

/// Whether a text asks to follow, share or write in: by two words or more, and it tells no news.
pub(super) fn calls(text: &str) -> bool {
    if text.len() > LONGEST_CALL {
        return false;
    }
    let mut found = outline_words().call.find(text).map(|(_, word, _)| word);
    let Some(first) = found.next() else {
        return false;
    };
    found.any(|word| !word.contains(first) && !first.contains(word)) && !reports(text)
}

/// Bytes of the longest closing line that asks for something.
const LONGEST_BEG: usize = 60 * 3;

/// Whether a short line at the end of a text asks to scan, follow or share.
pub(super) fn begs(text: &str) -> bool {
    text.len() <= LONGEST_BEG && !reports(text) && outline_words().beg.any_in(text)
}

/// Whether the head of a body reads like a report: a day, a source.
pub(super) fn reports(body: &str) -> bool {
    let head: &str = clip(body, 60);
    let words = &outline_words().report;
    // 每周五 says how often, 周五 when.
    let said = if head.contains("每周") {
        words.any_word_in(&head.replace("每周", ""))
    } else {
        words.any_word_in(head)
    };
    has_day_of_report(head) || said || (head.trim_start().starts_with('据') && head.contains('，'))
}

/// Whether the head of a body only hints at an event.
pub(super) fn hints(body: &str) -> bool {
    let head: &str = clip(body, 60);
    outline_words().hint.any_word_in(head)
}

/// Whether what follows a colon after these words is what somebody says.
pub(super) fn speaks(text: &str) -> bool {
    text.ends_with([
        '说', '称', '道', '示', '为', '出', '调', '括', '如', '问', '答', '析', '测', '括',
    ])
}

/// Whether a headline tells an event. In English headlines every word may have a capital.
pub(super) fn tells_event(headline: &str) -> bool {
    let words = &outline_words().event;
    words.any_word_in(headline)
        || headline.is_ascii() && words.any_word_in(&headline.to_ascii_lowercase())
}

/// Characters at the head of a headline in which its subject stands, of Chinese and of others.
const SUBJECT: (usize, usize) = (14, 48);

/// Whether a headline names at its head who acts or where: a public body or a place.
pub(super) fn names_actor(headline: &str, lexicon: &Lexicon) -> bool {
    let most = if headline.is_ascii() {
        SUBJECT.1
    } else {
        SUBJECT.0
    };
    let head = clip(headline, most);
    let is_actor = |sense: &Sense| match sense {
        Sense::Issuer(_) => true,
        Sense::Place(place) => !matches!(place, PlaceSense::Guarded(_)),
        Sense::Nothing => false,
    };
    let words = &outline_words().actor;
    words.any_word_in(head)
        || head.is_ascii() && words.any_word_in(&head.to_ascii_lowercase())
        || lexicon.find(head).iter().any(|hit| is_actor(hit.sense))
}

/// Whether a body ends by naming its source: `（某报）`, `来源：…`, `(@某某)`.
pub(super) fn names_source(body: &str) -> bool {
    let tail = body.trim_end();
    let from = tail.char_indices().rev().nth(30).map_or(0, |(at, _)| at);
    let tail = &tail[from..];
    if let Some(open) = tail.rfind(['（', '(']) {
        let inner = &tail[open..];
        let before = tail[..open].trim_end();
        let closes = inner.ends_with(['）', ')']);
        let short = inner.chars().count() <= 18;
        if closes
            && short
            && (before.ends_with(['。', '！', '？', '”', '.', '…'])
                || inner.contains('@')
                || before.is_empty())
        {
            return true;
        }
    }
    outline_words().source.any_in(tail)
}

/// Words right after a day that make it a deadline or the day that a rule takes effect.
const DEADLINE: [&str; 8] = ["前", "之前", "以前", "起", "止", "截止", "至", "到"];

/// Whether a day stands in a text by which something was reported, not one that is a deadline.
fn has_day_of_report(text: &str) -> bool {
    any_day(text, |after| {
        !DEADLINE
            .iter()
            .any(|word| after.trim_start().starts_with(word))
    }) || has_english_day(text)
}

/// Words right before an English day that make it something else than the day of a report.
const ENGLISH_DEADLINE: [&str; 6] = ["until", "by", "before", "from", "through", "since"];

/// Whether an English day stands in a text that is not a deadline: `On March 12, …`.
fn has_english_day(text: &str) -> bool {
    let may = text.is_ascii() && text.bytes().any(|byte| byte.is_ascii_digit());
    may && days(text).first().is_some_and(|day| {
        let before = text[..day.span.start].trim_end();
        !ENGLISH_DEADLINE.iter().any(|word| before.ends_with(word)) && !before.contains(" will ")
    })
}

/// Whether `M月D日` or `YYYY-MM-DD` stands in a text.
pub(super) fn has_day(text: &str) -> bool {
    any_day(text, |_| true)
}

/// Whether a day stands in a text with words after it that fit.
fn any_day(text: &str, fits: impl Fn(&str) -> bool) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let starts_number =
            bytes[at].is_ascii_digit() && (at == 0 || !bytes[at - 1].is_ascii_digit());
        if starts_number
            && let Some((end, true)) = date_lead(&text[at..])
            && fits(&text[at + end..])
        {
            return true;
        }
        at += 1;
    }
    false
}

/// Folds a line for comparison with other lines: letters and digits only, lower case, of one width;
/// number, bullet and category left out. Returns its hash, or `None` when nothing is left.
pub(super) fn key(text: &str) -> Option<u64> {
    words_key(&text[Lead::of(text).rest..])
}

/// [`key`] of a line whose head was already taken off.
pub(super) fn words_key(words: &str) -> Option<u64> {
    let mut key = WordsKey::default();
    for c in words.chars() {
        let Some(c) = simple(c) else {
            // It may join with its neighbours: all is read anew.
            let mut key = WordsKey::default();
            compatible(words).for_each(|c| key.add(c));
            return key.finish();
        };
        key.add(c);
    }
    key.finish()
}

/// The hash of the letters and digits of a text.
#[derive(Default)]
struct WordsKey {
    hasher: rustc_hash::FxHasher,
    length: u32,
}

impl WordsKey {
    fn add(&mut self, c: char) {
        if is_alphanumeric(c) {
            self.hasher.write_u32(c.into());
            self.length += 1;
        }
    }

    fn finish(self) -> Option<u64> {
        (self.length >= 2).then(|| self.hasher.finish())
    }
}

/// How a text begins, as far as its [`words_key`] is concerned: texts with one key begin alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    /// Hash of the first letters and digits.
    Hash(u64),
    /// A character among the first changes in folding in a way that only the whole text tells.
    Unknown,
}

/// Letters and digits that make a [`Beginning`].
const BEGINNING: usize = 4;

/// How a text begins.
pub(super) fn beginning(words: &str) -> Beginning {
    use std::hash::Hasher;
    let mut hasher = rustc_hash::FxHasher::default();
    let mut length = 0;
    for c in words.chars() {
        // One further character is looked at: it may change the last one.
        let Some(folded) = simple(c) else {
            return Beginning::Unknown;
        };
        if length == BEGINNING {
            break;
        }
        if is_alphanumeric(folded) {
            hasher.write_u32(folded.into());
            length += 1;
        }
    }
    Beginning::Hash(hasher.finish())
}

/// The year of a date at the head of a text, when it is written.
pub(super) fn lead_year(text: &str) -> Option<u32> {
    let digits: String = text
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    (digits.len() == 4).then(|| digits.parse().ok()).flatten()
}

/// Shortest text in which several pieces can stand, in bytes.
const SHORTEST_RUN: usize = 120;

/// Bytes at which further pieces begin in a line that holds several: a category after the end of a
/// sentence, or the next number of a list of three and more.
pub(super) fn running_starts(text: &str) -> Vec<usize> {
    if text.len() < SHORTEST_RUN {
        return Vec::new();
    }
    let lead = Lead::of(text);
    let ends_before = |at: usize| {
        text[..at]
            .trim_end()
            .ends_with(['。', '；', '！', '？', ';'])
    };
    if lead.category.is_some() {
        return text
            .match_indices('【')
            .map(|(at, _)| at)
            .filter(|&at| at > 0 && ends_before(at) && category(&text[at..]).is_some())
            .collect();
    }
    let Some((style, 1)) = lead.number else {
        return Vec::new();
    };
    let mut starts = Vec::new();
    let mut wanted = 2;
    for (at, c) in text.char_indices().skip(1) {
        let may_start = c.is_ascii_digit() || matches!(c, '（' | '(' | '①'..='⑳' | '一'..='龥');
        if may_start
            && ends_before(at)
            && !text[..at].ends_with(|c: char| c.is_ascii_digit())
            && let Some((found, number, _)) = numbering(&text[at..])
            && found == style
            && number == wanted
        {
            starts.push(at);
            wanted += 1;
        }
    }
    if starts.len() >= 2 {
        starts
    } else {
        Vec::new()
    }
}

/// A headline without bullet, number, category, and without what only held it to its text.
pub(super) fn bare_headline(text: &str) -> &str {
    let words = &text[Lead::of(text).rest..];
    let words = if words.is_empty() { text } else { words };
    words
        .trim_end_matches(|c: char| {
            is_blank(c) || matches!(c, '：' | ':' | '。' | '；' | ';' | '*' | '\u{200D}')
        })
        .trim_start_matches(is_blank)
}

/// Titles over closing words and introductions, which are no news.
pub(super) fn is_closing_title(title: &str) -> bool {
    outline_words().closing.any_in(title)
}

/// Whether two texts have the same letters and digits.
pub(super) fn same_words(a: &str, b: &str) -> bool {
    let letters = |text| compatible(text).filter(|&c| is_alphanumeric(c));
    letters(a).next().is_some() && letters(a).eq(letters(b))
}

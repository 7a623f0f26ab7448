//! The numbers of lists in all their styles.

use super::character::{is_blank, is_ideograph};
use super::lead::{Lead, Style};
use crate::lexicon::outline_words;

/// A number of a list: its style, its value, its bytes.
pub(super) fn numbering(text: &str) -> Option<(Style, u32, usize)> {
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
pub(in crate::document::outline) fn goes_on(text: &str, before: u32) -> Option<Lead> {
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
pub(in crate::document::outline) fn bare_number(text: &str) -> Option<(u32, Lead)> {
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
pub(in crate::document::outline) fn glued_number(text: &str, before: u32) -> Option<Lead> {
    let (value, length) = arabic(text)?;
    let rest = text[length..].strip_prefix('.')?;
    let figures = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    // `2.29` alone, or before a measure, is a quantity.
    let worded = figures.len() < rest.len() && figures.starts_with(is_ideograph);
    (value == before + 1 && worded)
        .then(|| Lead::behind(text, text.len() - rest.len()).numbered(Style::Dot, value))
        .flatten()
}

/// A number in two parts at the head of a text: `1.2 …`.
pub(in crate::document::outline) fn in_parts(text: &str) -> Option<((u32, u32), Lead)> {
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
pub(super) fn named(text: &str) -> Option<(Style, u32, usize)> {
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
pub(super) fn arabic(text: &str) -> Option<(u32, usize)> {
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
pub(super) fn han_number(text: &str) -> Option<(u32, usize)> {
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

//! Raw HTML as tags and text.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser};

/// A piece of raw HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'h> {
    pub(super) what: What<'h>,
    /// First byte.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
}

/// What a [`Token`] is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What<'h> {
    /// Text, entities not yet decoded.
    Text(&'h str),
    /// `<name attributes>`.
    Open { name: &'h str, attributes: &'h str },
    /// `</name>`.
    Close { name: &'h str },
    /// Comment, declaration, processing instruction, or an element whose content is no text
    /// (`script`), named when it is one.
    Hidden(Option<&'h str>),
}

/// Elements whose content is program text.
const PROGRAMS: [&str; 2] = ["script", "style"];

/// Cuts HTML into tokens, in order and without gaps. What is no tag is text.
pub(super) fn tokens(html: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut text = 0;
    let mut at = 0;
    let mut unclosed = Unclosed::default();
    while let Some(found) = memchr::memchr(b'<', &html.as_bytes()[at..]) {
        let start = at + found;
        let Some((what, end)) = markup(html, start, &mut unclosed) else {
            at = start + 1;
            continue;
        };
        if text < start {
            tokens.push(Token {
                what: What::Text(&html[text..start]),
                start: text,
                end: start,
            });
        }
        tokens.push(Token { what, start, end });
        text = end;
        at = end;
    }
    if text < html.len() {
        tokens.push(Token {
            what: What::Text(&html[text..]),
            start: text,
            end: html.len(),
        });
    }
    tokens
}

/// What is known to have no end in the rest of the text, so that nobody looks for it twice.
#[derive(Default)]
struct Unclosed {
    comment: bool,
    declaration: bool,
    tag: bool,
    programs: [bool; PROGRAMS.len()],
}

/// The tag or hidden stretch that begins at `<`, and where it ends.
fn markup<'h>(html: &'h str, start: usize, unclosed: &mut Unclosed) -> Option<(What<'h>, usize)> {
    let rest = &html[start..];
    if rest.starts_with("<!--") {
        let end = find(rest, 4, "-->", &mut unclosed.comment);
        // An unclosed comment hides nothing but its own mark.
        return Some((What::Hidden(None), start + end.unwrap_or(4)));
    }
    if rest.starts_with("<!") || rest.starts_with("<?") {
        let end = find(rest, 2, ">", &mut unclosed.declaration)?;
        return Some((What::Hidden(None), start + end));
    }
    let closing = rest.starts_with("</");
    let name_at = if closing { 2 } else { 1 };
    let name = name(&rest[name_at..])?;
    if unclosed.tag {
        return None;
    }
    let Some(end) = tag_end(rest, name_at + name.len()) else {
        unclosed.tag = !rest[1..].contains('>');
        return None;
    };
    if closing {
        return Some((What::Close { name }, start + end));
    }
    let program = PROGRAMS.iter().position(|p| p.eq_ignore_ascii_case(name));
    if let Some(program) = program {
        let mark = ["</script", "</style"][program];
        if let Some(close) = find_close(rest, end, mark, &mut unclosed.programs[program]) {
            return Some((What::Hidden(Some(PROGRAMS[program])), start + close));
        }
    }
    let attributes = &rest[name_at + name.len()..end - 1];
    Some((What::Open { name, attributes }, start + end))
}

/// A tag's name: a letter, then anything but space, `/`, `>` and `<`.
fn name(text: &str) -> Option<&str> {
    if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let end = text
        .bytes()
        .position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'<'))?;
    Some(&text[..end])
}

/// The byte after the `>` that ends a tag; quotes may hold `>`.
fn tag_end(text: &str, from: usize) -> Option<usize> {
    /// A tag longer than this is no tag.
    const LONGEST: usize = 1 << 21;
    let bytes = text.as_bytes();
    let mut quote = None;
    for (at, &byte) in bytes.iter().enumerate().skip(from).take(LONGEST) {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'<') => return None,
            (None, b'"' | b'\'') if bytes[..at].trim_ascii_end().ends_with(b"=") => {
                quote = Some(byte);
            }
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    None
}

fn find(text: &str, from: usize, mark: &str, absent: &mut bool) -> Option<usize> {
    if *absent {
        return None;
    }
    let found = memchr::memmem::find(&text.as_bytes()[from..], mark.as_bytes());
    *absent = found.is_none();
    found.map(|i| from + i + mark.len())
}

/// The byte after the closing tag that begins with `mark`, in any case.
fn find_close(text: &str, from: usize, mark: &str, absent: &mut bool) -> Option<usize> {
    if *absent {
        return None;
    }
    let bytes = text.as_bytes();
    let found = memchr::memmem::find_iter(&bytes[from..], b"</").find_map(|i| {
        let at = from + i;
        let same = bytes.get(at..at + mark.len())?;
        same.eq_ignore_ascii_case(mark.as_bytes())
            .then(|| memchr::memchr(b'>', &bytes[at..]).map_or(text.len(), |i| at + i + 1))
    });
    *absent = found.is_none();
    found
}

/// The value of an attribute, entities decoded; empty when it has none.
pub(super) fn attribute<'h>(attributes: &'h str, wanted: &str) -> Option<Cow<'h, str>> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let first = rest.chars().next()?.len_utf8();
        let stop = |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/');
        // A stray `=` begins a name, or nothing would be consumed.
        let end = rest[first..].find(stop).map_or(rest.len(), |i| i + first);
        let name = &rest[..end];
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            (value, rest) = attribute_value(after.trim_start());
        }
        if name.eq_ignore_ascii_case(wanted) {
            return Some(decode(value));
        }
    }
}

fn attribute_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    let end = text
        .find(|c: char| c.is_ascii_whitespace())
        .unwrap_or(text.len());
    text.split_at(end)
}

/// Decodes entities.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = rest
            .bytes()
            .take(34)
            .position(|b| b == b';')
            .map_or(0, |i| i + 1);
        if length > 0 && entity(&rest[..length], &mut out) {
            rest = &rest[length..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Decodes one entity (`&eacute;`); false when it is none.
fn entity(entity: &str, out: &mut String) -> bool {
    let known = match entity {
        "&amp;" => "&",
        "&lt;" => "<",
        "&gt;" => ">",
        "&quot;" => "\"",
        "&nbsp;" => "\u{A0}",
        _ => "",
    };
    if !known.is_empty() {
        out.push_str(known);
        return true;
    }
    let name = &entity[1..entity.len() - 1];
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#') {
        return false;
    }
    // pulldown-cmark has the table of names, and Markdown knows the same entities as HTML.
    let before = out.len();
    for event in Parser::new_ext(entity, Options::empty()) {
        if let Event::Text(text) = event {
            out.push_str(&text);
        }
    }
    if &out[before..] == entity {
        out.truncate(before);
        return false;
    }
    let decoded = out.split_off(before);
    let shown = |c: char| !c.is_control() || c == '\n' || c == '\t';
    out.extend(decoded.chars().map(|c| if shown(c) { c } else { ' ' }));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(html: &str) -> Vec<String> {
        tokens(html)
            .iter()
            .map(|token| format!("{:?}", token.what))
            .collect()
    }

    #[test]
    fn tags_text_and_hidden_stretches_are_told_apart() {
        assert_eq!(
            show("a<b c='>'>d</b><!-- e --><script>f<b></SCRIPT >g"),
            [
                "Text(\"a\")",
                "Open { name: \"b\", attributes: \" c='>'\" }",
                "Text(\"d\")",
                "Close { name: \"b\" }",
                "Hidden(None)",
                "Hidden(Some(\"script\"))",
                "Text(\"g\")",
            ]
        );
    }

    #[test]
    fn what_never_ends_hides_nothing() {
        assert_eq!(show("<!-- a"), ["Hidden(None)", "Text(\" a\")"]);
        assert_eq!(show("a < b"), ["Text(\"a < b\")"]);
        assert_eq!(show("<a href=x"), ["Text(\"<a href=x\")"]);
    }

    #[test]
    fn attributes_are_found_and_decoded() {
        let attributes = " = / HREF='a&amp;b' alt=\"中&#20013;\" open src=x/y";
        let value = |name| attribute(attributes, name).map(Cow::into_owned);
        assert_eq!(value("href").as_deref(), Some("a&b"));
        assert_eq!(value("alt").as_deref(), Some("中中"));
        assert_eq!(value("open").as_deref(), Some(""));
        assert_eq!(value("src").as_deref(), Some("x/y"));
        assert_eq!(value("title"), None);
    }

    #[test]
    fn entities_are_decoded_and_others_stay() {
        assert_eq!(decode("&eacute;&#x4E2D;&nope;&&amp;lt;"), "é中&nope;&&lt;");
    }
}

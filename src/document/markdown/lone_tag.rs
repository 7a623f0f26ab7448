//! Lines that are nothing but `<br>` or `<img …>` over a line of Markdown.
//!
//! CommonMark begins raw HTML there, which lasts to the next blank line: below a lone `<br>` asterisks,
//! links and lists stay as they were typed. A break and a picture hold nothing, so what is meant is
//! Markdown. Programs that export pages write such lines.

use memchr::memchr_iter;

/// The ends of the tags on such lines. A character that is no blank there makes the line text.
pub(super) fn ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    memchr_iter(b'<', text.as_bytes()).filter_map(|at| {
        let begins = text[..at]
            .trim_end_matches(' ')
            .bytes()
            .next_back()
            .is_none_or(|byte| byte == b'\n');
        if !begins {
            return None;
        }
        let (line, below) = text[at..].split_once('\n')?;
        let tags = line.trim_end();
        let next = below.split('\n').next().unwrap_or_default().trim();
        let goes_on = !next.is_empty() && !next.starts_with('<');
        (goes_on && is_tags(tags)).then_some(at + tags.len())
    })
}

/// Whether a line is one or more such tags.
fn is_tags(mut line: &str) -> bool {
    while !line.is_empty() {
        let Some(inner) = line.strip_prefix('<') else {
            return false;
        };
        let length = inner.bytes().take_while(u8::is_ascii_alphabetic).count();
        let name = &inner[..length];
        let Some((attributes, rest)) = inner[length..].split_once('>') else {
            return false;
        };
        let holds_nothing = name.eq_ignore_ascii_case("br") || name.eq_ignore_ascii_case("img");
        if !holds_nothing || attributes.contains('<') {
            return false;
        }
        line = rest.trim_start();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tags_that_hold_nothing_over_text_end_there() {
        for (text, expected) in [
            ("<br />\n甲", &[6][..]),
            ("甲\n\n  <BR><br>\n- 乙", &[15]),
            ("<img src=\"a.png\">\n**甲**", &[17]),
            ("<br>\n\n甲", &[]),
            ("<br>\n<p>甲</p>", &[]),
            ("<br>甲\n乙", &[]),
            ("<del>\n*甲*\n</del>", &[]),
            ("<broken>\n甲", &[]),
            ("<br", &[]),
        ] {
            assert_eq!(ends(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}

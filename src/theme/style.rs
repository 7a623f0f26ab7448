//! Style sheets without what only people need.

/// Takes comments and the white space at the start of lines out of a style sheet; strings stay as
/// they are. Compression on the wire does the rest.
pub(super) fn squeeze(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(next) = rest.find(['"', '\'', '/', '\n']) {
        out.push_str(&rest[..next]);
        rest = &rest[next..];
        let length = match rest.as_bytes()[0] {
            b'/' if rest.starts_with("/*") => {
                let end = rest.find("*/").map_or(rest.len(), |end| end + 2);
                rest = &rest[end..];
                continue;
            }
            b'\n' => {
                rest = rest.trim_start();
                if !out.is_empty() && !out.ends_with('\n') {
                    out.push('\n');
                }
                continue;
            }
            b'/' => 1,
            quote => string_length(rest, quote),
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// Bytes of the string that `text` begins with, both quotes included.
fn string_length(text: &str, quote: u8) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            byte if byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::squeeze;

    #[test]
    fn comments_and_indentation_go_and_strings_stay() {
        for (css, wanted) in [
            ("/* a */a{\n  b:c;\n}\n", "a{\nb:c;\n}\n"),
            (
                "a::after{content:\"/* kept */\"}",
                "a::after{content:\"/* kept */\"}",
            ),
            ("a{content:'\\'/*x*/'}", "a{content:'\\'/*x*/'}"),
            ("a{font:1rem/1.8 serif}", "a{font:1rem/1.8 serif}"),
            ("/* never closed", ""),
            ("a{content:\"never closed", "a{content:\"never closed"),
        ] {
            assert_eq!(squeeze(css), wanted, "{css}");
        }
    }
}

//! Patterns of addresses: `/:year/:month/:title/`.

/// Puts values for the words of a pattern (`:year`). `Err` names the first word that `value` does
/// not know, or knows no value for.
pub(super) fn expand(
    pattern: &str,
    value: impl Fn(&str) -> Option<String>,
) -> Result<String, String> {
    let mut out = String::with_capacity(pattern.len() + 32);
    let mut rest = pattern;
    while let Some(at) = rest.find(':') {
        out.push_str(&rest[..at]);
        let word = &rest[at + 1..];
        let end = word
            .find(|char: char| !char.is_ascii_alphanumeric() && char != '_')
            .unwrap_or(word.len());
        // `:sections[1:]` is one word.
        let slice = word[end..].strip_prefix('[').and_then(|at| at.find(']'));
        let whole = slice.map(|length| end + length + 2);
        // `:title.html`, `:year_:title`: the longest beginning that means something.
        let shorter = (1..=end)
            .rev()
            .filter(|&end| end == word.len() || !word[end..].starts_with(char::is_alphanumeric));
        let known = whole
            .into_iter()
            .chain(shorter)
            .find_map(|end| Some((end, value(&word[..end])?)));
        match known {
            Some((end, text)) => {
                out.push_str(&text);
                rest = &word[end..];
            }
            None if end == 0 => {
                out.push(':');
                rest = word;
            }
            None => {
                return Err(format!(
                    "`:{}` of `{pattern}` has no value here",
                    &word[..end]
                ));
            }
        }
    }
    out.push_str(rest);
    Ok(whole(&out))
}

/// One slash in front, none twice.
pub(super) fn whole(path: &str) -> String {
    let mut out = String::with_capacity(path.len() + 1);
    out.push('/');
    for char in path.chars() {
        if char != '/' || !out.ends_with('/') {
            out.push(char);
        }
    }
    out
}

/// Names of the parts of a day that all generators share.
pub(super) fn day_part(word: &str, day: jiff::civil::Date) -> Option<String> {
    Some(match word {
        "year" => format!("{:04}", day.year()),
        "short_year" => format!("{:02}", day.year().rem_euclid(100)),
        "month" => format!("{:02}", day.month()),
        "i_month" => day.month().to_string(),
        "day" => format!("{:02}", day.day()),
        "i_day" => day.day().to_string(),
        "y_day" => format!("{:03}", day.day_of_year()),
        "yearday" => day.day_of_year().to_string(),
        "w_year" => day.iso_week_date().year().to_string(),
        "week" => format!("{:02}", day.iso_week_date().week()),
        "w_day" => day.weekday().to_monday_one_offset().to_string(),
        "long_month" => day.strftime("%B").to_string(),
        "short_month" => day.strftime("%b").to_string(),
        "long_day" => day.strftime("%A").to_string(),
        "short_day" => day.strftime("%a").to_string(),
        "monthname" => day.strftime("%B").to_string().to_lowercase(),
        "weekday" => day.weekday().to_sunday_zero_offset().to_string(),
        "weekdayname" => day.strftime("%A").to_string().to_lowercase(),
        _ => return None,
    })
}

/// Words for an address: letters, marks and digits, and what `keep` allows; every other run becomes
/// one hyphen, none at the ends.
pub(super) fn hyphened(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        let mark = unicode_normalization::char::is_combining_mark(char);
        if char.is_alphanumeric() || mark || keep(char) {
            out.push(char);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_becomes_an_address_or_says_which_word_has_no_value() {
        let day = jiff::civil::date(2020, 9, 3);
        let value = |word: &str| match word {
            "title" => Some("周报".to_owned()),
            "categories" => Some(String::new()),
            "sections[1:]" => Some("b/c".to_owned()),
            word => day_part(word, day),
        };
        for (pattern, address) in [
            ("/:year/:month/:day/:title/", Ok("/2020/09/03/周报/")),
            (":year/:i_month/:title.html", Ok("/2020/9/周报.html")),
            ("/:categories/:year/:title", Ok("/2020/周报")),
            ("/:year_:title/", Ok("/2020_周报/")),
            ("/p/:short_month-:y_day/", Ok("/p/Sep-247/")),
            ("/a:/b/", Ok("/a:/b/")),
            ("/:sections[1:]/:title", Ok("/b/c/周报")),
            ("/:year[0]/", Ok("/2020[0]/")),
            ("/:id/", Err("`:id` of `/:id/` has no value here")),
        ] {
            let expected = address.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(expand(pattern, value), expected, "{pattern}");
        }
    }
}

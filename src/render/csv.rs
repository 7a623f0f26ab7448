//! Cells of a CSV file that spreadsheet programs open.

/// Appends a cell: quoted where it has to be, and kept from being read as a formula (a leading `=`,
/// `+`, `-`, `@`, tab or carriage return gets an apostrophe before it, as OWASP advises).
pub(super) fn cell(out: &mut String, text: &str) {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let quoted = text.contains(['"', ',', '\n', '\r']);
    if quoted {
        out.push('"');
    }
    if is_formula {
        out.push('\'');
    }
    if text.contains('"') {
        out.push_str(&text.replace('"', "\"\""));
    } else {
        out.push_str(text);
    }
    if quoted {
        out.push('"');
    }
}

/// A list in one cell, parted by `|`; a `|` within a value is written `%7C`, which is the same in an
/// address and readable elsewhere.
pub(super) fn list<'v>(values: impl IntoIterator<Item = &'v str>) -> String {
    let values: Vec<String> = values
        .into_iter()
        .map(|value| value.replace('|', "%7C"))
        .collect();
    values.join("|")
}

#[cfg(test)]
mod tests {
    use super::{cell, list};

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        for (text, wanted) in [
            ("政策", "政策"),
            ("a,b", "\"a,b\""),
            ("说“是\"", "\"说“是\"\"\""),
            ("一\n二", "\"一\n二\""),
            ("=1+1", "'=1+1"),
            ("-1,2", "\"'-1,2\""),
            ("@x", "'@x"),
            ("", ""),
        ] {
            let mut out = String::new();
            cell(&mut out, text);
            assert_eq!(out, wanted);
        }
    }

    #[test]
    fn lists_part_at_bars() {
        assert_eq!(list(["四川/成都", "a|b"]), "四川/成都|a%7Cb");
        assert_eq!(list([]), "");
    }
}

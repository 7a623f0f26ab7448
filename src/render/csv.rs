//! Cells of a CSV file that spreadsheet programs open.
//!
//! What is written can be read back exactly: of a cell in which apostrophes stand before one of
//! [`FORMULA`], the first apostrophe is ours; in a list, `%7C` is a bar and `%257C` is `%7C`.

/// With these a spreadsheet program takes a cell for a formula, or for the end of one (OWASP, "CSV
/// Injection"; the wide ones in East Asian versions).
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Appends a cell: quoted where it has to be, and with an apostrophe before it where it would be read
/// as a formula, or for one that has such an apostrophe already.
pub(super) fn cell(out: &mut String, text: &str) {
    let is_formula = text.trim_start_matches('\'').starts_with(FORMULA);
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
    let mut out = String::new();
    for (at, value) in values.into_iter().enumerate() {
        if at > 0 {
            out.push('|');
        }
        if value.contains(['|', '%']) {
            out.push_str(&escaped(value));
        } else {
            out.push_str(value);
        }
    }
    out
}

/// `|` as `%7C`; what reads so already, with one `25` more.
fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 8);
    for (at, letter) in value.char_indices() {
        match letter {
            '|' => out.push_str("%7C"),
            '%' if value[at + 1..].trim_start_matches("25").starts_with("7C") => {
                out.push_str("%25");
            }
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{FORMULA, cell, list};

    /// What somebody reads who knows the two rules.
    fn read(cell: &str) -> String {
        let ours = cell.starts_with('\'') && cell.trim_start_matches('\'').starts_with(FORMULA);
        cell[usize::from(ours)..].to_owned()
    }

    fn read_list(cell: &str) -> Vec<String> {
        let mut parts: Vec<String> = cell.split('|').map(str::to_owned).collect();
        for part in &mut parts {
            // One `25` less, and without any: the bar itself.
            let bars = part.split("%7C").map(|part| {
                let mut out = String::new();
                let mut rest = part;
                while let Some(at) = rest.find("%25") {
                    let tail = &rest[at + 3..];
                    let ends = tail.trim_start_matches("25").starts_with("7C");
                    out.push_str(&rest[..at]);
                    out.push_str(if ends { "%" } else { "%25" });
                    rest = tail;
                }
                out + rest
            });
            *part = bars.collect::<Vec<_>>().join("|");
        }
        parts
    }

    proptest! {
        #[test]
        fn a_cell_comes_back_as_it_went_out(text in "['=+@＝\\-\t\r\n,\"|a政 ]{0,12}") {
            let mut out = String::new();
            cell(&mut out, &text);
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(out.as_bytes());
            let row = reader.records().next().map(|row| row.unwrap());
            let found = row.as_ref().and_then(|row| row.get(0)).unwrap_or_default();
            prop_assert_eq!(read(found), text.clone());
            prop_assert!(!found.starts_with(FORMULA));
        }

        #[test]
        fn a_list_comes_back_as_it_went_out(
            values in prop::collection::vec("[|%725Ca政/]{1,12}|https://x/%7C%257C%25257C|%2|%25", 1..4)
        ) {
            prop_assert_eq!(read_list(&list(values.iter().map(String::as_str))), values);
        }
    }

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
            ("'=1", "''=1"),
            ("＝1", "'＝1"),
            ("'政策'", "'政策'"),
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
        assert_eq!(list(["x%7Cy", "100%", "a%257C"]), "x%257Cy|100%|a%25257C");
        assert_eq!(list([]), "");
    }
}

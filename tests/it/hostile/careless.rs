//! The same posts as a careless generator would publish them: raw HTML passes, values of the front
//! matter stand where they fall. What fires there and not in ours is what the tests are worth.

use std::fmt::Write as _;

use pulldown_cmark::{Options, Parser, html};

use super::cases::Case;

/// A page that believes everything.
pub(crate) fn page(case: &Case) -> String {
    let post = case.post();
    let (front, body) = match post
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
    {
        Some((front, body)) => (front, body),
        None => ("", post),
    };
    let mut page = String::from("<!doctype html><html><head><meta charset=utf-8>\n");
    let values: Vec<String> = front.lines().flat_map(values).collect();
    for value in &values {
        let _ = writeln!(page, "<meta name=x content=\"{value}\">");
        let _ = writeln!(page, "<script>var x = \"{value}\";</script>");
    }
    page.push_str("</head><body>\n");
    for value in &values {
        let _ = writeln!(
            page,
            "<p title='{value}'><a href=\"{value}\">{value}</a></p>"
        );
    }
    html::push_html(&mut page, Parser::new_ext(body, Options::all()));
    for (path, _) in case.files.iter().skip(1) {
        let path = path
            .rsplit("content/")
            .next()
            .unwrap_or(path)
            .replace("<|", "</");
        let _ = writeln!(page, "<p><a title=\"{path}\" href='{path}'>{path}</a></p>");
    }
    page
}

/// The values of a line of YAML, unquoted.
fn values(line: &str) -> Vec<String> {
    let text = line.split_once(": ").map_or(line, |(_, value)| value);
    let quoted: Vec<String> = text
        .replace("\\\"", "\u{1}")
        .split('"')
        .skip(1)
        .step_by(2)
        .map(|value| value.replace('\u{1}', "\""))
        .collect();
    if quoted.is_empty() {
        vec![text.to_owned()]
    } else {
        quoted
    }
}

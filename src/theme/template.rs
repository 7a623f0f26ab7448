//! Compiling templates, and saying what is wrong with one.

use std::collections::BTreeMap;

use tera::{ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use super::strings::grouped;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Place;

/// Compiles templates: name (`post.html`) to text.
pub(super) fn compile(sources: &BTreeMap<String, String>) -> TeraResult<Tera> {
    let mut tera = Tera::new();
    // Every template makes HTML, whatever its name: nothing may print unescaped by accident.
    tera.autoescape_on([""]);
    tera.register_filter("count", count);
    tera.add_raw_templates(sources.iter().map(|(name, text)| (name, squeeze(text))))?;
    Ok(tera)
}

/// `{{ 3 | count(of=t.n_items) }}`: the form of an interface string for a number, filled in.
#[allow(
    clippy::needless_pass_by_value,
    reason = "filters are called like this"
)]
fn count(n: usize, arguments: Kwargs, _: &State) -> TeraResult<String> {
    let text: Value = arguments.must_get("of")?;
    let form = match text.as_map() {
        Some(forms) => forms
            .get(&(if n == 1 { "one" } else { "other" }).into())
            .cloned()
            .unwrap_or_else(Value::none),
        None => text,
    };
    let form = form.as_str().ok_or_else(|| {
        tera::Error::message("`of` wants an interface string, such as `t.n_items`")
    })?;
    Ok(form.replace("{n}", &grouped(n)))
}

/// Takes white space out of a template that only its author needs: the indentation of every line,
/// and the line end after a line that holds nothing but tags (`{% … %}`, `{# … #}`). Lines keep
/// their numbers: such a line end moves into the tag.
fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let body = line.trim();
        let only_tags = (body.starts_with("{%") && body.ends_with("%}"))
            || (body.starts_with("{#") && body.ends_with("#}"));
        if only_tags && line.ends_with('\n') {
            let end = if body.ends_with("-%}") || body.ends_with("-#}") {
                3
            } else {
                2
            };
            let (inside, close) = body.split_at(body.len() - end);
            out.push_str(inside);
            out.push('\n');
            out.push_str(close);
        } else {
            out.push_str(body);
            if line.ends_with('\n') {
                out.push('\n');
            }
        }
    }
    out
}

/// What is wrong with a template, for the person who edits it. `path` makes the path of a file from
/// the name of a template.
pub(super) fn diagnostic(
    error: &tera::Error,
    sources: &BTreeMap<String, String>,
    path: &dyn Fn(&str) -> String,
) -> Diagnostic {
    let (ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report)) = error.kind() else {
        return without_place(error, sources, path);
    };
    let span = report.span();
    // Tera counts columns from 0, and in the squeezed text.
    let column =
        |line: usize, column: usize| (column + 1 + indent(sources, report.filename(), line)) as u32;
    let (message, fields) = match report.message().split_once(" Available ") {
        Some((message, fields)) => (message, Some(format!("available {fields}"))),
        None => (report.message(), None),
    };
    Diagnostic {
        severity: Severity::Error,
        code: "template",
        path: path(report.filename()),
        place: Some(Place {
            line: span.start_line as u32,
            column: column(span.start_line, span.start_col),
            end_line: span.end_line as u32,
            end_column: column(span.end_line, span.end_col),
        }),
        message: sentence(message),
        hint: fields.map(Into::into),
    }
}

/// Letters of white space that [`squeeze`] took from the start of a line.
fn indent(sources: &BTreeMap<String, String>, name: &str, line: usize) -> usize {
    let line = sources
        .get(name)
        .and_then(|text| text.lines().nth(line.saturating_sub(1)));
    line.unwrap_or_default()
        .chars()
        .take_while(|c| c.is_whitespace())
        .count()
}

/// Some errors are texts alone; those about unknown names hold a report whose second line says
/// where (`--> [post.html:3:5]`).
fn without_place(
    error: &tera::Error,
    sources: &BTreeMap<String, String>,
    path: &dyn Fn(&str) -> String,
) -> Diagnostic {
    let text = error.to_string();
    let named = text
        .split(['[', '\'', '`', ' ', ']', ':'])
        .find(|word| sources.contains_key(*word));
    let place = named.and_then(|name| {
        let after = text.split_once(&format!("{name}:"))?.1;
        let mut numbers = after.split(|c: char| !c.is_ascii_digit());
        let line: u32 = numbers.next()?.parse().ok()?;
        let column: u32 = numbers.next()?.parse().ok()?;
        let column = column + indent(sources, name, line as usize) as u32;
        Some(Place {
            line,
            column,
            end_line: line,
            end_column: column,
        })
    });
    let message = text
        .lines()
        .map(|line| line.trim_start_matches("error:").trim())
        .find(|line| !line.is_empty())
        .unwrap_or("the template cannot be used");
    Diagnostic {
        severity: Severity::Error,
        code: "template",
        path: path(named.unwrap_or("base.html")),
        place,
        message: sentence(message),
        hint: None,
    }
}

/// Lower case at the start, no full stop at the end.
fn sentence(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::squeeze;

    #[test]
    fn indentation_and_lines_of_tags_leave_no_space_and_lines_keep_their_numbers() {
        for (text, wanted) in [
            ("<p>\n  x\n</p>\n", "<p>\nx\n</p>\n"),
            (
                "  {% if a %}\n  x\n  {% endif %}\n",
                "{% if a \n%}x\n{% endif \n%}",
            ),
            ("{% if a -%}\nx", "{% if a \n-%}x"),
            ("{# note #}\nx", "{# note \n#}x"),
            ("a {% if b %}\n", "a {% if b %}\n"),
        ] {
            assert_eq!(squeeze(text), wanted);
            assert_eq!(
                squeeze(text).matches('\n').count(),
                text.matches('\n').count()
            );
        }
    }
}

//! Diagnostics for programs: JSON, annotations of a GitHub workflow, SARIF 2.1.0.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::diagnostic::{CODES, Diagnostic, Severity};
use crate::slug::encode_path;
use crate::source::Place;

/// One object with `diagnostics`, paths relative to the root. A problem with a whole file stands at
/// its first character.
pub(in crate::cli) fn json(diagnostics: &[Diagnostic]) -> String {
    let list: Vec<Value> = diagnostics
        .iter()
        .map(|diagnostic| {
            let place = place(diagnostic);
            json!({
                "path": diagnostic.path,
                "line": place.line,
                "column": place.column,
                "end_line": place.end_line,
                "end_column": place.end_column,
                "severity": level(diagnostic),
                "code": diagnostic.code,
                "message": diagnostic.message,
                "hint": diagnostic.hint,
            })
        })
        .collect();
    pretty(&json!({ "diagnostics": list }))
}

/// One workflow command a line. `base` stands before paths: the root, seen from git's top level.
pub(in crate::cli) fn github(diagnostics: &[Diagnostic], base: &str) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let place = place(diagnostic);
        let file = property(&format!("{base}{}", diagnostic.path));
        let level = level(diagnostic);
        let (line, column) = (place.line, place.column);
        let _ = write!(out, "::{level} file={file},line={line},col={column}");
        // GitHub takes columns only where the span ends on its line.
        if place.end_line == line && place.end_column > column {
            let _ = write!(out, ",endColumn={}", place.end_column);
        } else if place.end_line > line {
            let _ = write!(out, ",endLine={}", place.end_line);
        }
        let title = property(diagnostic.code);
        let message = match &diagnostic.hint {
            Some(hint) => data(&format!("{}\n{hint}", diagnostic.message)),
            None => data(&diagnostic.message),
        };
        let _ = writeln!(out, ",title={title}::{message}");
    }
    out
}

/// A log with one run; every code is a rule.
pub(in crate::cli) fn sarif(diagnostics: &[Diagnostic], base: &str) -> String {
    let rules: Vec<Value> = CODES
        .iter()
        .map(|code| {
            json!({
                "id": code.name,
                "shortDescription": { "text": code.meaning },
                "help": { "text": code.remedy },
                "defaultConfiguration": { "level": severity(code.severity()) },
            })
        })
        .collect();
    let results: Vec<Value> = diagnostics
        .iter()
        .map(|diagnostic| result(diagnostic, base))
        .collect();
    pretty(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "dibao",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn result(diagnostic: &Diagnostic, base: &str) -> Value {
    let place = place(diagnostic);
    let text = match &diagnostic.hint {
        Some(hint) => format!("{}\n{hint}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let mut result = json!({
        "ruleId": diagnostic.code,
        "level": level(diagnostic),
        "message": { "text": text },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": encode_path(&format!("{base}{}", diagnostic.path)) },
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
            },
        }}],
    });
    if let Some(index) = CODES.iter().position(|code| code.name == diagnostic.code) {
        result["ruleIndex"] = json!(index);
    }
    result
}

fn place(diagnostic: &Diagnostic) -> Place {
    diagnostic.place.unwrap_or(Place {
        line: 1,
        column: 1,
        end_line: 1,
        end_column: 1,
    })
}

fn level(diagnostic: &Diagnostic) -> &'static str {
    severity(diagnostic.severity)
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn pretty(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).expect("a value without maps of odd keys");
    text + "\n"
}

/// Text after the second `::` of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warning(path: &str, message: &str) -> Diagnostic {
        Diagnostic {
            severity: Severity::Warning,
            code: "duplicate-key",
            path: path.to_owned(),
            place: Some(Place {
                line: 4,
                column: 1,
                end_line: 4,
                end_column: 5,
            }),
            message: message.to_owned(),
            hint: None,
        }
    }

    #[test]
    fn an_annotation_cannot_be_broken_out_of_by_a_path_or_a_message() {
        let evil = warning("content/a,b:c%.md", "`x`\n::error::forged 100%");
        assert_eq!(
            github(&[evil], "docs/"),
            "::warning file=docs/content/a%2Cb%3Ac%25.md,line=4,col=1,endColumn=5,\
             title=duplicate-key::`x`%0A::error::forged 100%25\n"
        );
    }

    #[test]
    fn json_has_one_object_with_all_fields_for_each_problem() {
        let whole = Diagnostic {
            place: None,
            hint: Some("do".into()),
            ..warning("content/甲.md", "m")
        };
        let parsed: Value = serde_json::from_str(&json(&[whole])).expect("JSON");
        let expected = json!({"diagnostics": [{
            "path": "content/甲.md", "line": 1, "column": 1, "end_line": 1, "end_column": 1,
            "severity": "warning", "code": "duplicate-key", "message": "m", "hint": "do",
        }]});
        assert_eq!(parsed, expected);
    }

    #[test]
    fn sarif_points_each_result_to_its_rule_and_spells_paths_as_uris() {
        let parsed: Value =
            serde_json::from_str(&sarif(&[warning("content/甲 乙.md", "m")], "")).expect("JSON");
        let run = &parsed["runs"][0];
        let result = &run["results"][0];
        let index = result["ruleIndex"].as_u64().expect("a rule") as usize;
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "duplicate-key");
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert_eq!(uri, "content/%E7%94%B2%20%E4%B9%99.md");
    }
}

//! Modules as one classic script, which also runs from `file://`, where modules do not load.
//!
//! Comments and indentation go; nothing else changes, so the modules keep to rules: imports on one
//! line and only from modules that stand before, no default exports, no name twice, no text over
//! several lines.

/// Joins modules into a script that leaves no names behind.
pub(super) fn join(modules: &str) -> String {
    let mut out = String::from("(()=>{\"use strict\";\n");
    append(modules, &mut out);
    out.push_str("})();\n");
    out
}

/// As [`join`], for modules that look at the page: they run when it is there.
pub(super) fn join_late(modules: &str) -> String {
    let mut out =
        String::from("document.addEventListener(\"DOMContentLoaded\",()=>{\"use strict\";\n");
    append(modules, &mut out);
    out.push_str("});\n");
    out
}

/// Appends modules without what only modules have.
pub fn append(modules: &str, out: &mut String) {
    let mut in_comment = false;
    for line in modules.lines().map(str::trim) {
        if in_comment || line.starts_with("/*") {
            in_comment = !line.ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") && !line.starts_with("import ") {
            out.push_str(line.strip_prefix("export ").unwrap_or(line));
            out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn modules_become_one_script() {
        let modules = "// What it does.\nimport { b } from \"./b.js\";\n\n/**\n * A.\n */\n\
                       export const a = () => {\n  b(); // here\n};\n";
        assert_eq!(
            super::join(modules),
            "(()=>{\"use strict\";\nconst a = () => {\nb(); // here\n};\n})();\n"
        );
    }
}

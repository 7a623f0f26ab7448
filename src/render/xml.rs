//! Text in XML.

use quick_xml::escape::escape;

/// Appends `<name>text</name>`, the text escaped.
pub(super) fn element(out: &mut String, name: &str, text: &str) {
    for part in ["<", name, ">", &escape(text), "</", name, ">"] {
        out.push_str(part);
    }
}

/// Appends an element without content; attribute values are escaped.
pub(super) fn empty(out: &mut String, name: &str, attributes: &[(&str, &str)]) {
    out.push('<');
    out.push_str(name);
    for (attribute, value) in attributes {
        for part in [" ", attribute, "=\"", &escape(*value), "\""] {
            out.push_str(part);
        }
    }
    out.push_str("/>");
}

//! What files of a site may hold, said independently of the code that makes them.

use std::collections::BTreeSet;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// Elements that may come from a text.
const TEXT_ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "bdi",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Attributes that may come from a text.
const TEXT_ATTRIBUTES: &[&str] = &[
    "alt",
    "class",
    "colspan",
    "data-picture",
    "href",
    "id",
    "loading",
    "open",
    "referrerpolicy",
    "rel",
    "role",
    "rowspan",
    "src",
    "start",
    "tabindex",
    "title",
];

/// Elements that only the theme makes.
const THEME_ELEMENTS: &[&str] = &[
    "article", "b", "body", "button", "circle", "desc", "dialog", "footer", "form", "g", "h1",
    "head", "header", "html", "input", "label", "link", "main", "meta", "nav", "noscript",
    "option", "path", "rect", "script", "select", "svg", "template", "text", "textarea", "title",
];

/// Attributes that only the theme makes.
const THEME_ATTRIBUTES: &[&str] = &[
    "action",
    "aria-current",
    "aria-describedby",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "aria-live",
    "autocomplete",
    "autofocus",
    "charset",
    "checked",
    "content",
    "cx",
    "cy",
    "d",
    "datetime",
    "defer",
    "dir",
    "disabled",
    "download",
    "enterkeyhint",
    "for",
    "height",
    "hidden",
    "hreflang",
    "http-equiv",
    "lang",
    "maxlength",
    "media",
    "method",
    "multiple",
    "name",
    "placeholder",
    "property",
    "r",
    "readonly",
    "rows",
    "scope",
    "selected",
    "spellcheck",
    "type",
    "value",
    "viewbox",
    "width",
    "x",
    "y",
];

/// Attributes that hold an address.
const ADDRESSES: &[&str] = &["action", "cite", "data-picture", "href", "src"];

struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
}

impl Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        attributes
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// HTML made of a text: what a browser makes of it is on the allow-list, and it closes all that it
/// opens.
pub fn body(html: &str) {
    let fenced = format!(
        "<!doctype html><html><head></head><body><div id=\"fence\">{html}</div><i></i></body></html>"
    );
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(fenced.as_str());
    let mut outside = Vec::new();
    walk(&dom.document, |node, depth| {
        if depth == 3 {
            outside.push(match &node.data {
                NodeData::Element { name, .. } => name.local.to_string(),
                _ => "text".to_owned(),
            });
        }
    });
    assert_eq!(outside, ["div", "i"], "it leaves its place: {html}");
    for element in elements(&dom) {
        if ["html", "head", "body", "i"].contains(&element.name.as_str()) {
            continue;
        }
        let name = element.name.as_str();
        assert!(TEXT_ELEMENTS.contains(&name), "<{name}> in {html}");
        for (key, value) in &element.attributes {
            assert!(
                TEXT_ATTRIBUTES.contains(&key.as_str()),
                "<{name} {key}={value:?}> in {html}"
            );
            if ADDRESSES.contains(&key.as_str()) {
                assert!(is_harmless(value), "<{name} {key}={value:?}> in {html}");
            }
        }
    }
}

/// A file of the site, by its path.
pub fn file(path: &str, bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{path} is not UTF-8"));
    match path.rsplit_once('.').map_or("", |(_, kind)| kind) {
        "html" => page(path, text),
        "xml" => xml(path, text),
        "json" => {
            if let Err(error) = serde_json::from_str::<serde_json::Value>(text) {
                panic!("{path}: {error}");
            }
        }
        "jsonl" => {
            for line in text.lines() {
                if let Err(error) = serde_json::from_str::<serde_json::Value>(line) {
                    panic!("{path}: {error}: {line}");
                }
            }
        }
        "csv" => csv(path, text),
        _ if path == "_redirects" => text.lines().for_each(redirect),
        _ if path == "_headers" => {
            for line in text.lines() {
                let own = line.starts_with('/') || line.starts_with("  ") || line.is_empty();
                assert!(own, "{path}: {line:?}");
            }
        }
        _ => {}
    }
}

/// A line of `_redirects`: from, to, status.
pub fn redirect(line: &str) {
    let fields: Vec<&str> = line.split(' ').collect();
    let &[from, to, status] = fields.as_slice() else {
        panic!("{line:?} has not three fields");
    };
    let whole =
        !line.contains(char::is_control) && status.bytes().all(|byte| byte.is_ascii_digit());
    assert!(whole && is_local(from) && is_local(to), "{line:?}");
}

fn is_local(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '*'])
}

/// A page: scripts are the theme's, data is data, and nothing runs by an attribute.
fn page(path: &str, html: &str) {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    let mut n_main = 0;
    for element in elements(&dom) {
        let name = element.name.as_str();
        let known = TEXT_ELEMENTS.contains(&name) || THEME_ELEMENTS.contains(&name);
        assert!(known, "{path}: <{name}>");
        for (key, value) in &element.attributes {
            let key = key.as_str();
            let ours = key.strip_prefix("data-").is_some_and(|name| {
                name.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
            });
            let known = TEXT_ATTRIBUTES.contains(&key) || THEME_ATTRIBUTES.contains(&key) || ours;
            assert!(known, "{path}: <{name} {key}={value:?}>");
            if ADDRESSES.contains(&key) {
                // Stands in for a picture that is missing.
                let nothing = key == "src" && value == "data:,";
                assert!(
                    nothing || is_harmless(value),
                    "{path}: <{name} {key}={value:?}>"
                );
            }
        }
        match name {
            "script" => script(path, &element),
            "main" => n_main += 1,
            "form" => {
                let action = element.attribute("action").unwrap_or_default();
                let search = action.is_empty() || action.contains("search");
                assert!(search, "{path}: a form to {action:?}");
            }
            "meta" => {
                let kind = element.attribute("http-equiv").unwrap_or("none");
                let known = ["none", "Content-Security-Policy", "refresh"].contains(&kind);
                assert!(known, "{path}: <meta http-equiv={kind}>");
            }
            _ => {}
        }
    }
    let redirect = html.contains("http-equiv=\"refresh\"");
    assert!(redirect || n_main == 1, "{path}: {n_main} <main>");
}

fn script(path: &str, element: &Element) {
    match (element.attribute("src"), element.attribute("type")) {
        (None, Some("application/ld+json")) => {
            if let Err(error) = serde_json::from_str::<serde_json::Value>(&element.text) {
                panic!("{path}: JSON-LD: {error}: {}", element.text);
            }
        }
        (Some(src), _) => {
            let own = !src.starts_with("//") && !src.contains(':') && element.text.is_empty();
            assert!(own, "{path}: <script src={src:?}>");
        }
        _ => panic!("{path}: a script in the page: {}", element.text),
    }
}

/// Whether following an address runs nothing: a place on the web, or one of this site.
fn is_harmless(address: &str) -> bool {
    let plain: String = address.chars().filter(|c| *c > ' ').collect();
    let Some((scheme, _)) = plain.split_once(':') else {
        return true;
    };
    let is_scheme = scheme
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let known = ["http", "https", "mailto", "tel"];
    !is_scheme || known.contains(&scheme.to_ascii_lowercase().as_str())
}

fn xml(path: &str, text: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut depth = 0_usize;
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => break,
            Ok(quick_xml::events::Event::Start(_)) => depth += 1,
            Ok(quick_xml::events::Event::End(_)) => depth -= 1,
            Ok(_) => {}
            Err(error) => panic!("{path}: {error}"),
        }
    }
    assert_eq!(depth, 0, "{path}: not closed");
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    assert!(
        text.chars().all(allowed),
        "{path}: a character that XML has not"
    );
}

fn csv(path: &str, text: &str) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    for row in reader.records() {
        let row = row.unwrap_or_else(|error| panic!("{path}: {error}"));
        for cell in &row {
            let formula =
                cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
            assert!(!formula, "{path}: a formula {cell:?}");
        }
    }
}

/// Paths of a site: each leads into the output folder, on any disk, and none to another's file.
#[derive(Default)]
pub struct Files(BTreeSet<String>);

impl Files {
    /// Takes one more.
    pub fn add(&mut self, file: &str) {
        path(file);
        let key = file.to_lowercase();
        assert!(
            self.0.insert(key),
            "two files of the site are {file:?} where case is ignored"
        );
    }
}

/// A path below the output folder that every disk takes and no disk reads otherwise.
pub fn path(path: &str) {
    let plain = !path.is_empty() && !path.contains('\\') && !path.contains(char::is_control);
    assert!(plain, "{path:?}");
    for part in path.split('/') {
        assert!(
            !part.is_empty() && part != "." && part != ".." && part.len() <= 255,
            "{path:?}"
        );
    }
}

fn elements(dom: &RcDom) -> Vec<Element> {
    let mut elements = Vec::new();
    walk(&dom.document, |node, _| {
        let NodeData::Element { name, attrs, .. } = &node.data else {
            return;
        };
        let attributes = attrs.borrow();
        let attributes = attributes.iter().map(|attribute| {
            let key = attribute.name.local.to_lowercase();
            (key, attribute.value.to_string())
        });
        let text = node
            .children
            .borrow()
            .iter()
            .map(|child| match &child.data {
                NodeData::Text { contents } => contents.borrow().to_string(),
                _ => String::new(),
            })
            .collect();
        elements.push(Element {
            name: name.local.to_string(),
            attributes: attributes.collect(),
            text,
        });
    });
    elements
}

/// Visits all nodes with their depth, without a stack of calls; what a template holds, too.
fn walk(root: &Handle, mut visit: impl FnMut(&Handle, usize)) {
    let mut waiting = vec![(root.clone(), 0)];
    while let Some((node, depth)) = waiting.pop() {
        visit(&node, depth);
        if let NodeData::Element {
            template_contents, ..
        } = &node.data
            && let Some(contents) = &*template_contents.borrow()
        {
            waiting.push((contents.clone(), depth + 1));
        }
        let children = node.children.borrow();
        waiting.extend(
            children
                .iter()
                .rev()
                .map(|child| (child.clone(), depth + 1)),
        );
    }
}

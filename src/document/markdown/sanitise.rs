//! The last word on HTML that holds tags which an author wrote.
//!
//! The `raw` pass has rebuilt those tags, the writer has checked the addresses; here an HTML parser
//! reads the result as a browser would, and only what is on the list comes out, well-formed. Holes
//! travel through as addresses on a host that no author can name.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::Body;
use crate::document::{Hole, Markup};

const TAGS: [&str; 55] = [
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

static LIST: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    let set = |names: &[&'static str]| -> HashSet<&'static str> { names.iter().copied().collect() };
    let attributes: HashMap<&'static str, HashSet<&'static str>> = [
        ("a", set(&["href", "rel", "data-picture"])),
        ("img", set(&["src", "alt", "loading", "referrerpolicy"])),
        ("ol", set(&["start"])),
        ("td", set(&["colspan", "rowspan"])),
        ("th", set(&["colspan", "rowspan"])),
        ("details", set(&["open"])),
    ]
    .into();
    builder
        .tags(set(&TAGS))
        .tag_attributes(attributes)
        .generic_attributes(set(&["class", "id", "role", "tabindex", "title"]))
        .url_schemes(set(&["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true);
    builder
});

/// Cleans a finished stretch.
pub(super) fn clean(sheet: &Markup, body: &Body) -> Markup {
    let token = if sheet.holes.is_empty() {
        String::new()
    } else {
        // An author would have to find a text that holds its own hash.
        let hash = blake3::hash(body.source.as_bytes()).to_hex();
        format!("https://{}.invalid/", &hash[..32])
    };
    let cleaned = LIST.clean(&plug(sheet, &token)).to_string();
    unplug(&cleaned, &token)
}

/// Writes an address into each hole that names its link.
fn plug(sheet: &Markup, token: &str) -> String {
    let mut html = String::with_capacity(sheet.html.len() + sheet.holes.len() * 64);
    let mut from = 0;
    for hole in &sheet.holes {
        let at = hole.at as usize;
        html.push_str(&sheet.html[from..at]);
        from = at;
        let name = if html.ends_with("<img") {
            "src"
        } else {
            "href"
        };
        write!(html, " {name}=\"{token}{}\"", hole.link).expect("a string takes everything");
    }
    html.push_str(&sheet.html[from..]);
    html
}

/// Takes the addresses out again.
fn unplug(html: &str, token: &str) -> Markup {
    let mut sheet = Markup {
        html: String::with_capacity(html.len()),
        holes: Vec::new(),
    };
    let mut rest = html;
    while !token.is_empty() {
        let Some(at) = rest.find(token) else { break };
        let after = &rest[at + token.len()..];
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let before = &rest[..at];
        let before = before
            .strip_suffix(" href=\"")
            .or_else(|| before.strip_suffix(" src=\""))
            .unwrap_or(before);
        sheet.html.push_str(before);
        sheet.holes.push(Hole {
            at: sheet.html.len() as u32,
            link: after[..digits].parse().unwrap_or_default(),
        });
        rest = after[digits..].strip_prefix('"').unwrap_or_default();
    }
    sheet.html.push_str(rest);
    sheet
}

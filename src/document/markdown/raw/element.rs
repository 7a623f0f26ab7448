//! The elements of HTML, by what becomes of them.

/// What becomes of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    /// A span that Markdown has too.
    Strong,
    Emphasis,
    Strikethrough,
    Superscript,
    Subscript,
    Link,
    Image,
    Break,
    /// A thematic break.
    Rule,
    Paragraph,
    /// A heading of this level.
    Heading(u8),
    /// A list; `true` when numbered.
    List(bool),
    Item,
    Quote,
    Definitions,
    Term,
    Definition,
    /// A span that is kept as HTML.
    Span(&'static str),
    /// A block that is kept as HTML.
    Block(&'static str),
    /// `<wbr>`.
    WordBreak,
    /// Only its content stays; `true` when it parts lines.
    Through(bool),
    /// Only its content stays, and the author should know.
    Refused,
}

/// Spans that are kept.
const SPANS: [&str; 17] = [
    "abbr", "cite", "code", "dfn", "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "samp", "small",
    "time", "u", "var", "bdi",
];

/// Blocks that are kept.
const BLOCKS: [&str; 13] = [
    "caption",
    "details",
    "figcaption",
    "figure",
    "pre",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
];

/// Elements that group blocks and say nothing by themselves.
const GROUPS: [&str; 25] = [
    "address", "article", "aside", "body", "center", "dir", "div", "fieldset", "footer", "form",
    "head", "header", "hgroup", "html", "legend", "main", "menu", "nav", "noscript", "option",
    "search", "section", "select", "title", "multicol",
];

/// Elements around words that say nothing by themselves.
const WRAPPERS: [&str; 27] = [
    "acronym", "bdo", "big", "blink", "col", "colgroup", "data", "font", "label", "link", "map",
    "meta", "nobr", "output", "picture", "rb", "rtc", "slot", "source", "span", "strike", "track",
    "tt", "area", "base", "param", "marquee",
];

/// Elements that do things.
const ACTIVE: [&str; 21] = [
    "applet", "audio", "button", "canvas", "dialog", "embed", "frame", "frameset", "iframe",
    "input", "math", "meter", "noembed", "noframes", "object", "progress", "script", "style",
    "svg", "template", "video",
];

/// Prefixes of the elements that word processors leave in pasted text.
const OFFICE: [&str; 6] = ["o:", "w:", "v:", "m:", "st1:", "wps:"];

/// What becomes of the element of this name; `None`: HTML has no such element, so it is text
/// (`<vector>`, `<ip:port>`).
pub(super) fn element(name: &str) -> Option<Element> {
    let lower = name.to_ascii_lowercase();
    let name = lower.as_str();
    Some(match name {
        "strong" | "b" => Element::Strong,
        "em" | "i" => Element::Emphasis,
        "del" | "s" | "strike" => Element::Strikethrough,
        "sup" => Element::Superscript,
        "sub" => Element::Subscript,
        "a" => Element::Link,
        "img" | "image" => Element::Image,
        "br" => Element::Break,
        "hr" => Element::Rule,
        "p" => Element::Paragraph,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Element::Heading(name.as_bytes()[1] - b'0'),
        "ul" => Element::List(false),
        "ol" => Element::List(true),
        "li" => Element::Item,
        "blockquote" => Element::Quote,
        "dl" => Element::Definitions,
        "dt" => Element::Term,
        "dd" => Element::Definition,
        "wbr" => Element::WordBreak,
        _ => {
            let kept = |names: &[&'static str]| names.iter().copied().find(|n| *n == name);
            if let Some(name) = kept(&SPANS) {
                Element::Span(name)
            } else if let Some(name) = kept(&BLOCKS) {
                Element::Block(name)
            } else if GROUPS.contains(&name) {
                Element::Through(true)
            } else if WRAPPERS.contains(&name) || OFFICE.iter().any(|p| name.starts_with(p)) {
                Element::Through(false)
            } else if ACTIVE.contains(&name) || name == "textarea" || name == "xmp" {
                Element::Refused
            } else {
                return None;
            }
        }
    })
}

impl Element {
    /// Whether it stands among words.
    pub(super) fn is_span(self) -> bool {
        matches!(
            self,
            Self::Strong
                | Self::Emphasis
                | Self::Strikethrough
                | Self::Superscript
                | Self::Subscript
                | Self::Link
                | Self::Span(_)
        )
    }

    /// Whether it parts lines.
    pub(super) fn is_block(self) -> bool {
        matches!(
            self,
            Self::Rule
                | Self::Paragraph
                | Self::Heading(_)
                | Self::List(_)
                | Self::Item
                | Self::Quote
                | Self::Definitions
                | Self::Term
                | Self::Definition
                | Self::Block(_)
                | Self::Through(true)
        )
    }

    /// Whether an end tag of `other` closes it.
    pub(super) fn is_closed_by(self, other: Self) -> bool {
        match (self, other) {
            (Self::Heading(_), Self::Heading(_)) => true,
            _ => self == other,
        }
    }

    /// Whether words stand in it without a paragraph.
    pub(super) fn holds_words(self) -> bool {
        matches!(
            self,
            Self::Paragraph
                | Self::Heading(_)
                | Self::Item
                | Self::Term
                | Self::Definition
                | Self::Block("caption" | "figcaption" | "pre" | "summary" | "td" | "th")
        )
    }

    /// Whether only words may stand in it.
    pub(super) fn holds_only_words(self) -> bool {
        matches!(self, Self::Heading(_) | Self::Block("pre" | "summary"))
    }
}

//! What may stand in a page of ours, asked of the tree that a browser makes of it.
//!
//! A list of what is allowed, not of what is not: an element, attribute or kind of address that
//! nobody thought of is a finding.

use html5ever::driver::ParseOpts;
use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{Attribute, ns, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use url::Url;

/// Elements that a post may have, and those of the templates.
const ELEMENTS: &str = "a abbr article aside b bdi blockquote body br button caption cite code dd del details dfn div dl \
    dt em fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html img input ins kbd label legend li link \
    main mark menu meta nav noscript ol optgroup option output p pre q rp rt ruby samp script search section select small \
    span strong sub summary sup table tbody td template tfoot th thead time title tr u ul var wbr";

/// Elements of our own pictures (`render::picture`), which stand in the namespace of SVG.
const PICTURE_ELEMENTS: &str = "svg g path rect circle line polyline text title desc a use defs";

/// Attributes, beside `data-…` and `aria-…` of our own.
const ATTRIBUTES: &str = "action alt autocomplete charset class colspan content datetime defer dir disabled \
    enterkeyhint for headers height hidden href hreflang id itemprop lang lazy loading maxlength media \
    method name open placeholder property referrerpolicy rel role rowspan scope selected src start \
    tabindex title type value width http-equiv spellcheck inputmode min max step required pattern";

/// Attributes of our own pictures.
const PICTURE_ATTRIBUTES: &str = "viewbox width height x y x1 x2 y1 y2 cx cy r rx d points class role \
    aria-label aria-labelledby aria-hidden id href transform text-anchor focusable \
    preserveaspectratio xmlns dx dy tabindex data-level";

/// Attributes that hold an address.
const ADDRESSES: [&str; 4] = ["action", "href", "src", "cite"];

/// What a page holds that it may not, for readers with and without scripts; `page` is its address.
pub(crate) fn findings(page: &Url, html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for scripting_enabled in [true, false] {
        let options = ParseOpts {
            tree_builder: TreeBuilderOpts {
                scripting_enabled,
                ..TreeBuilderOpts::default()
            },
            ..ParseOpts::default()
        };
        // Whoever drops a node takes it apart, so the tree is held to the end.
        let dom = parse_document(RcDom::default(), options).one(html);
        let mut open: Vec<Handle> = vec![dom.document.clone()];
        while let Some(node) = open.pop() {
            found.extend(wrong_node(page, &node));
            open.extend(node.children.borrow().iter().cloned());
        }
    }
    found.sort();
    found.dedup();
    found
}

fn wrong_node(page: &Url, node: &Handle) -> Vec<String> {
    let (name, attributes) = match &node.data {
        NodeData::Element { name, attrs, .. } => (name, attrs.borrow()),
        NodeData::Comment { contents } => return vec![format!("a comment `{contents}`")],
        _ => return Vec::new(),
    };
    let tag = name.local.to_string();
    let picture = name.ns == ns!(svg);
    let allowed = match (picture, name.ns == ns!(html)) {
        (true, _) => PICTURE_ELEMENTS,
        (_, true) => ELEMENTS,
        _ => "",
    };
    let mut found = Vec::new();
    if !has(allowed, &tag) {
        found.push(format!("<{tag}>"));
    }
    for attribute in attributes.iter() {
        found.extend(wrong(page, &tag, attribute, picture));
    }
    match &*tag {
        "script" => found.extend(script(page, &attributes, &text(node))),
        "meta" => found.extend(meta(page, &attributes)),
        _ => {}
    }
    found
}

fn has(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|one| one == word)
}

fn wrong(page: &Url, tag: &str, attribute: &Attribute, picture: bool) -> Option<String> {
    let name = attribute.name.local.to_ascii_lowercase();
    let value = &*attribute.value;
    let own = (name.starts_with("data-") && !name.contains("canary")) || name.starts_with("aria-");
    let list = if picture {
        PICTURE_ATTRIBUTES
    } else {
        ATTRIBUTES
    };
    if !own && !has(list, &name) {
        return Some(format!("<{tag} {name}=`{value}`>"));
    }
    let address = ADDRESSES.contains(&&*name);
    (address && !may_lead(page, tag, value)).then(|| format!("<{tag} {name}=`{value}`> leads out"))
}

/// Whether an element may lead to an address: what a page loads comes from its own host, a link goes
/// to the web or to a mailbox.
fn may_lead(page: &Url, tag: &str, value: &str) -> bool {
    let Ok(url) = page.join(value) else {
        return false;
    };
    let own = url.origin() == page.origin();
    match tag {
        "a" => matches!(url.scheme(), "http" | "https" | "mailto" | "tel"),
        "img" => own || value == "data:," || value.starts_with("data:image/"),
        _ => own,
    }
}

/// A script is a file of ours, or data that is JSON.
fn script(page: &Url, attributes: &[Attribute], text: &str) -> Option<String> {
    let value = |name: &str| {
        attributes
            .iter()
            .find(|attribute| &*attribute.name.local == name)
            .map(|attribute| attribute.value.to_string())
    };
    let Some(src) = value("src") else {
        let json = value("type").as_deref() == Some("application/ld+json")
            && serde_json::from_str::<serde_json::Value>(text).is_ok();
        return (!json).then(|| format!("a script `{text:.60}`"));
    };
    let url = page.join(&src).ok()?;
    let ours = ["/assets/", "/search/", "/static/"];
    let own = ours.iter().any(|folder| url.path().starts_with(folder)) && text.is_empty();
    (!own).then(|| format!("a script from `{src}`"))
}

fn meta(page: &Url, attributes: &[Attribute]) -> Option<String> {
    let value = |name: &str| {
        attributes
            .iter()
            .find(|attribute| &*attribute.name.local == name)
            .map_or("", |attribute| &*attribute.value)
    };
    let content = value("content");
    match value("http-equiv") {
        "" => None,
        "content-security-policy" | "Content-Security-Policy" => {
            let strict = content.starts_with("default-src 'none'") && !content.contains("unsafe");
            (!strict).then(|| format!("a policy `{content}`"))
        }
        "refresh" => {
            let to = content
                .strip_prefix("0; url=")
                .or(content.strip_prefix("0;url="));
            let own = to
                .and_then(|to| page.join(to).ok())
                .is_some_and(|url| url.origin() == page.origin());
            (!own).then(|| format!("sends its reader to `{content}`"))
        }
        other => Some(format!("<meta http-equiv={other}>")),
    }
}

/// The text below a node.
fn text(node: &Handle) -> String {
    let children = node.children.borrow();
    let texts = children.iter().filter_map(|child| match &child.data {
        NodeData::Text { contents } => Some(contents.borrow().to_string()),
        _ => None,
    });
    texts.collect()
}

#[test]
fn what_is_not_on_the_list_is_found() {
    let page = Url::parse("https://example.org/posts/a/").expect("a URL");
    for html in [
        "<script>x</script>",
        "<script src='https://evil.example/x.js'></script>",
        "<script src='/posts/x.js'></script>",
        "<script type='application/ld+json'>{\"a\":</script>",
        "<p onclick=x>",
        "<p style='color:red'>",
        "<a href='java&#10;script:x'>",
        "<a href=' javascript:x'>",
        "<img src='https://evil.example/x.png'>",
        "<form action='https://evil.example/'>",
        "<iframe>",
        "<math><mi>x",
        "<svg><script>x</script></svg>",
        "<svg onload=x>",
        "<p data-canary>",
        "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
        "<meta http-equiv=content-security-policy content=\"script-src 'unsafe-inline'\">",
        "<base href=/x/>",
        "<!-- x -->",
    ] {
        assert!(!findings(&page, html).is_empty(), "{html}");
    }
    let sound =
        "<!doctype html><title>x</title><p id=a>x <a href='https://a.cn/'>y</a><img src=x.png>";
    assert_eq!(findings(&page, sound), [""; 0]);
}

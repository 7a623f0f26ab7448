//! What any page must be: balanced, of allowed tags only, and whole.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use dibao::config::ImagePolicy;
use dibao::document::markdown::{self, Settings, Writer};
use dibao::document::{Markup, Target};

/// The HTML of a whole text, holes filled with the addresses that they stand for.
pub(crate) fn html(text: &str, images: ImagePolicy) -> String {
    let body = markdown::read(text, 0);
    let settings = Settings {
        images,
        ..Settings::default()
    };
    let mut writer = Writer::new(&body, settings);
    let mut markup = Markup::default();
    for block in &body.blocks {
        markup.append(&writer.render(block.events.clone()));
    }
    markup.append(&writer.footnotes());
    let (links, _) = writer.finish();
    let mut out = String::new();
    markup.fill(&mut out, |out, link| {
        let (name, address) = match &links[link as usize].0 {
            Target::Path { path, fragment } => ("href", format!("{path}#{fragment}")),
            Target::Picture { path } => ("src", path.to_string()),
            Target::Policy { title } => ("href", title.to_string()),
        };
        let address = address
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('"', "&quot;");
        write!(out, " {name}=\"{address}\"").expect("a string");
    });
    out
}

/// What an HTML parser with an allow-list of its own has to say against a page; empty when nothing.
pub(crate) fn complaints(html: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut builder = ammonia::Builder::default();
    builder
        .link_rel(None)
        .add_generic_attributes(["class", "id", "role", "tabindex", "title"])
        .add_tag_attributes("a", ["href", "rel", "data-picture"])
        .add_tag_attributes("img", ["src", "alt", "loading", "referrerpolicy"])
        .add_tag_attributes("td", ["colspan", "rowspan"])
        .add_tag_attributes("th", ["colspan", "rowspan"]);
    let cleaned = builder.clean(html).to_string();
    let (ours, theirs) = (tags(html), tags(&cleaned));
    if ours != theirs {
        let at = ours.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
        complaints.push(format!(
            "a parser reads other tags from the {at}th on: {:?} for {:?}",
            theirs.get(at.saturating_sub(2)..(at + 3).min(theirs.len())),
            ours.get(at.saturating_sub(2)..(at + 3).min(ours.len())),
        ));
    }
    for (mark, what) in [
        ("<h1", "a second <h1>"),
        (" style=", "an inline style"),
        ("\u{202E}", "a direction control"),
        ("\u{FDD0}", "a mark of ours"),
    ] {
        if tags_with_attributes(html).any(|tag| tag.contains(mark)) {
            complaints.push(what.to_owned());
        }
    }
    complaints
}

fn tags_with_attributes(html: &str) -> impl Iterator<Item = &str> {
    html.split('<')
        .skip(1)
        .map(|tag| tag.split_once('>').map_or(tag, |(tag, _)| tag))
}

/// Names of start and end tags with their attributes' names, in order.
fn tags(html: &str) -> Vec<String> {
    tags_with_attributes(html)
        .map(|tag| {
            let name = tag.split([' ', '\n']).next().unwrap_or_default().to_owned();
            let attributes: Vec<&str> = [" href=", " src=", " class=", " id="]
                .into_iter()
                .filter(|name| tag.contains(name))
                .collect();
            name + &attributes.concat()
        })
        .collect()
}

/// Words of `source` that `html` does not have as often: Han characters and runs of letters and
/// digits, markup and addresses included.
pub(crate) fn missing(source: &str, html: &str) -> BTreeMap<String, usize> {
    let mut have: BTreeMap<String, usize> = BTreeMap::new();
    for word in words(&decoded(html)) {
        *have.entry(word).or_default() += 1;
    }
    let mut missing: BTreeMap<String, usize> = BTreeMap::new();
    for word in words(&decoded(source)) {
        match have.get_mut(&word) {
            Some(count) if *count > 0 => *count -= 1,
            _ => *missing.entry(word).or_default() += 1,
        }
    }
    missing
}

fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || (c.is_alphanumeric() && c < '\u{2E80}') {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            words.push(c.to_string());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

fn decoded(text: &str) -> String {
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = rest
            .get(1..3)
            .filter(|_| *first == b'%')
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

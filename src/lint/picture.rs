//! Pictures that some readers do not get, or wait for.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, Tag, TagEnd};

use super::hosts::host_of;
use super::{Text, counted, mebibytes};
use crate::config::{ImagePolicy, Shape};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::markdown::{is_placeholder, is_random};
use crate::document::{MetaValue, key_of};
use crate::source::Span;

/// Largest picture beside the posts, in bytes.
pub const MAX_PICTURE: u64 = 1 << 20;

/// A remote picture that stands in a text so often is decoration, which is left out.
const DECORATION: usize = 3;

/// Extensions of pictures.
const PICTURES: [&str; 9] = [
    "avif", "bmp", "gif", "jpeg", "jpg", "png", "svg", "tiff", "webp",
];

/// A picture of the text.
struct Picture<'a> {
    address: &'a str,
    alt: String,
    span: Span,
}

pub(super) fn look(text: &Text, diagnostics: &mut Diagnostics) {
    let pictures = pictures(text);
    let mut repeats: BTreeMap<&str, usize> = BTreeMap::new();
    for picture in &pictures {
        *repeats.entry(picture.address).or_default() += 1;
    }
    let is_decoration = |picture: &&Picture| repeats[picture.address] >= DECORATION;
    let remote = |picture: &&Picture| {
        host_of(picture.address).is_some() || picture.address.starts_with("//")
    };
    random(text, &pictures, diagnostics);
    let kept: Vec<&Picture> = pictures
        .iter()
        .filter(|picture| {
            !(is_random(picture.address) || remote(picture) && is_decoration(picture))
        })
        .collect();
    let silent: Vec<&&Picture> = kept
        .iter()
        .filter(|picture| picture.alt.trim().is_empty() || is_placeholder(picture.alt.trim()))
        .collect();
    if let Some(first) = silent.first() {
        let n = counted(silent.len(), "picture has", "pictures have");
        let message = format!("{n} no text for those who do not see it");
        let message = if silent.len() == 1 {
            message
        } else {
            message.replace("see it", "see them")
        };
        diagnostics
            .add(
                "picture-no-alt",
                first.span,
                message + &lines(text, silent.iter().map(|p| p.span)),
            )
            .hint("say between the square brackets what the picture shows");
    }
    if text.settings.images == ImagePolicy::Remote {
        return;
    }
    let far: Vec<&&Picture> = kept.iter().filter(|picture| remote(picture)).collect();
    if let Some(first) = far.first() {
        let hosts: BTreeSet<String> = far
            .iter()
            .filter_map(|picture| host_of(picture.address))
            .map(|(host, _)| format!("`{host}`"))
            .collect();
        let hosts: Vec<String> = hosts.into_iter().take(3).collect();
        let n = counted(far.len(), "picture lies", "pictures lie");
        let message = format!(
            "{n} on another host ({}); readers get a link",
            hosts.join(", ")
        );
        diagnostics
            .add(
                "picture-remote",
                first.span,
                message + &lines(text, far.iter().map(|p| p.span)),
            )
            .hint("put copies beside the post and link to those, or set `images: remote`");
    }
}

/// The lines of all but the first, for a message.
fn lines(text: &Text, spans: impl Iterator<Item = Span>) -> String {
    const MOST: usize = 12;
    let mut lines: Vec<u32> = spans.map(|span| text.source.line(span.start)).collect();
    lines.dedup();
    if lines.len() < 2 {
        return String::new();
    }
    let shown: Vec<String> = lines[1..].iter().take(MOST).map(u32::to_string).collect();
    let more = if lines.len() > MOST + 1 {
        " and on"
    } else {
        ""
    };
    format!("; also on lines {}{more}", shown.join(", "))
}

/// Pictures that are another one each time, in the text and in the front matter.
fn random(text: &Text, pictures: &[Picture], diagnostics: &mut Diagnostics) {
    let named = text
        .entries
        .iter()
        .filter(|entry| key_of(&entry.key).is_some_and(|key| key.shape == Shape::Picture));
    let of_head = named
        .filter_map(|entry| Some((address(&entry.value)?, entry.key_span)))
        .filter(|(address, _)| is_random(address));
    let of_text = pictures
        .iter()
        .map(|picture| (picture.address.to_owned(), picture.span))
        .filter(|(address, _)| is_random(address));
    let found: Vec<(String, Span)> = of_head.chain(of_text).collect();
    let Some((first, span)) = found.first() else {
        return;
    };
    let host = host_of(first).map_or_else(|| first.clone(), |(host, _)| host);
    let more = lines(text, found.iter().map(|(_, span)| *span));
    diagnostics
        .add(
            "picture-random",
            *span,
            format!("`{host}` answers with another picture each time{more}"),
        )
        .hint("delete it, or put one picture beside the post");
}

fn address(value: &MetaValue) -> Option<String> {
    match value {
        MetaValue::Text(text) => Some(text.clone()),
        MetaValue::List(list) => list.iter().find_map(address),
        MetaValue::Map(map) => ["path", "src", "url"]
            .iter()
            .find_map(|key| address(map.get(*key)?)),
        MetaValue::Null | MetaValue::Bool(_) => None,
    }
}

fn pictures<'a>(text: &Text<'a>) -> Vec<Picture<'a>> {
    let mut pictures = Vec::new();
    let mut depth = 0_usize;
    for (event, span) in &text.body.events {
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => {
                depth += 1;
                if depth == 1 {
                    pictures.push(Picture {
                        address: dest_url,
                        alt: String::new(),
                        span: *span,
                    });
                }
            }
            Event::End(TagEnd::Image) => depth -= 1,
            Event::Text(words) | Event::Code(words) if depth > 0 => {
                if let Some(picture) = pictures.last_mut() {
                    picture.alt.push_str(words);
                }
            }
            _ => {}
        }
    }
    pictures.retain(|picture| !picture.address.trim().is_empty());
    pictures
}

/// Pictures beside the posts that are too large.
pub(super) fn assets(assets: &[(String, u64)], diagnostics: &mut Vec<Diagnostic>) {
    for (path, size) in assets {
        let extension = path.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
        if *size > MAX_PICTURE && PICTURES.contains(&extension.as_str()) {
            let message = format!("the picture has {}", mebibytes(*size));
            let mut found = Diagnostic::of_file(path, "picture-large", message);
            found
                .hint("scale it down to the width of the page, some 1,600 pixels, as WebP or JPEG");
            diagnostics.push(found);
        }
    }
}

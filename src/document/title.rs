//! The title of a Document where the front matter gives none.

use pulldown_cmark::Event;

use super::block::Slice;
use super::markdown::BlockKind;
use super::markdown::Body;
use super::parse::cut;
use crate::fold::straight;

/// Words of a title beyond which a line is text.
const LONGEST: usize = 80;

/// The first heading of level 1, else the first line of text that is bold, else the first line
/// that is short enough; with the byte where it begins.
pub(super) fn find(body: &Body<'_>) -> Option<(String, u32)> {
    let words = |slice: &Slice| {
        let text = body.text(slice).replace('\n', " ");
        let bare = text.trim().to_owned();
        (!bare.is_empty()).then(|| (bare, body.span(slice).start))
    };
    let heading = body
        .blocks
        .iter()
        .find(|block| block.kind == BlockKind::Heading(1));
    if let Some(found) = heading.and_then(|block| words(&body.inner(block))) {
        return Some(found);
    }
    let first = body.blocks.iter().find(|block| {
        matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading(_))
            && !body.is_blank(&Slice::from(block.events.clone()))
            && body.text(&Slice::from(block.events.clone())).trim() != ""
    })?;
    let tagged =
        matches!(body.events[first.events.start].0, Event::Start(_)) && first.events.len() > 2;
    let slice = if tagged {
        body.inner(first)
    } else {
        Slice::from(first.events.clone())
    };
    let line = body
        .lines(&slice)
        .into_iter()
        .find(|line| !body.text(line).trim().is_empty())?;
    let (text, at) = words(&line)?;
    let short = cut(&text, LONGEST);
    Some((short, at))
}

/// The file's name.
pub fn of_path(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    straight(if stem.is_empty() { name } else { stem }.to_owned())
}

//! Lists of lists: the points of the outer one are titles of Sections, those of the inner ones news.

use pulldown_cmark::{Event, Tag};

use super::line::first_line;
use super::look;
use crate::document::markdown::{BlockKind, Body, ListItem};

/// Characters of the longest title of a group, and of the shortest news in it.
const LENGTHS: (usize, usize) = (12, 12);

/// Fewest groups in a list.
const FEWEST: usize = 2;

/// The lists of a Body whose points are groups, by Block.
pub(super) fn find(body: &Body<'_>) -> Vec<usize> {
    let lists = body.blocks.iter().enumerate();
    let lists = lists.filter(|(_, block)| matches!(block.kind, BlockKind::List(_)));
    lists
        .filter(|(_, block)| {
            let inner = block.events.start + 1..block.events.end;
            let nested = |at: usize| matches!(body.events[at].0, Event::Start(Tag::List(_)));
            if !inner.clone().any(nested) {
                return false;
            }
            let points = body.items(block.events.start);
            let groups: Vec<usize> = points
                .iter()
                .filter_map(|point| group(body, point).map(|news| news.len()))
                .collect();
            // Where most have one point only, these are what the news say, not news of a group.
            let several = groups.iter().filter(|news| **news > 1).count();
            groups.len() >= points.len().max(FEWEST) && several * 2 >= groups.len()
        })
        .map(|(at, _)| at)
        .collect()
}

/// The news below a point that is the title of a group.
pub(super) fn group(body: &Body<'_>, point: &ListItem) -> Option<Vec<ListItem>> {
    let title = body.text(&first_line(body, &point.events));
    let title = look::bare_headline(&title);
    let children = body.children(point.events.clone());
    let (_, lists) = children.split_first()?;
    let all_lists = lists
        .iter()
        .all(|block| matches!(block.kind, BlockKind::List(_)));
    if title.is_empty() || title.chars().count() > LENGTHS.0 || lists.is_empty() || !all_lists {
        return None;
    }
    let lists = lists.iter();
    let news: Vec<ListItem> = lists
        .flat_map(|block| body.items(block.events.start))
        .collect();
    let long = news.iter().filter(|item| {
        let words = body.text(&first_line(body, &item.events));
        words.chars().count() >= LENGTHS.1
    });
    (long.count() * 3 >= news.len() * 2).then_some(news)
}

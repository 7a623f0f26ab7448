//! Which Documents are posts, and in which order readers meet posts and items.

use std::cmp::Reverse;
use std::sync::Arc;

use jiff::civil::Date;

use super::{DocumentId, ItemId};
use crate::document::Document;

/// What a Document is to readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A post: stands in lists, facets, feeds and the export.
    Post,
    /// A page of its own (`pages/about.md`): stands in no list.
    Standing,
    /// The head of `/posts/` (`index.md`, `README.md` or `_index.md` at the top): no page of its own.
    Head,
}

impl Role {
    /// Reads the role off the path (DESIGN §4.2, §4.3).
    pub fn of(path: &str) -> Self {
        if path.starts_with("pages/") {
            return Self::Standing;
        }
        let stem = without_extension(below_posts(path)).to_ascii_lowercase();
        match stem.as_str() {
            "index" | "readme" | "_index" => Self::Head,
            _ => Self::Post,
        }
    }
}

/// The path without a leading `posts/` or `_posts/`, which stands in no URL.
pub fn below_posts(path: &str) -> &str {
    path.strip_prefix("posts/")
        .or_else(|| path.strip_prefix("_posts/"))
        .unwrap_or(path)
}

/// The path without `.md` or `.markdown`.
pub fn without_extension(path: &str) -> &str {
    match path.rsplit_once('.') {
        Some((stem, "md" | "markdown")) => stem,
        Some((stem, extension))
            if extension.eq_ignore_ascii_case("md")
                || extension.eq_ignore_ascii_case("markdown") =>
        {
            stem
        }
        _ => path,
    }
}

/// Joins a relative path to a folder; `None` when it leaves the root. A slash at the end stays.
pub fn join_path(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    let mut joined = parts.join("/");
    if path.ends_with('/') && !joined.is_empty() {
        joined.push('/');
    }
    Some(joined)
}

/// Posts, newest first: by end of period, then start, then path; undated ones last. With how many
/// have a period. `documents` are in order of path.
pub(super) fn newest(documents: &[Arc<Document>], roles: &[Role]) -> (Vec<DocumentId>, usize) {
    let mut posts: Vec<DocumentId> = (0..documents.len() as DocumentId)
        .filter(|&id| roles[id as usize] == Role::Post)
        .collect();
    let period = |id: DocumentId| {
        let period = documents[id as usize].dates.period.as_ref()?;
        Some((period.end, period.start))
    };
    // The periods lie all over the memory: each is read once.
    posts.sort_by_cached_key(|&id| Reverse(period(id)));
    let n_dated = posts.partition_point(|&id| period(id).is_some());
    (posts, n_dated)
}

/// The day of each Item, by its index. Items lie all over the memory, and their days are asked for
/// again and again: they are read once, in the order in which they lie.
pub(super) fn item_days(documents: &[Arc<Document>]) -> Vec<Option<Date>> {
    let n_items = documents.iter().map(|document| document.items.len()).sum();
    let mut days = Vec::with_capacity(n_items);
    let items = documents.iter().flat_map(|document| &document.items);
    days.extend(items.map(|item| item.date.date));
    days
}

/// Items of all posts, newest first: by their own day, else by the end of their post's period;
/// items of one day in the order of `newest` and of the text.
pub(super) fn newest_items(
    documents: &[Arc<Document>],
    newest: &[DocumentId],
    item_starts: &[u32],
    days: &[Option<Date>],
) -> Vec<ItemId> {
    let mut ids = Vec::with_capacity(days.len());
    let mut keys: Vec<u64> = Vec::with_capacity(days.len());
    for &document in newest {
        let of = &documents[document as usize];
        let end = of.dates.period.as_ref().map(|period| period.end);
        let start = item_starts[document as usize] as usize;
        for (item, day) in days[start..start + of.items.len()].iter().enumerate() {
            let day = day.or(end).map_or(0, day_number);
            keys.push((u64::from(u32::MAX - day) << 32) | ids.len() as u64);
            ids.push(ItemId {
                document,
                item: item as u32,
            });
        }
    }
    keys.sort_unstable();
    keys.iter()
        .map(|&key| ids[(key & u64::from(u32::MAX)) as usize])
        .collect()
}

/// Days as numbers in order, above 0.
fn day_number(date: Date) -> u32 {
    let day = (i32::from(date.year()) + 10_000) * 10_000
        + i32::from(date.month()) * 100
        + i32::from(date.day());
    day.unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_tells_posts_from_pages_and_heads() {
        for (path, role) in [
            ("a.md", Role::Post),
            ("posts/a.md", Role::Post),
            ("a/index.md", Role::Post),
            ("pages/about.md", Role::Standing),
            ("pages.md", Role::Post),
            ("index.md", Role::Head),
            ("README.md", Role::Head),
            ("_index.md", Role::Head),
            ("posts/index.markdown", Role::Head),
            ("index.html.md", Role::Post),
        ] {
            assert_eq!(Role::of(path), role, "{path}");
        }
    }
}

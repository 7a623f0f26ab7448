//! What a list page lists, and how many pages it takes.

use super::PageKind;
use crate::archive::{Archive, CATEGORIES, CalendarSpan, DocumentId, ItemId, POLICIES, TAGS};

/// An item takes a line where a post takes a paragraph, so that many more fit on a page.
const ITEMS_PER_POST: usize = 5;

/// No list of lines holds more on a page.
const MOST: usize = 100;

/// One page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listing<'a> {
    /// Posts on this page.
    pub posts: &'a [DocumentId],
    /// Items on this page.
    pub items: &'a [ItemId],
    /// All posts of the list.
    pub n_posts: usize,
    /// All items of the list.
    pub n_items: usize,
    /// Number of this page, from 1.
    pub page: usize,
    /// How many pages there are, at least 1.
    pub n_pages: usize,
}

/// What a page lists; `None` for pages that are no lists.
///
/// Posts, tags, categories, declared facets: posts. Regions, issuers: items. Policies: items, oldest
/// first. Years and months: posts, and the items whose post stands elsewhere. Weeks: posts and items.
pub fn listing<'a>(archive: &'a Archive, kind: &PageKind, paginate: usize) -> Option<Listing<'a>> {
    let (PageKind::Home { page }
    | PageKind::Posts { page }
    | PageKind::Term { page, .. }
    | PageKind::Year { page, .. }
    | PageKind::Month { page, .. }
    | PageKind::Week { page, .. }
    | PageKind::Undated { page }) = *kind
    else {
        return None;
    };
    let (posts, items) = lists(archive, kind);
    let items_per_page = (paginate.max(1) * ITEMS_PER_POST).min(MOST);
    // Posts without a date are named by their titles alone.
    let per_page = match kind {
        PageKind::Undated { .. } => items_per_page,
        _ => paginate.max(1),
    };
    let n_pages = posts
        .len()
        .div_ceil(per_page)
        .max(items.len().div_ceil(items_per_page))
        .max(1);
    Some(Listing {
        posts: part(posts, page, per_page),
        items: part(items, page, items_per_page),
        n_posts: posts.len(),
        n_items: items.len(),
        page,
        n_pages,
    })
}

fn lists<'a>(archive: &'a Archive, kind: &PageKind) -> (&'a [DocumentId], &'a [ItemId]) {
    let calendar = &archive.calendar;
    let span = |span: &'a CalendarSpan| (&*span.posts, &*span.strays);
    match *kind {
        PageKind::Home { .. } | PageKind::Posts { .. } => (&archive.newest, &[]),
        PageKind::Term { facet, term, .. } => {
            let of = &archive.facets[facet].terms[term];
            match facet {
                POLICIES => (&[], &archive.policies[term].items),
                f if f > CATEGORIES && f < POLICIES => (&[], &of.items),
                _ => (&of.posts, &[]),
            }
        }
        PageKind::Year { year, .. } => span(&calendar.years[year]),
        PageKind::Month { month, .. } => span(&calendar.months[month]),
        PageKind::Week { week, .. } => (&calendar.weeks[week].posts, &calendar.weeks[week].items),
        PageKind::Undated { .. } => (&calendar.undated_posts, &[]),
        _ => (&[], &[]),
    }
}

fn part<T>(all: &[T], page: usize, size: usize) -> &[T] {
    let start = page.saturating_sub(1).saturating_mul(size).min(all.len());
    &all[start..all.len().min(start.saturating_add(size))]
}

const _: () = assert!(
    TAGS < CATEGORIES && CATEGORIES + 3 == POLICIES,
    "regions and issuers lie between"
);

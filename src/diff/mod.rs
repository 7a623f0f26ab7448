//! What a change to an archive changes for its readers.
//!
//! Two [`Snapshot`]s, of the site before and of the site after, become a [`Summary`]: posts, items,
//! policies and tags that came, changed and went, pages that moved, addresses that lead nowhere any
//! more, problems that are new and that are gone. [`markdown()`] and [`html()`] write it for people.
//! Both sides are read from the data files of a site, so that an output folder is enough.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

pub use html::html;
pub use markdown::markdown;
pub use snapshot::{Damaged, Item, Policy, Post, Problem, Snapshot};

mod html;
mod markdown;
mod snapshot;
mod words;

/// What came, what changed and what went; each in order of path and line.
#[derive(Debug, Default, Serialize)]
pub struct Summary {
    /// Posts.
    pub posts: Changes<PostChange>,
    /// Items of posts that stand on both sides, and of new and gone ones.
    pub items: Changes<ItemChange>,
    /// Policies by title.
    pub policies: Changes<Named>,
    /// Tags by name.
    pub tags: Changes<Named>,
    /// Posts that have another address than before.
    pub moved: Vec<Moved>,
    /// Addresses that had a page and have neither page nor redirect now. Those of posts and
    /// standing pages: readers have them in their bookmarks.
    pub lost: Vec<String>,
    /// Such addresses of lists (a tag without posts, a week).
    pub lost_lists: Vec<String>,
    /// Problems that were not there before; `None` when the side before holds no problems.
    pub new_problems: Option<Vec<Problem>>,
    /// Problems that are gone.
    pub gone_problems: Option<Vec<Problem>>,
    /// Number of posts before and after.
    pub n_posts: (usize, usize),
    /// Number of items before and after.
    pub n_items: (usize, usize),
}

/// What came, what changed, what went.
#[derive(Debug, Serialize)]
pub struct Changes<T> {
    /// Not there before.
    pub added: Vec<T>,
    /// There before in another form.
    pub changed: Vec<T>,
    /// Not there any more.
    pub removed: Vec<T>,
}

/// A post that came, changed or went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PostChange {
    /// Path below `content/`.
    pub source: String,
    /// Title, the present one where there is one.
    pub title: String,
    /// Address from the root of the host; where it was for one that went.
    pub url: String,
    /// What of it changed: `title`, `period`, `tags`, `items` …
    pub what: Vec<&'static str>,
}

/// An item that came, changed or went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemChange {
    /// Path of the post below `content/`.
    pub source: String,
    /// Line in the file.
    pub line: u32,
    /// Headline, the present one where there is one.
    pub headline: String,
    /// Address from the root of the host.
    pub url: String,
    /// What of it changed: `headline`, `text`, `date`, `regions` …
    pub what: Vec<&'static str>,
}

/// A policy or tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// Items that cite a policy, posts with a tag: before.
    pub before: usize,
    /// And after.
    pub after: usize,
    /// What else of it changed.
    pub what: Vec<&'static str>,
}

/// A post with another address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Title.
    pub title: String,
    /// Where it was, from the root of the host.
    pub from: String,
    /// Where it is.
    pub to: String,
    /// Whether the old address leads to the new one.
    pub redirected: bool,
}

impl<T> Default for Changes<T> {
    fn default() -> Self {
        Self {
            added: Vec::new(),
            changed: Vec::new(),
            removed: Vec::new(),
        }
    }
}

impl<T> Changes<T> {
    fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

impl Summary {
    /// Whether readers see nothing of the change.
    pub fn is_empty(&self) -> bool {
        let none = |list: &Option<Vec<Problem>>| list.as_ref().is_none_or(Vec::is_empty);
        self.posts.is_empty()
            && self.items.is_empty()
            && self.policies.is_empty()
            && self.tags.is_empty()
            && self.moved.is_empty()
            && self.lost.is_empty()
            && self.lost_lists.is_empty()
            && none(&self.new_problems)
            && none(&self.gone_problems)
    }
}

/// Compares the site before with the site after.
pub fn compare(before: &Snapshot, after: &Snapshot) -> Summary {
    let mut summary = Summary {
        n_posts: (before.posts.len(), after.posts.len()),
        n_items: (before.items.len(), after.items.len()),
        ..Summary::default()
    };
    let renamed = renamed(before, after);
    items(before, after, &renamed, &mut summary);
    posts(before, after, &renamed, &mut summary);
    summary.policies = policies(before, after);
    summary.tags = tags(before, after);
    lost(before, after, &mut summary);
    problems(before, after, &mut summary);
    summary
}

/// Files of the side before that have another name now: source before to source after. A file went
/// and one with the same title, or with half of the same items, came.
fn renamed<'a>(before: &'a Snapshot, after: &'a Snapshot) -> BTreeMap<&'a str, &'a str> {
    let sources = |side: &'a Snapshot| -> BTreeSet<&'a str> {
        side.posts.iter().map(|post| post.source.as_str()).collect()
    };
    let (old, new) = (sources(before), sources(after));
    let gone = before
        .posts
        .iter()
        .filter(|post| !new.contains(post.source.as_str()));
    let mut came: Vec<&Post> = after
        .posts
        .iter()
        .filter(|post| !old.contains(post.source.as_str()))
        .collect();
    let fragments = |post: &'a Post| -> BTreeSet<&'a str> {
        let fragment = |id: &'a String| id.split_once('#').map(|(_, fragment)| fragment);
        post.items.iter().filter_map(fragment).collect()
    };
    let mut renamed = BTreeMap::new();
    for post in gone {
        let own = fragments(post);
        let same = |other: &&'a Post| {
            let shared = fragments(other).intersection(&own).count();
            other.title == post.title && (shared > 0 || own.len() <= 1)
                || shared > 0 && shared * 2 >= own.len()
        };
        if let Some(at) = came.iter().position(same) {
            renamed.insert(post.source.as_str(), came.remove(at).source.as_str());
        }
    }
    renamed
}

fn items(
    before: &Snapshot,
    after: &Snapshot,
    renamed: &BTreeMap<&str, &str>,
    summary: &mut Summary,
) {
    type Key<'k> = (&'k str, &'k str);
    let fragment = |item: &'_ Item| item.id.find('#').map_or(0, |at| at + 1);
    let mut old: BTreeMap<Key, &Item> = BTreeMap::new();
    for item in &before.items {
        let source = renamed.get(item.source.as_str()).copied();
        let source = source.unwrap_or(&item.source);
        old.insert((source, &item.id[fragment(item)..]), item);
    }
    let mut came: Vec<&Item> = Vec::new();
    for item in &after.items {
        match old.remove(&(item.source.as_str(), &item.id[fragment(item)..])) {
            None => came.push(item),
            Some(earlier) => {
                let what = item.differs_from(earlier);
                if !what.is_empty() {
                    summary.items.changed.push(item.change(what));
                }
            }
        }
    }
    // A headline that was mended makes another fragment; the text below it tells.
    let mut went: Vec<&Item> = old.into_values().collect();
    for item in came {
        let source =
            |other: &Item| renamed.get(other.source.as_str()).copied() == Some(&item.source);
        let twin = went.iter().position(|other| {
            (other.source == item.source || source(other))
                && !item.text.is_empty()
                && other.text == item.text
        });
        match twin {
            Some(at) => {
                let earlier = went.remove(at);
                let change = item.change(item.differs_from(earlier));
                summary.items.changed.push(change);
            }
            None => summary.items.added.push(item.change(Vec::new())),
        }
    }
    let order = |a: &ItemChange, b: &ItemChange| (&a.source, a.line).cmp(&(&b.source, b.line));
    summary.items.removed = went.iter().map(|item| item.change(Vec::new())).collect();
    summary.items.removed.sort_by(order);
    summary.items.changed.sort_by(order);
}

fn posts(
    before: &Snapshot,
    after: &Snapshot,
    renamed: &BTreeMap<&str, &str>,
    summary: &mut Summary,
) {
    let mut old: BTreeMap<&str, &Post> = BTreeMap::new();
    for post in &before.posts {
        let source = renamed.get(post.source.as_str()).copied();
        old.insert(source.unwrap_or(&post.source), post);
    }
    let touched: BTreeSet<&str> = [
        &summary.items.added,
        &summary.items.changed,
        &summary.items.removed,
    ]
    .into_iter()
    .flatten()
    .map(|item| item.source.as_str())
    .map(|source| renamed.get(source).copied().unwrap_or(source))
    .collect();
    let reach: BTreeSet<&str> = after.redirects.iter().map(String::as_str).collect();
    let (mut changed, mut added) = (Vec::new(), Vec::new());
    for post in &after.posts {
        let Some(earlier) = old.remove(post.source.as_str()) else {
            added.push(post.change(Vec::new()));
            continue;
        };
        let mut what = post.differs_from(earlier);
        if touched.contains(post.source.as_str()) {
            what.push("items");
        }
        let (from, to) = (before.below(&earlier.url), after.below(&post.url));
        if from != to {
            summary.moved.push(Moved {
                title: post.title.clone(),
                from: earlier.url.clone(),
                to: post.url.clone(),
                redirected: reach.contains(from),
            });
        }
        if !what.is_empty() {
            changed.push(post.change(what));
        }
    }
    summary.posts.removed = old
        .into_values()
        .map(|post| post.change(Vec::new()))
        .collect();
    (summary.posts.added, summary.posts.changed) = (added, changed);
    let order = |a: &PostChange, b: &PostChange| a.source.cmp(&b.source);
    summary.posts.added.sort_by(order);
    summary.posts.changed.sort_by(order);
    summary.posts.removed.sort_by(order);
    summary.moved.sort_by(|a, b| a.from.cmp(&b.from));
}

fn policies(before: &Snapshot, after: &Snapshot) -> Changes<Named> {
    let by_title = |side: &'_ Snapshot| -> BTreeMap<String, Policy> {
        let pairs = side
            .policies
            .iter()
            .map(|one| (one.title.clone(), one.clone()));
        pairs.collect()
    };
    let (old, new) = (by_title(before), by_title(after));
    let mut changes = Changes::default();
    for (title, policy) in &new {
        let earlier = old.get(title);
        let named = Named {
            name: title.clone(),
            before: earlier.map_or(0, |one| one.items.len()),
            after: policy.items.len(),
            what: earlier.map_or_else(Vec::new, |one| policy.differs_from(one)),
        };
        match earlier {
            None => changes.added.push(named),
            Some(_) if named.before != named.after || !named.what.is_empty() => {
                changes.changed.push(named);
            }
            Some(_) => {}
        }
    }
    let gone = old.iter().filter(|(title, _)| !new.contains_key(*title));
    changes.removed = gone
        .map(|(title, policy)| Named {
            name: title.clone(),
            before: policy.items.len(),
            after: 0,
            what: Vec::new(),
        })
        .collect();
    changes
}

fn tags(before: &Snapshot, after: &Snapshot) -> Changes<Named> {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for tag in before.posts.iter().flat_map(|post| &post.tags) {
        counts.entry(tag).or_default().0 += 1;
    }
    for tag in after.posts.iter().flat_map(|post| &post.tags) {
        counts.entry(tag).or_default().1 += 1;
    }
    let mut changes = Changes::default();
    for (name, (before, after)) in counts {
        let named = Named {
            name: name.to_owned(),
            before,
            after,
            what: Vec::new(),
        };
        match (before, after) {
            (0, _) => changes.added.push(named),
            (_, 0) => changes.removed.push(named),
            (before, after) if before != after => changes.changed.push(named),
            _ => {}
        }
    }
    changes
}

fn lost(before: &Snapshot, after: &Snapshot, summary: &mut Summary) {
    let now: BTreeSet<&str> = after
        .pages
        .iter()
        .chain(&after.redirects)
        .map(String::as_str)
        .collect();
    let of_texts: BTreeSet<&str> = before
        .posts
        .iter()
        .map(|post| before.below(&post.url))
        .collect();
    let was = before.pages.iter().chain(&before.redirects);
    for page in was.filter(|page| !now.contains(page.as_str())) {
        let in_list = page.split('/').rev().nth(2) == Some("page");
        let address = format!("{}{page}", before.base);
        let list = [
            "tags/",
            "categories/",
            "dates/",
            "regions/",
            "issuers/",
            "policies/",
        ];
        if of_texts.contains(page.as_str()) {
            summary.lost.push(address);
        } else if in_list || list.iter().any(|list| page.starts_with(list)) {
            if !in_list {
                summary.lost_lists.push(address);
            }
        } else {
            summary.lost.push(address);
        }
    }
    summary.lost.sort();
    summary.lost.dedup();
    summary.lost_lists.sort();
}

/// Problems are the same when file, code and words are: lines shift.
fn problems(before: &Snapshot, after: &Snapshot, summary: &mut Summary) {
    let (Some(old), Some(new)) = (&before.problems, &after.problems) else {
        summary.new_problems = None;
        return;
    };
    let only = |these: &[Problem], others: &[Problem]| -> Vec<Problem> {
        let mut counts: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
        for one in others {
            *counts.entry(one.key()).or_default() += 1;
        }
        let mut rest = Vec::new();
        for one in these {
            match counts.get_mut(&one.key()) {
                Some(n) if *n > 0 => *n -= 1,
                _ => rest.push(one.clone()),
            }
        }
        rest
    };
    summary.new_problems = Some(only(new, old));
    summary.gone_problems = Some(only(old, new));
}

#[cfg(test)]
mod tests;

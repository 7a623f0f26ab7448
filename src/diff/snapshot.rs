//! What a site holds, from its data files.

use serde::{Deserialize, Serialize};

use super::{ItemChange, PostChange};

/// A site at one time.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// Path of the site's address, `/` or `/sub/`: what stands before every path in the data.
    pub base: String,
    /// From `data/posts.jsonl`.
    pub posts: Vec<Post>,
    /// From `data/items.jsonl`.
    pub items: Vec<Item>,
    /// From `data/policies.json`.
    pub policies: Vec<Policy>,
    /// Paths of all pages below the base, from `data/pages.txt`.
    pub pages: Vec<String>,
    /// Paths that redirect, below the base.
    pub redirects: Vec<String>,
    /// What `check` says; `None` when it is not known.
    pub problems: Option<Vec<Problem>>,
}

/// A line of `posts.jsonl`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Post {
    /// Path below `content/`.
    pub source: String,
    /// Address from the root of the host.
    pub url: String,
    /// Title.
    pub title: String,
    period: Option<Period>,
    published: Option<String>,
    archived: Option<String>,
    source_url: Option<String>,
    lang: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    categories: Vec<String>,
    digest: bool,
    /// Ids of its items.
    pub items: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
struct Period {
    start: String,
    end: String,
}

/// A line of `items.jsonl`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Item {
    /// `<post path>#<fragment>`.
    pub id: String,
    /// Path of the post below `content/`.
    pub source: String,
    /// Line in the file.
    pub line: u32,
    url: String,
    section: Option<String>,
    headline: String,
    /// Text without the headline.
    pub text: String,
    date: Option<String>,
    regions: Vec<String>,
    issuers: Vec<String>,
    policies: Vec<String>,
    tags: Vec<String>,
    links: Vec<String>,
}

/// An entry of `policies.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// Title without 《》.
    pub title: String,
    kind: String,
    aliases: Vec<String>,
    issuers: Vec<String>,
    regions: Vec<String>,
    number: Option<String>,
    status: Vec<Status>,
    /// Ids of the items that cite it.
    pub items: Vec<String>,
}

/// A word on a policy's state; which item says so is told by the item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
struct Status {
    word: String,
    date: Option<String>,
}

/// Something that `check` says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// Path from the archive's root.
    pub path: String,
    /// Line, 1 for a problem with the whole file.
    pub line: u32,
    /// Its code.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// What it says.
    pub message: String,
}

/// A data file is not what dibao writes.
#[derive(Debug, thiserror::Error)]
#[error("line {line} of `{name}` is not as dibao writes it: {source}")]
pub struct Damaged {
    name: &'static str,
    line: usize,
    source: serde_json::Error,
}

impl Snapshot {
    /// Reads the data files, given as text; an absent one is empty.
    pub fn read(
        posts: &str,
        items: &str,
        policies: &str,
        pages: &str,
        problems: Option<&str>,
    ) -> Result<Self, Damaged> {
        let policies = if policies.trim().is_empty() {
            Vec::new()
        } else {
            serde_json::from_str(policies).map_err(|source| Damaged {
                name: "data/policies.json",
                line: source.line(),
                source,
            })?
        };
        let mut snapshot = Self {
            base: "/".to_owned(),
            posts: lines("data/posts.jsonl", posts)?,
            items: lines("data/items.jsonl", items)?,
            policies,
            problems: problems
                .map(|problems| lines(".dibao-problems.jsonl", problems))
                .transpose()?,
            ..Self::default()
        };
        for line in pages.lines() {
            match line.split_once(' ') {
                None if line.starts_with('/') => line.clone_into(&mut snapshot.base),
                Some(("page", path)) => snapshot.pages.push(path.to_owned()),
                Some(("redirect", path)) => snapshot.redirects.push(path.to_owned()),
                _ => {}
            }
        }
        // A site of an earlier dibao lists no pages: what its posts tell is compared.
        if snapshot.pages.is_empty() {
            let known = snapshot
                .posts
                .iter()
                .map(|post| snapshot.below(&post.url).to_owned());
            snapshot.pages = known.collect();
        }
        Ok(snapshot)
    }

    /// A path below the site's base, decoded; the data has it from the root of the host.
    pub(super) fn below<'u>(&self, url: &'u str) -> &'u str {
        url.strip_prefix(self.base.as_str()).unwrap_or(url)
    }
}

fn lines<T: for<'d> Deserialize<'d>>(name: &'static str, text: &str) -> Result<Vec<T>, Damaged> {
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    let read = lines.map(|(at, line)| {
        serde_json::from_str(line).map_err(|source| Damaged {
            name,
            line: at + 1,
            source,
        })
    });
    read.collect()
}

/// Names of the pairs that differ.
fn differing(pairs: &[(&'static str, bool)]) -> Vec<&'static str> {
    let differ = pairs.iter().filter(|(_, same)| !same);
    differ.map(|(name, _)| *name).collect()
}

impl Post {
    pub(super) fn differs_from(&self, other: &Self) -> Vec<&'static str> {
        differing(&[
            ("file", self.source == other.source),
            ("title", self.title == other.title),
            ("period", self.period == other.period),
            ("published", self.published == other.published),
            ("archived", self.archived == other.archived),
            ("source", self.source_url == other.source_url),
            ("lang", self.lang == other.lang),
            ("tags", self.tags == other.tags),
            ("categories", self.categories == other.categories),
            ("digest", self.digest == other.digest),
        ])
    }

    pub(super) fn change(&self, what: Vec<&'static str>) -> PostChange {
        PostChange {
            source: self.source.clone(),
            title: self.title.clone(),
            url: self.url.clone(),
            what,
        }
    }
}

impl Item {
    pub(super) fn differs_from(&self, other: &Self) -> Vec<&'static str> {
        differing(&[
            ("headline", self.headline == other.headline),
            ("text", self.text == other.text),
            ("date", self.date == other.date),
            ("section", self.section == other.section),
            ("regions", self.regions == other.regions),
            ("issuers", self.issuers == other.issuers),
            ("policies", self.policies == other.policies),
            ("tags", self.tags == other.tags),
            ("links", self.links == other.links),
        ])
    }

    pub(super) fn change(&self, what: Vec<&'static str>) -> ItemChange {
        ItemChange {
            source: self.source.clone(),
            line: self.line,
            headline: self.headline.clone(),
            url: self.url.clone(),
            what,
        }
    }
}

impl Policy {
    pub(super) fn differs_from(&self, other: &Self) -> Vec<&'static str> {
        differing(&[
            ("kind", self.kind == other.kind),
            ("aliases", self.aliases == other.aliases),
            ("issuers", self.issuers == other.issuers),
            ("regions", self.regions == other.regions),
            ("number", self.number == other.number),
            ("status", self.status == other.status),
        ])
    }
}

impl Problem {
    pub(super) fn key(&self) -> (&str, &str, &str) {
        (&self.path, &self.code, &self.message)
    }
}

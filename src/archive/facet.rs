//! Facets and their Terms: which posts and items stand under which.

use std::collections::HashMap;
use std::sync::Arc;

use compact_str::CompactString;

use jiff::civil::Date;

use super::needle::{Haystack, Needle};
use super::policy::Policy;
use super::rows::Rows;
use super::tag::{TagVocabulary, is_no_term};
use super::{DocumentId, ItemId, Role, problem};
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Item, Meta, MetaValue, Shelf};
use crate::fold::fold_key;
use crate::source::Place;

/// A way to browse.
#[derive(Debug, Clone, Default, Hash)]
pub struct Facet {
    /// `tags`, `categories`, `regions`, `issuers`, `policies`, or the declared key.
    pub key: String,
    /// What readers see; empty for the built-in ones, whose label is an interface string.
    pub label: String,
    /// Terms in order of name; a region's parent stands before it.
    pub terms: Vec<Term>,
    /// For each Document its Terms, in order of the front matter or of the text.
    pub of_posts: Rows<u32>,
    /// For each Item, by [`super::Archive::item_index`], its Terms without their parents.
    pub of_items: Rows<u32>,
}

/// One value of a Facet.
#[derive(Debug, Clone, Default, Hash)]
pub struct Term {
    /// What readers see: the preferred spelling; for regions the whole path (`四川/成都`).
    pub name: String,
    /// Other spellings.
    pub aliases: Vec<String>,
    /// What it is, from `tags.yaml`.
    pub description: Option<String>,
    /// Index of the parent Term.
    pub parent: Option<u32>,
    /// Posts with it (children's included, once), newest first.
    pub posts: Vec<DocumentId>,
    /// Items with it (children's included, once), newest first.
    pub items: Vec<ItemId>,
}

/// What every facet is built from: Documents in order of path, and the order of readers.
#[derive(Clone, Copy)]
pub(super) struct Gathered<'a> {
    pub(super) documents: &'a [Arc<Document>],
    pub(super) roles: &'a [Role],
    pub(super) newest: &'a [DocumentId],
    pub(super) items: &'a [ItemId],
    pub(super) item_starts: &'a [u32],
    /// The day of each Item, by its index.
    pub(super) days: &'a [Option<Date>],
    /// Where the texts of Items lie that are not in the Documents.
    pub(super) shelf: Option<&'a dyn Shelf>,
}

impl<'a> Gathered<'a> {
    /// Posts in order of path; what is no post comes as `None`, so that rows stay in step.
    fn posts(self) -> impl Iterator<Item = Option<&'a Document>> {
        let of = move |(document, role): (&'a Arc<Document>, &Role)| {
            (*role == Role::Post).then_some(&**document)
        };
        self.documents.iter().zip(self.roles).map(of)
    }

    /// Number of an Item among all Items of all Documents, in order of path and text.
    pub(super) fn index(self, id: ItemId) -> usize {
        (self.item_starts[id.document as usize] + id.item) as usize
    }

    /// All Items, by their index.
    pub(super) fn all_items(self) -> Vec<ItemId> {
        let of = |(document, value): (usize, &Arc<Document>)| {
            let id = move |item| ItemId {
                document: document as DocumentId,
                item,
            };
            (0..value.items.len() as u32).map(id)
        };
        let mut all = Vec::with_capacity(self.days.len());
        all.extend(self.documents.iter().enumerate().flat_map(of));
        all
    }
}

/// Tags, folded and merged as `tags.yaml` says. A spelling that few use is a warning.
pub(super) fn tags(
    of: Gathered<'_>,
    vocabulary: &TagVocabulary,
    diagnostics: &mut Vec<Diagnostic>,
) -> Facet {
    let lists: Vec<Vec<&str>> = of
        .posts()
        .map(|post| {
            post.map_or(Vec::new(), |post| {
                post.meta.tags.iter().map(CompactString::as_str).collect()
            })
        })
        .collect();
    let names = Names::new(&lists, Some(vocabulary));
    names.report(
        of,
        &lists,
        "tag",
        |meta| place_of_key(meta, &["tags", "tag", "taxonomies"]),
        diagnostics,
    );
    let mut terms = names.terms();
    link_parents(&mut terms, vocabulary);
    let of_posts: Rows<u32> = lists.iter().map(|list| names.of(list)).collect();
    let needles: Vec<Vec<Needle>> = terms.iter().map(needles_of).collect();
    let mut of_items = Rows::with_capacity(of.items.len());
    for (index, document) in of.documents.iter().enumerate() {
        let tags = of_posts.row(index);
        if !document.digest || tags.is_empty() {
            (document.items.iter()).for_each(|_| of_items.push(tags.iter().copied()));
            continue;
        }
        let texts = document.item_texts(of.shelf);
        for (number, item) in document.items.iter().enumerate() {
            let haystack = Haystack::new(&item.headline, texts.of(number));
            of_items.push(standing(tags, &needles, haystack));
        }
    }
    assemble("tags", "", terms, of_posts, of_items, of)
}

/// Categories: as tags, but every item of a post has all of them.
pub(super) fn categories(of: Gathered<'_>, diagnostics: &mut Vec<Diagnostic>) -> Facet {
    let values = |document: &Document| document.meta.categories.clone();
    let place = |meta: &Meta| place_of_key(meta, &["categories", "category", "taxonomies"]);
    of_front_matter(of, "categories", "", values, place, diagnostics)
}

/// The facets that `site.yaml` declares over keys of the front matter.
pub(super) fn declared(
    of: Gathered<'_>,
    settings: &Settings,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Facet> {
    let facet = |facet: &crate::config::DeclaredFacet| {
        let values = |document: &Document| {
            let value = document.meta.extra.get(&facet.key);
            let texts = value.map(texts).unwrap_or_default();
            texts.into_iter().map(Into::into).collect()
        };
        let place = |meta: &Meta| place_of_key(meta, &[&facet.key]);
        of_front_matter(of, &facet.key, &facet.label, values, place, diagnostics)
    };
    settings.facets.iter().map(facet).collect()
}

/// Regions: a Term for every place and for every place that it lies in.
pub(super) fn regions(of: Gathered<'_>) -> Facet {
    of_item_names(of, "regions", |item| &item.regions)
}

/// Issuing bodies.
pub(super) fn issuers(of: Gathered<'_>) -> Facet {
    of_item_names(of, "issuers", |item| &item.issuers)
}

/// Policies: Term `i` is `policies[i]`. `of_items` are the policies that each Item cites.
pub(super) fn policies(of: Gathered<'_>, policies: &[Policy], of_items: Rows<u32>) -> Facet {
    let term = |policy: &Policy| Term {
        name: policy.title.clone(),
        aliases: policy.aliases.clone(),
        ..Term::default()
    };
    let of_posts = posts_of_items(of, &of_items);
    let mut facet = Facet {
        key: "policies".to_owned(),
        label: String::new(),
        terms: policies.iter().map(term).collect(),
        of_posts,
        of_items,
    };
    fill(&mut facet, of);
    facet
}

/// A value of the front matter as a list of names.
pub(super) fn texts(value: &MetaValue) -> Vec<String> {
    match value {
        MetaValue::Text(text) => vec![text.clone()],
        MetaValue::Bool(bool) => vec![bool.to_string()],
        MetaValue::List(list) => list.iter().flat_map(texts).collect(),
        MetaValue::Null | MetaValue::Map(_) => Vec::new(),
    }
}

/// Where a key stands, whatever its case; the first of `keys` that is there.
pub(super) fn place_of_key(meta: &Meta, keys: &[&str]) -> Option<Place> {
    let find = |key: &&str| {
        let spelled = |(spelled, _): &(&str, Place)| spelled.eq_ignore_ascii_case(key);
        meta.places.iter().find(spelled).map(|(_, place)| place)
    };
    keys.iter().find_map(find)
}

fn of_front_matter(
    of: Gathered<'_>,
    key: &str,
    label: &str,
    values: impl Fn(&Document) -> Vec<CompactString>,
    place: impl Fn(&Meta) -> Option<Place>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Facet {
    let owned: Vec<Vec<CompactString>> = of
        .posts()
        .map(|post| post.map(&values).unwrap_or_default())
        .collect();
    let lists: Vec<Vec<&str>> = owned
        .iter()
        .map(|list| list.iter().map(CompactString::as_str).collect())
        .collect();
    let names = Names::new(&lists, None);
    let noun = if key == "categories" { "category" } else { key };
    names.report(of, &lists, noun, place, diagnostics);
    let of_posts: Rows<u32> = lists.iter().map(|list| names.of(list)).collect();
    let mut of_items = Rows::with_capacity(of.items.len());
    for (index, document) in of.documents.iter().enumerate() {
        for _ in &document.items {
            of_items.push(of_posts.row(index).iter().copied());
        }
    }
    assemble(key, label, names.terms(), of_posts, of_items, of)
}

/// Terms from names that stand in Items; `a/b` lies in `a`.
fn of_item_names(of: Gathered<'_>, key: &str, names: impl Fn(&Item) -> &[CompactString]) -> Facet {
    let mut terms: Vec<Term> = Vec::new();
    let mut by_name: HashMap<String, u32> = HashMap::new();
    let mut of_items = Rows::with_capacity(of.items.len());
    for (document, role) in of.documents.iter().zip(of.roles) {
        for item in &document.items {
            let mut row: Vec<u32> = Vec::new();
            let names = if *role == Role::Post {
                names(item)
            } else {
                &[]
            };
            for name in names.iter().filter(|name| !name.is_empty()) {
                let term = match by_name.get(name.as_str()) {
                    Some(&term) => term,
                    None => add_with_parents(&mut terms, &mut by_name, name, key == "regions"),
                };
                if !row.contains(&term) {
                    row.push(term);
                }
            }
            of_items.push(row);
        }
    }
    let of_posts = posts_of_items(of, &of_items);
    assemble(key, "", terms, of_posts, of_items, of)
}

fn add_with_parents(
    terms: &mut Vec<Term>,
    by_name: &mut HashMap<String, u32>,
    name: &str,
    nested: bool,
) -> u32 {
    let mut parent = None;
    let ends = name.match_indices('/').map(|(at, _)| at).filter(|_| nested);
    for end in ends.chain([name.len()]) {
        let index = *by_name.entry(name[..end].to_owned()).or_insert_with(|| {
            terms.push(Term {
                name: name[..end].to_owned(),
                parent,
                ..Term::default()
            });
            terms.len() as u32 - 1
        });
        parent = Some(index);
    }
    parent.expect("the whole name is the last of the ends")
}

/// The Terms of each Document's Items, in order of the text, without repeats.
fn posts_of_items(of: Gathered<'_>, of_items: &Rows<u32>) -> Rows<u32> {
    let row = |(index, document): (usize, &Arc<Document>)| {
        let start = of.item_starts[index] as usize;
        let mut row: Vec<u32> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for item in start..start + document.items.len() {
            row.extend(of_items.row(item).iter().filter(|&&term| seen.insert(term)));
        }
        row
    };
    of.documents.iter().enumerate().map(row).collect()
}

/// All spellings of names, and which of them are one Term.
struct Names<'a> {
    /// Spelling to index into `spellings`.
    by_spelling: HashMap<&'a str, usize>,
    spellings: Vec<Spelling<'a>>,
    groups: Vec<Group<'a>>,
}

struct Spelling<'a> {
    text: &'a str,
    n_uses: usize,
    /// Index into the groups; `None` when the name is no term.
    group: Option<usize>,
}

struct Group<'a> {
    /// Preferred spelling.
    name: String,
    /// Spellings in order of first use.
    spellings: Vec<usize>,
    /// What `tags.yaml` says.
    known: Option<&'a super::tag::KnownTag>,
}

impl<'a> Names<'a> {
    fn new(lists: &[Vec<&'a str>], vocabulary: Option<&'a TagVocabulary>) -> Self {
        let mut by_spelling: HashMap<&str, usize> = HashMap::new();
        let mut spellings: Vec<Spelling<'_>> = Vec::new();
        for &text in lists.iter().flatten() {
            let index = *by_spelling.entry(text).or_insert_with(|| {
                spellings.push(Spelling {
                    text,
                    n_uses: 0,
                    group: None,
                });
                spellings.len() - 1
            });
            spellings[index].n_uses += 1;
        }
        let mut names = Self {
            by_spelling,
            spellings,
            groups: Vec::new(),
        };
        names.group(vocabulary);
        names
    }

    fn group(&mut self, vocabulary: Option<&'a TagVocabulary>) {
        let mut by_key: HashMap<String, usize> = HashMap::new();
        for (index, spelling) in self.spellings.iter_mut().enumerate() {
            let written = fold_key(spelling.text);
            let known = vocabulary.and_then(|vocabulary| vocabulary.find(&written));
            let key = known.map_or(written, |known| fold_key(&known.name));
            if is_no_term(&key) || known.is_some_and(|known| known.stop) {
                continue;
            }
            let group = *by_key.entry(key).or_insert_with(|| {
                self.groups.push(Group {
                    name: known.map_or(String::new(), |known| known.name.clone()),
                    spellings: Vec::new(),
                    known,
                });
                self.groups.len() - 1
            });
            self.groups[group].spellings.push(index);
            spelling.group = Some(group);
        }
        for group in &mut self.groups {
            if group.known.is_none() {
                // The first of the most frequent: `max_by_key` would give the last.
                let uses = |&&index: &&usize| std::cmp::Reverse(self.spellings[index].n_uses);
                let best = group.spellings.iter().min_by_key(uses);
                let best = best.expect("a group begins with a spelling");
                self.spellings[*best]
                    .text
                    .trim()
                    .clone_into(&mut group.name);
            }
        }
    }

    /// Terms of one list, in its order, without repeats.
    fn of(&self, list: &[&str]) -> Vec<u32> {
        let mut terms: Vec<u32> = Vec::with_capacity(list.len());
        let mut seen = std::collections::HashSet::new();
        for text in list {
            let index = self.by_spelling[text];
            if let Some(group) = self.spellings[index].group
                && seen.insert(group)
            {
                terms.push(group as u32);
            }
        }
        terms
    }

    fn terms(&self) -> Vec<Term> {
        let term = |group: &Group<'_>| {
            let mut aliases: Vec<String> = Vec::new();
            let spellings = group
                .spellings
                .iter()
                .map(|&index| self.spellings[index].text.trim());
            let known = group
                .known
                .iter()
                .flat_map(|known| known.aliases.iter().map(String::as_str));
            for alias in spellings.chain(known) {
                if alias != group.name && !aliases.iter().any(|other| other == alias) {
                    aliases.push(alias.to_owned());
                }
            }
            Term {
                name: group.name.clone(),
                aliases,
                description: group.known.and_then(|known| known.description.clone()),
                ..Term::default()
            }
        };
        self.groups.iter().map(term).collect()
    }

    /// Warns of each spelling that is neither the preferred one nor named in `tags.yaml`.
    fn report(
        &self,
        of: Gathered<'_>,
        lists: &[Vec<&str>],
        noun: &str,
        place: impl Fn(&Meta) -> Option<Place>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for (document, list) in of.documents.iter().zip(lists) {
            for text in list {
                let spelling = &self.spellings[self.by_spelling[text]];
                let Some(group) = spelling.group.map(|group| &self.groups[group]) else {
                    continue;
                };
                let listed =
                    |known: &super::tag::KnownTag| known.aliases.iter().any(|alias| alias == text);
                if text.trim() == group.name || group.known.is_some_and(listed) {
                    continue;
                }
                diagnostics.push(problem(
                    "tag-spelling",
                    &document.path,
                    place(&document.meta),
                    format!("{noun} `{text}` is spelt `{}` elsewhere", group.name),
                    format!(
                        "write `{}`; `content/tags.yaml` can name the spelling to prefer",
                        group.name
                    ),
                ));
            }
        }
    }
}

/// Sets parents as `tags.yaml` names them; a parent that no post uses becomes a Term, too.
fn link_parents(terms: &mut Vec<Term>, vocabulary: &TagVocabulary) {
    let mut by_key: HashMap<String, u32> = HashMap::new();
    for (index, term) in terms.iter().enumerate() {
        by_key.insert(fold_key(&term.name), index as u32);
    }
    let mut index = 0;
    while index < terms.len() {
        let known = vocabulary.find(&fold_key(&terms[index].name));
        if let Some(parent) = known.and_then(|known| known.parent.as_deref()) {
            let known = vocabulary.find(&fold_key(parent));
            let name = known.map_or(parent, |known| &known.name);
            let parent = *by_key.entry(fold_key(name)).or_insert_with(|| {
                terms.push(Term {
                    name: name.to_owned(),
                    aliases: known.map(|known| known.aliases.clone()).unwrap_or_default(),
                    description: known.and_then(|known| known.description.clone()),
                    ..Term::default()
                });
                terms.len() as u32 - 1
            });
            if !leads_to(terms, parent, index as u32) {
                terms[index].parent = Some(parent);
            }
        }
        index += 1;
    }
}

/// Whether going up from `from` comes to `to`: such a parent would make a ring.
fn leads_to(terms: &[Term], from: u32, to: u32) -> bool {
    let mut at = Some(from);
    while let Some(term) = at {
        if term == to {
            return true;
        }
        at = terms[term as usize].parent;
    }
    false
}

fn needles_of(term: &Term) -> Vec<Needle> {
    let mut needles: Vec<Needle> = Vec::new();
    for name in std::iter::once(&term.name).chain(&term.aliases) {
        if let Some(needle) = Needle::new(name)
            && !needles
                .iter()
                .any(|other| other.folded() == needle.folded())
        {
            needles.push(needle);
        }
    }
    needles
}

/// Those of a post's tags that stand in one of its Items.
fn standing<'a>(
    tags: &'a [u32],
    needles: &'a [Vec<Needle>],
    haystack: Haystack<'a>,
) -> impl Iterator<Item = u32> + 'a {
    let stands = move |tag: &u32| {
        needles[*tag as usize]
            .iter()
            .any(|needle| needle.stands_in(&haystack))
    };
    tags.iter().copied().filter(stands)
}

/// Puts Terms in order of name and fills their lists.
fn assemble(
    key: &str,
    label: &str,
    mut terms: Vec<Term>,
    mut of_posts: Rows<u32>,
    mut of_items: Rows<u32>,
    of: Gathered<'_>,
) -> Facet {
    let mut order: Vec<u32> = (0..terms.len() as u32).collect();
    order.sort_by(|&a, &b| {
        let parts = |index: u32| terms[index as usize].name.split('/');
        parts(a).cmp(parts(b))
    });
    let mut place = vec![0; terms.len()];
    for (new, &old) in order.iter().enumerate() {
        place[old as usize] = new as u32;
    }
    for term in of_posts
        .values_mut()
        .iter_mut()
        .chain(of_items.values_mut())
    {
        *term = place[*term as usize];
    }
    let mut sorted = Vec::with_capacity(terms.len());
    for &old in &order {
        let mut term = std::mem::take(&mut terms[old as usize]);
        term.parent = term.parent.map(|parent| place[parent as usize]);
        sorted.push(term);
    }
    let mut facet = Facet {
        key: key.to_owned(),
        label: label.to_owned(),
        terms: sorted,
        of_posts,
        of_items,
    };
    fill(&mut facet, of);
    facet
}

/// Fills `posts` and `items` of every Term, newest first; what a child has, its parent has once.
fn fill(facet: &mut Facet, of: Gathered<'_>) {
    for &id in of.newest {
        for &term in facet.of_posts.row(id as usize) {
            let mut at = Some(term);
            while let Some(index) = at {
                let term = &mut facet.terms[index as usize];
                if term.posts.last() != Some(&id) {
                    term.posts.push(id);
                }
                at = term.parent;
            }
        }
    }
    for &id in of.items {
        for &term in facet.of_items.row(of.index(id)) {
            let mut at = Some(term);
            while let Some(index) = at {
                let term = &mut facet.terms[index as usize];
                if term.items.last() != Some(&id) {
                    term.items.push(id);
                }
                at = term.parent;
            }
        }
    }
    // Most Terms have few, and lists begin with room for four.
    for term in &mut facet.terms {
        term.posts.shrink_to_fit();
        term.items.shrink_to_fit();
    }
    facet.of_items.fit();
}

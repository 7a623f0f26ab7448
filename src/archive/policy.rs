//! Policies: one for all the ways in which items write a title.

use std::collections::HashMap;

use jiff::civil::Date;

use super::facet::Gathered;
use super::register::{Register, Relating};
use super::rows::Rows;
use super::{ItemId, Role};
use crate::diagnostic::Diagnostic;
use crate::document::{Item, Work, WorkKind};
use crate::fold::fold_key;

/// A public document cited as 《…》, with all Items that cite it.
#[derive(Debug, Clone, Default, Hash)]
pub struct Policy {
    /// Canonical title: as `policies.yaml` has it, else the most frequent spelling, ties to the
    /// earliest Source.
    pub title: String,
    /// Other spellings and short forms, in order of first use.
    pub aliases: Vec<String>,
    /// Kind, as in `data/policy_kinds.tsv`: the most frequent one.
    pub kind: String,
    /// Canonical names of issuing bodies.
    pub issuers: Vec<String>,
    /// Regions of citing Items that the title or an issuer names.
    pub regions: Vec<String>,
    /// Document number (发文字号).
    pub number: Option<String>,
    /// Index number (索引号); only `policies.yaml` gives one.
    pub index_number: Option<String>,
    /// Day it was made (成文日期), as `policies.yaml` gives it.
    pub issued: Option<Date>,
    /// Day it was published (发布日期), as `policies.yaml` gives it.
    pub published: Option<Date>,
    /// Day it takes effect (施行日期), as `policies.yaml` gives it.
    pub effective: Option<Date>,
    /// Where its text stands, as `policies.yaml` gives it: an `http` or `https` address.
    pub url: Option<String>,
    /// Status words with the Item that says so and its date, oldest first; first the one of
    /// `policies.yaml`.
    pub status: Vec<PolicyStatus>,
    /// Related Policies, as `policies.yaml` names them, with the inverse relations.
    pub relations: Vec<PolicyRelation>,
    /// Items that cite it, oldest first, undated ones last.
    pub items: Vec<ItemId>,
}

/// What became of a Policy.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PolicyStatus {
    /// The word (`征求意见`, `印发`, `施行`, `废止`).
    pub word: String,
    /// Date of the Item.
    pub date: Option<Date>,
    /// The Item; `None` when `policies.yaml` says it.
    pub item: Option<ItemId>,
}

/// How a Policy stands to another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PolicyRelation {
    /// Code word: `supersedes`, `superseded_by`, `amends` … (see [`super::RELATIONS`]).
    pub relation: &'static str,
    /// Title of the other one.
    pub title: String,
    /// Index of the other one; `None` when no Item cites it.
    pub policy: Option<u32>,
}

/// Finds a Policy by any of its full titles.
#[derive(Debug, Default)]
pub(super) struct PolicyIndex(HashMap<String, u32>);

impl PolicyIndex {
    pub(super) fn find(&self, title: &str) -> Option<u32> {
        self.0.get(&fold_key(title)).copied()
    }
}

/// A place where an Item cites a Policy by a full title.
struct Citation<'a> {
    id: ItemId,
    item: &'a Item,
    work: &'a Work,
    kind: &'static str,
    spelling: u32,
}

/// Titles as written, and which of them are one Policy.
#[derive(Default)]
struct Titles<'a> {
    by_text: HashMap<&'a str, u32>,
    spellings: Vec<TitleSpelling<'a>>,
    /// Group of each folded key.
    by_key: HashMap<String, u32>,
}

struct TitleSpelling<'a> {
    text: &'a str,
    n_uses: usize,
    group: u32,
}

/// Policies in order of title, which of them each Item cites, and how to find one by title.
pub(super) fn gather(
    of: Gathered<'_>,
    register: &Register<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Policy>, Rows<u32>, PolicyIndex) {
    let mut titles = Titles::default();
    let mut citations: Vec<Citation<'_>> = Vec::new();
    for_each_work(of, |id, item, work| {
        if let (WorkKind::Policy(kind), None) = (&work.kind, &work.refers_to) {
            let spelling = titles.add(&work.title, register);
            citations.push(Citation {
                id,
                item,
                work,
                kind,
                spelling,
            });
        }
    });
    let mut policies = titles.sort(register);
    for spelling in &titles.spellings {
        policies[spelling.group as usize].add_alias(spelling.text);
    }
    add_short_forms(of, &titles, &mut policies);
    let rows = cite(of, &titles, &citations, &mut policies);
    describe(&titles, &citations, &mut policies);
    let aliases: Vec<_> = register.aliases(&titles.by_key).collect();
    let mut index = PolicyIndex(titles.by_key);
    index.0.extend(aliases);
    register.correct(&mut policies, &index, diagnostics);
    register.relate(&mut policies, &index, diagnostics);
    policies.iter_mut().for_each(Policy::fit);
    (policies, rows, index)
}

fn for_each_work<'a>(of: Gathered<'a>, mut each: impl FnMut(ItemId, &'a Item, &'a Work)) {
    for (document, value) in of.documents.iter().enumerate() {
        if of.roles[document] != Role::Post {
            continue;
        }
        for (item, value) in value.items.iter().enumerate() {
            let id = ItemId {
                document: document as u32,
                item: item as u32,
            };
            for work in &value.works {
                each(id, value, work);
            }
        }
    }
}

impl<'a> Titles<'a> {
    /// Counts one use of a title; says which spelling it is.
    fn add(&mut self, text: &'a str, register: &Register<'_>) -> u32 {
        let spelling = if let Some(&spelling) = self.by_text.get(text) {
            spelling
        } else {
            let key = register.canonical_key(fold_key(text));
            let next = self.by_key.len() as u32;
            let group = *self.by_key.entry(key).or_insert(next);
            self.spellings.push(TitleSpelling {
                text,
                n_uses: 0,
                group,
            });
            let spelling = self.spellings.len() as u32 - 1;
            self.by_text.insert(text, spelling);
            spelling
        };
        self.spellings[spelling as usize].n_uses += 1;
        spelling
    }

    /// The group of a spelling: after sorting, the index of its Policy.
    fn group(&self, spelling: u32) -> usize {
        self.spellings[spelling as usize].group as usize
    }

    /// Numbers the groups in order of their titles; returns a Policy with nothing but its title for
    /// each.
    fn sort(&mut self, register: &Register<'_>) -> Vec<Policy> {
        let names = self.names(register);
        let mut order: Vec<u32> = (0..names.len() as u32).collect();
        order.sort_unstable_by_key(|&group| (names[group as usize], group));
        let mut places = vec![0; names.len()];
        for (place, &group) in (0..).zip(&order) {
            places[group as usize] = place;
        }
        let titled = |&group: &u32| Policy {
            title: names[group as usize].to_owned(),
            ..Policy::default()
        };
        let policies = order.iter().map(titled).collect();
        for spelling in &mut self.spellings {
            spelling.group = places[spelling.group as usize];
        }
        #[expect(clippy::iter_over_hash_type, reason = "each group is moved by itself")]
        for group in self.by_key.values_mut() {
            *group = places[*group as usize];
        }
        policies
    }

    /// The title of each group; its other spellings are aliases.
    fn names<'n>(&self, register: &'n Register<'_>) -> Vec<&'n str>
    where
        'a: 'n,
    {
        let mut best: Vec<Option<&TitleSpelling<'a>>> = vec![None; self.by_key.len()];
        for spelling in &self.spellings {
            let best = &mut best[spelling.group as usize];
            if best.is_none_or(|best| spelling.n_uses > best.n_uses) {
                *best = Some(spelling);
            }
        }
        let text = |best: Option<&TitleSpelling<'a>>| best.map_or("", |best| best.text);
        let mut names: Vec<&str> = best.into_iter().map(text).collect();
        #[expect(clippy::iter_over_hash_type, reason = "each group has one key")]
        for (key, &group) in &self.by_key {
            if let Some(known) = register.find(key) {
                names[group as usize] = &known.title;
            }
        }
        names
    }
}

impl Policy {
    pub(super) fn add_alias(&mut self, alias: &str) {
        if alias != self.title && !self.aliases.iter().any(|other| other == alias) {
            self.aliases.push(alias.to_owned());
        }
    }

    /// Adds what one citing Item says of it.
    fn describe(&mut self, citation: &Citation<'_>) {
        let Citation { id, item, work, .. } = citation;
        for issuer in &work.issuers {
            if !self.issuers.contains(issuer) {
                self.issuers.push(issuer.clone());
            }
        }
        for region in &item.regions {
            if let Some(region) = named_part(region, &self.title, &work.issuers)
                && !self.regions.iter().any(|other| other == region)
            {
                self.regions.push(region.to_owned());
            }
        }
        if let Some(word) = &work.status {
            let status = PolicyStatus {
                word: word.to_string(),
                date: item.date.date,
                item: Some(*id),
            };
            // Only an Item that cites it twice says the same twice, and then at once.
            if self.status.last() != Some(&status) {
                self.status.push(status);
            }
        }
    }

    /// Gives back the room that lists grew into: most hold one entry.
    fn fit(&mut self) {
        self.aliases.shrink_to_fit();
        self.issuers.shrink_to_fit();
        self.regions.shrink_to_fit();
        self.status.shrink_to_fit();
        self.items.shrink_to_fit();
    }

    pub(super) fn relate(&mut self, relating: &Relating<'_>) {
        let relation = PolicyRelation {
            relation: relating.relation,
            title: relating.title.to_owned(),
            policy: relating.policy,
        };
        if !self.relations.contains(&relation) {
            self.relations.push(relation);
        }
    }
}

/// Short forms (以下简称《方案》) are aliases of what they refer to.
fn add_short_forms(of: Gathered<'_>, titles: &Titles<'_>, policies: &mut [Policy]) {
    for_each_work(of, |_, _, work| {
        if let Some(full) = &work.refers_to
            && let Some(&spelling) = titles.by_text.get(&**full)
        {
            policies[titles.group(spelling)].add_alias(&work.title);
        }
    });
}

/// Lists the Items of each Policy and the Policies of each Item.
fn cite(
    of: Gathered<'_>,
    titles: &Titles<'_>,
    citations: &[Citation<'_>],
    policies: &mut [Policy],
) -> Rows<u32> {
    let mut rows = Rows::with_capacity(of.items.len());
    let mut citations = citations.iter().peekable();
    for (document, value) in of.documents.iter().enumerate() {
        for item in 0..value.items.len() as u32 {
            let id = ItemId {
                document: document as u32,
                item,
            };
            let mut row: Vec<u32> = Vec::new();
            while let Some(citation) = citations.next_if(|citation| citation.id == id) {
                let group = titles.group(citation.spelling);
                if !row.contains(&(group as u32)) {
                    row.push(group as u32);
                    policies[group].items.push(id);
                }
            }
            rows.push(row);
        }
    }
    for policy in policies {
        policy.items.sort_by_key(|id| {
            let date = of.days[of.index(*id)];
            (date.is_none(), date, *id)
        });
    }
    rows
}

/// Fills in what the citing Items say of each Policy.
fn describe(titles: &Titles<'_>, citations: &[Citation<'_>], policies: &mut [Policy]) {
    let mut order: Vec<(usize, &Citation<'_>)> = (citations.iter())
        .map(|citation| (titles.group(citation.spelling), citation))
        .collect();
    order.sort_by_key(|&(policy, _)| policy);
    let (mut kinds, mut numbers) = (Votes::default(), Votes::default());
    for chunk in order.chunk_by(|a, b| a.0 == b.0) {
        let policy = &mut policies[chunk[0].0];
        kinds.0.clear();
        numbers.0.clear();
        for &(_, citation) in chunk {
            kinds.add(citation.kind);
            if let Some(number) = &citation.work.number {
                numbers.add(number);
            }
            policy.describe(citation);
        }
        kinds
            .best()
            .unwrap_or_default()
            .clone_into(&mut policy.kind);
        policy.number = numbers.best().map(str::to_owned);
        policy
            .status
            .sort_by_key(|status| (status.date.is_none(), status.date, status.item));
    }
}

/// Counts of a few values, in order of first use.
#[derive(Clone, Default)]
struct Votes<'a>(Vec<(&'a str, usize)>);

impl<'a> Votes<'a> {
    fn add(&mut self, value: &'a str) {
        match self.0.iter_mut().find(|(other, _)| *other == value) {
            Some((_, n)) => *n += 1,
            None => self.0.push((value, 1)),
        }
    }

    /// The most frequent one, ties to the first.
    fn best(&self) -> Option<&'a str> {
        let votes = |(_, n): &&(&str, usize)| std::cmp::Reverse(*n);
        self.0.iter().min_by_key(votes).map(|(value, _)| *value)
    }
}

/// The deepest part of a region's path whose name stands in the title or in an issuer's name: an
/// Item in a city may well report a national document.
fn named_part<'a>(region: &'a str, title: &str, issuers: &[String]) -> Option<&'a str> {
    let mut path = region;
    loop {
        let name = path.rsplit('/').next().unwrap_or(path);
        let named = |text: &str| text.contains(name);
        if !name.is_empty() && (named(title) || issuers.iter().any(|issuer| named(issuer))) {
            return Some(path);
        }
        path = path.rsplit_once('/')?.0;
    }
}

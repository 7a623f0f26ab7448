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
    spelling: usize,
}

/// Titles as written, and which of them are one Policy.
#[derive(Default)]
struct Titles<'a> {
    by_text: HashMap<&'a str, usize>,
    spellings: Vec<TitleSpelling<'a>>,
    /// Group of each folded key.
    by_key: HashMap<String, usize>,
    n_groups: usize,
}

struct TitleSpelling<'a> {
    text: &'a str,
    n_uses: usize,
    group: usize,
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
    let mut policies = vec![Policy::default(); titles.n_groups];
    titles.name(&mut policies, register);
    titles.renumber(&sort_by_title(&mut policies));
    add_short_forms(of, &titles, &mut policies);
    let rows = cite(of, &titles, &citations, &mut policies);
    describe(&titles, &citations, &mut policies);
    let by_key = titles
        .by_key
        .iter()
        .map(|(key, &group)| (key.clone(), group as u32));
    let index = PolicyIndex(by_key.chain(register.aliases(&titles.by_key)).collect());
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
    /// Counts one use of a title.
    fn add(&mut self, text: &'a str, register: &Register<'_>) -> usize {
        let spelling = if let Some(&spelling) = self.by_text.get(text) {
            spelling
        } else {
            let key = register.canonical_key(fold_key(text));
            let group = *self.by_key.entry(key).or_insert_with(|| {
                self.n_groups += 1;
                self.n_groups - 1
            });
            self.spellings.push(TitleSpelling {
                text,
                n_uses: 0,
                group,
            });
            self.by_text.insert(text, self.spellings.len() - 1);
            self.spellings.len() - 1
        };
        self.spellings[spelling].n_uses += 1;
        spelling
    }

    /// Says where each Policy went.
    fn renumber(&mut self, place: &[usize]) {
        for spelling in &mut self.spellings {
            spelling.group = place[spelling.group];
        }
        self.by_key = std::mem::take(&mut self.by_key)
            .into_iter()
            .map(|(key, group)| (key, place[group]))
            .collect();
    }

    /// Chooses each Policy's title; all other spellings are aliases.
    fn name(&self, policies: &mut [Policy], register: &Register<'_>) {
        let mut best: Vec<Option<&TitleSpelling<'_>>> = vec![None; policies.len()];
        for spelling in &self.spellings {
            let best = &mut best[spelling.group];
            if best.is_none_or(|best| spelling.n_uses > best.n_uses) {
                *best = Some(spelling);
            }
        }
        for (policy, best) in policies.iter_mut().zip(best) {
            let best = best.expect("a group begins with a spelling");
            let known = register.find(&register.canonical_key(fold_key(best.text)));
            known
                .map_or(best.text, |known| known.title.as_str())
                .clone_into(&mut policy.title);
        }
        for spelling in &self.spellings {
            policies[spelling.group].add_alias(spelling.text);
        }
    }
}

impl Policy {
    pub(super) fn add_alias(&mut self, alias: &str) {
        if alias != self.title && !self.aliases.iter().any(|other| other == alias) {
            self.aliases.push(alias.to_owned());
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

/// Sorts by title; says where each one went.
fn sort_by_title(policies: &mut Vec<Policy>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..policies.len()).collect();
    order.sort_by(|&a, &b| policies[a].title.cmp(&policies[b].title));
    let mut place = vec![0; policies.len()];
    let mut sorted = Vec::with_capacity(policies.len());
    for (new, &old) in order.iter().enumerate() {
        place[old] = new;
        sorted.push(std::mem::take(&mut policies[old]));
    }
    *policies = sorted;
    place
}

/// Short forms (以下简称《方案》) are aliases of what they refer to.
fn add_short_forms(of: Gathered<'_>, titles: &Titles<'_>, policies: &mut [Policy]) {
    for_each_work(of, |_, _, work| {
        if let Some(full) = &work.refers_to
            && let Some(&spelling) = titles.by_text.get(&**full)
        {
            policies[titles.spellings[spelling].group].add_alias(&work.title);
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
                let group = titles.spellings[citation.spelling].group;
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
            let date = of.documents[id.document as usize].items[id.item as usize]
                .date
                .date;
            (date.is_none(), date, *id)
        });
    }
    rows
}

/// Fills in what the citing Items say of each Policy.
fn describe(titles: &Titles<'_>, citations: &[Citation<'_>], policies: &mut [Policy]) {
    let mut kinds = vec![Votes::default(); policies.len()];
    let mut numbers = vec![Votes::default(); policies.len()];
    for citation in citations {
        let group = titles.spellings[citation.spelling].group;
        let policy = &mut policies[group];
        kinds[group].add(citation.kind);
        if let Some(number) = &citation.work.number {
            numbers[group].add(number);
        }
        for issuer in &citation.work.issuers {
            if !policy.issuers.contains(issuer) {
                policy.issuers.push(issuer.clone());
            }
        }
        for region in &citation.item.regions {
            if let Some(region) = named_part(region, &policy.title, &citation.work.issuers)
                && !policy.regions.iter().any(|other| other == region)
            {
                policy.regions.push(region.to_owned());
            }
        }
        if let Some(word) = &citation.work.status {
            let status = PolicyStatus {
                word: word.to_string(),
                date: citation.item.date.date,
                item: Some(citation.id),
            };
            // Only an Item that cites it twice says the same twice, and then at once.
            if policy.status.last() != Some(&status) {
                policy.status.push(status);
            }
        }
    }
    for (policy, (kinds, numbers)) in policies.iter_mut().zip(kinds.iter().zip(&numbers)) {
        policy.kind = kinds.best().unwrap_or_default().to_owned();
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

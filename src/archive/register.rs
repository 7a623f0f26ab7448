//! `content/policies.yaml`: what the archive's keepers know of Policies.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use serde_yaml::Value;

use super::circle::{Claim, circles};
use super::policy::{Policy, PolicyIndex, PolicyStatus};
use super::{problem, yaml};
use crate::config::{Key, Shape};
use crate::diagnostic::Diagnostic;
use crate::fold::fold_key;
use crate::lexicon::policy_kinds;
use crate::source::{Place, Source};

/// Relations between Policies, each with its inverse.
pub const RELATIONS: [(&str, &str); 7] = [
    ("supersedes", "superseded_by"),
    ("amends", "amended_by"),
    ("repeals", "repealed_by"),
    ("implements", "implemented_by"),
    ("interprets", "interpreted_by"),
    ("based_on", "basis_of"),
    ("relates", "relates"),
];

/// What `policies.yaml` may say of a policy, beside its [`RELATIONS`].
#[rustfmt::skip]
pub static POLICY_KEYS: [Key; 11] = [
    Key::with("aliases", &["alias"], Shape::Texts, "Other titles of the same policy"),
    Key::new("kind", Shape::PolicyKind, "Kind of document"),
    Key::new("number", Shape::Text, "Document number, as `国发〔2020〕10号`"),
    Key::new("index_number", Shape::Text, "Number in the register of its issuer"),
    Key::with("issuers", &["issuer"], Shape::Texts, "Bodies that issued it"),
    Key::with("regions", &["region"], Shape::Texts, "Places where it holds, as `四川/成都`"),
    Key::new("status", Shape::Status, "How it stands, as `现行`, perhaps with the day"),
    Key::new("issued", Shape::PlainDay, "Day on which it was signed"),
    Key::new("published", Shape::PlainDay, "Day on which it was made public"),
    Key::new("effective", Shape::PlainDay, "Day from which it holds"),
    Key::with("url", &["source"], Shape::Web, "Address of its official text"),
];

/// What `policies.yaml` says.
#[derive(Debug, Default)]
pub(super) struct Register<'a> {
    source: Option<&'a Source>,
    known: Vec<KnownPolicy>,
    /// Folded title or alias to index into `known`.
    by_key: HashMap<String, usize>,
}

/// One Policy of the file.
#[derive(Debug, Default)]
pub(super) struct KnownPolicy {
    /// Canonical title.
    pub(super) title: String,
    place: Option<Place>,
    aliases: Vec<String>,
    kind: Option<String>,
    number: Option<String>,
    index_number: Option<String>,
    issuers: Vec<String>,
    regions: Vec<String>,
    /// Status words, each with its day where the file gives one.
    status: Vec<(String, Option<Date>)>,
    issued: Option<Date>,
    published: Option<Date>,
    effective: Option<Date>,
    url: Option<String>,
    relations: Vec<(&'static str, String)>,
}

/// How a Policy stands to another, before it is noted.
pub(super) struct Relating<'a> {
    pub(super) relation: &'static str,
    pub(super) title: &'a str,
    pub(super) policy: Option<u32>,
}

impl<'a> Register<'a> {
    /// Reads the file: a map from title to what is known of it.
    pub(super) fn read(source: &'a Source, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut register = Self {
            source: Some(source),
            ..Self::default()
        };
        let map = match yaml::read(source, diagnostics) {
            Value::Mapping(map) => map,
            Value::Null => return register,
            _ => {
                let hint = "write `title: {aliases: [...], kind: notice}`";
                let message = "the file is no map of titles";
                diagnostics.push(problem(
                    "vocabulary-value",
                    &source.path,
                    None,
                    message,
                    hint,
                ));
                return register;
            }
        };
        for (title, value) in &map {
            let Some(written) = yaml::scalar(title) else {
                diagnostics.push(problem(
                    "vocabulary-value",
                    &source.path,
                    None,
                    "a title is empty, or no text",
                    "write the title of a policy before the colon",
                ));
                continue;
            };
            let mut policy = KnownPolicy {
                place: yaml::place_of(source, &written, 0),
                title: without_marks(&written).to_owned(),
                ..KnownPolicy::default()
            };
            policy.read(value, source, diagnostics);
            register.add(policy, diagnostics);
        }
        register
    }

    /// The key of the Policy that a folded title means.
    pub(super) fn canonical_key(&self, key: String) -> String {
        match self.by_key.get(&key) {
            Some(&index) => fold_key(&self.known[index].title),
            None => key,
        }
    }

    pub(super) fn find(&self, key: &str) -> Option<&KnownPolicy> {
        self.by_key.get(key).map(|&index| &self.known[index])
    }

    /// Keys of aliases, for those Policies that are cited.
    pub(super) fn aliases(
        &self,
        cited: &HashMap<String, u32>,
    ) -> impl Iterator<Item = (String, u32)> {
        self.known.iter().flat_map(|known| {
            let policy = cited.get(&fold_key(&known.title)).copied();
            let key = move |alias: &String| policy.map(|policy| (fold_key(alias), policy));
            known.aliases.iter().filter_map(key)
        })
    }

    /// Writes what the file says over what the Items say.
    pub(super) fn correct(
        &self,
        policies: &mut [Policy],
        index: &PolicyIndex,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for known in &self.known {
            let Some(policy) = index.find(&known.title) else {
                self.report_unknown(&known.title, known.place, diagnostics);
                continue;
            };
            known.correct(&mut policies[policy as usize]);
        }
    }

    /// Notes relations both ways.
    pub(super) fn relate(
        &self,
        policies: &mut [Policy],
        index: &PolicyIndex,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let circles = self.report_circles(diagnostics);
        for (at, known) in self.known.iter().enumerate() {
            let Some(from) = index.find(&known.title) else {
                continue;
            };
            for (nth, (relation, title)) in known.relations.iter().enumerate() {
                let to = index.find(title);
                if to.is_none() {
                    self.report_unknown(title, self.place_below(known, title), diagnostics);
                }
                // What contradicts the rest of the file is told and left out.
                if to == Some(from) || circles.contains(&(at, nth)) {
                    continue;
                }
                let other = to.map_or(title.as_str(), |to| policies[to as usize].title.as_str());
                let other = other.to_owned();
                policies[from as usize].relate(&Relating {
                    relation,
                    title: &other,
                    policy: to,
                });
                if let Some(to) = to.filter(|&to| to != from) {
                    let title = policies[from as usize].title.clone();
                    policies[to as usize].relate(&Relating {
                        relation: inverse(relation),
                        title: &title,
                        policy: Some(from),
                    });
                }
            }
        }
    }

    /// Tells the relations that go in a circle: the Policy of each and its place among that one's.
    fn report_circles(&self, diagnostics: &mut Vec<Diagnostic>) -> HashSet<(usize, usize)> {
        let mut claims = Vec::new();
        let mut places = Vec::new();
        for (at, known) in self.known.iter().enumerate() {
            for (nth, (relation, title)) in known.relations.iter().enumerate() {
                claims.push(Claim {
                    from: fold_key(&known.title),
                    relation,
                    to: self.canonical_key(fold_key(title)),
                });
                places.push((at, nth));
            }
        }
        let mut closing = HashSet::new();
        for (claim, circle) in circles(&claims) {
            let (at, nth) = places[claim];
            let known = &self.known[at];
            let (relation, title) = &known.relations[nth];
            let name = |key: &String| {
                let known = self.find(key);
                known.map_or_else(|| key.clone(), |known| known.title.clone())
            };
            let what = match circle.len() {
                1 => "points to itself".to_owned(),
                2 => "goes both ways".to_owned(),
                _ => {
                    let names: Vec<String> = circle.iter().map(name).collect();
                    format!("goes in a circle: `{}`", names.join("`, `"))
                }
            };
            let message = format!("`{relation}: {title}` of `{}` {what}", known.title);
            diagnostics.push(problem(
                "policy-relation",
                self.path(),
                self.place_below(known, title),
                message,
                "keep the relation on the later document; this one is left out",
            ));
            closing.insert((at, nth));
        }
        closing
    }

    fn add(&mut self, policy: KnownPolicy, diagnostics: &mut Vec<Diagnostic>) {
        let index = self.known.len();
        for title in std::iter::once(&policy.title).chain(&policy.aliases) {
            let before = *self.by_key.entry(fold_key(title)).or_insert(index);
            if let Some(other) = self.known.get(before) {
                let message = format!("`{title}` already means `{}`", other.title);
                let hint = "let each title stand once in the file";
                diagnostics.push(problem(
                    "vocabulary-value",
                    self.path(),
                    policy.place,
                    message,
                    hint,
                ));
            }
        }
        self.known.push(policy);
    }

    fn report_unknown(&self, title: &str, place: Option<Place>, diagnostics: &mut Vec<Diagnostic>) {
        diagnostics.push(problem(
            "policy-unknown",
            self.path(),
            place,
            format!("no item cites `{title}`"),
            "write the title as an item has it, or add that spelling under `aliases`",
        ));
    }

    fn path(&self) -> &str {
        self.source.map_or("policies.yaml", |source| &source.path)
    }

    fn place_below(&self, known: &KnownPolicy, word: &str) -> Option<Place> {
        let source = self.source?;
        let block = yaml::offset_of(source, known.place);
        let first = source.text[block..]
            .find('\n')
            .map_or(block, |at| block + at + 1);
        yaml::place_of(source, word, first).or_else(|| yaml::place_of(source, word, block))
    }
}

impl KnownPolicy {
    fn read(&mut self, value: &Value, source: &Source, diagnostics: &mut Vec<Diagnostic>) {
        let Value::Mapping(map) = value else {
            self.aliases = titles(value);
            return;
        };
        for (key, value) in map {
            let Some(key) = yaml::scalar(key) else {
                continue;
            };
            if let Some(complaint) = self.set(&key, value) {
                let block = yaml::offset_of(source, self.place);
                diagnostics.push(problem(
                    "vocabulary-value",
                    &source.path,
                    yaml::place_of(source, &key, block).or(self.place),
                    complaint,
                    "see the user guide for the keys of `policies.yaml`",
                ));
            }
        }
    }

    /// Takes one key; says what is wrong with it.
    fn set(&mut self, key: &str, value: &Value) -> Option<String> {
        let key = key.replace('-', "_");
        let date = |field: &mut Option<Date>| {
            *field = yaml::scalar(value).and_then(|text| text.parse().ok());
            field
                .is_none()
                .then(|| format!("`{key}` is no date such as `2020-09-10`"))
        };
        let known = POLICY_KEYS
            .iter()
            .find(|known| known.spellings().any(|name| name == key));
        match known.map_or(key.as_str(), |known| known.name) {
            "aliases" => self.aliases = titles(value),
            "kind" => {
                self.kind =
                    yaml::scalar(value).filter(|kind| policy_kinds().any(|known| known == kind));
                return self.kind.is_none().then(|| {
                    format!("`{key}` is no kind of document such as `notice`, `plan` or `law`")
                });
            }
            "number" => self.number = yaml::scalar(value),
            "index_number" => self.index_number = yaml::scalar(value),
            "issuers" => self.issuers = yaml::scalars(value),
            "regions" => self.regions = yaml::scalars(value),
            "status" => return self.read_status(value),
            "issued" => return date(&mut self.issued),
            "published" => return date(&mut self.published),
            "effective" => return date(&mut self.effective),
            "url" => {
                let web = |url: &String| url.starts_with("https://") || url.starts_with("http://");
                self.url = yaml::scalar(value).filter(web);
                return self
                    .url
                    .is_none()
                    .then(|| format!("`{key}` is no `http` address"));
            }
            _ => match relation(&key) {
                Some(relation) => {
                    let pair = |title| (relation, title);
                    self.relations.extend(titles(value).into_iter().map(pair));
                }
                None => return Some(format!("`{key}` of `{}` is not known", self.title)),
            },
        }
        None
    }

    /// `印发`, `[印发, 施行]`, `{印发: 2020-09-10}` or a list of such maps.
    fn read_status(&mut self, value: &Value) -> Option<String> {
        let mut odd = None;
        match value {
            Value::Mapping(map) => {
                for (word, day) in map {
                    let date = yaml::scalar(day).and_then(|day| day.parse().ok());
                    if date.is_none() && !day.is_null() {
                        odd = Some(
                            "`status` has a day that is no date such as `2020-09-10`".to_owned(),
                        );
                    }
                    self.status
                        .extend(yaml::scalar(word).map(|word| (word, date)));
                }
            }
            Value::Sequence(list) => {
                for entry in list {
                    odd = odd.or(self.read_status(entry));
                }
            }
            other => self
                .status
                .extend(yaml::scalar(other).map(|word| (word, None))),
        }
        odd
    }

    fn correct(&self, policy: &mut Policy) {
        for alias in &self.aliases {
            policy.add_alias(alias);
        }
        if let Some(kind) = &self.kind {
            policy.kind.clone_from(kind);
        }
        let or = |field: &mut Option<String>, value: &Option<String>| {
            if value.is_some() {
                field.clone_from(value);
            }
        };
        or(&mut policy.number, &self.number);
        or(&mut policy.index_number, &self.index_number);
        or(&mut policy.url, &self.url);
        if !self.issuers.is_empty() {
            policy.issuers.clone_from(&self.issuers);
        }
        if !self.regions.is_empty() {
            policy.regions.clone_from(&self.regions);
        }
        policy.issued = self.issued;
        policy.published = self.published;
        policy.effective = self.effective;
        let status = |(word, date): &(String, Option<Date>)| PolicyStatus {
            word: word.clone(),
            date: *date,
            item: None,
        };
        policy.status.splice(0..0, self.status.iter().map(status));
    }
}

/// Other spellings of relations.
const RELATION_SPELLINGS: [(&str, &str); 4] = [
    ("replaces", "supersedes"),
    ("replaced_by", "superseded_by"),
    ("related", "relates"),
    ("relates_to", "relates"),
];

/// Every spelling of a relation that `policies.yaml` may have.
pub fn relation_spellings() -> impl Iterator<Item = &'static str> {
    let names = RELATIONS.iter().flat_map(|&(one, other)| [one, other]);
    names.chain(RELATION_SPELLINGS.iter().map(|(spelling, _)| *spelling))
}

/// The code word of a relation in any of its spellings.
fn relation(key: &str) -> Option<&'static str> {
    let other = RELATION_SPELLINGS
        .iter()
        .find(|(spelling, _)| *spelling == key);
    if let Some((_, relation)) = other {
        return Some(relation);
    }
    let names = RELATIONS
        .iter()
        .flat_map(|&(relation, inverse)| [relation, inverse]);
    names.into_iter().find(|name| *name == key)
}

fn inverse(relation: &str) -> &'static str {
    let found = RELATIONS.iter().find_map(|&(one, other)| {
        (one == relation)
            .then_some(other)
            .or_else(|| (other == relation).then_some(one))
    });
    found.expect("relations come from the table")
}

/// Titles, without 《》.
fn titles(value: &Value) -> Vec<String> {
    let all = yaml::scalars(value);
    all.iter()
        .map(|title| without_marks(title).to_owned())
        .collect()
}

fn without_marks(title: &str) -> &str {
    title
        .strip_prefix('《')
        .and_then(|title| title.strip_suffix('》'))
        .filter(|title| !title.contains(['《', '》']))
        .unwrap_or(title)
}

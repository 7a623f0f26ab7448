//! Tags that lead nowhere, or to one half of the posts.

use std::collections::{BTreeMap, BTreeSet};

use crate::archive::{Archive, ItemId, Role, TAGS, TagVocabulary};
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::fold::fold_key;
use crate::source::Source;

/// How many times more posts a tag must have than one that is taken for its misspelling.
const FAR_MORE: usize = 3;

pub(super) fn look(
    archive: &Archive,
    settings: &Settings,
    vocabulary: &[Source],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let file = vocabulary.iter().find(|file| file.path == "tags.yaml");
    // What is wrong in the file was told when the tags were gathered.
    let known = file.map(|file| TagVocabulary::read(file, &mut Vec::new()));
    let tags = Tags {
        archive,
        uses: uses(archive),
        known: known.unwrap_or_default(),
    };
    let is_register = tags.is_register() || settings.rules.levels.contains_key("tag-unknown");
    let near = tags.near();
    for (index, document) in archive.documents.iter().enumerate() {
        if archive.roles[index] == Role::Post {
            tags.one(index, document, is_register, &near, diagnostics);
        }
    }
}

struct Tags<'a> {
    archive: &'a Archive,
    /// Folded tag to the number of posts, and a spelling.
    uses: BTreeMap<String, (usize, &'a str)>,
    known: TagVocabulary,
}

fn uses(archive: &Archive) -> BTreeMap<String, (usize, &str)> {
    let mut uses: BTreeMap<String, (usize, &str)> = BTreeMap::new();
    for (document, role) in archive.documents.iter().zip(&archive.roles) {
        if *role == Role::Post {
            for tag in &document.meta.tags {
                uses.entry(fold_key(tag)).or_insert((0, tag)).0 += 1;
            }
        }
    }
    uses
}

impl Tags<'_> {
    /// Whether `tags.yaml` is a register of the tags, not only a list of aliases: when it knows at
    /// least half of those in use.
    fn is_register(&self) -> bool {
        let n_known = self
            .uses
            .keys()
            .filter(|key| self.known.find(key).is_some())
            .count();
        !self.known.tags.is_empty() && n_known * 2 >= self.uses.len()
    }

    /// Tags that are probably misspelt: folded tag to the spelling of the frequent one.
    fn near(&self) -> BTreeMap<&str, String> {
        // Tags that agree but for one letter agree in one of their halves.
        let mut halves: BTreeMap<(bool, String), Vec<&str>> = BTreeMap::new();
        for key in self.uses.keys().filter(|key| is_long_enough(key)) {
            let letters: Vec<char> = key.chars().collect();
            // A letter more or less moves the middle: an odd number has two.
            for cut in letters.len() / 2..=letters.len().div_ceil(2) {
                let (head, tail) = letters.split_at(cut);
                for (is_head, half) in [(true, head), (false, tail)] {
                    let half = half.iter().collect();
                    halves.entry((is_head, half)).or_default().push(key);
                }
            }
        }
        let mut near: BTreeMap<&str, String> = BTreeMap::new();
        for group in halves.values().filter(|group| group.len() <= 200) {
            for one in group {
                let rare = self.uses[*one].0;
                let better = group
                    .iter()
                    .find(|other| self.uses[**other].0 >= rare * FAR_MORE && is_slip(one, other));
                if let Some(better) = better
                    && self.known.find(one).is_none()
                {
                    near.insert(one, self.uses[*better].1.to_owned());
                }
            }
        }
        // Registered tags count as frequent, whoever uses them.
        for key in self.uses.keys().filter(|key| is_long_enough(key)) {
            if self.known.find(key).is_none() && !near.contains_key(key.as_str()) {
                let names = self.known.tags.iter().map(|tag| tag.name.as_str());
                if let Some(name) = names.filter(|name| is_slip(key, &fold_key(name))).min() {
                    near.insert(key, name.to_owned());
                }
            }
        }
        near
    }

    fn one(
        &self,
        index: usize,
        document: &Document,
        is_register: bool,
        near: &BTreeMap<&str, String>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let place = ["tags", "tag", "taxonomies"]
            .iter()
            .find_map(|key| document.meta.places.get(key));
        let mut add = |code, message: String, hint: String| {
            let mut found = Diagnostic::of_file(&document.path, code, message);
            found.place = place;
            found.hint(hint);
            diagnostics.push(found);
        };
        for tag in &document.meta.tags {
            let key = fold_key(tag);
            if let Some(known) = self.known.find(&key) {
                if fold_key(&known.name) != key && !known.stop {
                    let message = format!("`{tag}` is an alias of the tag `{}`", known.name);
                    add("tag-alias", message, format!("write `{}`", known.name));
                }
            } else if let Some(better) = near.get(key.as_str()) {
                let message = format!("`{tag}` differs from the tag `{better}` by a letter");
                add("tag-near", message, format!("did you mean `{better}`?"));
            } else if is_register && self.uses[&key].0 == 1 && !crate::archive::is_no_term(&key) {
                let message = format!("`{tag}` stands neither in `tags.yaml` nor in another post");
                add(
                    "tag-unknown",
                    message,
                    "choose a known tag, or enter it in `tags.yaml`".to_owned(),
                );
            }
        }
        let absent = self.absent(index, document);
        if !absent.is_empty() {
            let names: Vec<String> = absent.iter().map(|name| format!("`{name}`")).collect();
            let verb = if names.len() == 1 { "stands" } else { "stand" };
            let message = format!("{} {verb} in no item of this digest", names.join(", "));
            let two = absent
                .iter()
                .find(|name| name.contains(' ') && !name.is_ascii());
            let hint = match two {
                Some(name) => format!(
                    "if these are two tags, write `{}`; else delete the tag",
                    name.split_whitespace().collect::<Vec<_>>().join(", ")
                ),
                None => "delete the tag, or write the word that the items use".to_owned(),
            };
            add("tag-absent", message, hint);
        }
    }

    /// Tags of a digest that none of its items has.
    fn absent(&self, index: usize, document: &Document) -> Vec<&str> {
        if !document.digest {
            return Vec::new();
        }
        let tags = &self.archive.facets[TAGS];
        let of_items: BTreeSet<u32> = (0..document.items.len() as u32)
            .flat_map(|item| {
                let id = ItemId {
                    document: index as u32,
                    item,
                };
                tags.of_items
                    .row(self.archive.item_index(id))
                    .iter()
                    .copied()
            })
            .collect();
        let own = tags.of_posts.row(index).iter();
        own.filter(|term| !of_items.contains(term))
            .map(|&term| tags.terms[term as usize].name.as_str())
            .collect()
    }
}

/// Four Han characters or six letters: shorter names differ by a letter and mean another thing.
fn is_long_enough(key: &str) -> bool {
    let n = key.chars().count();
    if key.is_ascii() { n >= 6 } else { n >= 4 }
}

/// Whether two tags differ by one letter that is no digit.
fn is_slip(one: &str, other: &str) -> bool {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    one != other
        && one.len().abs_diff(other.len()) <= 4
        && strsim::osa_distance(one, other) == 1
        && digits(one) == digits(other)
}

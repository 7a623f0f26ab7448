//! Typed links between posts: front-matter keys that `site.yaml` names under `relations`.

use std::collections::HashMap;
use std::sync::Arc;

use super::facet::{Gathered, place_of_key, texts};
use super::order::{below_posts, join_path, without_extension};
use super::rows::Rows;
use super::{DocumentId, Role, problem};
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::fold::fold_key;

/// A typed link between two Documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypedLink {
    /// Index into the settings' relations.
    pub relation: u32,
    /// Whether this Document is the one pointed to.
    pub inverse: bool,
    /// The other Document.
    pub other: DocumentId,
}

/// More targets in one key are no relation.
const MAX_TARGETS: usize = 256;

/// Keys of the front matter that name a post.
const ID_KEYS: [&str; 3] = ["id", "number", "artid"];

/// For each Document its typed links, in order of the relations: those it declares in order of its
/// front matter, then those that point to it.
pub(super) fn relations(
    of: Gathered<'_>,
    settings: &Settings,
    diagnostics: &mut Vec<Diagnostic>,
) -> Rows<TypedLink> {
    let mut links: Vec<Vec<TypedLink>> = vec![Vec::new(); of.documents.len()];
    if settings.relations.is_empty() {
        return links.into_iter().collect();
    }
    let index = Index::new(of);
    for (relation, declared) in settings.relations.iter().enumerate() {
        let mut back: Vec<(DocumentId, TypedLink)> = Vec::new();
        for (id, document) in of.documents.iter().enumerate() {
            let Some(value) = document.meta.extra.get(&declared.key) else {
                continue;
            };
            let id = id as DocumentId;
            let found = |target: &str| index.find(id, target).filter(|&other| other != id);
            for target in targets(&texts(value), found) {
                let Some(other) = found(&target) else {
                    diagnostics.push(problem(
                        "missing-relation",
                        &document.path,
                        place_of_key(&document.meta, &[&declared.key]),
                        format!("`{}` names `{target}`, which is no post", declared.key),
                        "write the number, the id or the file name of a post",
                    ));
                    continue;
                };
                let link = |inverse, other| TypedLink {
                    relation: relation as u32,
                    inverse,
                    other,
                };
                let forward = link(false, other);
                if !links[id as usize].contains(&forward) {
                    links[id as usize].push(forward);
                    back.push((other, link(true, id)));
                }
            }
        }
        for (to, link) in back {
            links[to as usize].push(link);
        }
    }
    links.into_iter().collect()
}

/// The names in a value: a text that names a post as a whole is one; else it is a list with commas,
/// and where all its words are numbers, with spaces.
fn targets(texts: &[String], found: impl Fn(&str) -> Option<DocumentId>) -> Vec<String> {
    let mut targets = Vec::new();
    for text in texts {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        if found(text).is_some() {
            targets.push(text.to_owned());
            continue;
        }
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let numbers = text.split([',', ' ']).all(digits);
        let parts = text.split(|char| {
            matches!(char, ',' | '，' | '、' | ';' | '；') || (numbers && char == ' ')
        });
        let parts = parts.map(str::trim).filter(|part| !part.is_empty());
        targets.extend(parts.map(str::to_owned));
    }
    targets.truncate(MAX_TARGETS);
    targets
}

/// Finds Documents by what people call them. A name that means several means none.
struct Index<'a> {
    documents: &'a [Arc<Document>],
    by_path: HashMap<String, DocumentId>,
    by_stem: HashMap<String, Unique>,
    /// By what stands before a number in the name, and the number.
    by_number: HashMap<(String, u64), Unique>,
    by_id: HashMap<String, Unique>,
    by_title: HashMap<String, Unique>,
}

/// One Document, or several.
#[derive(Clone, Copy)]
enum Unique {
    One(DocumentId),
    Several,
}

impl<'a> Index<'a> {
    fn new(of: Gathered<'a>) -> Self {
        let mut index = Self {
            documents: of.documents,
            by_path: HashMap::new(),
            by_stem: HashMap::new(),
            by_number: HashMap::new(),
            by_id: HashMap::new(),
            by_title: HashMap::new(),
        };
        for (id, document) in of.documents.iter().enumerate() {
            if of.roles[id] == Role::Head {
                continue;
            }
            let id = id as DocumentId;
            let path = without_extension(below_posts(&document.path));
            index.by_path.entry(path.to_lowercase()).or_insert(id);
            let stem = stem_of(&document.path).to_lowercase();
            if let Some((series, number)) = numbered(&stem) {
                add(&mut index.by_number, (series, number), id);
            }
            add(&mut index.by_stem, stem, id);
            add(&mut index.by_title, fold_key(&document.title), id);
            for key in ID_KEYS {
                for text in document.meta.extra.get(key).map(texts).unwrap_or_default() {
                    add(&mut index.by_id, text.trim().to_lowercase(), id);
                }
            }
            if let Some(artid) = &document.meta.artid {
                add(&mut index.by_id, artid.to_lowercase(), id);
            }
        }
        index
    }

    fn find(&self, from: DocumentId, target: &str) -> Option<DocumentId> {
        let own = &self.documents[from as usize].path;
        let target = target.trim().trim_matches(['"', '\'']).to_lowercase();
        if target.is_empty() {
            return None;
        }
        if target.bytes().all(|byte| byte.is_ascii_digit()) {
            let (series, _) = numbered(&stem_of(own).to_lowercase())?;
            let number = target.parse().ok()?;
            return one(self.by_number.get(&(series, number)))
                .or_else(|| one(self.by_id.get(&target)));
        }
        let target = target.trim_start_matches("./").trim_end_matches('/');
        let bare = without_extension(target);
        let below = without_extension(below_posts(own)).to_lowercase();
        let folder = below.rsplit_once('/').map_or("", |(folder, _)| folder);
        let beside = join_path(folder, bare);
        let by_path = |path: &str| self.by_path.get(path).copied();
        beside
            .as_deref()
            .and_then(by_path)
            .or_else(|| by_path(below_posts(bare.trim_start_matches('/'))))
            .or_else(|| one(self.by_id.get(bare)))
            .or_else(|| one(self.by_stem.get(&bare.replace(' ', "-"))))
            .or_else(|| one(self.by_title.get(&fold_key(target))))
    }
}

fn add<Key: std::hash::Hash + Eq>(map: &mut HashMap<Key, Unique>, key: Key, id: DocumentId) {
    map.entry(key)
        .and_modify(|unique| *unique = Unique::Several)
        .or_insert(Unique::One(id));
}

fn one(found: Option<&Unique>) -> Option<DocumentId> {
    match found {
        Some(Unique::One(id)) => Some(*id),
        _ => None,
    }
}

/// The file's name without extension; `index` and `README` have that of their folder.
fn stem_of(path: &str) -> &str {
    let path = without_extension(path);
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if folder.is_empty() || !matches!(name, "index" | "README") {
        name
    } else {
        folder.rsplit('/').next().unwrap_or(folder)
    }
}

/// A numbered name: what makes the series, and the number. `eip-155` is number 155 of `eip-`; of
/// `0002-rfc-process` the number comes first.
fn numbered(stem: &str) -> Option<(String, u64)> {
    let digits = |byte: &u8| byte.is_ascii_digit();
    let first = stem.bytes().take_while(digits).count();
    if first > 0 {
        return Some((String::new(), stem[..first].parse().ok()?));
    }
    let last = stem.bytes().rev().take_while(digits).count();
    let (series, number) = stem.split_at(stem.len() - last);
    Some((series.to_owned(), number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::fixture::{document, shown};
    use crate::archive::gather;
    use crate::config::Relation;

    /// What `a` relates to by `requires`, and what was said of it.
    fn related(path: &str, value: &str, others: &[&str]) -> (Vec<String>, Vec<String>) {
        let mut documents = vec![document(path).extra("requires", value)];
        documents.extend(others.iter().map(|other| document(other)));
        let settings = Settings {
            relations: vec![Relation {
                key: "requires".to_owned(),
                label: String::new(),
                inverse: String::new(),
            }],
            ..Settings::default()
        };
        let (archive, diagnostics) = gather(documents, &settings, &[]);
        let id = archive
            .documents
            .iter()
            .position(|document| document.path == path)
            .unwrap();
        let links = archive.relations.row(id);
        for link in links {
            let back = archive.relations.row(link.other as usize);
            assert!(
                back.iter()
                    .any(|back| back.inverse && back.other as usize == id)
            );
        }
        let other = |link: &TypedLink| archive.document(link.other).path.clone();
        (links.iter().map(other).collect(), shown(&diagnostics))
    }

    #[test]
    fn numbers_ids_and_file_names_are_found() {
        let others = ["e/eip-20.md", "e/eip-155.md", "f/other.md", "e/sub/x.md"];
        for (value, expected) in [
            ("155", vec!["e/eip-155.md"]),
            ("0155", vec!["e/eip-155.md"]),
            ("20, 155", vec!["e/eip-20.md", "e/eip-155.md"]),
            ("20 155", vec!["e/eip-20.md", "e/eip-155.md"]),
            ("EIP-20、eip-155.md", vec!["e/eip-20.md", "e/eip-155.md"]),
            ("./eip-20.md", vec!["e/eip-20.md"]),
            ("../f/other.md", vec!["f/other.md"]),
            ("other", vec!["f/other.md"]),
            ("sub/x", vec!["e/sub/x.md"]),
            ("posts/f/other.md", vec!["f/other.md"]),
            ("20, 20", vec!["e/eip-20.md"]),
        ] {
            let (found, said) = related("e/eip-1.md", value, &others);
            assert_eq!(found, expected, "{value}");
            assert!(said.is_empty(), "{value}: {said:?}");
        }
    }

    #[test]
    fn numbers_may_stand_in_front_of_the_name() {
        let (found, _) = related("text/0003-c.md", "2", &["text/0002-b.md"]);
        assert_eq!(found, ["text/0002-b.md"]);
    }

    #[test]
    fn a_missing_or_doubtful_target_is_told_with_its_line() {
        for (value, others) in [
            ("99", vec!["eip-2.md"]),
            ("../../x", vec![]),
            ("same", vec!["a/same.md", "b/same.md"]),
            ("eip-1", vec![]),
        ] {
            let (found, said) = related("eip-1.md", value, &others);
            assert!(found.is_empty(), "{value}");
            assert_eq!(said, ["content/eip-1.md:4: missing-relation"], "{value}");
        }
    }
}

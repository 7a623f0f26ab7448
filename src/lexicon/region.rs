//! Places: provinces, prefectures, counties and zones of China, and the world.

use std::collections::{HashMap, HashSet};

use serde_yaml::Value;

use super::table::{list, rows};
use crate::config::{MAX_YAML_DEPTH, yaml_depth};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Source, Span};

const REGIONS: &str = include_str!("../../data/regions.tsv");
const COUNTRIES: &str = include_str!("../../data/countries.tsv");
const ABBREVIATIONS: &str = include_str!("../../data/region_abbreviations.tsv");

/// Index of a Region in the [`Gazetteer`].
pub type RegionId = u16;

/// All places, parents before children.
#[derive(Debug, Default)]
pub struct Gazetteer {
    regions: Vec<Region>,
    by_path: HashMap<String, RegionId>,
}

/// A place.
#[derive(Debug)]
pub struct Region {
    /// Short names from the top down: `四川/成都`.
    pub path: String,
    /// Full form: `成都市`.
    pub full: String,
    /// Whether it lies outside China.
    pub abroad: bool,
    /// The Region above.
    pub parent: Option<RegionId>,
    /// Whether it is meant where another of the same name is not ruled in by its parent.
    pub default: bool,
}

/// What a form of words may mean as a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceSense {
    /// One Region, or several of the same name.
    Name(Vec<RegionId>),
    /// The same, but only right after a name of its parent.
    Guarded(Vec<RegionId>),
    /// Several Regions at once (京津冀), or a part of one (湘南).
    Group(Vec<RegionId>),
    /// Countries that deal with each other (日韩): places an item only where nothing else does.
    Relation(Vec<RegionId>),
}

impl Gazetteer {
    /// Reads the built-in tables. The second value: each form of words and what it may mean.
    pub(super) fn built_in() -> (Self, Vec<(String, PlaceSense)>) {
        let mut gazetteer = Self::default();
        let mut names: HashMap<&str, (Vec<RegionId>, bool)> = HashMap::new();
        let mut order = Vec::new();
        let domestic = rows(REGIONS, ["path", "names", "guarded", "flags"]);
        let abroad = rows(COUNTRIES, ["path", "names", "guarded", "flags"]);
        let both = domestic
            .map(|row| (row, false))
            .chain(abroad.map(|row| (row, true)));
        for ([path, sure, guarded, flags], abroad) in both {
            let full = list(sure).next().unwrap_or(path);
            let id = gazetteer.add(path, full, flags.contains("default"), abroad);
            for (name, is_guarded) in list(sure)
                .map(|name| (name, false))
                .chain(list(guarded).map(|name| (name, true)))
            {
                let entry = names.entry(name).or_insert_with(|| {
                    order.push(name);
                    (Vec::new(), is_guarded)
                });
                entry.1 &= is_guarded;
                entry.0.push(id);
            }
        }
        let mut forms: Vec<(String, PlaceSense)> = order
            .into_iter()
            .map(|name| {
                let (ids, guarded) = names
                    .remove(name)
                    .expect("each name in order was counted once");
                (
                    name.to_owned(),
                    if guarded {
                        PlaceSense::Guarded(ids)
                    } else {
                        PlaceSense::Name(ids)
                    },
                )
            })
            .collect();
        for [word, paths, kind] in rows(ABBREVIATIONS, ["word", "paths", "kind"]) {
            let ids: Vec<RegionId> = list(paths).filter_map(|path| gazetteer.id(path)).collect();
            match kind {
                "group" | "part" => forms.push((word.to_owned(), PlaceSense::Group(ids))),
                "relation" => forms.push((word.to_owned(), PlaceSense::Relation(ids))),
                // One character alone is never read as a place.
                _ => {}
            }
        }
        (gazetteer, forms)
    }

    /// Adds a Region, or returns the one with that path.
    fn add(&mut self, path: &str, full: &str, default: bool, abroad: bool) -> RegionId {
        if let Some(&id) = self.by_path.get(path) {
            return id;
        }
        let parent = path
            .rsplit_once('/')
            .map(|(parent, last)| self.add(parent, last, false, abroad));
        let id = RegionId::try_from(self.regions.len()).expect(
            "the tables hold some thousand places, an archive's file at most as many again",
        );
        self.regions.push(Region {
            path: path.to_owned(),
            full: full.to_owned(),
            abroad,
            parent,
            default,
        });
        self.by_path.insert(path.to_owned(), id);
        id
    }

    /// The Region with a path.
    pub fn id(&self, path: &str) -> Option<RegionId> {
        self.by_path.get(path).copied()
    }

    /// A Region by its number.
    pub fn region(&self, id: RegionId) -> &Region {
        &self.regions[usize::from(id)]
    }

    /// Whether `outer` is `inner` or stands above it.
    pub fn holds(&self, outer: RegionId, inner: RegionId) -> bool {
        let mut at = Some(inner);
        while let Some(id) = at {
            if id == outer {
                return true;
            }
            at = self.region(id).parent;
        }
        false
    }
}

/// Bytes of an archive's own file.
const MAX_FILE: usize = 1 << 20;

/// Most places that an archive's own file may add.
const MOST_ADDED: usize = 10_000;

/// Reads `content/regions.yaml`: a map of paths (`四川/天府`) to the names of each place.
///
/// Returns the forms of words that it adds; they replace the built-in meaning of the same words.
pub(super) fn read(
    source: &Source,
    gazetteer: &mut Gazetteer,
) -> (Vec<(String, PlaceSense)>, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::new(source);
    let mut forms: Vec<(String, PlaceSense)> = Vec::new();
    if source.text.len() > MAX_FILE || yaml_depth(&source.text) > MAX_YAML_DEPTH {
        let message = "the file is too long or nests too deep";
        diagnostics
            .add("vocabulary", source.span_at(1), message)
            .hint("write one place a line: `四川/天府: [天府新区, 天府]`");
        return (forms, diagnostics.into_vec());
    }
    let entries = match serde_yaml::from_str::<Value>(&source.text) {
        Ok(Value::Mapping(entries)) => entries,
        Ok(Value::Null) => return (forms, diagnostics.into_vec()),
        Ok(_) => {
            diagnostics
                .add("vocabulary", source.span_at(1), "this is no map of places")
                .hint("write one place a line: `四川/天府: [天府新区, 天府]`");
            return (forms, diagnostics.into_vec());
        }
        Err(error) => {
            let line = error
                .location()
                .map_or(1, |location| location.line() as u32);
            diagnostics
                .add(
                    "vocabulary",
                    source.span_at(line),
                    format!("this is no YAML: {error}"),
                )
                .hint("write one place a line: `四川/天府: [天府新区, 天府]`");
            return (forms, diagnostics.into_vec());
        }
    };
    if entries.len() > MOST_ADDED {
        let message = format!("only the first {MOST_ADDED} places are read");
        diagnostics.add("vocabulary-value", source.span_at(1), message);
    }
    let written: HashSet<String> = entries
        .keys()
        .filter_map(|path| path.as_str().map(str::to_owned))
        .collect();
    for (path, names) in entries.into_iter().take(MOST_ADDED) {
        let Some(path) = path.as_str().filter(|path| is_path(path)) else {
            diagnostics
                .add(
                    "vocabulary-value",
                    line_of(source, &path),
                    "a place needs a path of names parted by `/`",
                )
                .hint("for example `四川/天府`");
            continue;
        };
        let names: Vec<String> = match &names {
            Value::String(name) => vec![name.clone()],
            Value::Sequence(names) => names
                .iter()
                .filter_map(|name| name.as_str().map(str::to_owned))
                .collect(),
            _ => Vec::new(),
        };
        if names.iter().all(|name| name.chars().count() < 2) {
            diagnostics
                .add(
                    "vocabulary-value",
                    line_of(source, &Value::String(path.to_owned())),
                    format!("`{path}` has no name of two characters or more"),
                )
                .hint(format!("write `{path}: [全称, 简称]`"));
            continue;
        }
        if let Some((parent, _)) = path.rsplit_once('/')
            && gazetteer.id(parent).is_none()
            && !written.contains(parent)
        {
            diagnostics
                .add(
                    "vocabulary-value",
                    line_of(source, &Value::String(path.to_owned())),
                    format!("`{parent}` is no place that is known, above `{path}`"),
                )
                .hint("write its short name as the regions' pages have it, or add it as a line of its own");
        }
        let id = gazetteer.add(path, &names[0], true, false);
        for name in names.into_iter().filter(|name| name.chars().count() >= 2) {
            match forms.iter_mut().find(|(other, _)| *other == name) {
                Some((_, PlaceSense::Name(ids))) => ids.push(id),
                _ => forms.push((name, PlaceSense::Name(vec![id]))),
            }
        }
    }
    (forms, diagnostics.into_vec())
}

fn is_path(path: &str) -> bool {
    path.split('/').all(|part| !part.trim().is_empty())
        && path.split('/').count() <= 4
        && path.chars().count() <= 60
}

/// The line where a key stands.
fn line_of(source: &Source, key: &Value) -> Span {
    let key = key.as_str().unwrap_or_default();
    let line = (1..=source.n_lines()).find(|&line| {
        !key.is_empty()
            && source
                .line_text(line)
                .trim_start_matches(['"', '\'', ' '])
                .starts_with(key)
    });
    source.span_at(line.unwrap_or(1))
}

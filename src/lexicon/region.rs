//! Places: provinces, prefectures, counties and zones of China, and the world.

use std::collections::HashMap;

use super::table::{list, rows};

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
        for [path, sure, guarded, flags] in domestic.chain(abroad) {
            let id = gazetteer.add(path, flags.contains("default"));
            for (name, is_guarded) in list(sure).map(|name| (name, false)).chain(list(guarded).map(|name| (name, true))) {
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
                let (ids, guarded) = names.remove(name).expect("each name in order was counted once");
                (name.to_owned(), if guarded { PlaceSense::Guarded(ids) } else { PlaceSense::Name(ids) })
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
    pub(super) fn add(&mut self, path: &str, default: bool) -> RegionId {
        if let Some(&id) = self.by_path.get(path) {
            return id;
        }
        let parent = path.rsplit_once('/').map(|(parent, _)| self.add(parent, false));
        let id = RegionId::try_from(self.regions.len()).expect("some thousand places");
        self.regions.push(Region { path: path.to_owned(), parent, default });
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

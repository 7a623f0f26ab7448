//! Issuing bodies: central ones by name, local ones by their shape after the name of a place.

use rustc_hash::FxHashMap;

use super::region::Region;
use super::table::{list, rows};

const ISSUERS: &str = include_str!("../../data/issuers.tsv");
const SHAPES: &str = include_str!("../../data/issuer_shapes.tsv");

/// Index of an Issuer in the lexicon.
pub type IssuerId = u16;

/// A body that issues Policies.
#[derive(Debug)]
pub struct Issuer {
    /// Canonical name.
    pub name: &'static str,
    /// Short and former names.
    pub aliases: Vec<&'static str>,
    /// `ministry`, `court`, `foreign` …
    pub kind: &'static str,
    /// Path of the Region that it acts for, where its name places an Item (courts, foreign bodies).
    pub region: Option<&'static str>,
}

pub(super) fn built_in() -> Vec<Issuer> {
    let rows = rows(ISSUERS, ["name", "aliases", "kind", "region"]);
    rows.map(|[name, aliases, kind, region]| Issuer {
        name,
        aliases: list(aliases).collect(),
        kind,
        region: (matches!(kind, "court" | "foreign") && !region.is_empty()).then_some(region),
    })
    .collect()
}

/// All names of all bodies.
pub(super) fn names(issuers: &[Issuer]) -> impl Iterator<Item = (&'static str, IssuerId)> {
    issuers.iter().enumerate().flat_map(|(index, issuer)| {
        let id = IssuerId::try_from(index).expect("some hundred bodies");
        std::iter::once(issuer.name)
            .chain(issuer.aliases.iter().copied())
            .map(move |name| (name, id))
    })
}

/// Shapes of local bodies: what follows the name of a place.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// By the first character after the place, the longest first.
    shapes: FxHashMap<Option<char>, Vec<Shape>>,
}

#[derive(Debug)]
struct Shape {
    /// What stands before the place (`中共`).
    before: &'static str,
    /// What stands after it.
    after: &'static str,
    /// Canonical name, around the full form of the place.
    canonical: (&'static str, &'static str),
    /// Whether the place is a country abroad.
    abroad: bool,
}

impl Shapes {
    pub(super) fn built_in() -> Self {
        let split = |text: &'static str| {
            let parts = text.split_once("{region}").map(|parts| (parts, false));
            parts.or_else(|| text.split_once("{country}").map(|parts| (parts, true)))
        };
        let all: Vec<Shape> = rows(SHAPES, ["shape", "canonical"])
            .filter_map(|[shape, canonical]| {
                let (((before, after), abroad), (canonical, _)) =
                    (split(shape)?, split(canonical)?);
                Some(Shape {
                    before,
                    after,
                    canonical,
                    abroad,
                })
            })
            .collect();
        let mut shapes: FxHashMap<Option<char>, Vec<Shape>> = FxHashMap::default();
        for shape in all {
            let first = shape.after.chars().next();
            shapes.entry(first).or_default().push(shape);
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for same in shapes.values_mut() {
            same.sort_by_key(|shape| std::cmp::Reverse((shape.after.len(), shape.before.len())));
        }
        Self { shapes }
    }

    /// The local body around a place: bytes of it before and after the place, its canonical name.
    ///
    /// `form` is the name of the place as written. 委 alone follows only a full form: 四川省委, not
    /// 四川委.
    pub(super) fn find(
        &self,
        before: &str,
        form: &str,
        region: &Region,
        after: &str,
    ) -> Option<(usize, usize, String)> {
        let full = if region.abroad { form } else { &region.full };
        let is_full = form.ends_with(['省', '市', '区', '县', '州', '旗', '盟']);
        // Shapes with nothing after the place (驻{country}) are the shortest.
        let first = after.chars().next();
        let of = |first| self.shapes.get(&first).into_iter().flatten();
        let with_end = first.into_iter().flat_map(|first| of(Some(first)));
        with_end.chain(of(None)).find_map(|shape| {
            let fits = shape.abroad == region.abroad
                && after.starts_with(shape.after)
                && before.ends_with(shape.before);
            // 市委 where the place was found without 市: 成都|市委.
            let needs_full = shape.after.starts_with('委') && shape.before.is_empty();
            (fits && (is_full || !needs_full)).then(|| {
                let name = format!("{}{full}{}", shape.canonical.0, shape.canonical.1);
                (shape.before.len(), shape.after.len(), name)
            })
        })
    }
}

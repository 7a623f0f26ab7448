//! The provinces as equal squares at their usual places.

use std::fmt::Write as _;

use super::{Caption, escape, level, svg, text};
use crate::render::view::Html;

/// Side of a square and the gap to the next: a square is 24 CSS pixels or more on the narrowest
/// screens.
const SIDE: usize = 44;
const STEP: usize = 48;

/// Places of the provinces: name, column, row, as in `data/province_tiles.tsv`.
const PLACES: &str = include_str!("../../../data/province_tiles.tsv");

/// A province with its number.
pub(in crate::render) struct Tile<'a> {
    /// Short name, as Regions have it (`广东`).
    pub(in crate::render) name: &'a str,
    /// Its page.
    pub(in crate::render) href: String,
    /// Items about it.
    pub(in crate::render) n: usize,
}

/// The map; provinces without a number are drawn empty.
pub(in crate::render) fn tiles(caption: &Caption, provinces: &[Tile]) -> Html {
    let most = provinces
        .iter()
        .map(|tile| tile.n)
        .max()
        .unwrap_or_default();
    let mut body = String::new();
    let (mut right, mut bottom) = (0, 0);
    for (name, column, row) in places() {
        let (x, y) = (column * STEP, row * STEP);
        (right, bottom) = (right.max(x + SIDE), bottom.max(y + SIDE));
        let tile = provinces.iter().find(|tile| tile.name == name);
        let n = tile.map_or(0, |tile| tile.n);
        if let Some(tile) = tile {
            body.push_str("<a href=\"");
            escape(&mut body, &tile.href);
            body.push_str("\">");
        }
        let _ = write!(
            body,
            "<rect class=\"s{}\" x=\"{x}\" y=\"{y}\" width=\"{SIDE}\" height=\"{SIDE}\"/>",
            level(n, most)
        );
        text(&mut body, "name", x + SIDE / 2, y + 20, name);
        if n > 0 {
            text(&mut body, "", x + SIDE / 2, y + 37, &n.to_string());
        }
        if tile.is_some() {
            body.push_str("</a>");
        }
    }
    let body = format!("<g class=\"mid\">{body}</g>");
    svg(caption, [right, bottom], true, &body)
}

/// (name, column, row).
fn places() -> impl Iterator<Item = (&'static str, usize, usize)> {
    let rows = PLACES.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.filter_map(|line| {
        let mut cells = line.split('\t');
        let name = cells.next()?;
        Some((
            name,
            cells.next()?.parse().ok()?,
            cells.next()?.parse().ok()?,
        ))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_province_of_the_gazetteer_has_a_place_of_its_own() {
        let regions = include_str!("../../../data/regions.tsv");
        let provinces = regions.lines().filter_map(|line| {
            let mut cells = line.split('\t');
            let (name, level) = (cells.next()?, cells.nth(1)?);
            (level == "province").then_some(name)
        });
        let provinces: BTreeSet<&str> = provinces.collect();
        assert_eq!(
            places().map(|(name, ..)| name).collect::<BTreeSet<_>>(),
            provinces
        );
        let cells: BTreeSet<(usize, usize)> =
            places().map(|(_, column, row)| (column, row)).collect();
        assert_eq!(cells.len(), provinces.len(), "no two on one square");
    }

    #[test]
    fn a_province_with_items_is_a_link_and_one_without_is_not() {
        let caption = Caption {
            id: "m",
            title: "t",
            about: "a",
        };
        let tile = Tile {
            name: "广东",
            href: "/regions/x/?a&b".to_owned(),
            n: 7,
        };
        let Html(drawn) = tiles(&caption, &[tile]);
        assert_eq!(drawn.matches("<a ").count(), 1);
        assert!(
            drawn.contains("<a href=\"/regions/x/?a&amp;b\"><rect class=\"s5\""),
            "{drawn}"
        );
    }
}

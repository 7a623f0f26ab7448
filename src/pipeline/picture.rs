//! How large the pictures of an archive are.

use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use quick_xml::Reader;
use quick_xml::events::Event;
use rayon::prelude::*;

use crate::load;
use crate::site::{Asset, Route};

/// Kinds of pictures whose head says how large they are.
const KINDS: [&str; 6] = ["gif", "jpeg", "jpg", "png", "svg", "webp"];

/// A drawing whose file is larger is not read for its size.
const LARGEST_DRAWING: u64 = 1 << 20;

/// No page is that large: such a number is an error or an attack.
const LARGEST_SIDE: u32 = 20_000;

/// Width and height of the pictures among the assets. A file that is no picture, or does not say, has
/// none.
pub(super) fn sizes(
    assets: &[Asset],
    on_disk: &BTreeMap<String, PathBuf>,
) -> BTreeMap<Route, [u32; 2]> {
    let found = assets.par_iter().filter_map(|asset| {
        let (_, kind) = asset.path.rsplit_once('.')?;
        let kind = kind.to_ascii_lowercase();
        let disk = on_disk.get(&asset.path)?;
        let size = match kind.as_str() {
            "svg" => drawing(disk),
            kind if KINDS.contains(&kind) => photograph(disk),
            _ => None,
        };
        let is_sound = |side: &u32| (1..=LARGEST_SIDE).contains(side);
        let size = size.filter(|size| size.iter().all(is_sound))?;
        Some((asset.route.clone(), size))
    });
    found.collect()
}

fn photograph(disk: &Path) -> Option<[u32; 2]> {
    let file = BufReader::new(load::open(disk).ok()?);
    let size = imagesize::reader_size(file).ok()?;
    Some([size.width.try_into().ok()?, size.height.try_into().ok()?])
}

/// Of an SVG: its own width and height in pixels, else those of its view box.
fn drawing(disk: &Path) -> Option<[u32; 2]> {
    let bytes = load::read(disk, LARGEST_DRAWING).ok()?;
    size_of_drawing(&String::from_utf8(bytes).ok()?)
}

fn size_of_drawing(text: &str) -> Option<[u32; 2]> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(root) | Event::Empty(root) => {
                if root.local_name().as_ref() != "svg" {
                    return None;
                }
                let value = |name: &str| {
                    let found = root.try_get_attribute(name).ok().flatten()?;
                    Some(found.value.into_owned())
                };
                let side = |name| pixels(&value(name)?);
                if let (Some(width), Some(height)) = (side("width"), side("height")) {
                    return Some([width, height]);
                }
                let sides = value("viewBox")?;
                let mut sides = sides
                    .split([' ', ','])
                    .filter(|side| !side.is_empty())
                    .skip(2);
                return Some([pixels(sides.next()?)?, pixels(sides.next()?)?]);
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// A length without a unit, or in pixels.
fn pixels(text: &str) -> Option<u32> {
    let number = text.trim().trim_end_matches("px").parse::<f64>().ok()?;
    // Out of range it becomes 0 or the largest number, and neither is a size.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturates"
    )]
    Some(number.round() as u32)
}

#[cfg(test)]
mod tests {
    use super::size_of_drawing;

    #[test]
    fn a_drawing_says_how_large_it_is() {
        for (svg, wanted) in [
            ("<svg width=\"640\" height=\"320\"/>", Some([640, 320])),
            (
                "<?xml version=\"1.0\"?>\n<!-- a -->\n<svg width='10px' height='20.4'>",
                Some([10, 20]),
            ),
            (
                "<svg width=\"100%\" height=\"5em\" viewBox=\"0 0 30,40\"/>",
                Some([30, 40]),
            ),
            ("<svg viewBox=\"0 0 30\"/>", None),
            ("<svg/>", None),
            ("<html width=\"1\" height=\"1\"/>", None),
            ("", None),
            ("\u{0}<", None),
        ] {
            assert_eq!(size_of_drawing(svg), wanted, "{svg}");
        }
    }
}

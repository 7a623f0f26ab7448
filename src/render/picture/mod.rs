//! Pictures of the archive's numbers, drawn as SVG when the site is built.
//!
//! A picture has a title, a description and the same numbers as rows of a table. Colours come from
//! the style sheet through classes (`bar`, `dot`, `line`, `l1` to `l5`), so that light, dark and
//! print follow the page; nothing in a picture is styled in place.

use std::fmt::Write as _;

use quick_xml::escape::escape as escaped;

use super::view::Html;

mod bars;
mod heat;
mod line;
mod tiles;
mod timeline;

pub(super) use bars::bars;
pub(super) use heat::heat;
pub(super) use line::line;
pub(super) use tiles::{Tile, tiles};
pub(super) use timeline::{Event, timeline};

/// Steps of shading beside none.
pub(super) const LEVELS: usize = 5;

/// The step of shading of a number beside the largest: 0 for nothing, else 1 to [`LEVELS`].
pub(super) fn level(n: usize, most: usize) -> usize {
    (n * LEVELS).div_ceil(most.max(1)).min(LEVELS)
}

/// What a picture is called, and what it says in a sentence.
pub(super) struct Caption<'a> {
    /// Begins the identifiers in the picture; one to a page.
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) about: &'a str,
}

/// An `svg` element. One with links in it is a group, for an image hides what it holds.
fn svg(caption: &Caption, size: [usize; 2], has_links: bool, body: &str) -> Html {
    let Caption { id, title, about } = caption;
    let role = if has_links { "group" } else { "img" };
    let [width, height] = size;
    let mut out = String::with_capacity(body.len() + title.len() + about.len() + 240);
    let _ = write!(
        out,
        "<svg class=\"pic\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"{role}\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">"
    );
    escape(&mut out, title);
    let _ = write!(out, "</title><desc id=\"{id}-d\">");
    escape(&mut out, about);
    out.push_str("</desc>");
    out.push_str(body);
    out.push_str("</svg>");
    Html(out)
}

fn escape(out: &mut String, text: &str) {
    out.push_str(&escaped(text));
}

/// A text in a picture.
fn text(out: &mut String, class: &str, x: usize, y: usize, words: &str) {
    let _ = write!(out, "<text");
    if !class.is_empty() {
        let _ = write!(out, " class=\"{class}\"");
    }
    let _ = write!(out, " x=\"{x}\" y=\"{y}\">");
    escape(out, words);
    out.push_str("</text>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_go_from_nothing_to_five() {
        let shown: Vec<usize> = [0, 1, 20, 21, 99, 100].map(|n| level(n, 100)).into();
        assert_eq!(shown, [0, 1, 1, 2, 5, 5]);
        assert_eq!(level(0, 0), 0);
    }

    #[test]
    fn words_of_strangers_are_escaped() {
        let caption = Caption {
            id: "p",
            title: "<b>&",
            about: "\"",
        };
        let Html(svg) = svg(&caption, [1, 1], false, "");
        assert!(
            svg.contains("<title id=\"p-t\">&lt;b&gt;&amp;</title>"),
            "{svg}"
        );
    }
}

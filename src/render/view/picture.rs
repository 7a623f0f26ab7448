//! Views of pictures.

use serde::Serialize;

use super::{Html, TermLink};

/// A picture of the archive's numbers, with the same numbers as a table.
#[derive(Debug, Clone, Serialize)]
pub struct PictureView {
    /// Begins the identifiers in the drawing; one to a page.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// The drawing: an `svg` element with title and description. Colours come from the style sheet
    /// by the classes `bar`, `line`, `dot`, `axis` and `s0` to `s5`.
    pub svg: Html,
    /// Heads of the table's columns.
    pub columns: Vec<String>,
    /// Its rows; empty where the page itself lists what the picture shows.
    pub rows: Vec<PictureRow>,
}

/// A row of a picture's table.
#[derive(Debug, Clone, Serialize)]
pub struct PictureRow {
    /// What the numbers are of.
    pub label: String,
    /// Its page; may be empty.
    pub href: String,
    /// The numbers, one for each further column.
    pub numbers: Vec<usize>,
}

/// How a Term went over the years.
#[derive(Debug, Clone, Serialize)]
pub struct TrendView {
    /// The Term.
    pub term: TermLink,
    /// The drawing, as in [`PictureView::svg`].
    pub svg: Html,
}

//! The HTML of one stretch while it is written.

use pulldown_cmark::Alignment;
use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use crate::document::Hole;

/// HTML so far, and what is open in it.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) html: String,
    pub(super) holes: Vec<Hole>,
    /// Whether tags that the author wrote are in it.
    pub(super) raw: bool,
    /// Open spans, outermost first.
    pub(super) open: Vec<Open>,
    /// How many block-level tags are open.
    pub(super) depth: usize,
    pub(super) table: Table,
    /// Where the content of the open paragraph begins.
    pub(super) paragraph: usize,
}

/// An open span.
#[derive(Debug)]
pub(super) enum Open {
    /// Closed by this.
    Tag(&'static str),
    /// Raw HTML of this name.
    Raw(String),
    /// A link; see `end_link`.
    Link(OpenLink),
    /// Not written: nothing to close.
    Nothing,
}

/// An open link.
#[derive(Debug)]
pub(super) struct OpenLink {
    /// Length of the HTML, and number of holes, before its tag.
    pub(super) before: (usize, usize),
    /// Length of the HTML after its tag.
    pub(super) content: usize,
    /// Whether a picture in it was left out.
    pub(super) lost_picture: bool,
    /// Its start event.
    pub(super) event: usize,
}

/// Where the writer stands in a table.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) alignments: Vec<Alignment>,
    pub(super) in_head: bool,
    pub(super) cell: usize,
    pub(super) cell_tag: &'static str,
}

impl Sheet {
    /// A sheet for so many bytes of Markdown.
    pub(super) fn new(bytes: usize) -> Self {
        Self {
            html: String::with_capacity(bytes + 32),
            ..Self::default()
        }
    }

    /// Writes text, escaped.
    pub(super) fn text(&mut self, text: &str) {
        escape_html_body_text(&mut self.html, text).expect("a string takes everything");
    }

    /// Writes the value of an attribute, escaped.
    pub(super) fn value(&mut self, value: &str) {
        escape_html(&mut self.html, value).expect("a string takes everything");
    }

    /// Writes ` name="value"`.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        self.html.push(' ');
        self.html.push_str(name);
        self.html.push_str("=\"");
        self.value(value);
        self.html.push('"');
    }

    /// Begins a line when the last one has something on it.
    pub(super) fn line(&mut self) {
        if !self.html.is_empty() && !self.html.ends_with('\n') {
            self.html.push('\n');
        }
    }

    /// Leaves a hole for the attribute of a link.
    pub(super) fn hole(&mut self, link: usize) {
        self.holes.push(Hole {
            at: self.html.len() as u32,
            link: link as u32,
        });
    }

    /// The innermost open link.
    pub(super) fn link(&mut self) -> Option<&mut OpenLink> {
        self.open.iter_mut().rev().find_map(|open| match open {
            Open::Link(link) => Some(link),
            _ => None,
        })
    }
}

//! Events into HTML: valid, safe under a strict content security policy, with holes where an
//! address depends on the whole archive.
//!
//! One Writer serves one Document, so that footnotes are numbered through and ids are unique in it,
//! however many stretches it is asked for.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use self::footnote::Footnotes;
use self::heading::Headings;
use self::sheet::Sheet;
use super::{Body, Finding, ListItem, Slice, sanitise};
use crate::config::ImagePolicy;
use crate::document::block::is_inline;
use crate::document::{Anchor, Markup, Target};
use crate::source::Span;

pub use picture::{is_placeholder, is_random};

mod block;
mod footnote;
mod heading;
mod inline;
mod link;
mod picture;
mod sheet;

/// How a Document is written.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// What becomes of pictures that another host serves.
    pub images: ImagePolicy,
    /// The start event of the heading that repeats the page's title and is not rendered.
    pub title: Option<usize>,
    /// Write what pulldown-cmark's own HTML writer would, unsafe as it is. For comparison with it.
    pub plain: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            images: ImagePolicy::Link,
            title: None,
            plain: false,
        }
    }
}

/// Writes stretches of one Body.
#[derive(Debug)]
pub struct Writer<'b> {
    body: &'b Body<'b>,
    settings: Settings,
    headings: Headings,
    footnotes: Footnotes<'b>,
    /// How often each picture stands in the Document.
    pictures: HashMap<&'b str, u32>,
    links: Vec<(Target, Span)>,
    findings: Vec<Finding>,
}

impl<'b> Writer<'b> {
    /// Takes stock of headings, footnotes and pictures.
    pub fn new(body: &'b Body<'b>, settings: Settings) -> Self {
        let mut pictures = HashMap::new();
        for (event, _) in &body.events {
            if let Event::Start(Tag::Image { dest_url, .. }) = event {
                *pictures.entry(&**dest_url).or_insert(0) += 1;
            }
        }
        Self {
            body,
            settings,
            headings: Headings::new(body, settings.title),
            footnotes: Footnotes::new(body),
            pictures,
            links: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Reserves an id in the page: `wanted`, or `wanted-2` … when that is taken.
    pub fn claim(&mut self, wanted: &str) -> String {
        self.headings.claim(wanted)
    }

    /// Tells that the heading at this start event is rendered by someone else under this id, so
    /// that links within the Document find it.
    pub fn anchor(&mut self, heading: usize, id: &str) {
        self.headings.anchor(heading, id);
    }

    /// Renders a balanced range of events: Blocks, or the content of a list item or quote. Text
    /// that stands there without a paragraph gets one.
    pub fn render(&mut self, events: Range<usize>) -> Markup {
        let mut sheet = self.sheet(&events);
        self.flow(&mut sheet, events);
        self.markup(sheet)
    }

    /// Renders inline content as a paragraph.
    pub fn paragraph(&mut self, slice: &Slice) -> Markup {
        let mut sheet = self.sheet(&slice.events());
        sheet.html.push_str("<p>");
        self.inline_into(&mut sheet, slice);
        sheet.html.push_str("</p>\n");
        if sheet.html == "<p></p>\n" {
            sheet.html.clear();
        }
        self.markup(sheet)
    }

    /// Renders inline content with nothing around it.
    pub fn inline(&mut self, slice: &Slice) -> Markup {
        let mut sheet = Sheet::default();
        self.inline_into(&mut sheet, slice);
        self.markup(sheet)
    }

    /// Renders some items of a list as a list.
    pub fn list(&mut self, items: &[ListItem]) -> Markup {
        let Some(first) = items.first() else {
            return Markup::default();
        };
        let mut sheet = Sheet::default();
        Self::start_list(&mut sheet, first.number);
        sheet.depth = 1;
        for item in items {
            self.range(&mut sheet, item.events.clone());
        }
        let end = if first.number.is_some() {
            "</ol>\n"
        } else {
            "</ul>\n"
        };
        sheet.html.push_str(end);
        self.markup(sheet)
    }

    /// Renders the footnotes of everything rendered so far, and those that nothing refers to; for
    /// the end of the page. Empty when there are none.
    pub fn footnotes(&mut self) -> Markup {
        let mut sheet = Sheet::default();
        self.write_footnotes(&mut sheet);
        self.markup(sheet)
    }

    /// Every heading of the Document, as other Documents may link to it.
    pub fn anchors(&self) -> Vec<Anchor> {
        self.headings.anchors(self.settings.title)
    }

    /// The addresses that holes name by number, each with its place, and what a person may want to
    /// mend in what was rendered.
    pub fn finish(self) -> (Vec<(Target, Span)>, Vec<Finding>) {
        (self.links, self.findings)
    }

    /// A sheet with room for these events.
    fn sheet(&self, events: &Range<usize>) -> Sheet {
        let spans = self.body.events.get(events.clone()).unwrap_or_default();
        match (spans.first(), spans.last()) {
            (Some((_, first)), Some((_, last))) => {
                Sheet::new(last.end.saturating_sub(first.start) as usize)
            }
            _ => Sheet::default(),
        }
    }

    fn markup(&self, sheet: Sheet) -> Markup {
        debug_assert!(sheet.open.is_empty(), "every span is closed");
        let markup = Markup {
            html: sheet.html,
            holes: sheet.holes,
        };
        if sheet.raw && !self.settings.plain {
            sanitise::clean(&markup, self.body)
        } else {
            markup
        }
    }

    /// Writes blocks; loose inline content between them gets a paragraph.
    fn flow(&mut self, sheet: &mut Sheet, events: Range<usize>) {
        let slice = Slice::from(events.clone());
        let mut loose = false;
        let mut at = events.start;
        while at < events.end {
            if sheet.depth == 0 {
                let inline = match &self.body.events[at].0 {
                    Event::Start(tag) => is_inline(tag),
                    Event::Rule | Event::End(_) | Event::Html(_) => false,
                    _ => sheet.open.is_empty(),
                };
                let starts = matches!(&self.body.events[at].0, Event::Start(_) | Event::Rule);
                if inline && !loose && sheet.open.is_empty() {
                    loose = true;
                    sheet.html.push_str("<p>");
                } else if loose && starts && !inline {
                    loose = false;
                    sheet.html.push_str("</p>\n");
                }
            }
            at = self.event(sheet, at, &slice);
        }
        self.close(sheet, 0);
        if loose {
            sheet.html.push_str("</p>\n");
        }
    }

    /// Writes events as they come.
    fn range(&mut self, sheet: &mut Sheet, events: Range<usize>) {
        let slice = Slice::from(events.clone());
        let mut at = events.start;
        while at < events.end {
            at = self.event(sheet, at, &slice);
        }
    }

    /// Writes a Slice: what is open at its start is opened, what is open at its end is closed.
    fn inline_into(&mut self, sheet: &mut Sheet, slice: &Slice) {
        let depth = sheet.open.len();
        for &open in &slice.open {
            self.event(sheet, open, slice);
        }
        let events = slice.events();
        let mut at = events.start;
        while at < events.end {
            at = self.event(sheet, at, slice);
        }
        self.close(sheet, depth);
    }

    /// Writes one event, or a whole picture; returns the index of the next.
    fn event(&mut self, sheet: &mut Sheet, at: usize, slice: &Slice) -> usize {
        let body = self.body;
        let event = &body.events[at].0;
        match event {
            Event::Start(Tag::Image {
                dest_url, title, ..
            }) => return self.picture(sheet, at, dest_url, title),
            Event::Start(Tag::FootnoteDefinition(_)) if !self.settings.plain => {
                // Collected at the end of the page.
                return self.footnotes.end(at).unwrap_or(at + 1);
            }
            Event::Start(tag) if is_inline(tag) => self.start_inline(sheet, at, tag),
            Event::Start(tag) => {
                sheet.depth += 1;
                self.start_block(sheet, at, tag);
            }
            Event::End(tag) => self.end(sheet, *tag),
            Event::Text(text) => sheet.text(slice.clip(at, text)),
            Event::Code(code) => {
                sheet.html.push_str("<code>");
                sheet.text(slice.clip(at, code));
                sheet.html.push_str("</code>");
            }
            _ => self.other(sheet, at, event),
        }
        at + 1
    }
}

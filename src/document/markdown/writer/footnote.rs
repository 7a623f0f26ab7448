//! Footnotes: numbered in order of the first reference, set at the end of the page.

use std::collections::HashMap;
use std::fmt::Write as _;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Writer;
use super::sheet::Sheet;
use crate::document::markdown::Body;

/// A footnote links back to this many of its references.
const MOST_BACK_LINKS: u32 = 20;

/// The footnotes of a Document.
#[derive(Debug)]
pub(super) struct Footnotes<'b> {
    /// Start and end event of each definition, in order.
    definitions: Vec<(usize, usize)>,
    by_name: HashMap<&'b str, usize>,
    /// Definitions in order of their numbers, and how often each was referred to.
    numbered: Vec<(usize, u32)>,
    numbers: HashMap<usize, usize>,
    /// How many are written.
    written: usize,
    /// Numbers as pulldown-cmark gives them.
    plain: HashMap<String, usize>,
}

impl<'b> Footnotes<'b> {
    pub(super) fn new(body: &'b Body<'b>) -> Self {
        let mut definitions = Vec::new();
        let mut by_name = HashMap::new();
        let mut open = Vec::new();
        for (at, (event, _)) in body.events.iter().enumerate() {
            match event {
                Event::Start(Tag::FootnoteDefinition(name)) => {
                    by_name.entry(&**name).or_insert(definitions.len());
                    open.push(definitions.len());
                    definitions.push((at, body.events.len()));
                }
                Event::End(TagEnd::FootnoteDefinition) => {
                    if let Some(definition) = open.pop() {
                        definitions[definition].1 = at + 1;
                    }
                }
                _ => {}
            }
        }
        Self {
            definitions,
            by_name,
            numbered: Vec::new(),
            numbers: HashMap::new(),
            written: 0,
            plain: HashMap::new(),
        }
    }

    /// The event after the definition that starts at `start`.
    pub(super) fn end(&self, start: usize) -> Option<usize> {
        let i = self
            .definitions
            .binary_search_by_key(&start, |&(start, _)| start)
            .ok()?;
        Some(self.definitions[i].1)
    }

    /// Number of a definition, from 1, counting one more reference to it.
    fn refer(&mut self, definition: usize) -> (usize, u32) {
        let numbered = &mut self.numbered;
        let number = *self.numbers.entry(definition).or_insert_with(|| {
            numbered.push((definition, 0));
            numbered.len()
        });
        let references = &mut numbered[number - 1].1;
        *references += 1;
        (number, *references)
    }
}

impl Writer<'_> {
    pub(super) fn footnote_reference(&mut self, sheet: &mut Sheet, name: &str) {
        if self.settings.plain {
            let number = self.plain_number(name);
            sheet
                .html
                .push_str("<sup class=\"footnote-reference\"><a href=\"#");
            sheet.value(name);
            write!(sheet.html, "\">{number}</a></sup>").expect("a string takes everything");
            return;
        }
        let Some(&definition) = self.footnotes.by_name.get(name) else {
            return sheet.text(&format!("[^{name}]"));
        };
        let (number, count) = self.footnotes.refer(definition);
        if sheet.link().is_some() {
            return write!(sheet.html, "<sup>{number}</sup>").expect("a string takes everything");
        }
        let id = reference_id(number, count);
        write!(
            sheet.html,
            "<sup class=\"footnote-ref\"><a href=\"#fn-{number}\" id=\"{id}\" \
             role=\"doc-noteref\">{number}</a></sup>"
        )
        .expect("a string takes everything");
    }

    pub(super) fn start_plain_footnote(&mut self, sheet: &mut Sheet, name: &str) {
        let number = self.plain_number(name);
        sheet.line();
        sheet
            .html
            .push_str("<div class=\"footnote-definition\" id=\"");
        sheet.value(name);
        write!(
            sheet.html,
            "\"><sup class=\"footnote-definition-label\">{number}</sup>"
        )
        .expect("a string takes everything");
    }

    pub(super) fn write_footnotes(&mut self, sheet: &mut Sheet) {
        let first = self.footnotes.written;
        // A footnote may refer to another that nothing referred to before.
        while self.footnotes.written < self.footnotes.numbered.len() {
            self.write_next(sheet, first);
        }
        for definition in 0..self.footnotes.definitions.len() {
            if !self.footnotes.numbers.contains_key(&definition) {
                self.footnotes.numbered.push((definition, 0));
                let number = self.footnotes.numbered.len();
                self.footnotes.numbers.insert(definition, number);
                while self.footnotes.written < self.footnotes.numbered.len() {
                    self.write_next(sheet, first);
                }
            }
        }
        if self.footnotes.written > first {
            sheet.html.push_str("</ol>\n</div>\n");
        }
    }

    fn write_next(&mut self, sheet: &mut Sheet, first: usize) {
        let index = self.footnotes.written;
        let number = index + 1;
        if index == first {
            sheet
                .html
                .push_str("<div class=\"footnotes\" role=\"doc-endnotes\">\n");
            Self::start_list(sheet, Some(number as u64));
        }
        self.footnotes.written += 1;
        let (definition, _) = self.footnotes.numbered[index];
        let (start, end) = self.footnotes.definitions[definition];
        write!(sheet.html, "<li id=\"fn-{number}\">").expect("a string takes everything");
        sheet.depth += 1;
        self.range(sheet, start + 1..end - 1);
        sheet.depth -= 1;
        let references = self.footnotes.numbered[index].1;
        let in_paragraph = sheet.html.ends_with("</p>\n");
        if in_paragraph {
            sheet.html.truncate(sheet.html.len() - "</p>\n".len());
        }
        for count in 1..=references.min(MOST_BACK_LINKS) {
            let id = reference_id(number, count);
            write!(
                sheet.html,
                " <a href=\"#{id}\" class=\"footnote-back\" role=\"doc-backlink\">↩</a>"
            )
            .expect("a string takes everything");
        }
        if in_paragraph {
            sheet.html.push_str("</p>\n");
        }
        sheet.html.push_str("</li>\n");
    }

    fn plain_number(&mut self, name: &str) -> usize {
        let next = self.footnotes.plain.len() + 1;
        *self.footnotes.plain.entry(name.to_owned()).or_insert(next)
    }
}

/// Id of the reference to footnote `number`, the `count`th of them.
fn reference_id(number: usize, count: u32) -> String {
    if count == 1 {
        format!("fnref-{number}")
    } else {
        format!("fnref-{number}-{count}")
    }
}

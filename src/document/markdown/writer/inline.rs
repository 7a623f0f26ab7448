//! Spans of text, breaks, and the events that stand alone.

use pulldown_cmark::{Event, Tag};

use super::Writer;
use super::sheet::{Open, Sheet};
use crate::document::block::tag_name;
use crate::document::markdown::cjk::joins_lines;

impl Writer<'_> {
    pub(super) fn start_inline(&mut self, sheet: &mut Sheet, at: usize, tag: &Tag) {
        let (open, close) = match tag {
            Tag::Emphasis => ("<em>", "</em>"),
            Tag::Strong => ("<strong>", "</strong>"),
            Tag::Strikethrough => ("<del>", "</del>"),
            Tag::Superscript => ("<sup>", "</sup>"),
            Tag::Subscript => ("<sub>", "</sub>"),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => return self.start_link(sheet, *link_type, dest_url, title, at),
            _ => return,
        };
        sheet.html.push_str(open);
        sheet.open.push(Open::Tag(close));
    }

    /// Closes the innermost span.
    pub(super) fn close_one(&mut self, sheet: &mut Sheet) {
        match sheet.open.pop() {
            Some(Open::Tag(close)) => sheet.html.push_str(close),
            Some(Open::Raw(name)) => {
                sheet.html.push_str("</");
                sheet.html.push_str(&name);
                sheet.html.push('>');
            }
            Some(Open::Link(link)) => self.end_link(sheet, &link),
            Some(Open::Nothing) | None => {}
        }
    }

    /// Closes spans until `depth` are open.
    pub(super) fn close(&mut self, sheet: &mut Sheet, depth: usize) {
        while sheet.open.len() > depth {
            self.close_one(sheet);
        }
    }

    pub(super) fn other(&mut self, sheet: &mut Sheet, at: usize, event: &Event) {
        match event {
            Event::SoftBreak if !self.settings.plain && self.is_joint(at) => {}
            Event::SoftBreak => sheet.html.push('\n'),
            Event::HardBreak => {
                sheet.html.push_str(if self.settings.plain {
                    "<br />\n"
                } else {
                    "<br>\n"
                });
            }
            Event::Rule => {
                sheet.line();
                sheet.html.push_str(if self.settings.plain {
                    "<hr />\n"
                } else {
                    "<hr>\n"
                });
            }
            Event::FootnoteReference(name) => self.footnote_reference(sheet, name),
            Event::TaskListMarker(done) => self.task_marker(sheet, *done),
            Event::Html(tag) => {
                sheet.raw = true;
                sheet.html.push_str(tag);
            }
            Event::InlineHtml(tag) => self.inline_html(sheet, tag),
            _ => {}
        }
    }

    /// Whether the lines around a soft break join without a space.
    fn is_joint(&self, at: usize) -> bool {
        let last = |text: &str| text.chars().next_back();
        let first = |text: &str| text.chars().next();
        let events = &self.body.events;
        let before = events[..at]
            .iter()
            .rev()
            .find_map(|(event, _)| match event {
                Event::End(_) | Event::Start(_) => None,
                Event::Text(text) => Some(last(text)),
                _ => Some(None),
            });
        let after = events[at + 1..].iter().find_map(|(event, _)| match event {
            Event::End(_) | Event::Start(_) => None,
            Event::Text(text) => Some(first(text)),
            _ => Some(None),
        });
        match (before.flatten(), after.flatten()) {
            (Some(before), Some(after)) => joins_lines(before, after),
            _ => false,
        }
    }

    /// A sign and not a checkbox: nobody can tick it, and it needs no label.
    fn task_marker(&self, sheet: &mut Sheet, done: bool) {
        sheet.html.push_str(match (self.settings.plain, done) {
            (true, true) => "<input disabled=\"\" type=\"checkbox\" checked=\"\"/>\n",
            (true, false) => "<input disabled=\"\" type=\"checkbox\"/>\n",
            (false, true) => "<span class=\"task\">☑</span> ",
            (false, false) => "<span class=\"task\">☐</span> ",
        });
    }

    fn inline_html(&self, sheet: &mut Sheet, tag: &str) {
        sheet.raw = true;
        sheet.html.push_str(tag);
        if self.settings.plain || tag_name(tag) == "wbr" {
            return;
        }
        if tag.starts_with("</") {
            sheet.open.pop();
        } else {
            sheet.open.push(Open::Raw(tag_name(tag).to_owned()));
        }
    }
}

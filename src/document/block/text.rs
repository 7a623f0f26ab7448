//! Text as people read it.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Body, Slice, is_inline, is_inline_end, tag_name};
use crate::document::markdown::cjk::joins_lines;
use crate::fold::{in_simplified, is_traditional};

impl Body<'_> {
    /// What people read in a Slice: without markup and pictures, entities decoded; a hard break and
    /// the end of a block is `\n`, a soft break a space or nothing.
    pub fn text(&self, slice: &Slice) -> String {
        let mut text = PlainText::default();
        for at in slice.events() {
            match &self.events[at].0 {
                Event::Text(words) | Event::Code(words) => text.words(slice.clip(at, words)),
                Event::SoftBreak => text.soft_break(),
                Event::HardBreak | Event::Rule => text.newline(),
                Event::Start(Tag::Image { .. }) => text.pictures += 1,
                Event::End(TagEnd::Image) => text.pictures = text.pictures.saturating_sub(1),
                Event::Start(Tag::TableCell) | Event::End(TagEnd::TableCell) => text.space(),
                Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => {}
                Event::End(tag) if !is_inline_end(*tag) => text.newline(),
                Event::Start(tag) if !is_inline(tag) => text.newline(),
                Event::Html(tag) => match tag_name(tag) {
                    "td" | "th" => text.space(),
                    _ => text.newline(),
                },
                _ => {}
            }
        }
        text.finish()
    }

    /// The same with its words in simplified characters, when they are in traditional ones: all
    /// places in it stay.
    pub fn in_simplified(&self) -> Option<Self> {
        let texts = self.events.iter().filter_map(|(event, _)| match event {
            Event::Text(text) => Some(&**text),
            _ => None,
        });
        is_traditional(texts).then(|| {
            let mut body = self.clone();
            for (event, _) in &mut body.events {
                if let Event::Text(text) = event {
                    *text = in_simplified(text).into();
                }
            }
            body
        })
    }

    /// Whether a Slice shows nothing: no text but spaces, no picture.
    pub fn is_blank(&self, slice: &Slice) -> bool {
        slice.events().all(|at| match &self.events[at].0 {
            Event::Text(text) | Event::Code(text) => slice.clip(at, text).trim().is_empty(),
            Event::Start(Tag::Image { .. }) => false,
            _ => true,
        })
    }
}

/// Text as people read it, built up piece by piece.
#[derive(Default)]
struct PlainText {
    text: String,
    pending: Option<Gap>,
    pictures: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    Soft,
    Space,
    Line,
}

impl PlainText {
    fn words(&mut self, words: &str) {
        if self.pictures > 0 || words.is_empty() {
            return;
        }
        let words = if self.text.is_empty() {
            words.trim_start()
        } else {
            words
        };
        match (self.text.chars().next_back(), self.pending.take()) {
            (None | Some('\n'), _) | (_, None) => {}
            (Some(before), Some(Gap::Soft)) => {
                if !words.starts_with(|after| joins_lines(before, after)) {
                    self.text.push(' ');
                }
            }
            (_, Some(Gap::Space)) => self.text.push(' '),
            (_, Some(Gap::Line)) => {
                self.text.truncate(self.text.trim_end().len());
                self.text.push('\n');
            }
        }
        self.text.push_str(words);
    }

    fn soft_break(&mut self) {
        self.pending = self.pending.max(Some(Gap::Soft));
    }

    fn space(&mut self) {
        self.pending = self.pending.max(Some(Gap::Space));
    }

    fn newline(&mut self) {
        self.pending = self.pending.max(Some(Gap::Line));
    }

    fn finish(mut self) -> String {
        self.text.truncate(self.text.trim_end().len());
        self.text
    }
}

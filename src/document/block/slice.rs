//! Stretches of inline content, and cutting them.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Body, tag_name};
use crate::document::markdown::cjk::joins_lines;
use crate::source::Span;

/// A place between two characters of the events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cut {
    /// Index into [`Body::events`].
    pub event: usize,
    /// Byte of that event's text; 0 for events without text.
    pub byte: usize,
}

/// A stretch of inline events, perhaps from the middle of a text to the middle of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// First character.
    pub start: Cut,
    /// After the last character.
    pub end: Cut,
    /// Indices of the spans (bold, links) that are open at `start`, outermost first.
    pub open: Vec<usize>,
}

impl From<Range<usize>> for Slice {
    fn from(events: Range<usize>) -> Self {
        Self {
            start: Cut {
                event: events.start,
                byte: 0,
            },
            end: Cut {
                event: events.end,
                byte: 0,
            },
            open: Vec::new(),
        }
    }
}

impl Slice {
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.start >= self.end
    }

    /// The events that it touches.
    pub fn events(&self) -> Range<usize> {
        let end = self.end.event + usize::from(self.end.byte > 0);
        self.start.event..end.max(self.start.event)
    }

    /// The part of `text`, the text of event `at`, that is in the slice.
    pub fn clip<'s>(&self, at: usize, text: &'s str) -> &'s str {
        let from = if at == self.start.event {
            self.start.byte
        } else {
            0
        };
        let to = if at == self.end.event {
            self.end.byte
        } else {
            text.len()
        };
        text.get(from..to).unwrap_or_default()
    }
}

impl Body<'_> {
    /// Where a Slice stands in the Source. Exact to the byte where the text is as it was written,
    /// to the line where it holds entities or escapes.
    pub fn span(&self, slice: &Slice) -> Span {
        let start = self.offset(slice.start);
        let end = if slice.end.byte > 0 {
            self.offset(slice.end)
        } else {
            slice
                .end
                .event
                .checked_sub(1)
                .and_then(|last| self.events.get(last))
                .map_or(start, |(_, span)| span.end)
        };
        Span {
            start,
            end: end.max(start),
        }
    }

    /// Cuts inline content at its soft and hard breaks; blank lines are left out.
    pub fn lines(&self, slice: &Slice) -> Vec<Slice> {
        let mut lines = Vec::new();
        let mut open = slice.open.clone();
        let mut start = slice.start;
        let mut open_at_start = open.clone();
        let mut end_line = |end: Cut, start: Cut, open: Vec<usize>| {
            let line = self.trimmed(Slice { start, end, open });
            if !self.is_blank(&line) {
                lines.push(line);
            }
        };
        for at in slice.events() {
            match &self.events[at].0 {
                Event::SoftBreak | Event::HardBreak => {
                    let end = Cut { event: at, byte: 0 };
                    end_line(
                        end,
                        start,
                        std::mem::replace(&mut open_at_start, open.clone()),
                    );
                    start = Cut {
                        event: at + 1,
                        byte: 0,
                    };
                }
                _ => self.step(at, &mut open),
            }
        }
        end_line(slice.end, start, open_at_start);
        lines
    }

    /// Cuts a Slice in two at a place in it.
    pub fn cut(&self, slice: &Slice, at: Cut) -> (Slice, Slice) {
        let mut open = slice.open.clone();
        for event in slice.start.event..at.event.min(slice.end.event) {
            self.step(event, &mut open);
        }
        let first = Slice {
            end: at,
            ..slice.clone()
        };
        let second = Slice {
            start: at,
            end: slice.end,
            open,
        };
        (self.trimmed(first), self.trimmed(second))
    }

    /// The place of a byte of [`Body::text`]'s result for a Slice of one line, so that text rules
    /// can say where to cut.
    pub fn find(&self, slice: &Slice, byte: usize) -> Cut {
        let mut before = 0;
        let mut pictures = 0_usize;
        let mut started = false;
        // The last character, and whether a break stands between it and the next.
        let (mut last, mut soft) = (None, false);
        for at in slice.events() {
            match &self.events[at].0 {
                Event::SoftBreak => soft = true,
                Event::HardBreak if started => before += 1,
                Event::Start(Tag::Image { .. }) => pictures += 1,
                Event::End(TagEnd::Image) => pictures = pictures.saturating_sub(1),
                Event::Text(text) | Event::Code(text) if pictures == 0 => {
                    let mut shown = slice.clip(at, text);
                    let from = text.len() - text_tail(text, shown);
                    let mut skipped = 0;
                    if !started {
                        let trimmed = shown.trim_start();
                        skipped = shown.len() - trimmed.len();
                        shown = trimmed;
                        started = !shown.is_empty();
                    }
                    if let (true, Some(last), Some(next)) =
                        (std::mem::take(&mut soft), last, shown.chars().next())
                        && !joins_lines(last, next)
                    {
                        before += 1;
                    }
                    last = shown.chars().next_back().or(last);
                    if byte < before + shown.len() {
                        return Cut {
                            event: at,
                            byte: from + skipped + byte.saturating_sub(before),
                        };
                    }
                    before += shown.len();
                }
                _ => {}
            }
        }
        slice.end
    }

    /// Keeps `open` up to date over one event.
    pub(in crate::document) fn step(&self, at: usize, open: &mut Vec<usize>) {
        match &self.events[at].0 {
            Event::Start(_) => open.push(at),
            Event::InlineHtml(tag) if !tag.starts_with("</") && tag_name(tag) != "wbr" => {
                open.push(at);
            }
            Event::End(_) | Event::InlineHtml(_) if !is_void(&self.events[at].0) => {
                open.pop();
            }
            _ => {}
        }
    }

    /// Moves the ends of a Slice off tags that would open or close with nothing between, and off
    /// the spaces at its ends.
    fn trimmed(&self, mut slice: Slice) -> Slice {
        while slice.start.byte == 0 && slice.start.event < slice.end.event {
            let closes = match &self.events[slice.start.event].0 {
                Event::End(_) => true,
                Event::InlineHtml(tag) => tag.starts_with("</"),
                Event::SoftBreak | Event::HardBreak => {
                    slice.start.event += 1;
                    continue;
                }
                _ => false,
            };
            if !closes {
                break;
            }
            slice.open.pop();
            slice.start.event += 1;
        }
        while slice.end.byte == 0 && slice.end.event > slice.start.event {
            let opens = match &self.events[slice.end.event - 1].0 {
                Event::Start(_) | Event::SoftBreak | Event::HardBreak => true,
                Event::InlineHtml(tag) => !tag.starts_with("</"),
                _ => false,
            };
            if !opens {
                break;
            }
            slice.end.event -= 1;
        }
        slice
    }

    fn offset(&self, cut: Cut) -> u32 {
        let Some((event, span)) = self.events.get(cut.event) else {
            return self.events.last().map_or(self.base, |(_, span)| span.end);
        };
        match event {
            Event::Text(text) if text.len() == (span.end - span.start) as usize => {
                span.start + cut.byte as u32
            }
            _ => span.start,
        }
    }
}

fn is_void(event: &Event) -> bool {
    matches!(event, Event::InlineHtml(tag) if tag_name(tag) == "wbr")
}

/// How many bytes of `text` follow the start of its slice `part`.
fn text_tail(text: &str, part: &str) -> usize {
    text.len() - (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

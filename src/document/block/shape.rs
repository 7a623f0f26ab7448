//! What is bold in a line, and what is a link.

use pulldown_cmark::{Event, Tag};

use super::{Body, Cut, Slice};

/// How much of a line is bold or a link.
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts about one line that do not exclude each other"
)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shape {
    /// No text in it.
    pub blank: bool,
    /// All text is bold.
    pub all_bold: bool,
    /// The first text is bold.
    pub begins_bold: bool,
    /// The last text is bold.
    pub ends_bold: bool,
    /// All text is linked.
    pub all_linked: bool,
    /// How many pictures are in it.
    pub pictures: usize,
}

impl Body<'_> {
    /// How much of a Slice is bold or a link.
    pub fn shape(&self, slice: &Slice) -> Shape {
        let mut shape = Shape {
            all_bold: true,
            all_linked: true,
            ..Shape::default()
        };
        let mut open = slice.open.clone();
        let mut seen = false;
        for at in slice.events() {
            match &self.events[at].0 {
                Event::Text(text) | Event::Code(text)
                    if !slice.clip(at, text).trim().is_empty() =>
                {
                    let in_tag = |wanted: fn(&Tag) -> bool| {
                        open.iter()
                            .any(|&i| matches!(&self.events[i].0, Event::Start(tag) if wanted(tag)))
                    };
                    if in_tag(|tag| matches!(tag, Tag::Image { .. })) {
                        continue;
                    }
                    let bold = in_tag(|tag| matches!(tag, Tag::Strong));
                    shape.begins_bold |= bold && !seen;
                    shape.ends_bold = bold;
                    shape.all_bold &= bold;
                    shape.all_linked &= in_tag(|tag| matches!(tag, Tag::Link { .. }));
                    seen = true;
                }
                Event::Start(Tag::Image { .. }) => {
                    shape.pictures += 1;
                    self.step(at, &mut open);
                }
                _ => self.step(at, &mut open),
            }
        }
        shape.all_bold &= seen;
        shape.all_linked &= seen;
        shape.blank = !seen;
        shape
    }

    /// The bold stretches of a Slice, in order; neighbours with nothing but spaces between are one.
    pub fn bold(&self, slice: &Slice) -> Vec<Slice> {
        let mut bold: Vec<Slice> = Vec::new();
        let mut open = slice.open.clone();
        let mut current: Option<Slice> = None;
        let mut plain_between = true;
        for at in slice.events() {
            if let Event::Text(text) | Event::Code(text) = &self.events[at].0 {
                let shown = slice.clip(at, text);
                let strong = open
                    .iter()
                    .any(|&i| matches!(self.events[i].0, Event::Start(Tag::Strong)));
                if !shown.trim().is_empty() {
                    if strong {
                        let start = Cut {
                            event: at,
                            byte: if at == slice.start.event {
                                slice.start.byte
                            } else {
                                0
                            },
                        };
                        let end = if at == slice.end.event {
                            slice.end
                        } else {
                            Cut {
                                event: at + 1,
                                byte: 0,
                            }
                        };
                        match &mut current {
                            Some(run) if !plain_between => run.end = end,
                            _ => {
                                bold.extend(current.replace(Slice {
                                    start,
                                    end,
                                    open: open.clone(),
                                }));
                            }
                        }
                    }
                    plain_between = !strong;
                }
            } else {
                self.step(at, &mut open);
            }
        }
        bold.extend(current);
        bold
    }
}

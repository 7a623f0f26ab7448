//! Headings: their levels on the page, and ids that are unique in it.

use std::collections::HashMap;
use std::fmt::Write as _;

use pulldown_cmark::{Event, Tag};

use super::Writer;
use super::sheet::Sheet;
use crate::document::Anchor;
use crate::document::markdown::{Body, Slice};

/// Ids that every page has of its own.
const RESERVED: [&str; 1] = ["content"];

/// Ids of a Document.
#[derive(Debug)]
pub(super) struct Headings {
    /// Start event of each heading, and its id.
    ids: Vec<(usize, String)>,
    /// Taken ids, each with the number that its next repeat tries first.
    taken: HashMap<String, u32>,
    /// Which heading an id belongs to.
    by_id: HashMap<String, usize>,
    /// Other names of headings: what GitHub makes of their text.
    names: HashMap<String, usize>,
    /// Level on the page of each heading: the page's title is its only `<h1>`, and no level is
    /// skipped on the way down. A heading without a word has none and is not written.
    levels: Vec<u8>,
    /// Level of the heading that is open.
    open: u8,
}

impl Headings {
    pub(super) fn new(body: &Body, title: Option<usize>) -> Self {
        let mut headings = Self {
            ids: Vec::new(),
            taken: RESERVED.iter().map(|&id| (id.to_owned(), 2)).collect(),
            by_id: HashMap::new(),
            names: HashMap::new(),
            levels: Vec::new(),
            open: 2,
        };
        let title_words = title.map(|at| body.text(&heading_text(body, at)));
        // Levels in the text of the headings above. The page's title is not counted, nor are those
        // right below that repeat it: where the outline drops them, a level would be missing.
        let mut above: Vec<u8> = Vec::new();
        for (at, (event, _)) in body.events.iter().enumerate() {
            let Event::Start(Tag::Heading { level, id, .. }) = event else {
                continue;
            };
            let inside = heading_text(body, at);
            let text = body.text(&inside);
            if above.is_empty() && title_words.as_ref() == Some(&text) {
                headings.levels.push(2);
            } else if id.is_none() && says_nothing(body, &inside) {
                headings.levels.push(0);
            } else {
                let level = *level as u8;
                above.truncate(above.partition_point(|&other| other < level));
                above.push(level);
                headings.levels.push((above.len() as u8 + 1).min(6));
            }
            let id = match id {
                Some(id) if !id.is_empty() => headings.claim(id),
                _ => headings.claim(&format!("h-{}", hash(&text))),
            };
            headings
                .names
                .entry(github_name(&text))
                .or_insert(headings.ids.len());
            headings.by_id.insert(id.clone(), headings.ids.len());
            headings.ids.push((at, id));
        }
        headings
    }

    pub(super) fn claim(&mut self, wanted: &str) -> String {
        // Footnotes number their own.
        if wanted.starts_with("fn-") || wanted.starts_with("fnref-") {
            return self.claim(&format!("h-{wanted}"));
        }
        let Some(&next) = self.taken.get(wanted) else {
            self.taken.insert(wanted.to_owned(), 2);
            return wanted.to_owned();
        };
        for number in next.. {
            let id = format!("{wanted}-{number}");
            if !self.taken.contains_key(&id) {
                self.taken.insert(wanted.to_owned(), number + 1);
                self.taken.insert(id.clone(), 2);
                return id;
            }
        }
        unreachable!("there are fewer ids than numbers")
    }

    pub(super) fn anchor(&mut self, heading: usize, id: &str) {
        if let Ok(i) = self.ids.binary_search_by_key(&heading, |(at, _)| *at) {
            id.clone_into(&mut self.ids[i].1);
            self.by_id.insert(id.to_owned(), i);
        }
    }

    /// All headings on the page, in order, with the name that code forges give them.
    pub(super) fn anchors(&self, title: Option<usize>) -> Vec<Anchor> {
        let mut names = vec![""; self.ids.len()];
        #[expect(clippy::iter_over_hash_type, reason = "each name has its own place")]
        for (name, &heading) in &self.names {
            names[heading] = name;
        }
        let shown = self
            .ids
            .iter()
            .zip(names)
            .filter(|((at, _), _)| Some(*at) != title);
        shown
            .map(|((_, id), name)| Anchor {
                id: id.clone(),
                name: name.to_owned(),
            })
            .collect()
    }

    /// The id that a fragment of this Document means.
    pub(super) fn find(&self, fragment: &str) -> Option<&str> {
        let heading = self
            .by_id
            .get(fragment)
            .or_else(|| self.names.get(&github_name(fragment)))?;
        Some(&self.ids[*heading].1)
    }

    fn id(&self, heading: usize) -> Option<&str> {
        let i = self
            .ids
            .binary_search_by_key(&heading, |(at, _)| *at)
            .ok()?;
        Some(&self.ids[i].1)
    }
}

impl Writer<'_> {
    pub(super) fn start_heading(&mut self, sheet: &mut Sheet, at: usize, tag: &Tag) {
        let Tag::Heading {
            level,
            id,
            classes,
            attrs,
        } = tag
        else {
            return;
        };
        let shown = self.open_level(at, *level as u8);
        if shown == 0 {
            return;
        }
        sheet.line();
        write!(sheet.html, "<h{shown}").expect("a string takes everything");
        if self.settings.plain {
            if let Some(id) = id {
                sheet.attribute("id", id);
            }
            if !classes.is_empty() {
                sheet.attribute("class", &classes.join(" "));
            }
            for (key, value) in attrs {
                sheet.attribute(key, value.as_deref().unwrap_or_default());
            }
        } else if let Some(id) = self.headings.id(at) {
            sheet.attribute("id", id);
        }
        sheet.html.push('>');
    }

    /// The level on the page of the heading that starts at event `at`, of this level in the text.
    fn open_level(&mut self, at: usize, level: u8) -> u8 {
        let known = self.headings.ids.binary_search_by_key(&at, |(at, _)| *at);
        self.headings.open = match known {
            Ok(heading) if !self.settings.plain => self.headings.levels[heading],
            _ => level,
        };
        self.headings.open
    }

    /// The level of the heading that ends here.
    pub(super) fn close_level(&self) -> u8 {
        self.headings.open
    }
}

/// The inline content of the heading that starts at event `at`.
fn heading_text(body: &Body, at: usize) -> Slice {
    let end = body.events[at..]
        .iter()
        .position(|(event, _)| matches!(event, Event::End(pulldown_cmark::TagEnd::Heading(_))))
        .map_or(body.events.len(), |i| at + i);
    Slice::from(at + 1..end)
}

/// Whether a heading holds neither words nor a picture.
fn says_nothing(body: &Body, inside: &Slice) -> bool {
    let events = &body.events[inside.start.event..inside.end.event];
    events.iter().all(|(event, _)| match event {
        Event::Text(text) => text.trim().is_empty(),
        Event::Start(tag) => !matches!(tag, Tag::Image { .. }),
        Event::SoftBreak | Event::HardBreak | Event::End(_) => true,
        _ => false,
    })
}

/// Eight hex digits of the text's hash.
fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..8].to_owned()
}

/// The anchor that GitHub gives a heading, which authors link to: lower case, spaces as `-`,
/// punctuation dropped.
fn github_name(text: &str) -> String {
    text.trim()
        .chars()
        .filter_map(|c| match c {
            ' ' | '-' => Some('-'),
            '_' => Some('_'),
            c if c.is_alphanumeric() => Some(c.to_ascii_lowercase()),
            _ => None,
        })
        .collect()
}

//! What the program knows of the world: places, issuing bodies, kinds of documents, boilerplate.
//!
//! The built-in tables are data (`data/*.tsv`), compiled in and read once; `content/regions.yaml`
//! and `content/site.yaml` add to them. No publisher, company or person stands in them: rules go by
//! suffix and shape. All names are found in one pass over a text, the longest at each place.

use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::source::Source;

mod boilerplate;
mod issuer;
mod names;
mod outline;
mod region;
mod surroundings;
mod table;
mod title;
mod words;

pub use boilerplate::{Boilerplate, Reach};
pub use issuer::{Issuer, IssuerId};
pub(crate) use outline::outline_words;
pub use region::{Gazetteer, PlaceSense, Region, RegionId};
pub use surroundings::{Surroundings, Verdict};
pub use title::{Status, Titles, WorkKind, policy_kinds, without_tail};
pub use words::Words;

/// The tables, ready to match.
#[derive(Debug)]
pub struct Lexicon {
    gazetteer: Gazetteer,
    surroundings: Surroundings,
    issuers: Vec<Issuer>,
    shapes: issuer::Shapes,
    titles: Titles,
    boilerplate: Boilerplate,
    names: names::Names,
    senses: Vec<Sense>,
}

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit<'l> {
    /// Where it stands.
    pub span: Range<usize>,
    /// What it may mean.
    pub sense: &'l Sense,
}

/// What a name may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sense {
    /// A place.
    Place(PlaceSense),
    /// An issuing body.
    Issuer(IssuerId),
    /// A word that only looks as if it held a place (大同小异).
    Nothing,
}

impl Lexicon {
    /// The built-in tables with what the archive's own files add to them.
    ///
    /// `files` are the vocabulary files that exist (`regions.yaml`).
    /// `boilerplate` are lines that begin boilerplate, from the settings.
    pub fn new(files: &[Source], boilerplate: &[String]) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut marks = Boilerplate::built_in();
        marks.extend(boilerplate.iter().map(String::as_str));
        let (mut gazetteer, mut places) = Gazetteer::built_in();
        if let Some(source) = files.iter().find(|source| source.path == "regions.yaml") {
            let (more, problems) = region::read(source, &mut gazetteer);
            places.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
            places.extend(more);
            diagnostics.extend(problems);
        }
        let issuers = issuer::built_in();
        let mut words: Vec<(String, Sense)> = places
            .into_iter()
            .map(|(name, sense)| (name, Sense::Place(sense)))
            .collect();
        words
            .extend(issuer::names(&issuers).map(|(name, id)| (name.to_owned(), Sense::Issuer(id))));
        words.extend(surroundings::no_places().map(|word| (word.to_owned(), Sense::Nothing)));
        let names = names::Names::new(words.iter().map(|(word, _)| word.as_str()));
        let lexicon = Self {
            gazetteer,
            surroundings: Surroundings::built_in(),
            shapes: issuer::Shapes::built_in(),
            issuers,
            titles: Titles::built_in(),
            boilerplate: marks,
            names,
            senses: words.into_iter().map(|(_, sense)| sense).collect(),
        };
        (lexicon, diagnostics)
    }

    /// All names in a text, leftmost first, the longest at each place.
    pub fn find(&self, text: &str) -> Vec<Hit<'_>> {
        let mut hits = Vec::new();
        for (span, number) in self.names.find(text) {
            let sense = &self.senses[number];
            if *sense == Sense::Nothing || cuts_latin_word(text, &span) {
                continue;
            }
            if matches!(sense, Sense::Place(_))
                && self
                    .surroundings
                    .rejects(&text[span.clone()], &text[span.end..])
            {
                hits.extend(self.shorter(text, span));
            } else {
                hits.push(Hit { span, sense });
            }
        }
        hits
    }

    /// A shorter form at the same place: 成都 where 成都市 runs into 市场.
    fn shorter(&self, text: &str, span: Range<usize>) -> Option<Hit<'_>> {
        let last = text[span.clone()].chars().next_back()?;
        let shorter = &text[span.start..span.end - last.len_utf8()];
        let sense = &self.senses[self.names.number(shorter)?];
        (*sense != Sense::Nothing).then(|| Hit {
            span: span.start..span.start + shorter.len(),
            sense,
        })
    }

    /// All places.
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// Words around place names.
    pub fn surroundings(&self) -> &Surroundings {
        &self.surroundings
    }

    /// Kinds of titles, cues and status words.
    pub fn titles(&self) -> &Titles {
        &self.titles
    }

    /// Lines that begin boilerplate.
    pub fn boilerplate(&self) -> &Boilerplate {
        &self.boilerplate
    }

    /// An issuing body by its number.
    pub fn issuer(&self, id: IssuerId) -> &Issuer {
        &self.issuers[usize::from(id)]
    }

    /// The local body around the name of a place (重庆市|政府办公厅): how many bytes of it stand before
    /// and after the name, and what it is called.
    pub fn local_issuer(
        &self,
        before: &str,
        name: &str,
        after: &str,
        region: RegionId,
    ) -> Option<(usize, usize, String)> {
        self.shapes
            .find(before, name, self.gazetteer.region(region), after)
    }
}

/// Whether a Latin name is only a part of a longer word (`US` in `USB`).
fn cuts_latin_word(text: &str, span: &Range<usize>) -> bool {
    let name = &text.as_bytes()[span.clone()];
    let word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let before = span
        .start
        .checked_sub(1)
        .and_then(|at| text.as_bytes().get(at));
    (word(name.first()) && word(before))
        || (word(name.last()) && word(text.as_bytes().get(span.end)))
}

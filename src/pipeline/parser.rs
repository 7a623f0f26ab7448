//! One file into a Document, whatever the file does to the parser.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::cache::Cache;
use super::shelf::Room;
use super::timings::Steps;
use crate::config::Settings;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{self, Document, Made, Step};
use crate::history::Stories;
use crate::lexicon::Lexicon;
use crate::lint::{self, Hosts, Trace};
use crate::load::{self, Entry};
use crate::source::Source;

/// What parsing one file needs.
pub(super) struct Parser<'a> {
    pub(super) settings: &'a Settings,
    pub(super) lexicon: &'a Lexicon,
    pub(super) known: Option<&'a Memory>,
    /// What was kept of earlier builds.
    pub(super) cache: Option<(&'a Cache, &'a Room)>,
    /// Whether Items keep their Mentions.
    pub(super) explain: bool,
    /// What is known of hosts, where lints are asked for.
    pub(super) lint: Option<&'a Hosts>,
    /// Whether the steps of parsing are timed.
    pub(super) timed: bool,
}

/// What became of one file.
pub(super) struct Parsed {
    pub(super) document: Option<Arc<Document>>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What only `check` tells, and what it compares with other files.
    pub(super) lints: Option<(Vec<Diagnostic>, Trace)>,
    /// CPU time of each step, where that was asked for.
    pub(super) steps: Steps,
}

/// Parsed Documents of an earlier reading, to be used again where neither the bytes nor the
/// settings and vocabulary have changed. Empty for a cold build.
#[derive(Debug, Default)]
pub struct Memory {
    /// What parsing depends on beside the text.
    circumstances: Vec<Source>,
    documents: BTreeMap<String, (Arc<Document>, Vec<Diagnostic>)>,
    /// What git told of the posts: asked once.
    pub(super) stories: Option<Arc<Stories>>,
}

impl Parser<'_> {
    pub(super) fn parse(&self, entry: &Entry) -> Parsed {
        match load::source(entry) {
            Ok((source, flaws)) => self.parse_source(&source, flaws),
            Err(diagnostic) => Parsed {
                document: None,
                diagnostics: vec![diagnostic],
                lints: None,
                steps: Steps::default(),
            },
        }
    }

    pub(super) fn parse_source(&self, source: &Source, mut diagnostics: Vec<Diagnostic>) -> Parsed {
        if let Some((document, known)) = self
            .known
            .and_then(|memory| memory.documents.get(&source.path))
            .filter(|(document, _)| document.key == source.key)
        {
            return Parsed {
                document: Some(Arc::clone(document)),
                diagnostics: known.clone(),
                lints: None,
                steps: Steps::default(),
            };
        }
        if let Some((document, known)) =
            self.cache.and_then(|(cache, room)| cache.get(source, room))
        {
            return Parsed {
                document: Some(document.into()),
                diagnostics: known,
                lints: None,
                steps: Steps::default(),
            };
        }
        let mut steps = Steps::default();
        let parse = || {
            let (document, flaws, lints) = match self.lint {
                None if self.timed => {
                    let watched = |lap: &mut dyn FnMut(Step)| {
                        document::watched(source, self.settings, self.lexicon, lap)
                    };
                    let (document, flaws) = steps.of(watched);
                    (document, flaws, None)
                }
                None if self.explain => {
                    let (document, flaws) = document::explain(source, self.settings, self.lexicon);
                    (document, flaws, None)
                }
                None => {
                    let (document, flaws) = document::parse(source, self.settings, self.lexicon);
                    (document, flaws, None)
                }
                Some(hosts) => {
                    let look = |document: &Document, made: &Made<'_>| {
                        lint::source(source, document, made, self.settings, hosts)
                    };
                    let (document, flaws, lints) =
                        document::parse_and(source, self.settings, self.lexicon, look);
                    (document, flaws, Some(lints))
                }
            };
            (document, flaws, lints)
        };
        match catch_unwind(AssertUnwindSafe(parse)) {
            Ok((document, flaws, lints)) => {
                diagnostics.extend(flaws);
                Parsed {
                    document: Some(document.into()),
                    diagnostics,
                    lints,
                    steps,
                }
            }
            Err(panic) => {
                let path = format!("content/{}", source.path);
                diagnostics.push(broken(path, panic.as_ref()));
                Parsed {
                    document: None,
                    diagnostics,
                    lints: None,
                    steps,
                }
            }
        }
    }
}

impl Memory {
    /// Whether the settings and vocabulary are those of the earlier reading.
    pub(super) fn fits(&self, files: &[Source]) -> bool {
        let names = |files: &[Source]| -> Vec<_> {
            files
                .iter()
                .map(|file| (file.path.clone(), file.key))
                .collect()
        };
        names(&self.circumstances) == names(files)
    }

    pub(super) fn keep(
        &mut self,
        files: &[Source],
        parsed: &[Parsed],
        stories: Option<Arc<Stories>>,
    ) {
        // Asked once: a history changes with a commit, not with every save.
        self.stories = Some(stories.unwrap_or_default());
        self.circumstances = files.to_vec();
        self.documents = parsed
            .iter()
            .filter_map(|one| {
                let document = one.document.as_ref()?;
                let value = (Arc::clone(document), one.diagnostics.clone());
                Some((document.path.clone(), value))
            })
            .collect();
    }
}

/// The error for a panic: a defect of dibao or of a library, met in one file.
pub(super) fn broken(path: String, panic: &(dyn Any + Send)) -> Diagnostic {
    let words = words_of(panic);
    Diagnostic {
        severity: Severity::Error,
        code: "internal",
        path,
        place: None,
        message: format!("dibao itself failed here: {words}"),
        hint: Some("this is a defect of dibao; please report it with the file".into()),
    }
}

/// What a panic said.
pub fn words_of(panic: &(dyn Any + Send)) -> &str {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    words
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message")
}

//! What the words of a title, and those around it, say of the work that it names.

use crate::document::WorkKind;

use super::table::rows;

const KINDS: &str = include_str!("../../data/policy_kinds.tsv");
const CUES: &str = include_str!("../../data/policy_cues.tsv");

/// Kinds by the last words of a title, cues before it, status words around it.
#[derive(Debug, Default)]
pub struct Titles {
    /// Last words and what they say, longest first.
    kinds: Vec<(&'static str, WorkKind)>,
    /// Words right before 《 and what they say, longest first.
    cues: Vec<(&'static str, WorkKind)>,
    statuses: Vec<Status>,
}

/// A word that says what became of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// As written.
    pub word: &'static str,
    /// The status it stands for.
    pub canonical: &'static str,
}

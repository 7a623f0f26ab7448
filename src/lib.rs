//! dibao turns a git folder of Markdown digests into a static, searchable policy archive.
//!
//! A build is a sentence: *load* the Sources, *parse* each into a Document, *gather* the Documents
//! into an Archive, *plan* the Site, *render* its Pages, *write* the Artifacts. Each verb is a
//! function from one value to the next; modules below stand in that order and import only from
//! those above them (`tests/it/flow.rs` holds the list). Disk, clock, threads and sockets are
//! touched from [`load`] on, nowhere before.

pub mod kept;

pub mod source;

pub mod diagnostic;

pub mod date;
pub mod fold;
pub mod slug;

pub mod config;
pub mod lexicon;

pub mod document;

pub mod archive;

pub mod schema;

pub mod site;

pub mod import;

pub mod lint;

pub mod theme;

pub mod render;

pub mod search;

pub mod diff;

pub mod load;

pub mod history;

pub mod write;

pub mod pipeline;

pub mod serve;

pub mod cli;

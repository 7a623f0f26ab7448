//! Tests of the built program and of the project's own files, in one binary.

#![allow(
    clippy::disallowed_methods,
    reason = "tests read their cases, write and start programs"
)]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what was counted and what was skipped is shown with --nocapture"
)]
#![allow(
    clippy::unwrap_used,
    clippy::format_collect,
    clippy::zombie_processes,
    reason = "a test that cannot go on fails, and servers end with it"
)]

mod archive;
mod bad_items;
mod builds;
mod check;
mod contribute;
mod corpora;
mod crash;
mod diff;
mod disk;
mod export;
mod faults;
mod flow;
mod fresh;
mod fuzz;
mod hand_made;
mod history;
mod hostile;
mod import;
mod labels;
mod layouts;
mod links;
mod lossless;
mod machine;
mod markdown;
mod names;
mod outline;
mod page;
mod provenance;
mod reference;
mod relaid;
mod render;
mod rim;
mod sarif;
mod schema;
mod search;
mod security;
mod serve;
mod theme;
mod vanish;
mod warm;

//! Everything that is tested from outside the crate, in one binary.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests read their cases from disk, and say what they skip"
)]

mod markdown;

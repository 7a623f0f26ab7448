//! Tests of the whole program and of rooms against cases that people can read.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read cases from disk and fail loudly"
)]

mod search;

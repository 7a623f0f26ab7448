//! Everything that is tested from outside the crate, in one binary.
#![allow(
    clippy::disallowed_methods,
    reason = "tests read their cases from disk"
)]

mod hand_made;
mod markdown;
mod render;

//! Everything that is tested from outside the crate, in one binary.
#![allow(
    clippy::disallowed_methods,
    reason = "tests read their cases from disk"
)]

mod archive;
mod crash;
mod flow;
mod hand_made;
mod markdown;
mod render;
mod rim;
mod serve;

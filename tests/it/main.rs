//! Tests of the built program and of the project's own files, in one binary.

#![allow(
    clippy::disallowed_methods,
    reason = "tests read, write and start programs"
)]

//! What must hold for any bytes: bodies of the fuzz targets.
//!
//! Each target is a module with `look(data: &[u8])`, which panics where something does not hold.
//! libFuzzer calls them (`fuzz_targets/`), and so does `cargo test` on seeds and mutations of them
//! (`tests/it/fuzz.rs`): what a fuzzer finds is kept as a file below `fuzz/cases/TARGET/` and stays a
//! test.

pub mod front_matter;
pub mod kept;
pub mod oracle;
pub mod outline;
pub mod post;
pub mod shard;
pub mod slug;

//! The `dibao` program: everything is in the library.

use std::process::ExitCode;

/// A build makes some forty million small strings; the system's allocator takes a seventh of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    dibao::cli::run()
}

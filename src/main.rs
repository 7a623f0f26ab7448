//! The `dibao` program: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    dibao::cli::run()
}

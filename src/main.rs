//! The `dibao` program: everything is in the library.

fn main() {}

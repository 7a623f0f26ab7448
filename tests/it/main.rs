//! Everything that is tested from outside, in one binary.

mod archive;
mod crash;
mod flow;
mod rim;
mod serve;

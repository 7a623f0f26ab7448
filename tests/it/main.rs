//! Tests of the library from outside, in one binary.

mod hand_made;
mod render;

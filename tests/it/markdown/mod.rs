//! The Markdown reader and writer.

mod cases;
mod conformance;
mod hostile;
pub(crate) mod page;
mod properties;
mod real;
mod slices;

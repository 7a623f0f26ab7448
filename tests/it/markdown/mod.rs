//! The Markdown reader and writer.

mod cases;
mod conformance;
mod hostile;
mod page;
mod properties;
mod real;

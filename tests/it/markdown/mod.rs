//! The Markdown reader and writer.

mod cases;
mod conformance;
mod hostile;

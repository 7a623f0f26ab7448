//! The Markdown reader and writer.

mod conformance;

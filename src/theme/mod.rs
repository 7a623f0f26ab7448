//! Templates, styles, scripts and interface strings.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;

/// A theme, ready to render with: built-in files, each replaced by the archive's own where it has
/// one at the same path.
#[derive(Debug)]
pub struct Theme {}

impl Theme {
    /// Puts a theme together. `overrides`: path below `themes/<name>/` to bytes.
    ///
    /// `Err` when a template cannot be compiled: with template, line, column.
    pub fn new(_overrides: &BTreeMap<String, Vec<u8>>) -> Result<Self, Vec<Diagnostic>> {
        Ok(Self {})
    }
}

//! Warnings about single posts, put aside until the site is written.
//!
//! 100,000 posts that came from another program have twice as many warnings, 40 MB of them, and nobody
//! asks for one before all is rendered.

use std::fs::File;
use std::io::{BufReader, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use borsh::{BorshDeserialize, BorshSerialize};

use super::BuildError;
use super::shelf::failed;
use crate::diagnostic::{Diagnostic, Severity};

/// So many stay where they are.
const FEW: usize = 20_000;

/// Diagnostics in a file without a name.
#[derive(Debug)]
pub(super) struct Aside {
    file: File,
    folder: PathBuf,
    n: usize,
}

impl Aside {
    /// Takes all Diagnostics to the disk of `folder`, where they are many and none is an error.
    pub(super) fn take(
        diagnostics: &mut Vec<Diagnostic>,
        folder: &Path,
    ) -> Result<Option<Self>, BuildError> {
        let is_error = |one: &Diagnostic| one.severity == Severity::Error;
        if diagnostics.len() <= FEW || diagnostics.iter().any(is_error) {
            return Ok(None);
        }
        let n = diagnostics.len();
        let mut write = || {
            let mut out = BufWriter::new(tempfile::tempfile_in(folder)?);
            for one in std::mem::take(diagnostics) {
                one.serialize(&mut out)?;
            }
            out.flush()?;
            out.into_inner()
                .map_err(std::io::IntoInnerError::into_error)
        };
        Ok(Some(Self {
            file: write().map_err(failed(folder))?,
            folder: folder.to_owned(),
            n,
        }))
    }

    /// Gives them back, in order, and behind them what was told since.
    pub(super) fn give_back(
        self,
        mut since: Vec<Diagnostic>,
    ) -> Result<Vec<Diagnostic>, BuildError> {
        let Self {
            mut file,
            folder,
            n,
        } = self;
        let mut read = || {
            file.rewind()?;
            let mut bytes = BufReader::new(&file);
            // All the room at once: a list that grows has half of it twice.
            let mut all = Vec::with_capacity(n + since.len());
            for _ in 0..n {
                all.push(Diagnostic::deserialize_reader(&mut bytes)?);
            }
            all.append(&mut since);
            Ok(all)
        };
        read().map_err(failed(&folder))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_warnings_come_back_as_they_went() {
        let folder = tempfile::tempdir().expect("a folder");
        let told = |n: usize| -> Vec<Diagnostic> {
            let odd = |at: usize| {
                let message = format!("`{at}` 不是日期");
                let mut one = Diagnostic::of_file("甲.md", "duplicate-key", message);
                one.hint("write `2020-02-29`");
                one
            };
            (0..n).map(odd).collect()
        };
        for (n, with_error, goes) in [
            (FEW, false, false),
            (FEW + 1, false, true),
            (FEW + 1, true, false),
        ] {
            let mut all = told(n);
            if with_error {
                all[7].severity = Severity::Error;
            }
            let before = all.clone();
            let aside = Aside::take(&mut all, folder.path()).expect("room");
            assert_eq!(aside.is_some(), goes, "{n} {with_error}");
            if let Some(aside) = aside {
                assert!(all.is_empty());
                let since = vec![before[3].clone()];
                all = aside.give_back(since).expect("they lie there");
                assert_eq!(all.pop().as_ref(), Some(&before[3]));
            }
            assert!(all == before, "{n} {with_error}");
        }
        assert_eq!(folder.path().read_dir().expect("a folder").count(), 0);
    }
}

//! Sites as `dibao diff` compares them: one that was written, and the one that would be.

use std::io::{self, Write};
use std::path::Path;

use super::{BuildError, Clock, Content, Keep, Options, on_threads, read};
use crate::diagnostic::{Diagnostic, Severity};
use crate::diff::{Damaged, Problem, Snapshot};
use crate::load;
use crate::render::{Body, Job};

/// What a build leaves in its output of what it had to say, for the next comparison.
pub(super) const PROBLEMS: &str = ".dibao-problems.jsonl";

/// Largest data file that is read, in bytes.
const MAX_BYTES: u64 = 2 << 30;

/// Why an output folder cannot be compared with.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// It was not written by dibao.
    #[error("no site of dibao: it has no `{0}`")]
    NoSite(&'static str),
    /// A file cannot be read.
    #[error("`{name}` cannot be read: {source}")]
    Unreadable {
        /// The file.
        name: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not what dibao writes.
    #[error(transparent)]
    Damaged(#[from] Damaged),
}

/// The site in an output folder.
pub fn snapshot_of_output(folder: &Path) -> Result<Snapshot, SnapshotError> {
    let text = |name: &'static str| match load::read(&folder.join(name), MAX_BYTES) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(SnapshotError::Unreadable { name, source }),
    };
    let needed = |name| text(name)?.ok_or(SnapshotError::NoSite(name));
    Ok(Snapshot::read(
        &needed("data/posts.jsonl")?,
        &needed("data/items.jsonl")?,
        &text("data/policies.json")?.unwrap_or_default(),
        &text("data/pages.txt")?.unwrap_or_default(),
        text(PROBLEMS)?.as_deref(),
    )?)
}

/// The site that the archive makes now, written nowhere; with all that it is made from.
#[expect(
    clippy::missing_panics_doc,
    reason = "only data that is not as dibao writes it would, and dibao has just written it"
)]
pub fn snapshot_here(
    options: &Options,
) -> Result<(Snapshot, Vec<Diagnostic>, Content), BuildError> {
    on_threads(options, || {
        let mut clock = Clock::start();
        let (content, diagnostics) = read(options, None, &Keep::ForOwnTheme, &mut clock)?;
        let snapshot = {
            let renderer = content.renderer();
            let text = |name: &str| -> String {
                let Ok(artifact) = renderer.render(&Job::File(format!("data/{name}"))) else {
                    return String::new();
                };
                let bytes = match artifact.body {
                    Body::Whole(bytes) => bytes,
                    Body::Streamed(write) => {
                        let mut bytes = Vec::new();
                        write(&mut bytes).expect("a Vec takes all bytes");
                        bytes
                    }
                };
                String::from_utf8_lossy(&bytes).into_owned()
            };
            Snapshot::read(
                &text("posts.jsonl"),
                &text("items.jsonl"),
                &text("policies.json"),
                &text("pages.txt"),
                Some(&problem_lines(&diagnostics)),
            )
            .expect("it is as dibao writes it")
        };
        Ok((snapshot, diagnostics, content))
    })?
}

/// Writes Diagnostics as lines of JSON.
pub(super) fn write_problems(diagnostics: &[Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    for one in diagnostics {
        let problem = Problem {
            path: one.path.clone(),
            line: one.place.map_or(1, |place| place.line),
            code: one.code.to_owned(),
            severity: match one.severity {
                Severity::Error => "error".to_owned(),
                Severity::Warning => "warning".to_owned(),
            },
            message: one.message.clone(),
        };
        serde_json::to_writer(&mut *out, &problem)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn problem_lines(diagnostics: &[Diagnostic]) -> String {
    let mut out = Vec::new();
    write_problems(diagnostics, &mut out).expect("a Vec takes all bytes");
    String::from_utf8_lossy(&out).into_owned()
}

//! Which folder a site may be written to.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{WriteError, at};
use crate::load::read;

/// Name of the file that says a folder is dibao's to replace.
pub(super) const MARKER: &str = ".dibao";

/// What the marker holds. The first line is what counts.
pub(super) const MARKER_TEXT: &str = "dibao output, format 1\n\
     This folder is replaced as a whole by every `dibao build`: keep nothing of your own in it.\n";

/// A folder that a site may be written to.
#[derive(Debug, Clone)]
pub struct Output {
    /// The folder that holds it, without links.
    pub(super) parent: PathBuf,
    /// Its name there.
    pub(super) name: String,
    /// Where trees are kept between builds; none are without it.
    pub(super) cache: Option<PathBuf>,
}

impl Output {
    /// Checks that `output` is dibao's to replace: it does not exist, is empty or holds the marker;
    /// and replacing it would not take the source, a home folder or a git folder away. Makes the
    /// folders above it.
    pub fn new(output: &Path, root: &Path, home: Option<&Path>) -> Result<Self, WriteError> {
        let refused = |reason: &str| WriteError::Refused {
            path: output.to_owned(),
            reason: reason.to_owned(),
        };
        let output = &absolute(output)?;
        let Some(name) = output.file_name() else {
            return Err(refused("has no name of its own"));
        };
        let Some(name) = name.to_str() else {
            return Err(refused("must have a name in UTF-8"));
        };
        let above = output.parent().unwrap_or(Path::new("/"));
        #[expect(clippy::disallowed_methods, reason = "write is where folders are made")]
        fs::create_dir_all(above).map_err(at("cannot create the folder", above))?;
        let parent = above
            .canonicalize()
            .map_err(at("cannot reach the folder", above))?;
        let whole = parent.join(name);
        if let Some(reason) = reserved(&whole, root, home) {
            return Err(refused(reason));
        }
        let output = Self {
            parent,
            name: name.to_owned(),
            cache: None,
        };
        output.standing()?;
        Ok(output)
    }

    /// Keeps the tree that a build replaces below this folder, for the next build.
    #[must_use]
    pub fn with_cache(self, cache: Option<PathBuf>) -> Self {
        Self { cache, ..self }
    }

    /// Whether a site of ours stands there; `Err` when something else does.
    pub(super) fn standing(&self) -> Result<bool, WriteError> {
        let folder = self.path();
        let refused = |reason: &str| WriteError::Refused {
            path: folder.clone(),
            reason: reason.to_owned(),
        };
        match fs::symlink_metadata(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(at("cannot reach", &folder)(error)),
            Ok(metadata) if metadata.is_symlink() => {
                return Err(refused(
                    "is a link; give the folder that it leads to instead",
                ));
            }
            Ok(metadata) if !metadata.is_dir() => return Err(refused("is a file")),
            Ok(_) => {}
        }
        if is_marked(&folder) {
            return Ok(true);
        }
        #[expect(clippy::disallowed_methods, reason = "write looks before it replaces")]
        let mut entries = fs::read_dir(&folder).map_err(at("cannot list the folder", &folder))?;
        match entries.next() {
            None => Ok(false),
            Some(_) => Err(refused(
                "holds files that dibao did not write; choose another, or empty it yourself",
            )),
        }
    }

    /// The folder itself.
    pub fn path(&self) -> PathBuf {
        self.parent.join(&self.name)
    }

    /// The folder that it lies in.
    pub fn parent(&self) -> &Path {
        &self.parent
    }

    /// A sibling of the output: `.public.dibao-<suffix>`.
    pub(super) fn beside(&self, suffix: &str) -> PathBuf {
        self.parent.join(self.sibling(suffix))
    }

    /// The name of a sibling.
    pub(super) fn sibling(&self, suffix: &str) -> String {
        format!(".{}.dibao-{suffix}", self.name)
    }
}

/// Whether a folder holds dibao's marker. A link to one does not.
pub(super) fn is_marked(folder: &Path) -> bool {
    if !fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_dir()) {
        return false;
    }
    let marker = folder.join(MARKER);
    // A pipe or a link of that name is none.
    if !fs::symlink_metadata(&marker).is_ok_and(|metadata| metadata.is_file()) {
        return false;
    }
    read(&marker, 4096).is_ok_and(|text| text.starts_with(b"dibao output, format "))
}

/// Why a folder must never be replaced, whatever is in it.
fn reserved(whole: &Path, root: &Path, home: Option<&Path>) -> Option<&'static str> {
    if root.starts_with(whole) {
        return Some("holds the archive itself");
    }
    for source in ["content", "themes"] {
        if whole.starts_with(root.join(source)) {
            return Some("lies among the archive's own files");
        }
    }
    if home.is_some_and(|home| home.starts_with(whole)) {
        return Some("holds your home folder");
    }
    if whole.components().any(|part| part.as_os_str() == ".git") {
        return Some("lies in a git folder");
    }
    None
}

/// The path from `/`, without `.` and with `..` taken at its word.
fn absolute(path: &Path) -> Result<PathBuf, WriteError> {
    let from_top = std::path::absolute(path).map_err(at("cannot reach", path))?;
    let mut plain = PathBuf::new();
    for part in from_top.components() {
        match part {
            std::path::Component::ParentDir => {
                // A `..` after a link means the link's parent: ask the disk.
                plain = plain.canonicalize().map_err(at("cannot reach", &plain))?;
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    Ok(plain)
}

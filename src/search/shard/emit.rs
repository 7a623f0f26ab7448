//! A patched index, from the old one and what takes its place.

use std::collections::BTreeMap;
use std::io;

use rayon::prelude::*;

use super::layout::{Kind, file_name};
use super::merge::File;
use super::remembered::{FileKey, Remembered, key_of};
use crate::search::terms::{FOLDER, block_name};
use crate::search::{Keep, Kept, Sink};

/// An index that is to take the place of another.
pub(super) struct Patched {
    /// The new one.
    pub(super) index: Remembered,
    /// The files of each kind that are new, by id and part.
    pub(super) files: [BTreeMap<(u32, u32), Vec<u8>>; 6],
    /// The blocks of terms that are new.
    pub(super) blocks: BTreeMap<u32, Vec<u8>>,
}

/// What takes the place of the files with an id.
pub(super) enum Part {
    /// A file.
    New(File),
    /// One that was there.
    Old(FileKey),
}

impl Patched {
    /// Puts files in the place of those with the same ids. `parts` go by id and part.
    pub(super) fn replace(&mut self, kind: Kind, parts: BTreeMap<u32, Vec<Part>>) {
        let n = self.index.n_files(kind);
        let mut files = self.index.files[kind as usize].clone();
        files.retain(|file| file.id < n && !parts.contains_key(&file.id));
        for part in parts.into_values().flatten() {
            let file = match part {
                Part::Old(file) => file,
                Part::New((id, part, bytes)) => {
                    let key = key_of(&bytes);
                    let file = FileKey { id, part, key };
                    if !self.index.parts(kind, id).contains(&file) {
                        self.files[kind as usize].insert((id, part), bytes);
                    }
                    file
                }
            };
            files.push(file);
        }
        files.sort_unstable_by_key(|file| (file.id, file.part));
        self.index.files[kind as usize] = files;
    }

    /// Hands everything on but the manifest and what it names by path.
    pub(super) fn emit(
        self,
        before: &Remembered,
        sink: &Sink<'_>,
        keep: &Keep<'_>,
    ) -> io::Result<Remembered> {
        let Self {
            index,
            files,
            blocks,
        } = self;
        for (kind, new) in Kind::ALL.into_iter().zip(files) {
            emit_kind(kind, before, &index, new, sink, keep)?;
        }
        emit_blocks(&index, blocks, sink, keep)?;
        Ok(index)
    }
}

fn emit_kind(
    kind: Kind,
    before: &Remembered,
    index: &Remembered,
    mut new: BTreeMap<(u32, u32), Vec<u8>>,
    sink: &Sink<'_>,
    keep: &Keep<'_>,
) -> io::Result<()> {
    let from = before.folder_paths(kind);
    let mut kept = Vec::new();
    let mut written = Vec::new();
    let folders = index
        .folder_paths(kind)
        .into_iter()
        .zip(index.by_folder(kind));
    for (folder, (to, files)) in folders.enumerate() {
        let mut names = Vec::new();
        for file in files {
            let name = file_name(file.id, file.part);
            match new.remove(&(file.id, file.part)) {
                Some(bytes) => written.push((format!("{to}/{name}"), bytes)),
                None => names.push(name),
            }
        }
        if let (Some(from), false) = (from.get(folder), names.is_empty()) {
            kept.push((from, to, names));
        }
    }
    (kept.par_iter()).try_for_each(|(from, to, names)| keep(&Kept { from, to, names }))?;
    (written.into_par_iter()).try_for_each(|(path, bytes)| sink(path, bytes))
}

fn emit_blocks(
    index: &Remembered,
    mut new: BTreeMap<u32, Vec<u8>>,
    sink: &Sink<'_>,
    keep: &Keep<'_>,
) -> io::Result<()> {
    let mut names = Vec::new();
    for (block, key) in (0..).zip(&index.blocks) {
        let name = block_name(block, key);
        match new.remove(&block) {
            Some(bytes) => sink(format!("{FOLDER}/{name}"), bytes)?,
            None => names.push(name),
        }
    }
    if names.is_empty() {
        return Ok(());
    }
    keep(&Kept {
        from: FOLDER,
        to: FOLDER,
        names: &names,
    })
}

//! `dibao export`

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::Value;

use super::{Exit, Failure, Root, report};
use crate::search::bulk::Target;

/// Size at which a bulk file ends: both engines refuse more than 100 MB at once.
const MOST: usize = 50_000_000;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Search engine that the files are for
    #[arg(long, value_name = "ENGINE")]
    to: Engine,
    #[command(flatten)]
    root: Root,
    /// The built site [default: `public/` under the root]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Folder for the files [default: `export/ENGINE/` under the root]
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Engine {
    #[value(name = "opensearch")]
    OpenSearch,
    Meilisearch,
}

pub(super) fn run(arguments: Arguments) -> Result<Exit, Failure> {
    let (target, name) = match arguments.to {
        Engine::OpenSearch => (Target::OpenSearch, "opensearch"),
        Engine::Meilisearch => (Target::Meilisearch, "meilisearch"),
    };
    let root = arguments.root.root;
    let site = arguments.output.unwrap_or_else(|| root.join("public"));
    let folder = arguments
        .into
        .unwrap_or_else(|| root.join("export").join(name));
    let items = site.join("data/items.jsonl");
    let items = open(&items).map_err(failed("cannot read (`dibao build` makes it)", &items))?;
    prepare(&folder, target)?;
    let settings = folder.join(target.settings_file());
    let text = format!("{:#}\n", target.settings());
    let written = create(&settings).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(failed("cannot write", &settings))?;
    let (n_items, n_files) = write(BufReader::new(items), target, &folder)?;
    let line = format!("{n_items} items in {n_files} files → {}", folder.display());
    report::closing(&line, false);
    Ok(Exit::Done)
}

/// Makes the folder, or takes from it what an earlier export left. Files of others stay.
#[expect(clippy::disallowed_methods, reason = "cli is at the rim")]
fn prepare(folder: &Path, target: Target) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).map_err(failed("cannot create the folder", folder))?;
    for number in 1.. {
        let path = folder.join(target.bulk_file(number));
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => break,
            removed => removed.map_err(failed("cannot replace", &path))?,
        }
    }
    Ok(())
}

/// Writes all items; returns how many, and how many files.
fn write(items: impl BufRead, target: Target, folder: &Path) -> Result<(usize, usize), Failure> {
    let (mut n_items, mut n_files, mut n_bytes) = (0, 0, MOST);
    let mut file: Option<BufWriter<File>> = None;
    for line in items.lines() {
        let path = folder.join(target.bulk_file(n_files.max(1)));
        let line = line.map_err(failed("cannot read the items for", &path))?;
        let item: Value = serde_json::from_str(&line)
            .map_err(|error| failed("cannot read the items for", &path)(error.into()))?;
        let Some(lines) = target.lines(&item) else {
            continue;
        };
        if n_bytes + lines.len() > MOST {
            finish(file.take(), &path)?;
            n_files += 1;
            n_bytes = 0;
            let path = folder.join(target.bulk_file(n_files));
            let made = create(&path).map_err(failed("cannot write", &path))?;
            file = Some(BufWriter::new(made));
        }
        n_bytes += lines.len();
        n_items += 1;
        if let Some(file) = &mut file {
            file.write_all(lines.as_bytes())
                .map_err(failed("cannot write", &path))?;
        }
    }
    finish(file, folder)?;
    Ok((n_items, n_files))
}

fn finish(file: Option<BufWriter<File>>, path: &Path) -> Result<(), Failure> {
    file.map_or(Ok(()), |mut file| file.flush())
        .map_err(failed("cannot write", path))
}

fn failed(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Failure {
    move |source| Failure::Io {
        what,
        path: path.to_owned(),
        source,
    }
}

#[expect(clippy::disallowed_methods, reason = "cli is at the rim")]
fn open(path: &Path) -> std::io::Result<File> {
    File::open(path)
}

#[expect(clippy::disallowed_methods, reason = "cli is at the rim")]
fn create(path: &Path) -> std::io::Result<File> {
    File::create(path)
}

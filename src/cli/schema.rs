//! `dibao schema`: the JSON Schema of what people write.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Exit, Failure, Root, report};
use crate::schema;
use crate::write::replace;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    _root: Root,
    /// Which one; all in one without
    kind: Option<Kind>,
    /// Writes one file each into a folder instead
    #[arg(long, value_name = "DIR", conflicts_with = "kind")]
    write: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Post,
    Settings,
    Tags,
    Regions,
    Policies,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    if let Some(folder) = &arguments.write {
        let mut lines = String::new();
        for (name, text) in files() {
            let path = folder.join(&name);
            replace(&path, text.as_bytes()).map_err(|source| Failure::Io {
                what: "cannot write",
                path: path.clone(),
                source,
            })?;
            let _ = writeln!(lines, "{}", path.display());
        }
        report::answer(&lines)?;
        return Ok(Exit::Done);
    }
    let schema = match arguments.kind {
        None => schema::all(),
        Some(Kind::Post) => schema::of(schema::Kind::Post),
        Some(Kind::Settings) => schema::of(schema::Kind::Settings),
        Some(Kind::Tags) => schema::of(schema::Kind::Tags),
        Some(Kind::Regions) => schema::of(schema::Kind::Regions),
        Some(Kind::Policies) => schema::of(schema::Kind::Policies),
    };
    report::answer(&pretty(&schema))?;
    Ok(Exit::Done)
}

/// Each schema as a file: name and text.
pub(super) fn files() -> impl Iterator<Item = (String, String)> {
    schema::Kind::ALL.into_iter().map(|kind| {
        let name = format!("{}.schema.json", kind.name());
        (name, pretty(&schema::of(kind)))
    })
}

fn pretty(value: &serde_json::Value) -> String {
    let text = serde_json::to_string_pretty(value).expect("a value with keys of text");
    text + "\n"
}

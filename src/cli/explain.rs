//! `dibao explain`: what the program sees in one Source, and why.

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;

use super::{Exit, Failure, Root, report};
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Item, ItemLeaf, Meta, MetaValue, Part, PeriodEvidence};
use crate::pipeline;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    root: Root,
    /// A post: from the current folder, the root or `content/`
    path: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let root = arguments.root.path()?;
    let content = root.join("content");
    let file = super::existing(&root, &arguments.path)
        .or_else(|error| super::existing(&content, &arguments.path).map_err(|_| error))?;
    let no_post = || {
        let path = arguments.path.display();
        Failure::Usage(format!(
            "`{path}` is no post of this archive that can be read; see `dibao check`"
        ))
    };
    let real = content.canonicalize().map_err(|source| Failure::Io {
        what: "cannot find the folder",
        path: content,
        source,
    })?;
    let below = file.strip_prefix(&real).map_err(|_| no_post())?;
    let path = below.to_str().ok_or_else(no_post)?;
    let (_, document, diagnostics) =
        pipeline::parse_one(&arguments.root.options(), path)?.ok_or_else(no_post)?;
    report::answer(&text(&document, &diagnostics))?;
    report::human(&root, &diagnostics);
    Ok(Exit::Done)
}

/// The whole explanation.
fn text(document: &Document, diagnostics: &[Diagnostic]) -> String {
    let mut out = Table::default();
    out.row("file", &format!("content/{}", document.path));
    out.row_at(document.title_line, "title", &document.title);
    let kind = if document.digest {
        format!("a digest of {} items", document.items.len())
    } else {
        "no digest: one text, one item".to_owned()
    };
    out.row("kind", &kind);
    out.row("language", document.lang.as_deref().unwrap_or("the site's"));
    dates(&mut out, document);
    meta(&mut out, &document.meta);
    out.head("looks");
    for (rank, look) in (1..).zip(document.leaf.iter().flat_map(|leaf| &leaf.looks)) {
        out.row(&format!("  {rank}"), look);
    }
    body(&mut out, document);
    let n = diagnostics.len();
    out.row(
        "problems",
        &if n == 0 {
            "none".to_owned()
        } else {
            n.to_string()
        },
    );
    out.text
}

fn dates(out: &mut Table, document: &Document) {
    let dates = &document.dates;
    out.head("dates");
    match &dates.period {
        Some(period) => {
            let from = match dates.evidence {
                PeriodEvidence::FrontMatter => "`period` in the front matter",
                PeriodEvidence::Title => "the title",
                PeriodEvidence::Date => "the date in the front matter",
                PeriodEvidence::Head => "the head of the text",
                PeriodEvidence::FileName => "the file name",
                PeriodEvidence::None => "nowhere",
            };
            let (start, end, label) = (period.start, period.end, &period.label);
            out.row(
                "  period",
                &format!("{start} to {end}, from {from}: `{label}`"),
            );
        }
        None => out.row("  period", "日期未注明"),
    }
    let stamps = [
        ("  published", &dates.published),
        ("  archived", &dates.archived),
        ("  updated", &dates.updated),
    ];
    for (name, stamp) in stamps {
        if let Some(stamp) = stamp {
            let time = stamp.time.map_or(String::new(), |time| format!(" {time}"));
            out.row(name, &format!("{}{time}", stamp.date));
        }
    }
}

fn meta(out: &mut Table, meta: &Meta) {
    if meta.places.is_empty() {
        out.row("front matter", "none");
        return;
    }
    out.head("front matter");
    // The keys as the file has them, in its order; what was made of each follows where it is text.
    for (key, place) in meta.places.iter() {
        let value = value(meta, key).unwrap_or_default();
        out.row_at(place.line, &format!("  {key}"), &value);
    }
    for tag in &meta.tags {
        out.row("  tag", tag);
    }
    for category in &meta.categories {
        out.row("  category", category);
    }
    if let Some(url) = &meta.source_url {
        out.row("  source", url);
    }
    if meta.draft {
        out.row("  draft", "not built without `--drafts`");
    }
}

/// What a key was read as, where that is one value.
fn value(meta: &Meta, key: &str) -> Option<String> {
    let text = |value: Option<&str>| value.map(str::to_owned);
    match key {
        "title" => text(meta.title.as_deref()),
        "slug" => text(meta.slug.as_deref()),
        "permalink" | "url" => text(meta.permalink.as_deref()),
        "description" | "summary" | "excerpt" => text(meta.description.as_deref()),
        "lang" | "language" | "locale" => text(meta.lang.as_deref()),
        "layout" | "type" => text(meta.layout.as_deref()),
        "artid" => text(meta.artid.as_deref()),
        "keywords" => Some(meta.keywords.join(", ")),
        "image" => meta.image.as_ref().map(|image| image.path.clone()),
        key => meta.extra.get(key).map(plain),
    }
}

fn plain(value: &MetaValue) -> String {
    match value {
        MetaValue::Null => "(empty)".to_owned(),
        MetaValue::Bool(value) => value.to_string(),
        MetaValue::Text(text) => text.clone(),
        MetaValue::List(list) => list.iter().map(plain).collect::<Vec<_>>().join(", "),
        MetaValue::Map(map) => {
            let pairs = map
                .iter()
                .map(|(key, value)| format!("{key}: {}", plain(value)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
    }
}

fn body(out: &mut Table, document: &Document) {
    out.head("body");
    let Some(leaf) = &document.leaf else {
        return;
    };
    for part in &leaf.parts {
        match part {
            Part::Prose(_) => out.row("  prose", "text outside items"),
            Part::Contents(_) => out.row("  contents", "a list that repeats headlines"),
            Part::Folded(_) => out.row("  folded", "boilerplate: out of items, search and export"),
            Part::Section(index, _) => {
                let section = &document.sections[*index as usize];
                out.row_at(section.line, "  section", &section.title);
            }
            Part::Item(index) => {
                let index = *index as usize;
                item(out, &document.items[index], &leaf.items[index]);
            }
        }
    }
}

fn item(out: &mut Table, item: &Item, leaf: &ItemLeaf) {
    let generated = if item.headless {
        " (no headline of its own)"
    } else {
        ""
    };
    out.row_at(
        item.line,
        "  item",
        &format!("{}{generated}", item.headline),
    );
    out.row("    fragment", &format!("#{}", item.fragment));
    out.row("    rule", leaf.rule);
    if let Some(marker) = &item.marker {
        out.row("    marker", marker);
    }
    let date = match (item.date.date, &leaf.date_evidence) {
        (Some(date), Some(evidence)) => format!("{date} ({evidence})"),
        (Some(date), None) => date.to_string(),
        (None, Some(evidence)) => format!("日期未注明 ({evidence})"),
        (None, None) => "日期未注明".to_owned(),
    };
    out.row("    date", &date);
    let lists = [
        ("    regions", item.regions.join(", ")),
        ("    issuers", item.issuers.join(", ")),
        ("    links", leaf.links.join(", ")),
    ];
    for (name, list) in lists {
        if !list.is_empty() {
            out.row(name, &list);
        }
    }
    for work in &item.works {
        let refers = work
            .refers_to
            .as_ref()
            .map_or(String::new(), |title| format!(" → 《{title}》"));
        out.row(
            "    cites",
            &format!("《{}》{refers}, {:?}", work.title, work.kind),
        );
    }
    for mention in &leaf.mentions {
        out.row_at(
            mention.line,
            "    saw",
            &format!("`{}`: {}", mention.words, mention.reading),
        );
    }
}

/// Rows of line, name and value, each value on one line of the terminal.
#[derive(Default)]
struct Table {
    text: String,
}

impl Table {
    fn head(&mut self, name: &str) {
        let _ = writeln!(self.text, "       {name}");
    }

    fn row(&mut self, name: &str, value: &str) {
        let value = report::printable(value);
        let _ = writeln!(self.text, "       {name:<16} {value}");
    }

    fn row_at(&mut self, line: u32, name: &str, value: &str) {
        let (name, value) = (report::printable(name), report::printable(value));
        let _ = writeln!(self.text, "{line:>6} {name:<16} {value}");
    }
}

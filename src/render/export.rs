//! The archive as data: `items.jsonl`, `items.csv`, `posts.jsonl`, `policies.json` (DESIGN §4.4).
//!
//! Keys stand in the order in which the structs below list them.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use crate::archive::{
    CATEGORIES, DocumentId, ISSUERS, ItemId, POLICIES, Policy, REGIONS, Role, TAGS,
};
use crate::document::{DateStatus, Document, Item, ItemLeaf};
use crate::slug::encode_path;

use super::address::{item_id, post_id};
use super::csv;
use super::{File, Renderer, Stream};

/// A file of the export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    ItemLines,
    ItemSheet,
    PostLines,
    Policies,
    Package,
}

/// Fields of an Item's record, in order; also the columns of `items.csv`.
const ITEM_FIELDS: [&str; 18] = [
    "id",
    "source",
    "line",
    "post",
    "url",
    "section",
    "marker",
    "headline",
    "headless",
    "text",
    "date",
    "date_status",
    "date_evidence",
    "regions",
    "issuers",
    "policies",
    "tags",
    "links",
];

const POST_FIELDS: [&str; 13] = [
    "id",
    "source",
    "url",
    "title",
    "period",
    "published",
    "archived",
    "source_url",
    "lang",
    "tags",
    "categories",
    "digest",
    "items",
];

const POLICY_FIELDS: [&str; 9] = [
    "title", "kind", "aliases", "issuers", "regions", "number", "status", "url", "items",
];

impl Table {
    pub(super) const ALL: [Self; 5] = [
        Self::ItemLines,
        Self::ItemSheet,
        Self::PostLines,
        Self::Policies,
        Self::Package,
    ];

    /// The file's name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::ItemLines => "items.jsonl",
            Self::ItemSheet => "items.csv",
            Self::PostLines => "posts.jsonl",
            Self::Policies => "policies.json",
            Self::Package => "datapackage.json",
        }
    }

    /// Key of the interface string that says what it holds.
    pub(super) fn about(self) -> &'static str {
        match self {
            Self::ItemLines => "data_about_item_lines",
            Self::ItemSheet => "data_about_item_sheet",
            Self::PostLines => "data_about_post_lines",
            Self::Policies => "data_about_policies",
            Self::Package => "data_about_package",
        }
    }

    /// The fields of a record, as the page of the data explains them; `items.csv` has those of
    /// `items.jsonl`.
    pub(super) fn fields(self) -> &'static [&'static str] {
        match self {
            Self::ItemLines => &ITEM_FIELDS,
            Self::ItemSheet | Self::Package => &[],
            Self::PostLines => &POST_FIELDS,
            Self::Policies => &POLICY_FIELDS,
        }
    }

    /// Media type.
    fn mime(self) -> &'static str {
        match self {
            Self::ItemLines | Self::PostLines => "application/jsonl",
            Self::ItemSheet => "text/csv",
            Self::Policies | Self::Package => "application/json",
        }
    }
}

/// An Item, as `items.jsonl` has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemRecord<'a> {
    /// `<post path>#<fragment>`, unique in the archive.
    pub id: String,
    /// Path of the Source under `content/`.
    pub source: &'a str,
    /// 1-based line of the headline, or of the first body line.
    pub line: u32,
    /// `id` of the post.
    pub post: &'a str,
    /// Address from the root, base path included.
    pub url: String,
    /// Title of the Section.
    pub section: Option<&'a str>,
    /// `政策` of a headline `【政策】…`.
    pub marker: Option<&'a str>,
    /// Headline, generated when `headless`.
    pub headline: &'a str,
    /// Whether the text has no headline of its own.
    pub headless: bool,
    /// Text, paragraphs parted by newlines.
    pub text: &'a str,
    /// `YYYY-MM-DD`.
    pub date: Option<String>,
    /// How sure the date is.
    pub date_status: DateStatus,
    /// The words, and where the year came from.
    pub date_evidence: Option<&'a str>,
    /// Places that the Item is about, deepest paths.
    pub regions: Vec<&'a str>,
    /// Issuing bodies.
    pub issuers: Vec<&'a str>,
    /// Canonical titles without 《》.
    pub policies: Vec<&'a str>,
    /// Tags of the post that stand in the Item.
    pub tags: Vec<&'a str>,
    /// External addresses.
    pub links: &'a [String],
}

#[derive(Serialize)]
struct PostRecord<'a> {
    id: &'a str,
    source: &'a str,
    url: String,
    title: &'a str,
    period: Option<PeriodRecord<'a>>,
    published: Option<String>,
    archived: Option<String>,
    source_url: Option<&'a str>,
    lang: Option<&'a str>,
    tags: Vec<&'a str>,
    categories: Vec<&'a str>,
    digest: bool,
    items: Vec<String>,
}

#[derive(Serialize)]
struct PeriodRecord<'a> {
    start: String,
    end: String,
    label: &'a str,
}

#[derive(Serialize)]
struct PolicyRecord<'a> {
    title: &'a str,
    kind: &'a str,
    aliases: &'a [String],
    issuers: &'a [String],
    regions: &'a [String],
    number: Option<&'a str>,
    status: Vec<StatusRecord<'a>>,
    url: String,
    items: Vec<String>,
}

#[derive(Serialize)]
struct StatusRecord<'a> {
    word: &'a str,
    date: Option<String>,
    item: Option<String>,
}

/// A file that holds something of each post, in order: its pieces are made each of one Document, and of
/// what is no Document's own.
pub struct Pieces<'a> {
    /// What it begins with.
    pub head: String,
    /// The Documents that it has pieces of, in order.
    pub documents: Vec<DocumentId>,
    renderer: &'a Renderer<'a>,
    table: Table,
}

impl Pieces<'_> {
    /// Puts the piece of a Document to the end of `out`.
    pub fn piece(&self, id: DocumentId, out: &mut Vec<u8>) -> io::Result<()> {
        let renderer = self.renderer;
        match self.table {
            Table::ItemLines => renderer.item_records(id, |record| line(out, record)),
            Table::ItemSheet => {
                let mut rows = String::new();
                renderer.item_records(id, |record| {
                    record.row(&mut rows);
                    Ok(())
                })?;
                out.extend_from_slice(rows.as_bytes());
                Ok(())
            }
            _ => line(out, &renderer.post_record(id)),
        }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(self.head.as_bytes())?;
        let mut piece = Vec::new();
        for id in &self.documents {
            piece.clear();
            self.piece(*id, &mut piece)?;
            out.write_all(&piece)?;
        }
        Ok(())
    }
}

impl Renderer<'_> {
    /// Writes a file of the export piece by piece.
    pub(super) fn export(&self, table: Table) -> Stream<'_> {
        Box::new(move |out| match table {
            Table::Policies => self.policy_records(out),
            Table::Package => self.package(out),
            table => self.pieces_of(table).write(out),
        })
    }

    /// The pieces of a file of the site; `None` of one that has none.
    pub fn pieces(&self, path: &str) -> Option<Pieces<'_>> {
        match self.files.get(path)? {
            File::Export(Table::Policies | Table::Package) => None,
            File::Export(table) => Some(self.pieces_of(*table)),
            _ => None,
        }
    }

    fn pieces_of(&self, table: Table) -> Pieces<'_> {
        Pieces {
            // Spreadsheet programs take a file for UTF-8 by its byte-order mark.
            head: match table {
                Table::ItemSheet => format!("\u{feff}{}\r\n", ITEM_FIELDS.join(",")),
                _ => String::new(),
            },
            documents: self.archive.of_role(Role::Post).collect(),
            renderer: self,
            table,
        }
    }

    /// Calls `each` with the Items of a Document as the export has them, in order.
    pub fn item_records(
        &self,
        id: DocumentId,
        mut each: impl FnMut(&ItemRecord<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        let document = self.document(id);
        let leaf = document.leaf(self.shelf);
        let texts = document.item_texts(self.shelf);
        (0..document.items.len()).try_for_each(|at| {
            let item = ItemId {
                document: id,
                item: at as u32,
            };
            each(&self.item_record(item, texts.of(at), leaf.items.get(at)))
        })
    }

    fn item_record<'r>(
        &'r self,
        id: ItemId,
        text: &'r str,
        leaf: Option<&'r ItemLeaf>,
    ) -> ItemRecord<'r> {
        let document: &Document = self.document(id.document);
        let item: &Item = &document.items[id.item as usize];
        ItemRecord {
            id: self.item_id(id),
            source: &document.path,
            line: item.line,
            post: post_id(&self.site.posts[id.document as usize]),
            url: self.item_url(id),
            section: document.section_of(item),
            marker: item.marker.as_deref(),
            headline: &item.headline,
            headless: item.headless,
            text,
            date: item.date.date.map(|day| day.to_string()),
            date_status: item.date.status,
            date_evidence: leaf.and_then(|leaf| leaf.date_evidence.as_deref()),
            regions: self.item_names(REGIONS, id),
            issuers: self.item_names(ISSUERS, id),
            policies: self.item_names(POLICIES, id),
            tags: self.item_names(TAGS, id),
            links: leaf.map_or(&[], |leaf| &leaf.links),
        }
    }

    /// The name of an Item in the archive.
    pub fn item_id(&self, id: ItemId) -> String {
        let item = self.item(id);
        item_id(&self.site.posts[id.document as usize], &item.fragment)
    }

    /// The address of an Item from the root, base path included.
    pub fn item_url(&self, id: ItemId) -> String {
        let item = self.item(id);
        let post = self.encoded.post(id.document);
        [
            &self.site.address.base,
            post,
            "#",
            &encode_path(&item.fragment),
        ]
        .concat()
    }

    /// Names of an Item's Terms in a facet.
    /// The names of the Terms of a Facet that an Item has.
    pub fn item_names(&self, facet: usize, id: ItemId) -> Vec<&str> {
        self.names(facet, self.archive.terms_of_item(facet, id))
    }

    fn names(&self, facet: usize, terms: &[u32]) -> Vec<&str> {
        let all = &self.archive.facets[facet].terms;
        terms
            .iter()
            .map(|term| all[*term as usize].name.as_str())
            .collect()
    }

    fn post_record(&self, id: DocumentId) -> PostRecord<'_> {
        let document = self.document(id);
        let dates = &document.dates;
        let day =
            |moment: &Option<crate::date::Moment>| moment.map(|moment| moment.date.to_string());
        let names = |facet| self.names(facet, self.archive.terms_of_post(facet, id));
        let n_items = document.items.len() as u32;
        PostRecord {
            id: post_id(&self.site.posts[id as usize]),
            source: &document.path,
            url: [&self.site.address.base, self.encoded.post(id)].concat(),
            title: &document.title,
            period: dates.period.as_ref().map(|period| PeriodRecord {
                start: period.start.to_string(),
                end: period.end.to_string(),
                label: &period.label,
            }),
            published: day(&dates.published),
            archived: day(&dates.archived),
            source_url: document.meta.source_url.as_deref(),
            lang: document.lang.as_deref(),
            tags: names(TAGS),
            categories: names(CATEGORIES),
            digest: document.digest,
            items: (0..n_items)
                .map(|item| self.item_id(ItemId { document: id, item }))
                .collect(),
        }
    }

    /// What the files are, under which licence, and what their fields mean, for programs: a Data
    /// Package (Frictionless Data). The hashes stand in `manifest.json`.
    fn package(&self, out: &mut dyn Write) -> io::Result<()> {
        let words = self.words;
        let tables = Table::ALL
            .into_iter()
            .filter(|table| *table != Table::Package);
        let resources = tables.map(|table| {
            let named = if table == Table::ItemSheet {
                Table::ItemLines
            } else {
                table
            };
            let field = |name: &&str| {
                let about = words.0.fill(&format!("data_{name}"), &[]);
                serde_json::json!({ "name": name, "description": about })
            };
            let fields: Vec<serde_json::Value> = named.fields().iter().map(field).collect();
            let (stem, format) = table.name().split_once('.').unwrap_or_default();
            serde_json::json!({
                "name": format!("{stem}-{format}"),
                "path": table.name(),
                "format": format,
                "mediatype": table.mime(),
                "encoding": "utf-8",
                "description": words.text(table.about()),
                "schema": { "fields": fields },
            })
        });
        let mut package = serde_json::json!({
            "name": "dibao-archive",
            "title": self.settings.title,
            "homepage": self.absolute(""),
            "resources": resources.collect::<Vec<_>>(),
        });
        if let Some(license) = &self.settings.license {
            let is_address = license.starts_with("https://") || license.starts_with("http://");
            let key = if is_address { "path" } else { "name" };
            package["licenses"] = serde_json::json!([{ key: license }]);
        }
        writeln!(out, "{package:#}")
    }

    fn policy_records(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"[")?;
        for (at, policy) in self.archive.policies.iter().enumerate() {
            out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut *out, &self.policy_record(at, policy))?;
        }
        out.write_all(b"\n]\n")
    }

    fn policy_record<'p>(&self, at: usize, policy: &'p Policy) -> PolicyRecord<'p> {
        let statuses = policy.status.iter().map(|status| StatusRecord {
            word: &status.word,
            date: status.date.map(|day| day.to_string()),
            item: status.item.map(|id| self.item_id(id)),
        });
        PolicyRecord {
            title: &policy.title,
            kind: &policy.kind,
            aliases: &policy.aliases,
            issuers: &policy.issuers,
            regions: &policy.regions,
            number: policy.number.as_deref(),
            status: statuses.collect(),
            url: [
                &*self.site.address.base,
                &encode_path(&self.site.terms[POLICIES][at].0),
            ]
            .concat(),
            items: policy.items.iter().map(|id| self.item_id(*id)).collect(),
        }
    }
}

impl ItemRecord<'_> {
    /// Puts its row in `items.csv` to the end of `out`.
    fn row(&self, out: &mut String) {
        for (at, value) in self.cells().iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            csv::cell(out, value);
        }
        out.push_str("\r\n");
    }

    /// The cells of a row, in order of [`ITEM_FIELDS`].
    fn cells(&self) -> [Cow<'_, str>; ITEM_FIELDS.len()] {
        let list = |names: &[&str]| Cow::Owned(csv::list(names.iter().copied()));
        let status = match self.date_status {
            DateStatus::Explicit => "explicit",
            DateStatus::YearInferred => "year_inferred",
            DateStatus::Relative => "relative",
            DateStatus::None => "none",
        };
        [
            Cow::Borrowed(&*self.id),
            Cow::Borrowed(self.source),
            Cow::Owned(self.line.to_string()),
            Cow::Borrowed(self.post),
            Cow::Borrowed(&*self.url),
            Cow::Borrowed(self.section.unwrap_or_default()),
            Cow::Borrowed(self.marker.unwrap_or_default()),
            Cow::Borrowed(self.headline),
            Cow::Borrowed(if self.headless { "true" } else { "false" }),
            Cow::Borrowed(self.text),
            Cow::Borrowed(self.date.as_deref().unwrap_or_default()),
            Cow::Borrowed(status),
            Cow::Borrowed(self.date_evidence.unwrap_or_default()),
            list(&self.regions),
            list(&self.issuers),
            list(&self.policies),
            list(&self.tags),
            Cow::Owned(csv::list(self.links.iter().map(String::as_str))),
        ]
    }
}

fn line<T: Serialize>(out: &mut Vec<u8>, record: &T) -> io::Result<()> {
    serde_json::to_writer(&mut *out, record)?;
    out.push(b'\n');
    Ok(())
}

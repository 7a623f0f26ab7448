//! `content/links.csv`: what the archive's keepers know of hosts that posts link to.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Source;

/// What is known of hosts.
#[derive(Debug, Clone, Default)]
pub struct Hosts {
    known: BTreeMap<String, Known>,
}

#[derive(Debug, Clone)]
struct Known {
    status: Status,
    note: String,
}

/// How a host stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// It answers nothing any more, or something else.
    Dead,
    /// It serves `https`.
    Https,
}

impl Hosts {
    /// Reads the file: a first line that names columns, among them `host` and `status` (`dead` or
    /// `https`), perhaps `note`: what to link to instead.
    pub fn read(source: &Source) -> (Self, Vec<Diagnostic>) {
        let mut hosts = Self::default();
        let mut diagnostics = Diagnostics::new(source);
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .comment(Some(b'#'))
            .from_reader(source.text.as_bytes());
        let headers = reader.headers().cloned().unwrap_or_default();
        let column = |name: &str| {
            let same = |header: &str| header.eq_ignore_ascii_case(name);
            headers.iter().position(same)
        };
        let (Some(host), Some(status)) = (column("host"), column("status")) else {
            diagnostics
                .add(
                    "vocabulary-value",
                    source.span_at(1),
                    "the first line names no columns `host` and `status`",
                )
                .hint("write `host,status,note`");
            return (hosts, diagnostics.into_vec());
        };
        let columns = [Some(host), Some(status), column("note")];
        for row in reader.records() {
            let (position, known) = match &row {
                Ok(row) => {
                    let cells =
                        columns.map(|column| column.and_then(|at| row.get(at)).unwrap_or_default());
                    (row.position(), Known::read(cells))
                }
                Err(error) => {
                    let message = "this line is not CSV".to_owned();
                    let fault = (message, "put text with commas between quotes");
                    (error.position(), Err(fault))
                }
            };
            match known {
                Ok((name, known)) => {
                    hosts.known.insert(name, known);
                }
                Err((message, hint)) => {
                    let line = position.map_or(1, csv::Position::line);
                    let span = source.span_at(line as u32);
                    diagnostics
                        .add("vocabulary-value", span, message)
                        .hint(hint);
                }
            }
        }
        (hosts, diagnostics.into_vec())
    }

    /// Whether a host, or one above it, is listed as dead; the note, which may be empty.
    pub(super) fn dead(&self, host: &str) -> Option<&str> {
        let known = self.find(host, Status::Dead)?;
        Some(&known.note)
    }

    /// Whether a host, or one above it, is listed as serving `https`.
    pub(super) fn https(&self, host: &str) -> bool {
        self.find(host, Status::Https).is_some()
    }

    fn find(&self, host: &str, status: Status) -> Option<&Known> {
        let mut name = host;
        loop {
            if let Some(known) = self.known.get(name).filter(|known| known.status == status) {
                return Some(known);
            }
            name = name.split_once('.')?.1;
        }
    }
}

impl Known {
    /// What the cells say of a host: name, status, note; `Err`: what is wrong, and what to write.
    fn read([name, word, note]: [&str; 3]) -> Result<(String, Self), (String, &'static str)> {
        let status = match word {
            "dead" => Status::Dead,
            "https" => Status::Https,
            _ => {
                let message = match word {
                    "" => "the status of the host is missing".to_owned(),
                    word => format!("`{word}` is no status of a host"),
                };
                return Err((message, "write `dead` or `https`"));
            }
        };
        let name = name.to_ascii_lowercase();
        if name.is_empty() || name.contains(['/', ' ', ':']) {
            let message = format!("`{name}` is no name of a host");
            let hint = "write `www.example.org`, without `http://` and path";
            return Err((message, hint));
        }
        let note = note.to_owned();
        Ok((name, Self { status, note }))
    }
}

/// The host of an `http` or `https` address in lower case, and whether it is `https`.
pub(super) fn host_of(address: &str) -> Option<(String, bool)> {
    let address = address.trim();
    let (scheme, rest) = address.split_once("://")?;
    let secure = scheme.eq_ignore_ascii_case("https");
    if !secure && !scheme.eq_ignore_ascii_case("http") {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    // A port of its own says nothing of the usual one.
    if host.contains(':') || host.is_empty() {
        return None;
    }
    Some((host.trim_end_matches('.').to_ascii_lowercase(), secure))
}

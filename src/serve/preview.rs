//! What stands at a path of the site, rendered when asked for.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::http::{self, Answer};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::pipeline::{self, Content};
use crate::render::{self, Job, Renderer};
use crate::search::InMemory;
use crate::slug::encode_path;
use crate::theme::FINGERPRINTED;
use crate::write::{hex, is_data, manifest};

const SCRIPT: &str = include_str!("reload.js");
const STYLE: &str = include_str!("reload.css");

/// Bytes of rendered files that are kept until the next change.
const MAX_KEPT: usize = 64 << 20;

/// A site, by path.
pub(super) struct Preview<'a> {
    renderer: Renderer<'a>,
    files: BTreeMap<String, Origin>,
    redirects: BTreeMap<&'a str, &'a str>,
    headers: Vec<HeaderBlock>,
    kept: BTreeMap<String, Arc<[u8]>>,
    n_kept: usize,
    /// The search index, made when a search first asks for it.
    index: Option<BTreeMap<String, Arc<[u8]>>>,
    /// Pages that were given out since a post was revised; `None` while none is.
    given: Option<BTreeMap<String, Arc<[u8]>>>,
}

/// Where a file of the site comes from.
enum Origin {
    Job(Job),
    Asset(PathBuf),
    Manifest,
}

/// Headers for the paths that a pattern fits, as `_headers` has them.
struct HeaderBlock {
    pattern: String,
    headers: Vec<(String, String)>,
}

impl<'a> Preview<'a> {
    /// Lists what the site consists of; renders nothing but the headers.
    pub(super) fn new(content: &'a Content) -> Self {
        let renderer = content.renderer();
        let site = &content.site;
        let mut files = BTreeMap::new();
        for job in renderer.jobs() {
            let path = match &job {
                Job::Page(index) => pipeline::file_of(&site.pages[*index].route),
                Job::File(path) => path.clone(),
            };
            files.insert(path, Origin::Job(job));
        }
        for asset in &site.assets {
            if let Some(disk) = content.assets.get(&asset.path) {
                files.insert(asset.route.0.to_string(), Origin::Asset(disk.clone()));
            }
        }
        if files.keys().any(|path| is_data(path)) {
            files.insert("data/manifest.json".to_owned(), Origin::Manifest);
        }
        let redirects = site.redirects.iter();
        let redirects = redirects.map(|one| (one.from.as_str(), &*one.to.0));
        let mut preview = Self {
            renderer,
            files,
            redirects: redirects.collect(),
            headers: Vec::new(),
            kept: BTreeMap::new(),
            n_kept: 0,
            index: None,
            given: None,
        };
        if let Some(Ok(bytes)) = preview.bytes("_headers") {
            preview.headers = header_blocks(&String::from_utf8_lossy(&bytes));
        }
        preview
    }

    /// Shows a post as saved, from now on; `None` where that takes a new site.
    pub(super) fn revise(&mut self, document: Document) -> Option<()> {
        self.renderer.revise(document)?;
        self.kept.clear();
        self.n_kept = 0;
        self.given.get_or_insert_default();
        Some(())
    }

    /// Whether a post is shown as it was saved after the site was built.
    pub(super) fn is_revised(&self) -> bool {
        self.given.is_some()
    }

    /// Whether a file has these bytes.
    pub(super) fn shows(&mut self, file: &str, bytes: &[u8]) -> bool {
        matches!(self.bytes(file), Some(Ok(own)) if *own == *bytes)
    }

    /// The pages that were given out since a post was revised.
    pub(super) fn into_given(self) -> BTreeMap<String, Arc<[u8]>> {
        self.given.unwrap_or_default()
    }

    /// Answers a request for a path as sent, query and all.
    pub(super) fn answer(&mut self, target: &str) -> Answer {
        match target {
            "/_dibao/reload.js" => return plain("text/javascript; charset=utf-8", SCRIPT),
            "/_dibao/reload.css" => return plain("text/css; charset=utf-8", STYLE),
            _ => {}
        }
        let Some(path) = decoded(target) else {
            return Answer::text(400, "no path of a site\n");
        };
        let file = if path.is_empty() || path.ends_with('/') {
            format!("{path}index.html")
        } else {
            path.clone()
        };
        if self.files.contains_key(&file) {
            return self.found(200, &file);
        }
        if let Some(answer) = self.search(&file) {
            return answer;
        }
        if self.files.contains_key(&format!("{path}/index.html")) {
            return moved(&format!("{path}/"));
        }
        let bare = path.trim_end_matches('/');
        let redirect = [path.as_str(), bare]
            .iter()
            .find_map(|from| self.redirects.get(from));
        if let Some(to) = redirect {
            return moved(to);
        }
        if self.files.contains_key("404.html") {
            return self.found(404, "404.html");
        }
        Answer::text(404, "not found\n")
    }

    /// A file of the search index.
    fn search(&mut self, file: &str) -> Option<Answer> {
        if !file.starts_with("search/") {
            return None;
        }
        let renderer = &self.renderer;
        let index = self.index.get_or_insert_with(|| {
            let files = Mutex::new(BTreeMap::new());
            let sink = |path, bytes: Vec<u8>| {
                let mut files = files.lock().unwrap_or_else(PoisonError::into_inner);
                files.insert(path, bytes.into());
                Ok(())
            };
            // Into memory nothing fails; what is missing is answered as not found.
            let _ = pipeline::index::build(renderer, &mut InMemory::default(), &sink, None);
            files.into_inner().unwrap_or_else(PoisonError::into_inner)
        });
        let bytes = Arc::clone(index.get(file)?);
        let kind = ("Content-Type".to_owned(), content_type(file).to_owned());
        Some(Answer {
            status: 200,
            headers: vec![kind],
            body: http::Body::Bytes(bytes),
        })
    }

    /// A file that the site has.
    fn found(&mut self, status: u16, file: &str) -> Answer {
        let kind = content_type(file);
        let mut answer = if let Some(Origin::Asset(disk)) = self.files.get(file) {
            match open(disk) {
                Ok(body) => Answer {
                    status,
                    headers: Vec::new(),
                    body,
                },
                Err(error) => return Answer::text(500, &format!("cannot be read: {error}\n")),
            }
        } else {
            match self.bytes(file) {
                Some(Ok(bytes)) => {
                    if let Some(given) = &mut self.given {
                        given.insert(file.to_owned(), Arc::clone(&bytes));
                    }
                    Answer {
                        status,
                        headers: Vec::new(),
                        body: http::Body::Bytes(with_script(kind, bytes)),
                    }
                }
                Some(Err(diagnostic)) => return broken(&diagnostic),
                None => return Answer::text(404, "not found\n"),
            }
        };
        answer = answer
            .header("Content-Type", kind)
            .header("X-Content-Type-Options", "nosniff");
        let path = format!("/{}", file.strip_suffix("index.html").unwrap_or(file));
        // A file whose name changes with its content need not be loaded again with the page.
        let is_fixed = status == 200 && file.starts_with(FINGERPRINTED);
        for (name, value) in headers_for(&self.headers, &path) {
            let name_folded = name.to_ascii_lowercase();
            let own = ["content-type", "x-content-type-options", "cache-control"];
            if !own.contains(&name_folded.as_str()) || is_fixed && name_folded == own[2] {
                answer = answer.header(name, value);
            }
        }
        answer
    }

    /// The bytes of a file that is rendered; `None` when there is none.
    fn bytes(&mut self, file: &str) -> Option<Result<Arc<[u8]>, Diagnostic>> {
        if let Some(bytes) = self.kept.get(file) {
            return Some(Ok(Arc::clone(bytes)));
        }
        let bytes = match self.files.get(file)? {
            Origin::Job(job) => match pipeline::render(&self.renderer, job) {
                Ok(artifact) => whole(artifact.body),
                Err(diagnostic) => return Some(Err(diagnostic)),
            },
            Origin::Manifest => match self.manifest() {
                Ok(text) => text.into_bytes(),
                Err(diagnostic) => return Some(Err(diagnostic)),
            },
            Origin::Asset(_) => return None,
        };
        let bytes: Arc<[u8]> = bytes.into();
        if self.n_kept + bytes.len() <= MAX_KEPT {
            self.n_kept += bytes.len();
            self.kept.insert(file.to_owned(), Arc::clone(&bytes));
        }
        Some(Ok(bytes))
    }

    /// What a build writes when it knows all hashes.
    fn manifest(&self) -> Result<String, Diagnostic> {
        let mut hashes = BTreeMap::new();
        for (path, origin) in &self.files {
            if let (true, Origin::Job(job)) = (is_data(path), origin) {
                let artifact = pipeline::render(&self.renderer, job)?;
                let hash = Sha256::digest(whole(artifact.body));
                hashes.insert(path["data/".len()..].to_owned(), hex(&hash));
            }
        }
        Ok(manifest(&hashes))
    }
}

fn whole(body: render::Body<'_>) -> Vec<u8> {
    match body {
        render::Body::Whole(bytes) => bytes,
        render::Body::Streamed(write) => {
            let mut bytes = Vec::new();
            write(&mut bytes).expect("writing to memory does not fail");
            bytes
        }
    }
}

fn open(path: &PathBuf) -> std::io::Result<http::Body> {
    #[expect(
        clippy::disallowed_methods,
        reason = "serve sends assets from the disk"
    )]
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(std::io::Error::other("no regular file"));
    }
    Ok(http::Body::File(Arc::new(file), metadata.len()))
}

/// A page with the script that reloads it: a file of its own, so that the site's policy for
/// scripts stays as strict as it will be.
fn with_script(kind: &str, bytes: Arc<[u8]>) -> Arc<[u8]> {
    const TAG: &[u8] = b"<script src=\"/_dibao/reload.js\" defer></script>";
    if !kind.starts_with("text/html") {
        return bytes;
    }
    let end = b"</body>";
    let at = bytes.windows(end.len()).rposition(|window| window == end);
    let (before, after) = bytes.split_at(at.unwrap_or(bytes.len()));
    [before, TAG, after].concat().into()
}

/// A page that a template failed on: it says so, and reloads when that is mended.
fn broken(diagnostic: &Diagnostic) -> Answer {
    let path = &diagnostic.path;
    let line = diagnostic.place.map_or(1, |place| place.line);
    let words = format!("{path}:{line}: {}", diagnostic.message);
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    let page = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>dibao</title><pre>{words}</pre>\
         <script src=\"/_dibao/reload.js\" defer></script>"
    );
    let mut answer = plain("text/html; charset=utf-8", &page);
    answer.status = 500;
    answer
}

fn plain(kind: &str, text: &str) -> Answer {
    Answer {
        status: 200,
        headers: Vec::new(),
        body: http::Body::Bytes(text.as_bytes().into()),
    }
    .header("Content-Type", kind)
    .header("X-Content-Type-Options", "nosniff")
}

fn moved(to: &str) -> Answer {
    Answer::text(301, "moved\n").header("Location", &format!("/{}", encode_path(to)))
}

/// The path that a target names, decoded once, without its leading slash. `None` for what can be
/// no path of a site. Whatever comes out is only looked up among the site's own paths.
fn decoded(target: &str) -> Option<String> {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let bytes = percent_encoding::percent_decode_str(path.strip_prefix('/')?);
    let path = bytes.decode_utf8().ok()?.into_owned();
    let odd = |c: char| c == '\\' || c.is_control();
    let dots = |part: &str| part == "." || part == "..";
    (!path.contains(odd) && !path.split('/').any(dots)).then_some(path)
}

/// Reads `_headers`: a pattern a line, its headers indented below.
fn header_blocks(text: &str) -> Vec<HeaderBlock> {
    let mut blocks: Vec<HeaderBlock> = Vec::new();
    for line in text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
    {
        if line.starts_with('/') {
            blocks.push(HeaderBlock {
                pattern: line.trim().to_owned(),
                headers: Vec::new(),
            });
        } else if let (Some(block), Some((name, value))) = (blocks.last_mut(), line.split_once(':'))
        {
            let header = (name.trim().to_owned(), value.trim().to_owned());
            block.headers.push(header);
        }
    }
    blocks
}

/// The headers of all blocks that fit, those of later blocks in place of earlier ones.
fn headers_for<'b>(blocks: &'b [HeaderBlock], path: &str) -> BTreeMap<&'b str, &'b str> {
    let fitting = blocks.iter().filter(|block| fits(&block.pattern, path));
    fitting
        .flat_map(|block| &block.headers)
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

/// Whether a pattern with `*` for any characters fits a path.
fn fits(pattern: &str, path: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else {
        return false;
    };
    let mut open = false;
    for part in parts {
        open = part.is_empty();
        match rest.rfind(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    open || rest.is_empty()
}

/// The media type of a file, by its extension.
fn content_type(file: &str) -> &'static str {
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "jsonl" => "application/jsonl; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "xml" => "application/xml",
        "txt" | "md" | "_headers" | "_redirects" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "mp4" => "video/mp4",
        "mp3" => "audio/mpeg",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_decoded_once_and_never_leads_upwards() {
        for (target, path) in [
            ("/", Some("")),
            ("/posts/a/?q=1#b", Some("posts/a/")),
            ("/tags/%E5%8C%BA%E5%9D%97%E9%93%BE/", Some("tags/区块链/")),
            ("/..", None),
            ("/a/../b", None),
            ("/a/%2e%2e/b", None),
            ("/a/%2E./b", None),
            ("/%252e%252e/b", Some("%2e%2e/b")),
            ("/a%5cb", None),
            ("/a%00b", None),
            ("/a%0d%0ab", None),
            ("/%ff", None),
        ] {
            assert_eq!(decoded(target).as_deref(), path, "{target}");
        }
    }

    #[test]
    fn headers_of_every_fitting_block_apply_and_later_ones_win() {
        let blocks =
            header_blocks("# all\n/*\n  A: 1\n  B: x: y\n/posts/*.svg\n  A: 2\n/admin/*\n  C: 3\n");
        let at = |path| headers_for(&blocks, path).into_iter().collect::<Vec<_>>();
        assert_eq!(at("/"), [("A", "1"), ("B", "x: y")]);
        assert_eq!(at("/posts/a/b.svg"), [("A", "2"), ("B", "x: y")]);
        assert_eq!(at("/posts/a.svg.png"), [("A", "1"), ("B", "x: y")]);
        assert_eq!(at("/admin/"), [("A", "1"), ("B", "x: y"), ("C", "3")]);
    }

    #[test]
    fn the_script_goes_before_the_end_of_the_body_or_of_the_page() {
        let page = with_script(
            "text/html",
            b"<p></body> in text</p></body></html>"[..].into(),
        );
        let page = String::from_utf8_lossy(&page).into_owned();
        let expected = "<p></body> in text</p>\
                        <script src=\"/_dibao/reload.js\" defer></script></body></html>";
        assert_eq!(page, expected);
        assert_eq!(&*with_script("text/css", b"</body>"[..].into()), b"</body>");
    }
}

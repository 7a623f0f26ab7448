//! Built sites: building them, and choosing from each the pages that show every kind.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Serialize;
use walkdir::WalkDir;

use crate::Outcome;
use crate::program;

/// A finished site and the pages of it to look at.
#[derive(Debug, Serialize)]
pub(crate) struct Site {
    /// What it was built from.
    pub(crate) name: &'static str,
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// Paths from its root (`/tags/`), of every kind of page at least one.
    pub(crate) pages: Vec<String>,
}

/// Name of the sample archive's site.
pub(crate) const SAMPLE: &str = "sample";

/// Builds the sample archive, and real posts where `../shared` has them, with the release program.
/// One that cannot be built is told, and does not keep the other from being looked at.
pub(crate) fn build_all() -> Outcome<Vec<Outcome<Site>>> {
    let mut sites = vec![build(SAMPLE, program::project())];
    if let Some(shared) = program::shared() {
        let root = program::work_folder("real");
        gather_real_posts(&shared, &root)
            .map_err(|error| format!("cannot copy {}: {error}", shared.display()))?;
        sites.push(build("real", &root));
    } else {
        println!("real posts: skipped, there is no ../shared");
    }
    for message in sites.iter().filter_map(|site| site.as_ref().err()) {
        println!("{message}");
    }
    Ok(sites)
}

/// What a build says of the content goes to a file beside the site: real posts have thousands of
/// blemishes, and here only the pages count.
fn build(name: &'static str, root: &Path) -> Outcome<Site> {
    let folder = program::work_folder("sites").join(name);
    let log = folder.with_extension("log");
    let said =
        fs::create_dir_all(program::work_folder("sites")).and_then(|()| fs::File::create(&log));
    let said = said.map_err(|error| format!("cannot write {}: {error}", log.display()))?;
    let mut command = Command::new(program::dibao());
    command
        .args(["build", "--root"])
        .arg(root)
        .arg("--output")
        .arg(&folder);
    program::run(command.stdout(Stdio::null()).stderr(said))
        .map_err(|error| format!("{error}; what it said is in {}", log.display()))?;
    let pages = pages_of_every_kind(&folder);
    println!("{name}: {} pages stand for all kinds", pages.len());
    Ok(Site {
        name,
        folder,
        pages,
    })
}

/// Seeds, posts, policies and laws as one archive. Copied, for dibao does not follow links out of
/// `content/`.
fn gather_real_posts(shared: &Path, root: &Path) -> std::io::Result<()> {
    if root.exists() {
        fs::remove_dir_all(root)?;
    }
    let content = root.join("content");
    for (from, to) in [
        ("seeds", "seeds"),
        ("corpora/zh-posts", "zh-posts"),
        ("corpora/zh-digests", "zh-digests"),
        ("corpora/zh-laws/docs", "zh-laws"),
        ("corpora/en-policies/Policies", "en-policies"),
        ("corpora/en-18f/content", "en-18f"),
        ("oddities/content", "oddities"),
    ] {
        let from = shared.join(from);
        for entry in WalkDir::new(&from) {
            let entry = entry?;
            let inner = entry
                .path()
                .strip_prefix(&from)
                .expect("the walk began there");
            let mut target = content.join(to).join(inner);
            if entry.file_type().is_dir() {
                fs::create_dir_all(target)?;
            } else {
                // The seeds are Markdown under another name.
                if target
                    .extension()
                    .is_some_and(|extension| extension == "txt")
                {
                    target.set_extension("md");
                }
                fs::copy(entry.path(), target)?;
            }
        }
    }
    Ok(())
}

/// Of every kind of page two: the first by name and the largest. The kind is read off the address:
/// `/tags/区块链/` and `/tags/数据/` are of one shape, `/dates/2020/` and `/dates/2020/w37/` of two.
/// So a new kind of page is looked at without being named here.
pub(crate) fn pages_of_every_kind(folder: &Path) -> Vec<String> {
    let mut kinds: BTreeMap<String, Vec<(u64, String)>> = BTreeMap::new();
    for entry in WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .flatten()
    {
        let inner = entry
            .path()
            .strip_prefix(folder)
            .expect("the walk began there");
        let Some(inner) = inner.to_str().filter(|_| is_page(entry.path())) else {
            continue;
        };
        if is_redirect(entry.path()) {
            continue;
        }
        let address = format!("/{}", inner.strip_suffix("index.html").unwrap_or(inner));
        let size = entry.metadata().map_or(0, |data| data.len());
        kinds
            .entry(shape(&address))
            .or_default()
            .push((size, address));
    }
    let mut pages = Vec::new();
    for (_, of_kind) in kinds {
        let largest = of_kind
            .iter()
            .max()
            .expect("a kind is there because of a page")
            .1
            .clone();
        let first = of_kind
            .into_iter()
            .next()
            .expect("a kind is there because of a page")
            .1;
        if first != largest {
            pages.push(largest);
        }
        pages.push(first);
    }
    pages.sort();
    pages
}

/// Whether a file of a site is a page.
pub(crate) fn is_page(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "html")
}

/// The pattern of an address: what names a kind stays, what names one page becomes `*` or `#`.
fn shape(address: &str) -> String {
    let parts = address.split('/').filter(|part| !part.is_empty());
    let shapes = parts.enumerate().map(|(index, part)| match part {
        _ if index == 0 => part,
        "page" => part,
        _ if is_number(part) => "#",
        _ if part.strip_prefix('w').is_some_and(is_number) => "w#",
        _ => "*",
    });
    shapes.collect::<Vec<_>>().join("/")
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a page only sends its reader on.
fn is_redirect(path: &Path) -> bool {
    let head = fs::read(path).unwrap_or_default();
    let head = &head[..head.len().min(2000)];
    String::from_utf8_lossy(head).contains("http-equiv=\"refresh\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_one_kind_have_one_shape() {
        for (address, expected) in [
            ("/", ""),
            ("/404.html", "404.html"),
            ("/page/2/", "page/#"),
            ("/tags/", "tags"),
            ("/tags/区块链/", "tags/*"),
            ("/tags/区块链/page/2/", "tags/*/page/#"),
            ("/dates/2020/09/", "dates/#/#"),
            ("/dates/2020/w37/", "dates/#/w#"),
            ("/regions/广东/深圳/", "regions/*/*"),
            ("/posts/digests/2020-w37/", "posts/*/*"),
        ] {
            assert_eq!(shape(address), expected, "{address}");
        }
    }
}

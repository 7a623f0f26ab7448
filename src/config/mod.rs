//! The settings of an archive: `content/site.yaml`, everything optional.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

pub use crate::diagnostic::{Allowance, Level, Rules};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Source;

mod forge;
mod key;
mod yaml;

pub use forge::{Edit, Forge};
pub use key::{Key, Shape};
pub use yaml::keys;
pub(crate) use yaml::{MAX_DEPTH as MAX_YAML_DEPTH, depth as yaml_depth};

#[cfg(test)]
mod tests;

/// What `content/site.yaml` says, defaults filled in (DESIGN §4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Name of the archive.
    pub title: String,
    /// One sentence for the page head and feeds.
    pub description: String,
    /// Where the site is served, with a trailing slash; may hold a path.
    pub base_url: String,
    /// Language of the interface: `zh-CN` or `en`.
    pub language: String,
    /// Who publishes the archive.
    pub author: String,
    /// Where stamps without an offset were written. Its rules are compiled in: the same on every
    /// machine.
    pub timezone: TimeZone,
    /// Folder below `themes/`; a missing folder is the built-in theme alone.
    pub theme: String,
    /// Entries a page in lists, 1 to 100.
    pub paginate: usize,
    /// Which search index to write.
    pub search: SearchMode,
    /// Front-matter keys that become facets, in order.
    pub facets: Vec<DeclaredFacet>,
    /// Front-matter keys that are typed links to other posts, in order.
    pub relations: Vec<Relation>,
    /// Whether remote pictures are shown.
    pub images: ImagePolicy,
    /// Licence of the texts, for the data export and feeds.
    pub license: Option<String>,
    /// Where the texts are kept: the address of a repository at a forge, or a base for links to
    /// files.
    pub repository: Option<String>,
    /// How to reach a text in the repository.
    pub edit: Edit,
    /// Whether git is asked who changed a post, and when.
    pub history: bool,
    /// The page where posts are written in a browser; none unless asked for.
    pub admin: Option<Admin>,
    /// Lines that begin boilerplate, beside the built-in ones.
    pub boilerplate: Vec<String>,
    /// Which Diagnostics are told, and as what.
    pub rules: Rules,
    /// Whether drafts are built (set from the command line).
    pub drafts: bool,
    /// Whether the site must open from `file://` (set from the command line).
    pub offline: bool,
}

/// The page where posts are written in a browser, with a git-based CMS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admin {
    /// Folder of the CMS's scripts, from the archive's root.
    pub bundle: String,
    /// Whether posts are drafts in branches of their own until somebody publishes them.
    pub workflow: bool,
    /// The CMS's own settings of the forge; made from `repository` when empty.
    pub backend: BTreeMap<String, String>,
}

impl Default for Admin {
    fn default() -> Self {
        Self {
            bundle: "node_modules/decap-cms/dist".to_owned(),
            workflow: true,
            backend: BTreeMap::new(),
        }
    }
}

/// Which search index to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchMode {
    /// One file while it stays small, shards beyond.
    Auto,
    /// One elasticlunr index.
    Single,
    /// Shards.
    Sharded,
    /// None.
    Off,
}

/// A front-matter key that becomes a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredFacet {
    /// The key, which is also the first part of its URLs.
    pub key: String,
    /// What readers see.
    pub label: String,
}

/// A front-matter key that is a typed link to other posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The key.
    pub key: String,
    /// What readers see on the post that holds it.
    pub label: String,
    /// What readers see on the posts that it points to.
    pub inverse: String,
}

/// What becomes of pictures that another host serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImagePolicy {
    /// A captioned link stands in their place.
    Link,
    /// They are shown from where they are.
    Remote,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            title: "政策档案".to_owned(),
            description: String::new(),
            base_url: "http://localhost:1111/".to_owned(),
            language: "zh-CN".to_owned(),
            author: String::new(),
            timezone: TimeZone::get("Asia/Shanghai").expect("it is compiled in"),
            theme: "default".to_owned(),
            paginate: 20,
            search: SearchMode::Auto,
            facets: Vec::new(),
            relations: Vec::new(),
            images: ImagePolicy::Link,
            license: None,
            repository: None,
            edit: Edit::default(),
            history: true,
            admin: None,
            boilerplate: Vec::new(),
            rules: Rules::default(),
            drafts: false,
            offline: false,
        }
    }
}

/// Reads `content/site.yaml`; what cannot be read keeps its default and is a Diagnostic.
pub fn read(source: &Source) -> (Settings, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::new(source);
    let settings = yaml::read(source, &mut diagnostics);
    (settings, diagnostics.into_vec())
}

/// An address that a site can be served from: `http` or `https`, a host, perhaps a path; the
/// trailing slash is added. For `base_url` and for the command line.
pub fn base_url(text: &str) -> Option<String> {
    let text = text.trim();
    let scheme = ["http://", "https://"].into_iter().find(|scheme| {
        text.get(..scheme.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(scheme))
    })?;
    let rest = &text[scheme.len()..];
    let odd =
        |char: char| char.is_whitespace() || char.is_control() || "<>\"\\^`{|}?#'".contains(char);
    let host = rest.split('/').next().unwrap_or("");
    if host.is_empty() || host.starts_with(':') || rest.contains(odd) {
        return None;
    }
    let path = rest[host.len()..].trim_matches('/');
    let slash = if path.is_empty() { "" } else { "/" };
    Some(format!("{scheme}{host}/{path}{slash}"))
}

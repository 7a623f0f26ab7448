//! Where a text is edited and where its history stands: addresses of code forges.

use super::Settings;
use crate::slug::encode_path;

/// A program that serves repositories, by the form of its addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forge {
    /// GitHub.
    GitHub,
    /// GitLab.
    GitLab,
    /// Gitee.
    Gitee,
    /// Forgejo, Gitea, and Codeberg, which is one.
    Forgejo,
}

/// How to reach the texts in the repository; what `edit:` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The forge, where the host's name does not tell it.
    pub forge: Option<Forge>,
    /// The branch that the site is built from.
    pub branch: String,
    /// Folder of the archive in the repository, with a slash at its end; empty for the top.
    pub folder: String,
}

impl Default for Edit {
    fn default() -> Self {
        Self {
            forge: None,
            branch: "main".to_owned(),
            folder: String::new(),
        }
    }
}

impl Forge {
    /// The forge of that name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "github" => Self::GitHub,
            "gitlab" => Self::GitLab,
            "gitee" => Self::Gitee,
            "forgejo" | "gitea" | "codeberg" => Self::Forgejo,
            _ => return None,
        })
    }

    /// The forge at a host.
    fn at(host: &str) -> Option<Self> {
        let host = host.to_ascii_lowercase();
        Some(match host.as_str() {
            "github.com" => Self::GitHub,
            "gitee.com" => Self::Gitee,
            "codeberg.org" => Self::Forgejo,
            host if host == "gitlab.com" || host.starts_with("gitlab.") => Self::GitLab,
            _ => return None,
        })
    }
}

impl Settings {
    /// The forge that keeps the texts, where it is known.
    pub fn forge(&self) -> Option<Forge> {
        let rest = self.repository.as_ref()?.split_once("://")?.1;
        let host = rest.split('/').next()?;
        self.edit.forge.or_else(|| Forge::at(host))
    }

    /// Where the file at a path below `content/` is edited, and where its history stands; either
    /// may be empty.
    pub fn source_links(&self, path: &str) -> (String, String) {
        let Some(repository) = &self.repository else {
            return Default::default();
        };
        let repository = repository.trim_end_matches('/');
        let repository = repository.strip_suffix(".git").unwrap_or(repository);
        let rest = repository.split_once("://").map_or("", |(_, rest)| rest);
        let (host, below) = rest.split_once('/').unwrap_or((rest, ""));
        let Edit {
            forge,
            branch,
            folder,
        } = &self.edit;
        // `https://host/owner/name` is a repository; a longer path was written for this very use.
        let whole = below.split('/').count() == 2 || forge.is_some();
        let known = forge.or_else(|| Forge::at(host).filter(|f| whole || *f == Forge::GitLab));
        let is_base = below.contains("/-/");
        let path = encode_path(path);
        let Some(forge) = known.filter(|_| !is_base) else {
            return (format!("{repository}/{path}"), String::new());
        };
        let at = format!(
            "{}/{}content/{path}",
            encode_path(branch),
            encode_path(folder)
        );
        let (edit, history) = match forge {
            Forge::GitHub | Forge::Gitee => ("edit", "commits"),
            Forge::GitLab => ("-/edit", "-/commits"),
            Forge::Forgejo => ("_edit", "commits/branch"),
        };
        (
            format!("{repository}/{edit}/{at}"),
            format!("{repository}/{history}/{at}"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_forge_has_addresses_of_its_own() {
        for (repository, forge, edit, history) in [
            (
                "https://github.com/o/n",
                None,
                "https://github.com/o/n/edit/main/sub/content/a%20b/%E7%94%B2.md",
                "https://github.com/o/n/commits/main/sub/content/a%20b/%E7%94%B2.md",
            ),
            (
                "https://gitlab.com/g/sub/n.git",
                None,
                "https://gitlab.com/g/sub/n/-/edit/main/sub/content/a%20b/%E7%94%B2.md",
                "https://gitlab.com/g/sub/n/-/commits/main/sub/content/a%20b/%E7%94%B2.md",
            ),
            (
                "https://gitee.com/o/n/",
                None,
                "https://gitee.com/o/n/edit/main/sub/content/a%20b/%E7%94%B2.md",
                "https://gitee.com/o/n/commits/main/sub/content/a%20b/%E7%94%B2.md",
            ),
            (
                "https://codeberg.org/o/n",
                None,
                "https://codeberg.org/o/n/_edit/main/sub/content/a%20b/%E7%94%B2.md",
                "https://codeberg.org/o/n/commits/branch/main/sub/content/a%20b/%E7%94%B2.md",
            ),
            (
                "https://git.example/o/n",
                Some(Forge::Forgejo),
                "https://git.example/o/n/_edit/main/sub/content/a%20b/%E7%94%B2.md",
                "https://git.example/o/n/commits/branch/main/sub/content/a%20b/%E7%94%B2.md",
            ),
            (
                "https://github.com/o/n/edit/main/content",
                None,
                "https://github.com/o/n/edit/main/content/a%20b/%E7%94%B2.md",
                "",
            ),
            (
                "https://git.example/x",
                None,
                "https://git.example/x/a%20b/%E7%94%B2.md",
                "",
            ),
        ] {
            let settings = Settings {
                repository: Some(repository.to_owned()),
                edit: Edit {
                    forge,
                    folder: "sub/".to_owned(),
                    ..Edit::default()
                },
                ..Settings::default()
            };
            let links = settings.source_links("a b/甲.md");
            assert_eq!(links, (edit.to_owned(), history.to_owned()), "{repository}");
        }
    }
}

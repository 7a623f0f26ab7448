//! What a host or forge needs to check and publish an archive.

use clap::ValueEnum;

/// A host or forge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Kit {
    /// `netlify.toml`
    Netlify,
    /// Workflows that check pull requests and publish on GitHub Pages, an issue form
    Github,
    /// A pipeline that checks merge requests and publishes on GitLab Pages, a template for issues
    Gitlab,
}

/// A file: path, text, whether it is run.
pub(super) type File = (&'static str, &'static str, bool);

impl Kit {
    /// The files of its own.
    pub(super) fn files(self) -> &'static [File] {
        match self {
            Self::Netlify => &[("netlify.toml", include_str!("kit/netlify.toml"), false)],
            Self::Github => &[
                (
                    ".github/workflows/check.yml",
                    include_str!("kit/check.yml"),
                    false,
                ),
                (
                    ".github/workflows/pages.yml",
                    include_str!("kit/pages.yml"),
                    false,
                ),
                (
                    ".github/ISSUE_TEMPLATE/news.yml",
                    include_str!("kit/news.yml"),
                    false,
                ),
            ],
            Self::Gitlab => &[
                (".gitlab-ci.yml", include_str!("kit/gitlab-ci.yml"), false),
                (
                    ".gitlab/issue_templates/投稿.md",
                    include_str!("kit/gitlab-issue.md"),
                    false,
                ),
            ],
        }
    }
}

/// What every archive that others contribute to needs.
pub(super) const SHARED: [File; 2] = [
    (
        "CONTRIBUTING.md",
        include_str!("kit/CONTRIBUTING.md"),
        false,
    ),
    (".githooks/pre-commit", include_str!("kit/pre-commit"), true),
];

//! Any bytes as the one post of an archive: every file of the site is what its kind says, and no page
//! holds anything that neither the theme nor the allow-list put there.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use dibao::archive;
use dibao::config::{ImagePolicy, Settings};
use dibao::document;
use dibao::render::{Body, Renderer};
use dibao::site;
use dibao::source::Source;
use dibao::theme::Theme;

use super::oracle;
use super::outline::LEXICON;

static THEME: LazyLock<Theme> =
    LazyLock::new(|| Theme::new("default", &BTreeMap::new()).expect("the built-in theme"));

static SETTINGS: LazyLock<[Settings; 3]> = LazyLock::new(|| {
    let plain = Settings::default();
    let remote = Settings {
        base_url: "https://example.org/sub/".to_owned(),
        images: ImagePolicy::Remote,
        ..plain.clone()
    };
    let offline = Settings {
        offline: true,
        ..plain.clone()
    };
    [plain, remote, offline]
});

/// Builds the site of one post, without a disk. The length of the text chooses the settings.
pub fn look(data: &[u8]) {
    let settings = &SETTINGS[data.len() % SETTINGS.len()];
    let (source, _) = Source::new("2020/样例 一.md", data);
    let (document, _) = document::parse(&source, settings, &LEXICON);
    let (archive, _) = archive::gather(vec![document], settings, &[]);
    let (site, _) = site::plan(&archive, settings, &[]);
    let renderer = Renderer::new(&archive, &site, settings, &THEME);
    let mut files = oracle::Files::default();
    for job in renderer.jobs() {
        let artifact = renderer.render(&job).expect("the built-in theme renders");
        files.add(&artifact.path);
        let bytes = match artifact.body {
            Body::Whole(bytes) => bytes,
            Body::Streamed(write) => {
                let mut bytes = Vec::new();
                write(&mut bytes).expect("a vector takes everything");
                bytes
            }
        };
        // The theme's own files do not depend on the post.
        if !["static/", "assets/", "admin/", "search/search"]
            .iter()
            .any(|own| artifact.path.starts_with(own))
        {
            oracle::file(&artifact.path, &bytes);
        }
    }
}

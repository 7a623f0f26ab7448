//! Any text as a name, an address by hand, an old address: no URL leaves the site, and no file name is
//! one that a disk refuses.

use std::sync::LazyLock;

use dibao::archive;
use dibao::config::Settings;
use dibao::document;
use dibao::site;
use dibao::slug;
use dibao::source::Source;

use super::oracle;
use super::outline::LEXICON;

static SETTINGS: LazyLock<Settings> = LazyLock::new(|| Settings {
    base_url: "https://example.org/sub/".to_owned(),
    ..Settings::default()
});

/// Makes names of the text, and a plan of an archive in which its lines are names and addresses.
pub fn look(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for line in text.lines() {
        names(line);
    }
    plan(&text);
}

fn names(line: &str) {
    for slug in [slug::slug(line), slug::term_slug(line)] {
        oracle::path(&slug);
        assert!(slug.len() <= slug::MAX_BYTES, "{slug:?}");
        assert_eq!(slug::slug(&slug), slug, "a slug is its own slug");
    }
    let encoded = slug::encode_path(line);
    assert!(encoded.is_ascii());
    assert_eq!(slug::decode(&encoded), line);
    if let Some(route) = site::old_route(line) {
        oracle::path(&route.output_path());
    }
}

/// Every line is a post; the key that it stands under goes by turns.
fn plan(text: &str) {
    let keys = ["permalink", "slug", "aliases", "tags", "url"];
    let documents: Vec<_> = (text.lines().take(8).enumerate())
        .map(|(at, line)| {
            let value = serde_json::Value::String(line.to_owned());
            let key = keys[at % keys.len()];
            let text = format!("---\n{key}: {value}\n---\n\n# {line}\n\n正文。\n");
            // Names of files, too; no disk gives these.
            let name: String = line.chars().filter(|c| !"/\\\0".contains(*c)).collect();
            let path = match name.trim_matches('.') {
                "" => format!("{at}.md"),
                name => format!("{name}.md"),
            };
            let (source, _) = Source::new(path, text.as_bytes());
            document::parse(&source, &SETTINGS, &LEXICON).0
        })
        .collect();
    let mut paths = std::collections::BTreeSet::new();
    let documents: Vec<_> = (documents.into_iter())
        .filter(|document| paths.insert(document.path.clone()))
        .collect();
    let (archive, _) = archive::gather(documents, &SETTINGS, &[]);
    let (site, told) = site::plan(&archive, &SETTINGS, &[]);
    // Two claims of one address are an error, and the build leaves both out: there is no plan to look at.
    if told
        .iter()
        .any(|one| one.severity == dibao::diagnostic::Severity::Error)
    {
        return;
    }
    let mut files = oracle::Files::default();
    for page in &site.pages {
        files.add(&page.route.output_path());
    }
    for redirect in &site.redirects {
        files.add(&redirect.output_path());
        for line in redirect.lines(&site.address) {
            oracle::redirect(&line);
        }
    }
}

//! Settings in, what is read and said out.

use std::collections::BTreeMap;

use super::*;
use crate::diagnostic::Severity;

fn read(text: &str) -> (Settings, Vec<String>) {
    let (source, _) = Source::new("site.yaml", text.as_bytes());
    let (settings, diagnostics) = super::read(&source);
    let lines = diagnostics
        .into_iter()
        .map(|diagnostic| {
            assert_eq!(diagnostic.path, "content/site.yaml");
            let place = diagnostic.place.expect("a place");
            let severity = match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            let hint = diagnostic.hint.expect("a hint");
            format!(
                "{}:{} {severity} {}; {hint}",
                place.line, place.column, diagnostic.message
            )
        })
        .collect();
    (settings, lines)
}

#[test]
fn an_empty_file_means_the_defaults() {
    for text in ["", "\n# nothing\n", "title:\n"] {
        assert_eq!(read(text), (Settings::default(), Vec::new()), "{text:?}");
    }
}

#[test]
fn every_key_is_read() {
    let (settings, said) = read(
        "title: 政策周报\n\
         description: \"一周政策\"\n\
         base_url: https://example.org/a/b\n\
         language: en\n\
         author: 编辑部\n\
         timezone: Europe/Berlin\n\
         theme: plain\n\
         paginate: 50\n\
         search: off\n\
         facets: [status, {key: type, label: 类型}]\n\
         relations:\n\
         \x20 requires: {label: 依据, inverse: 被依据}\n\
         \x20 supersedes: 取代\n\
         images: remote\n\
         license: CC BY 4.0\n\
         repository: https://example.org/repo\n\
         edit: {forge: gitea, branch: live, folder: /archive/}\n\
         history: false\n\
         admin: {bundle: cms/, workflow: false, backend: {name: test-repo}}\n\
         boilerplate: [往期回顾, \"\"]\n\
         check:\n\
         \x20 levels: {unknown-key: off, duplicate-key: error}\n\
         \x20 allow: [{code: [link-http, link-dead], path: old/**}, {code: tag-near}]\n",
    );
    assert_eq!(said, Vec::<String>::new());
    let facet = |key: &str, label: &str| DeclaredFacet {
        key: key.to_owned(),
        label: label.to_owned(),
    };
    let relation = |key: &str, label: &str, inverse: &str| Relation {
        key: key.to_owned(),
        label: label.to_owned(),
        inverse: inverse.to_owned(),
    };
    let allowance = |code, paths: &[&str]| Allowance {
        code,
        paths: paths.iter().map(|&path| path.to_owned()).collect(),
    };
    let expected = Settings {
        title: "政策周报".to_owned(),
        description: "一周政策".to_owned(),
        base_url: "https://example.org/a/b/".to_owned(),
        language: "en".to_owned(),
        author: "编辑部".to_owned(),
        timezone: jiff::tz::TimeZone::get("Europe/Berlin").expect("a zone"),
        theme: "plain".to_owned(),
        paginate: 50,
        search: SearchMode::Off,
        facets: vec![facet("status", "status"), facet("type", "类型")],
        relations: vec![
            relation("requires", "依据", "被依据"),
            relation("supersedes", "取代", "← 取代"),
        ],
        images: ImagePolicy::Remote,
        license: Some("CC BY 4.0".to_owned()),
        repository: Some("https://example.org/repo".to_owned()),
        edit: Edit {
            forge: Some(Forge::Forgejo),
            branch: "live".to_owned(),
            folder: "archive/".to_owned(),
        },
        history: false,
        admin: Some(Admin {
            bundle: "cms".to_owned(),
            workflow: false,
            backend: BTreeMap::from([("name".to_owned(), "test-repo".to_owned())]),
        }),
        boilerplate: vec!["往期回顾".to_owned()],
        rules: Rules {
            levels: BTreeMap::from([("unknown-key", Level::Off), ("duplicate-key", Level::Error)]),
            allowances: vec![
                allowance("link-http", &["old/**"]),
                allowance("link-dead", &["old/**"]),
                allowance("tag-near", &[]),
            ],
        },
        drafts: false,
        offline: false,
    };
    assert_eq!(settings, expected);
}

#[test]
fn every_key_of_the_table_has_a_reader() {
    for key in keys() {
        let (_, said) = read(&format!("{}: [{{}}]\n", key.name));
        assert!(
            !said.iter().any(|line| line.contains("is not a known key")),
            "{}: {said:?}",
            key.name
        );
    }
}

#[test]
fn facets_and_relations_may_be_maps_or_lists() {
    for text in [
        "facets: {status: 状态}\n",
        "facets:\n  - status: 状态\n",
        "facets:\n  - key: status\n    label: 状态\n",
    ] {
        let (settings, said) = read(text);
        assert_eq!(said, Vec::<String>::new());
        assert_eq!(settings.facets[0].key, "status");
        assert_eq!(settings.facets[0].label, "状态");
    }
    let (settings, _) = read("relations: [requires]\n");
    assert_eq!(settings.relations[0].inverse, "← requires");
}

#[test]
fn faults_are_named_with_line_and_remedy() {
    for (text, expected) in [
        (
            "title: A: B\n",
            "1:9 error this is not YAML: mapping values are not allowed in this context; \
             put values with colons, quotes or brackets between quotes",
        ),
        (
            "title: a\ntitle: b\n",
            "1:1 error this is not YAML: duplicate entry with key \"title\"; \
             put values with colons, quotes or brackets between quotes",
        ),
        (
            "- a\n",
            "1:1 error the settings are no `key: value` lines; write for example `title: 政策周报`",
        ),
        (
            "\ntitle: [a]\n",
            "2:1 error `title` wants text; write one text, between quotes",
        ),
        (
            "base_url: example.org\n",
            "1:1 error `base_url` is no `http` or `https` address; \
             write it as `https://example.org/` or `https://example.org/path/`",
        ),
        (
            "paginate: 1000\n",
            "1:1 warning `paginate` is 1000; 100 is used; write a number from 1 to 100",
        ),
        (
            "paginate: many\n",
            "1:1 error `paginate` is no number; write a number from 1 to 100",
        ),
        (
            "search: fast\n",
            "1:1 error `search` is no kind of search; write `auto`, `single`, `sharded` or `off`",
        ),
        (
            "language: fr\n",
            "1:1 error `language` is none that the interface has; write `zh-CN` or `en`",
        ),
        (
            "theme: ../../etc\n",
            "1:1 error `theme` is no name of a folder; write the name of a folder below `themes/`",
        ),
        (
            "a: 1\nbaseurl: https://example.org\n",
            "2:1 warning `baseurl` is not a known key; did you mean `base_url`?",
        ),
        (
            "facets: [tags, a]\n",
            "1:10 warning the facet `tags` is there already; delete the line",
        ),
        (
            "facets:\n  - a/b\n",
            "2:5 error the key `a/b` cannot be a part of an address; use letters, digits, `-` and `_`",
        ),
        (
            "facets:\n  - posts\n",
            "2:5 error the key `posts` is taken by other pages; choose another key",
        ),
        (
            "check:\n  levels:\n    duplicate-key: off\n    unknown-kay: off\n",
            "4:5 warning `unknown-kay` is no code of a diagnostic; did you mean `unknown-key`?",
        ),
        (
            "check:\n  levels:\n    duplicate-key: silent\n",
            "3:5 error `duplicate-key` has no level; write `off`, `warning` or `error`",
        ),
        (
            "check:\n  allow:\n    - {code: conflict-marker, path: a.md}\n",
            "3:14 warning `conflict-marker` is an error, which cannot be allowed; mend what it tells",
        ),
        (
            "check:\n  alow: []\n",
            "2:3 warning `alow` is no key below `check`; write `levels` or `allow`",
        ),
    ] {
        assert_eq!(read(text).1, [expected], "{text}");
    }
}

#[test]
fn a_base_url_keeps_its_path_and_ends_in_a_slash() {
    for (text, expected) in [
        ("https://x.org", Some("https://x.org/")),
        ("https://x.org/sub/", Some("https://x.org/sub/")),
        ("HTTP://x.org:8080/a//", Some("http://x.org:8080/a/")),
        ("//x.org", None),
        ("https://", None),
        ("https://x.org/?q", None),
        ("https://x.org/\"><script>", None),
        ("javascript:alert(1)", None),
    ] {
        assert_eq!(base_url(text).as_deref(), expected, "{text}");
    }
}

#[test]
fn brackets_without_end_are_refused_at_once() {
    let (settings, said) = read(&format!("title: a\nfacets: {}\n", "[".repeat(50_000)));
    assert_eq!(settings, Settings::default());
    assert_eq!(said.len(), 1);
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "((title|paginate|facets|relations|check|base_url)(: |:\n  )[\\[\\]{},:a政 \"-]{0,9}\n){0,4}") {
        let _ = read(&text);
    }
}

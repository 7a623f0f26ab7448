//! Cases stand in `tests/cases/front_matter`: a post (`NAME.md`), and beside it what is read from
//! it (`NAME.txt`). `UPDATE_EXPECT=1 cargo test` writes the second ones; review the diff.

#![allow(clippy::disallowed_methods, reason = "cases are files")]

use std::fmt::Write;
use std::{env, fs, path::Path};

use compact_str::CompactString;

use proptest::prelude::*;

use super::*;
use crate::config::{DeclaredFacet, Settings};
use crate::diagnostic::{Diagnostic, Severity};

fn parse(bytes: &[u8]) -> (Meta, String, Vec<Diagnostic>) {
    let (source, flaws) = Source::new("a.md", bytes);
    let mut diagnostics = Diagnostics::new(&source);
    diagnostics.add_flaws(&flaws);
    let settings = Settings {
        facets: vec![DeclaredFacet {
            key: "status".to_owned(),
            label: "状态".to_owned(),
        }],
        ..Settings::default()
    };
    let (meta, body) = read(&source, &settings, None, &mut diagnostics);
    let body = source.text[body as usize..].to_owned();
    (meta, body, diagnostics.into_vec())
}

fn shown(bytes: &[u8]) -> String {
    let (meta, body, diagnostics) = parse(bytes);
    let mut out = String::new();
    let mut text = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            let _ = writeln!(out, "{name}: {value}");
        }
    };
    text("title", meta.title.as_deref());
    text("slug", meta.slug.as_deref());
    text("permalink", meta.permalink.as_deref());
    text("lang", meta.lang.as_deref());
    text("translation", meta.translation.as_deref());
    text("description", meta.description.as_deref());
    text("layout", meta.layout.as_deref());
    text("artid", meta.artid.as_deref());
    text("source", meta.source_url.as_deref());
    text("items", meta.items.as_deref());
    let period = meta
        .period
        .map(|p| format!("{}..{} ({})", p.start, p.end, p.label));
    text("period", period.as_deref());
    let moment = |moment: crate::date::Moment| {
        let time = moment
            .time
            .map_or_else(String::new, |time| format!(" {time}"));
        let offset = moment
            .offset
            .map_or_else(String::new, |offset| format!(" {:+}", offset / 60));
        format!("{}{time}{offset}", moment.date)
    };
    text("date", meta.date.map(moment).as_deref());
    text("published", meta.published.map(moment).as_deref());
    text("updated", meta.updated.map(moment).as_deref());
    text(
        "image",
        meta.image
            .map(|image| format!("{} ({})", image.path, image.alt.unwrap_or_default()))
            .as_deref(),
    );
    let owned = |list: &[CompactString]| list.iter().map(ToString::to_string).collect();
    for (name, list) in [
        ("aliases", meta.aliases),
        ("authors", meta.authors),
        ("tags", owned(&meta.tags)),
        ("categories", owned(&meta.categories)),
        ("keywords", meta.keywords),
    ] {
        text(
            name,
            (!list.is_empty()).then(|| list.join(" | ")).as_deref(),
        );
    }
    text("draft", meta.draft.then_some("yes"));
    text(
        "digest",
        meta.digest.map(|flag| flag.to_string()).as_deref(),
    );
    text(
        "render_with_liquid",
        meta.render_with_liquid
            .map(|flag| flag.to_string())
            .as_deref(),
    );
    for (key, value) in meta.extra {
        let _ = writeln!(
            out,
            "extra.{key}: {}",
            serde_json::to_string(&value).expect("plain data")
        );
    }
    let mut places: Vec<_> = meta
        .places
        .iter()
        .map(|(key, place)| format!("{key} {}:{}", place.line, place.column))
        .collect();
    places.sort_unstable();
    let _ = writeln!(out, "places: {}", places.join(", "));
    let first = body.lines().find(|line| !line.is_empty()).unwrap_or("");
    let _ = writeln!(
        out,
        "body begins: {}",
        first.chars().take(40).collect::<String>()
    );
    for diagnostic in diagnostics {
        let place = diagnostic
            .place
            .map_or_else(String::new, |p| format!("{}:{}", p.line, p.column));
        assert_eq!(diagnostic.severity, Severity::Warning);
        let _ = writeln!(out, "{place}: [{}] {}", diagnostic.code, diagnostic.message);
        let _ = writeln!(
            out,
            "  hint: {}",
            diagnostic.hint.as_deref().unwrap_or("NONE")
        );
    }
    out
}

#[test]
fn posts_are_read_as_the_files_beside_them_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/front_matter");
    let mut names: Vec<_> = fs::read_dir(&folder)
        .expect("the folder of cases")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    names.sort();
    assert!(names.len() > 20, "cases are missing");
    let mut wrong = String::new();
    for path in names {
        let seen = shown(&fs::read(&path).expect("a case"));
        let beside = path.with_extension("txt");
        if env::var("UPDATE_EXPECT").is_ok() {
            fs::write(&beside, &seen).expect("may write");
        }
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        if seen != expected {
            let _ = writeln!(
                wrong,
                "== {}\n-- expected\n{expected}-- seen\n{seen}",
                path.display()
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The library's word against ours, where both read a value and no number is in it (numbers lose
/// their spelling there).
fn agrees_with_library(value: &str) -> Result<(), TestCaseError> {
    // Blank lines at the end are no part of a value here; in a block scalar the library keeps them.
    let value = value.trim_end();
    let block = format!("---\nk: {value}\n---\n");
    let (source, _) = Source::new("a.md", block.as_bytes());
    let mut diagnostics = Diagnostics::new(&source);
    let span = Span {
        start: 4,
        end: block.len() as u32 - 4,
    };
    let entries = yaml::entries(&source, span, &mut diagnostics);
    let library = serde_yaml::from_str::<std::collections::BTreeMap<String, serde_yaml::Value>>(
        &block[4..block.len() - 4],
    );
    let (Ok(library), [entry]) = (library, entries.as_slice()) else {
        return Ok(());
    };
    let Some(theirs) = library.get("k").and_then(plain) else {
        return Ok(());
    };
    prop_assert_eq!(&entry.value, &theirs, "{:?}", value);
    Ok(())
}

fn plain(value: &serde_yaml::Value) -> Option<MetaValue> {
    use serde_yaml::Value;
    Some(match value {
        Value::Null => MetaValue::Null,
        Value::Bool(flag) => MetaValue::Bool(*flag),
        Value::String(text) => MetaValue::Text(text.clone()),
        Value::Sequence(list) => MetaValue::List(list.iter().map(plain).collect::<Option<_>>()?),
        Value::Mapping(map) => {
            let pairs = map
                .iter()
                .map(|(key, value)| Some((key.as_str()?.to_owned(), plain(value)?)));
            MetaValue::Map(pairs.collect::<Option<_>>()?)
        }
        Value::Number(_) | Value::Tagged(_) => return None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn values_are_read_as_the_yaml_library_reads_them(
        value in "([a-z甲]{1,3}|[\\[\\]{},:#'\"&*!|>%@`?~\\\\-]| |: |- | #|null|true|\n  |\n  - |\n  a: ){0,9}",
    ) {
        agrees_with_library(&value)?;
    }

    #[test]
    fn no_bytes_make_it_panic_or_lose_the_body(
        bytes in proptest::collection::vec(any::<u8>(), 0..60),
        head in "(---|\\+\\+\\+|\n|title: |tags:| |\\[|\"|a = |\\{|\t|- |x){0,12}",
    ) {
        let text = [head.as_bytes(), b"\n", &bytes].concat();
        let (_, body, _) = parse(&text);
        let (source, _) = Source::new("a.md", &text);
        prop_assert!(source.text.ends_with(&body));
    }
}

fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).map(line).collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn hostile_front_matter_ends_and_keeps_the_title() {
    let bomb: String = (1..=9).fold("a0: &a0 [x]\n".to_owned(), |text, n| {
        let before = format!("*a{}", n - 1);
        format!("{text}a{n}: &a{n} [{}]\n", [before.as_str(); 9].join(","))
    });
    let inner_bomb = (1..=9).fold("z:\n  a0: &a0 [x]\n".to_owned(), |text, n| {
        let before = format!("*a{}", n - 1);
        format!("{text}  a{n}: &a{n} [{}]\n", [before.as_str(); 9].join(","))
    });
    let large = format!(
        "z: [&a \"{}\"{}]\n",
        "x".repeat(30_000),
        ", *a".repeat(8_000)
    );
    for (name, block) in [
        ("alias bomb over keys", bomb),
        ("alias bomb in one key", inner_bomb),
        ("aliases of a long text", large),
        ("brackets", format!("z: {}\n", "[".repeat(100_000))),
        ("braces", format!("z: {}\n", "{".repeat(100_000))),
        (
            "brackets in TOML style",
            format!("z = {}\n", "[".repeat(100_000)),
        ),
        ("unclosed on every line", "z: [\n".repeat(20_000)),
        ("quotes on every line", "z: \"\n".repeat(20_000)),
        ("nested items", format!("z:\n  {}x\n", "- ".repeat(20_000))),
        (
            "nested questions",
            format!("z:\n  {}x\n", "? ".repeat(20_000)),
        ),
        ("deep maps", lines(2_000, |n| " ".repeat(n) + "z:")),
        ("many keys", lines(20_000, |n| format!("k{n}: v"))),
        ("one key many times", "tgas: v\n".repeat(5_000)),
        (
            "a long line",
            format!("description: {}\n", "政".repeat(400_000)),
        ),
        (
            "a long quoted line",
            format!("description: \"{}\\n\"\n", "政".repeat(400_000)),
        ),
        (
            "many tags",
            format!("tags: [{}]\n", lines(20_000, |n| format!("  t{n},"))),
        ),
    ] {
        let (meta, body, _) = parse(format!("---\n{block}title: 甲\n---\nbody\n").as_bytes());
        assert_eq!(meta.title.as_deref(), Some("甲"), "{name}");
        assert_eq!(body, "body\n", "{name}");
    }
}

#[test]
fn keys_that_end_beyond_sixty_four_kilobytes_are_left_out_and_told() {
    let block = |n: usize| format!("x: {}\ny: z\n", "a".repeat(n));
    for (n, told) in [(65_528, false), (65_529, true), (200_000, true)] {
        let (_, body, said) = parse(format!("---\n{}---\nbody\n", block(n)).as_bytes());
        assert_eq!(body, "body\n");
        let found = said.iter().any(|one| one.code == "front-matter-bounds");
        assert_eq!(found, told, "{n}: {said:?}");
    }
}

#[test]
fn a_post_has_at_most_a_thousand_tags_of_two_hundred_characters() {
    for (tags, n, told) in [
        (lines(1_000, |n| format!("- t{n}")), 1_000, false),
        (lines(1_001, |n| format!("- t{n}")), 1_000, true),
        (format!("- {}\n", "签".repeat(200)), 1, false),
        (format!("- 甲\n- {}\n", "签".repeat(201)), 1, true),
    ] {
        let (meta, _, said) = parse(format!("---\ntags:\n{tags}---\n").as_bytes());
        assert_eq!(meta.tags.len(), n);
        let found = said.iter().any(|one| one.code == "front-matter-bounds");
        assert_eq!(found, told, "{n}: {said:?}");
    }
}

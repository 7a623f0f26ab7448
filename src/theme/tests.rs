//! The built-in theme is whole: files, strings, what templates ask for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::strings::Text;
use super::{LANGUAGES, Theme, embedded};

fn theme() -> Theme {
    Theme::new("default", &BTreeMap::new()).expect("the built-in theme is sound")
}

#[test]
fn every_file_of_the_folders_is_compiled_in_and_in_order() {
    for (theme, files) in [("default", embedded::FILES), ("plain", embedded::PLAIN)] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("themes")
            .join(theme);
        let on_disk: BTreeSet<String> = walkdir::WalkDir::new(&root)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .filter_map(|entry| Some(entry.path().strip_prefix(&root).ok()?.to_str()?.to_owned()))
            .collect();
        let listed: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
        assert_eq!(
            listed,
            on_disk.iter().map(String::as_str).collect::<Vec<_>>()
        );
    }
}

#[test]
fn both_languages_have_the_same_strings_with_the_same_places() {
    let theme = theme();
    let [first, second] = LANGUAGES.map(|language| &theme.strings[language].0);
    assert_eq!(
        first.keys().collect::<Vec<_>>(),
        second.keys().collect::<Vec<_>>()
    );
    for (key, text) in first {
        let places = |text: &Text| match text {
            Text::One(text) => names(text),
            Text::Forms { one, other } => &names(one) | &names(other),
            Text::List(list) => BTreeSet::from([list.len().to_string()]),
        };
        // A date may name its month by number in one language and by name in the other.
        let plain = |text| {
            let found: BTreeSet<String> = places(text);
            found
                .iter()
                .map(|name| name.replace("month", "m"))
                .collect::<BTreeSet<_>>()
        };
        assert_eq!(plain(text), plain(&second[key]), "{key}");
    }
}

/// A reader's browser finds what a page says in one table and says it from the other, so what reads
/// alike must mean the same.
#[test]
fn what_reads_alike_in_one_language_reads_alike_in_the_other() {
    let theme = theme();
    let [first, second] = LANGUAGES.map(|language| &theme.strings[language].0);
    for (from, to) in [(first, second), (second, first)] {
        let mut said: BTreeMap<&str, (&str, &Text)> = BTreeMap::new();
        for (key, text) in from {
            if let Text::One(text) = text {
                let (other, words) = *said.entry(text).or_insert((key, &to[key]));
                assert_eq!(*words, to[key], "“{text}” is {other} and {key}");
            }
        }
    }
}

/// `{n}` and the like.
fn names(text: &str) -> BTreeSet<String> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()))
        .collect()
}

#[test]
fn templates_ask_only_for_strings_that_exist_and_hold_no_words_of_their_own() {
    let theme = theme();
    for (name, text) in &theme.sources {
        for key in text.split("t.").skip(1) {
            let key: String = key
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            let before = text.split(&format!("t.{key}")).next().unwrap_or_default();
            let is_name = !before.ends_with(|c: char| c.is_alphanumeric() || c == '"' || c == '/');
            if is_name && !key.is_empty() {
                assert!(
                    theme.strings["en"].0.contains_key(&key),
                    "t.{key} in {name}"
                );
            }
        }
        let words: String = text
            .chars()
            .filter(|c| *c > '\u{2e80}' && !"《》、（）".contains(*c))
            .collect();
        assert_eq!(words, "", "words in {name}");
    }
}

#[test]
fn kinds_relations_and_facets_have_their_words() {
    let theme = theme();
    let kinds = include_str!("../../data/policy_kinds.tsv");
    let kinds = kinds.lines().filter(|line| !line.starts_with('#')).skip(1);
    let kinds = kinds.filter_map(|line| {
        let mut columns = line.split('\t').skip(1);
        (columns.next()? == "policy").then(|| format!("kind_{}", columns.next().unwrap_or("")))
    });
    let relations = crate::archive::RELATIONS
        .iter()
        .flat_map(|(to, back)| [to, back]);
    let relations = relations.map(|relation| format!("relation_{relation}"));
    let facets = ["tags", "categories", "regions", "issuers", "policies"];
    let facets = facets.into_iter().map(|facet| format!("facet_{facet}"));
    for key in kinds.chain(relations).chain(facets) {
        assert!(theme.strings["zh-CN"].find(&key).is_some(), "{key}");
    }
}

#[test]
fn other_languages_fall_back_on_the_first() {
    let theme = theme();
    for (language, home) in [
        ("zh", "首页"),
        ("en-GB", "Home"),
        ("fr", "首页"),
        ("", "首页"),
    ] {
        assert_eq!(theme.strings(language).text("home"), home, "{language}");
    }
}

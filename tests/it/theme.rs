//! What the heads of pages ask for, and what they say of other pages.

use dibao::config::Settings;
use dibao::document::parse;
use dibao::lexicon::Lexicon;
use dibao::source::Source;
use dibao::theme::{Part, Parts};
use dibao::{archive, site};

use crate::hand_made::Made;
use crate::render::{rendered, theme};

/// An archive of these texts, by path below `content/`.
fn made_from(posts: &[(&str, &str)]) -> Made {
    let settings = Settings::default();
    let lexicon = Lexicon::new(&[], &[]).0;
    let documents = posts.iter().map(|(path, text)| {
        let (source, _) = Source::new(*path, text.as_bytes());
        parse(&source, &settings, &lexicon).0
    });
    let (archive, _) = archive::gather(documents.collect::<Vec<_>>(), &settings, &[]);
    let (site, _) = site::plan(&archive, &settings, &[]);
    Made {
        archive,
        site,
        settings,
    }
}

#[test]
fn a_page_loads_the_styles_of_what_it_holds() {
    let theme = theme();
    let bare = Parts::default();
    let of = |part| bare.with(part, true);
    let [quoted, items] = [Part::Quoted, Part::Items].map(of);
    for (parts, rule, wanted) in [
        (bare, "blockquote {", false),
        (bare, ".facts {", false),
        (quoted, "blockquote {", true),
        (quoted, ".facts {", false),
        (items, ".facts {", true),
        (items, ".contents a {", false),
    ] {
        let path = theme.stylesheet("post", parts).expect("there are styles");
        let css = String::from_utf8_lossy(&theme.assets[path]);
        assert_eq!(css.contains(rule), wanted, "{parts:?} {rule}");
    }
    for (text, wanted) in [
        ("只有文字。\n", bare),
        ("> 引文\n", quoted),
        ("行内 `a`\n", quoted),
        ("> [!NOTE]\n> 注意。\n", quoted),
        ("|a|\n|-|\n|b|\n", of(Part::Tables)),
        ("这*很重要*。\n", of(Part::Rich)),
        (
            "<details><summary>一</summary>\n\n二\n\n</details>\n",
            of(Part::Rich),
        ),
        ("> *引文*\n", quoted.with(Part::Rich, true)),
    ] {
        let made = made_from(&[("a.md", &format!("---\ntitle: 一\n---\n{text}"))]);
        let page = &rendered(&made, &theme)["posts/a/index.html"];
        let path = theme.stylesheet("post", wanted).expect("there are styles");
        assert!(page.contains(path), "{text}");
    }
}

#[test]
fn translations_name_each_other_themselves_and_the_archives_own_language_in_full() {
    let post = |lang: &str, title: &str| {
        format!("---\ntitle: {title}\nlang: {lang}\ntranslation: one\n---\n{title}\n")
    };
    let made = made_from(&[
        ("a.md", &post("zh-CN", "一")),
        ("b.md", &post("en", "One")),
        ("c.md", "---\ntitle: 另一篇\n---\n别的。\n"),
    ]);
    let files = rendered(&made, &theme());
    let links = |path: &str| -> Vec<String> {
        let lines = files[path].lines();
        let named = lines.filter(|line| line.contains("rel=\"alternate\" hreflang="));
        named.map(str::to_owned).collect()
    };
    let wanted = [
        ("en", "b"),
        ("zh-CN", "a"),
        ("x-default", "a"),
    ]
    .map(|(lang, path)| {
        format!("<link rel=\"alternate\" hreflang=\"{lang}\" href=\"http://localhost:1111/posts/{path}/\">")
    });
    assert_eq!(links("posts/a/index.html"), wanted);
    assert_eq!(links("posts/b/index.html"), wanted);
    assert_eq!(links("posts/c/index.html"), [""; 0]);
}

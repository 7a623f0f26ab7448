//! The pages and files of a hand-made archive.

use std::collections::{BTreeMap, BTreeSet};

use dibao::archive::Role;
use dibao::render::{Artifact, Body, Job, Renderer};
use dibao::theme::{Parts, Theme};

use crate::hand_made::{Made, made};

/// Whether a file is of a kind; paths of the site are lower case at their ends.
fn is(path: &str, extension: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, end)| end == extension)
}

/// Every Artifact, by path.
pub(crate) fn rendered(made: &Made, theme: &Theme) -> BTreeMap<String, String> {
    let renderer = Renderer::new(&made.archive, &made.site, &made.settings, theme);
    let jobs = renderer.jobs();
    let texts = jobs.iter().map(|job| {
        let artifact = renderer.render(job).expect("the built-in theme renders");
        (
            artifact.path.clone(),
            String::from_utf8(bytes(&artifact)).expect("all is text"),
        )
    });
    texts.collect()
}

fn bytes(artifact: &Artifact) -> Vec<u8> {
    let mut bytes = Vec::new();
    match &artifact.body {
        Body::Whole(whole) => bytes.clone_from(whole),
        Body::Streamed(write) => write(&mut bytes).expect("a vector takes all"),
    }
    bytes
}

pub(crate) fn theme() -> Theme {
    Theme::new("default", &BTreeMap::new()).expect("the built-in theme is sound")
}

fn theme_with(path: &str, text: &str) -> Result<Theme, Vec<dibao::diagnostic::Diagnostic>> {
    Theme::new(
        "own",
        &BTreeMap::from([(path.to_owned(), text.as_bytes().to_vec())]),
    )
}

const ARTICLE: &str = "posts/misc/article/index.html";

#[test]
fn every_job_is_listed_once_and_nothing_is_missing() {
    let made = made(4, 8);
    let theme = theme();
    let renderer = Renderer::new(&made.archive, &made.site, &made.settings, &theme);
    let jobs = renderer.jobs();
    let paths: Vec<String> = jobs
        .iter()
        .map(|job| renderer.render(job).expect("renders").path)
        .collect();
    let unique: BTreeSet<&String> = paths.iter().collect();
    assert_eq!(unique.len(), paths.len(), "two jobs make one file");
    assert_eq!(
        jobs.iter()
            .filter(|job| matches!(job, Job::Page(_)))
            .count(),
        made.site.pages.len()
    );
    for path in [
        "index.html",
        "404.html",
        "about/index.html",
        "tags/index.html",
        "dates/index.html",
        "dates/2020/w01/index.html",
        "search/index.html",
        "data/index.html",
        "feed.xml",
        "feed.json",
        "items.xml",
        "sitemap.xml",
        "robots.txt",
        "_headers",
        "_redirects",
        "data/items.jsonl",
        "data/items.csv",
        "data/posts.jsonl",
        "data/policies.json",
        "regions/甲省/feed.xml",
        "static/favicon.svg",
        "旧/址/index.html",
        "old page.html",
    ] {
        assert!(
            paths.iter().any(|known| known == path),
            "no {path} among {paths:#?}"
        );
    }
    assert!(
        !paths.iter().any(|path| path == "tags/少/feed.xml"),
        "a thin term has no feed"
    );
}

#[test]
fn the_same_archive_makes_the_same_bytes() {
    let theme = theme();
    assert!(rendered(&made(3, 5), &theme) == rendered(&made(3, 5), &theme));
}

#[test]
fn every_page_has_one_heading_one_main_a_language_and_a_canonical_link() {
    for (path, text) in rendered(&made(3, 5), &theme()) {
        if !is(&path, "html") || text.contains("http-equiv=\"refresh\"") {
            continue;
        }
        for part in [
            "<h1",
            "<main id=\"content\"",
            "<html lang=\"zh-CN\"",
            "rel=\"canonical\"",
        ] {
            assert_eq!(text.matches(part).count(), 1, "{part} in {path}");
        }
        for inline in ["<style", " style=\"", " onclick", "<script>"] {
            assert!(
                !text.contains(inline),
                "{inline} in {path}: the policy forbids it"
            );
        }
    }
}

#[test]
fn every_internal_link_leads_to_a_page_or_file() {
    let files = rendered(&made(3, 5), &theme());
    for (path, text) in files.iter().filter(|(path, _)| is(path, "html")) {
        for href in text
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            let Some(route) = href.strip_prefix("/sub/") else {
                assert!(href.starts_with(['#', 'h']), "{href} in {path}");
                continue;
            };
            let (route, fragment) = route.split_once('#').unwrap_or((route, ""));
            let route = route.split('?').next().unwrap_or_default();
            let route = dibao::slug::decode(route).into_owned();
            let file = if route.is_empty() || route.ends_with('/') {
                format!("{route}index.html")
            } else {
                route
            };
            if file == "data/manifest.json" {
                // The rim makes it, when all hashes are known.
                continue;
            }
            let target = files
                .get(&file)
                .unwrap_or_else(|| panic!("{href} in {path}"));
            let id = format!(" id=\"{fragment}\"");
            assert!(
                fragment.is_empty() || target.contains(&id),
                "{href} in {path}"
            );
        }
    }
}

#[test]
fn an_offline_site_has_relative_links_that_end_in_a_file() {
    let mut made = made(2, 3);
    made.settings.offline = true;
    let (site, _) = dibao::site::plan(&made.archive, &made.settings, &[]);
    made.site = site;
    let files = rendered(&made, &theme());
    for path in [
        "index.html",
        "posts/digests/00001/index.html",
        "regions/甲省/子市/index.html",
    ] {
        let links = files[path]
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        for href in links.filter(|href| !href.starts_with("http") && !href.starts_with('#')) {
            assert!(
                !href.starts_with('/') && !href.ends_with('/'),
                "{href} in {path}"
            );
        }
    }
    let post = &files["posts/digests/00001/index.html"];
    assert!(
        post.contains("href=\"../../../index.html\""),
        "the home page is three folders up"
    );
    assert!(
        post.contains("\"item\":\"https://example.org/sub/dates/2020/\""),
        "crumbs keep the host"
    );
}

#[test]
fn text_is_escaped_for_the_place_it_stands_in() {
    let files = rendered(&made(1, 2), &theme());
    let page = &files[ARTICLE];
    for (place, wanted) in [
        (
            "text",
            "<h1>没有日期的文章 &lt;script&gt;alert(1)&lt;/script&gt; &amp; “引号”&quot;&#39;</h1>",
        ),
        (
            "attribute",
            "content=\"摘要里有 &lt;/script&gt; 和 &lt;b&gt;。\"",
        ),
        ("address", "href=\"https://example.org/原文?a=1&amp;b=2\""),
        (
            "JSON-LD",
            "\"headline\":\"没有日期的文章 \\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
        ),
    ] {
        assert!(page.contains(wanted), "{place}: {wanted} in {page}");
    }
    assert!(!page.contains("<script>alert"));
    let digest = &files["posts/digests/00000/index.html"];
    assert!(digest.contains("编者 &lt;甲&gt;"));
    let csv = &files["data/items.csv"];
    assert!(
        csv.contains("\"'=1+1,一篇没有日期的文章"),
        "a formula in a sheet: {csv}"
    );
    assert!(
        csv.contains("https://example.org/a%7Cb"),
        "a bar in a list: {csv}"
    );
    let feed = &files["items.xml"];
    assert!(
        feed.contains("&lt;b&gt;") || !feed.contains("<b>"),
        "XML: {feed}"
    );
}

#[test]
fn feeds_are_well_formed_and_leave_undated_posts_out() {
    let files = rendered(&made(60, 2), &theme());
    for (path, _) in files.iter().filter(|(path, _)| is(path, "xml")) {
        let mut reader = quick_xml::Reader::from_str(&files[path]);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(error) => panic!("{path}: {error}"),
            }
        }
    }
    let feed = &files["feed.xml"];
    assert_eq!(
        feed.matches("<entry").count(),
        50,
        "a feed holds 50 entries"
    );
    assert!(!feed.contains("没有日期的文章"));
    assert!(feed.contains("<updated>2025-02-25T19:57:13+08:00</updated>"));
    let json: serde_json::Value = serde_json::from_str(&files["feed.json"]).expect("JSON");
    assert_eq!(json["items"].as_array().map(Vec::len), Some(50));
}

#[test]
fn the_export_comes_back_as_it_went_out() {
    let made = made(3, 5);
    let theme = theme();
    let renderer = Renderer::new(&made.archive, &made.site, &made.settings, &theme);
    let files = rendered(&made, &theme);
    let lines: Vec<serde_json::Value> = files["data/items.jsonl"]
        .lines()
        .map(|line| serde_json::from_str(line).expect("one object a line"))
        .collect();
    let mut records = Vec::new();
    for id in made.archive.of_role(Role::Post) {
        let each = renderer.item_records(id, |record| {
            records.push(serde_json::to_value(record)?);
            Ok(())
        });
        each.expect("plain data");
    }
    assert_eq!(lines, records);
    let ids: BTreeSet<&str> = lines
        .iter()
        .filter_map(|line| line["id"].as_str())
        .collect();
    assert_eq!(ids.len(), lines.len(), "ids are unique");
    assert_eq!(lines[0]["url"], "/sub/posts/digests/00000/#i-00000000");
    assert_eq!(lines[0]["id"], "posts/digests/00000#i-00000000");
    assert_eq!(
        lines[2]["date"],
        serde_json::Value::Null,
        "a relative date is none"
    );
    assert_eq!(lines[2]["date_status"], "relative");
    let first = files["data/items.jsonl"].lines().next().expect("an item");
    let keys = [
        "\"id\":",
        "\"source\":",
        "\"line\":",
        "\"post\":",
        "\"url\":",
        "\"section\":",
        "\"marker\":",
        "\"headline\":",
        "\"headless\":",
        "\"text\":",
        "\"date\":",
        "\"date_status\":",
        "\"date_evidence\":",
        "\"regions\":",
        "\"issuers\":",
        "\"policies\":",
        "\"tags\":",
        "\"links\":",
    ];
    let places: Vec<usize> = keys.iter().map(|key| first.find(key).expect(key)).collect();
    assert!(
        places.is_sorted(),
        "keys in the order of the contract: {first}"
    );

    let rows = csv_rows(
        files["data/items.csv"]
            .strip_prefix('\u{feff}')
            .expect("a mark"),
    );
    assert_eq!(rows.len(), lines.len() + 1);
    for (row, line) in rows[1..].iter().zip(&lines) {
        assert_eq!(row[0], line["id"].as_str().expect("text"));
        assert_eq!(
            row[9].trim_start_matches('\''),
            line["text"].as_str().expect("text")
        );
        let regions: Vec<&str> = row[13]
            .split('|')
            .filter(|region| !region.is_empty())
            .collect();
        assert_eq!(serde_json::json!(regions), line["regions"]);
    }
    for name in ["data/posts.jsonl", "data/policies.json"] {
        let whole = files[name].trim();
        let count = if name.ends_with('l') {
            whole.lines().count()
        } else {
            1
        };
        assert!(
            count > 0
                && serde_json::from_str::<serde_json::Value>(
                    whole
                        .lines()
                        .next()
                        .filter(|_| name.ends_with('l'))
                        .unwrap_or(whole)
                )
                .is_ok(),
            "{name}"
        );
    }
}

/// Rows of a CSV file, as a spreadsheet program reads them.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let row = rows.last_mut().expect("there is always a row");
        let cell = row.last_mut().expect("there is always a cell");
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted => {}
            '\n' if !quoted => rows.push(vec![String::new()]),
            letter => cell.push(letter),
        }
    }
    rows.pop();
    rows
}

#[test]
fn thin_terms_are_not_indexed_and_not_in_the_sitemap() {
    let files = rendered(&made(4, 8), &theme());
    let thin: Vec<&String> = files
        .iter()
        .filter(|(path, text)| {
            path.starts_with("policies/") && text.contains("content=\"noindex\"")
        })
        .map(|(path, _)| path)
        .collect();
    for path in thin {
        let route = dibao::slug::encode_path(path.trim_end_matches("index.html")).into_owned();
        assert!(
            !files["sitemap.xml"].contains(&format!("/{route}<")),
            "{path}"
        );
    }
    assert!(files["404.html"].contains("content=\"noindex\""));
    assert!(!files["sitemap.xml"].contains("404.html"));
}

#[test]
fn an_item_says_how_its_date_is_known() {
    let files = rendered(&made(1, 4), &theme());
    let page = &files["posts/digests/00000/index.html"];
    let items: Vec<&str> = page.split("<article data-item").skip(1).collect();
    for (item, wanted, unwanted) in [
        (0, "<time datetime=\"2019-12-30\"", "推断</span>"),
        (1, "推断</span>", "日期未注明"),
        (2, "日期未注明</span>", "<time"),
        (3, "日期未注明</span>", "<time"),
    ] {
        assert!(items[item].contains(wanted), "{wanted} in {}", items[item]);
        assert!(
            !items[item]
                .split("</article>")
                .next()
                .expect("ends")
                .contains(unwanted),
            "{unwanted} in {}",
            items[item]
        );
    }
}

#[test]
fn links_to_nowhere_keep_their_words() {
    let made = made(1, 2);
    let document = &made.archive.documents[0];
    let leaf = document.leaf.as_deref().expect("made above");
    let html = leaf.markup.of(leaf.items[1].markup);
    assert!(html.contains("<a>前文</a>"));
    let page = &rendered(&made, &theme())["posts/digests/00000/index.html"];
    assert!(page.contains("<a class=\"missing\">前文</a>"), "{page}");
    assert!(
        page.contains("<a href=\"/sub/posts/misc/note/\">前文</a>"),
        "{page}"
    );
}

#[test]
fn a_file_of_the_archives_own_theme_replaces_the_built_in_one() {
    let text = "<p id=\"own\">{{ page.head.title }}</p>";
    let theme = theme_with("templates/not_found.html", text).expect("a sound template");
    let files = rendered(&made(1, 2), &theme);
    assert_eq!(
        files["404.html"],
        "<p id=\"own\">没有这个页面 · 手工档案</p>"
    );
    let theme = theme_with("styles/tokens.css", ":root{--own:1}").expect("a sound style");
    let style = theme
        .stylesheet("post", Parts::default())
        .expect("there are styles");
    assert_ne!(
        Some(style),
        self::theme().stylesheet("post", Parts::default()),
        "its name follows its content"
    );
    assert!(theme.assets[style].starts_with(b":root{--own:1}"));
}

#[test]
fn a_template_that_cannot_be_compiled_is_told_with_its_place() {
    for (path, text, at, message) in [
        (
            "templates/post.html",
            "<p>\n  {{ page.title | nope }}\n",
            Some((2, 19)),
            "nope",
        ),
        ("templates/post.html", "{% if page %}\n", None, ""),
        (
            "templates/post.html",
            "{% extends \"none.html\" %}",
            None,
            "none.html",
        ),
        (
            "theme.yaml",
            "name: x\nversion: \"1\"\nstylesheet: []\n",
            Some((3, 1)),
            "stylesheet",
        ),
        (
            "theme.yaml",
            "name: x\nversion: \"1\"\nstylesheets: [styles/gone.css]\n",
            None,
            "styles/gone.css",
        ),
        (
            "theme.yaml",
            "name: x\nversion: \"1\"\nstylesheets: {../x.css: []}\n",
            None,
            "../x.css",
        ),
        (
            "theme.yaml",
            "name: x\nversion: \"1\"\nstylesheets: [{file: styles/text.css, when: never}]\n",
            None,
            "cannot be read",
        ),
        ("strings/en.yaml", "home: [\n", None, "cannot be read"),
    ] {
        let problems = theme_with(path, text).expect_err("the file is broken");
        let problem = &problems[0];
        assert_eq!(problem.path, format!("themes/own/{path}"), "{problem:?}");
        assert!(problem.message.contains(message), "{problem:?}");
        if let Some(at) = at {
            let place = problem.place.expect("a place");
            assert_eq!((place.line, place.column), at, "{problem:?}");
        }
    }
}

#[test]
fn a_template_that_fails_while_rendering_is_told_with_the_fields_that_exist() {
    let text = "<p>\n    {{ page.titel }}</p>";
    let theme = theme_with("templates/not_found.html", text).expect("it compiles");
    let made = made(1, 2);
    let renderer = Renderer::new(&made.archive, &made.site, &made.settings, &theme);
    let problem = renderer
        .jobs()
        .iter()
        .find_map(|job| renderer.render(job).err())
        .expect("the page cannot be made");
    assert_eq!(problem.path, "themes/own/templates/not_found.html");
    let place = problem.place.expect("a place");
    assert_eq!((place.line, place.column), (2, 13), "{problem:?}");
    assert!(problem.message.contains("`titel`"), "{problem:?}");
    assert!(problem.hint.expect("a hint").contains("head"));
}

#[test]
fn a_post_saved_after_it_was_gathered_is_shown_unless_it_does_not_fit() {
    let made = made(4, 8);
    let theme = theme();
    let mut renderer = Renderer::new(&made.archive, &made.site, &made.settings, &theme);
    let saved = |change: &dyn Fn(&mut dibao::document::Document)| {
        let post = made.archive.documents.iter();
        let mut post = post.clone().find(|post| post.path.ends_with("article.md"));
        let mut post = dibao::document::Document::clone(post.as_mut().expect("is made"));
        change(&mut post);
        post
    };
    let unfit: [&dyn Fn(&mut dibao::document::Document); 5] = [
        &|post| post.path = "nowhere.md".to_owned(),
        &|post| post.items.clear(),
        &|post| post.meta.slug = Some("elsewhere".into()),
        &|post| post.meta.draft = true,
        &|post| {
            post.links.push(dibao::document::Link {
                place: dibao::source::Source::new("a.md", b"x")
                    .0
                    .place(dibao::source::Span { start: 0, end: 1 }),
                target: dibao::document::Target::Path {
                    path: "new.md".into(),
                    fragment: "".into(),
                },
            });
        },
    ];
    for (at, change) in unfit.into_iter().enumerate() {
        assert_eq!(renderer.revise(saved(change)), None, "{at}");
    }
    let fit = saved(&|post| "另一个标题".clone_into(&mut post.title));
    let id = renderer.revise(fit).expect("fits");
    assert!(made.archive.document(id).path.ends_with("article.md"));
    let page = |path: &str| {
        let made = renderer.jobs().iter().find_map(|job| {
            let artifact = renderer.render(job).expect("renders");
            (artifact.path == path).then(|| bytes(&artifact))
        });
        String::from_utf8(made.expect("is a page")).expect("UTF-8")
    };
    assert!(page(ARTICLE).contains("另一个标题"));
    assert!(page("posts/index.html").contains("另一个标题"));
}

#[test]
fn an_archive_without_posts_holds_its_shape() {
    let mut made = made(0, 0);
    let (archive, _) =
        dibao::archive::gather(Vec::<dibao::document::Document>::new(), &made.settings, &[]);
    (made.site, _) = dibao::site::plan(&archive, &made.settings, &[]);
    made.archive = archive;
    let files = rendered(&made, &theme());
    assert!(files["index.html"].contains("这里还没有内容"));
    assert!(files["dates/index.html"].contains("这里还没有内容"));
    assert_eq!(
        files["data/policies.json"]
            .split_whitespace()
            .collect::<String>(),
        "[]"
    );
}

/// Writes the site to `target/tmp/pages/sub`, for people to look at:
/// `cargo test --test it -- --ignored write_the_pages`.
#[test]
#[ignore = "writes files for people to look at"]
fn write_the_pages_of_a_hand_made_archive() {
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages/sub");
    for (path, text) in rendered(&made(60, 8), &theme()) {
        let path = dir.join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
}

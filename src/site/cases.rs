//! The site as tables: files in, URLs out.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proptest::prelude::*;

use super::{Site, plan};
use crate::archive::fixture::{self, document, item, place, policy, strings};
use crate::archive::{Archive, Role, gather};
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::document::{Anchor, Document, Picture, Target};
use crate::slug;

/// A file of a case and what is expected of it.
struct File {
    path: String,
    keys: BTreeMap<String, String>,
    expected: String,
}

impl File {
    /// `path [key: value; key: value] -> expected`.
    fn read(line: &str) -> Self {
        let (file, expected) = line.split_once(" -> ").expect("an arrow");
        let (path, keys) = match file
            .trim_end()
            .strip_suffix(']')
            .and_then(|file| file.split_once(" ["))
        {
            Some((path, keys)) => (path, keys),
            None => (file, ""),
        };
        let pair = |pair: &str| {
            let (key, value) = pair.split_once(": ").expect("a key and a value");
            (key.trim().to_owned(), value.trim().to_owned())
        };
        Self {
            path: path.trim().to_owned(),
            keys: keys
                .split(';')
                .filter(|pair| !pair.is_empty())
                .map(pair)
                .collect(),
            expected: expected.trim().to_owned(),
        }
    }

    fn is_document(&self) -> bool {
        let extension = self.path.rsplit_once('.').map(|(_, end)| end);
        matches!(extension, Some("md" | "markdown"))
    }

    fn document(&self) -> Document {
        let mut document = document(&self.path);
        for (key, value) in &self.keys {
            let meta = &mut document.meta;
            meta.places.add(key, place(2));
            match key.as_str() {
                "slug" => meta.slug = Some(value.as_str().into()),
                "permalink" => meta.permalink = Some(value.as_str().into()),
                "aliases" => meta.aliases = value.split(", ").map(str::to_owned).collect(),
                other => panic!("the case has a key `{other}`"),
            }
        }
        document
    }
}

fn built(documents: Vec<Document>, assets: &[String]) -> (Archive, Site, Vec<Diagnostic>) {
    let settings = Settings::default();
    let (archive, _) = gather(documents, &settings, &[]);
    let (site, diagnostics) = plan(&archive, &settings, assets);
    (archive, site, diagnostics)
}

/// What the case's files came to, written as the case is.
fn outcome(files: &[File]) -> String {
    let documents = files
        .iter()
        .filter(|file| file.is_document())
        .map(File::document)
        .collect();
    let assets = files.iter().filter(|file| !file.is_document());
    let mut assets: Vec<String> = assets.map(|file| file.path.clone()).collect();
    assets.sort();
    let (archive, site, mut diagnostics) = built(documents, &assets);
    let mut shown = String::new();
    for file in files {
        let id = archive
            .documents
            .iter()
            .position(|document| document.path == file.path);
        let route = match id {
            Some(id) if archive.roles[id] == Role::Head => None,
            Some(id) => Some(&site.posts[id]),
            None => site
                .assets
                .iter()
                .find(|asset| asset.path == file.path)
                .map(|asset| &asset.route),
        };
        let route = route.map_or("nothing".to_owned(), |route| format!("/{}", route.0));
        writeln!(shown, "{} -> {route}", file.path).unwrap();
    }
    for redirect in &site.redirects {
        writeln!(shown, "=> /{} to /{}", redirect.from, redirect.to.0).unwrap();
    }
    // Files are placed in an order of their own; what is said of them is compared by path.
    diagnostics.sort_by_key(|diagnostic| diagnostic.code.starts_with("asset"));
    for diagnostic in &diagnostics {
        writeln!(shown, "! {} {}", diagnostic.code, diagnostic.path).unwrap();
    }
    shown
}

#[test]
fn every_file_goes_to_the_url_that_the_table_says() {
    let table = include_str!("../../tests/cases/site/routes.txt");
    let mut wrong = Vec::new();
    for case in table.split("\n## ").skip(1) {
        let (name, body) = case.split_once('\n').expect("a name and a body");
        let lines = || body.lines().map(str::trim).filter(|line| !line.is_empty());
        let said = |line: &str| line.starts_with(['!', '=']);
        let files: Vec<File> = lines().filter(|line| !said(line)).map(File::read).collect();
        let mut expected = String::new();
        for file in &files {
            let hashed = file.expected.replace("{#}", &slug::short_hash(&file.path));
            writeln!(expected, "{} -> {hashed}", file.path).unwrap();
        }
        let mut rest: Vec<&str> = lines().filter(|line| said(line)).collect();
        rest.sort_by_key(|line| (line.starts_with('!'), line.contains("asset")));
        for line in rest {
            writeln!(expected, "{line}").unwrap();
        }
        let found = outcome(&files);
        if found != expected {
            wrong.push(format!("## {name}\nexpected:\n{expected}found:\n{found}"));
        }
        let reversed: Vec<File> = lines()
            .filter(|line| !said(line))
            .map(File::read)
            .rev()
            .collect();
        let mut same: Vec<String> = outcome(&reversed).lines().map(str::to_owned).collect();
        let mut found: Vec<&str> = found.lines().collect();
        same.sort();
        found.sort_unstable();
        assert_eq!(
            same, found,
            "the order of the files does not matter: {name}"
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_error_about_a_claim_names_both_posts_with_their_lines() {
    let mut a = document("a.md");
    a.meta.slug = Some("x".into());
    a.meta.places.add("slug", place(5));
    let mut b = document("b.md");
    b.meta.permalink = Some("/posts/x/".into());
    b.meta.places.add("permalink", place(7));
    let (_, _, diagnostics) = built(vec![a, b], &[]);
    assert_eq!(
        fixture::shown(&diagnostics),
        ["content/b.md:7: url-claimed"]
    );
    assert!(
        diagnostics[0].message.contains("content/a.md:5"),
        "{}",
        diagnostics[0].message
    );
}

#[test]
fn terms_have_the_urls_that_the_table_says() {
    let tags = [
        "区块链",
        "Web3",
        "C",
        "C++",
        "C#",
        "a/b",
        "《》",
        "page",
        "index.html",
    ];
    let mut post = document("a.md").tags(&tags).categories(&["要闻 速递"]);
    post.items[0].regions = Box::new(["广东/深圳/龙华".into()]);
    let (archive, site, _) = built(vec![post], &[]);
    let route = |facet: usize, name: &str| {
        let term = archive.facets[facet]
            .terms
            .iter()
            .position(|term| term.name == name);
        site.terms[facet][term.expect("a term")].0.clone()
    };
    for (facet, name, expected) in [
        (0, "区块链", "tags/区块链/"),
        (0, "Web3", "tags/web3/"),
        (0, "C", "tags/c/"),
        (0, "C++", &format!("tags/c-{}/", slug::short_hash("C++"))),
        (0, "C#", &format!("tags/c-{}/", slug::short_hash("C#"))),
        (0, "a/b", "tags/a-b/"),
        (0, "《》", &format!("tags/{}/", slug::short_hash("《》"))),
        (0, "page", "tags/page/"),
        (
            0,
            "index.html",
            &format!("tags/index.html-{}/", slug::short_hash("index.html")),
        ),
        (1, "要闻 速递", "categories/要闻-速递/"),
        (2, "广东", "regions/广东/"),
        (2, "广东/深圳", "regions/广东/深圳/"),
        (2, "广东/深圳/龙华", "regions/广东/深圳/龙华/"),
    ] {
        assert_eq!(&*route(facet, name), expected, "{name}");
    }
}

#[test]
fn lists_are_cut_into_pages() {
    let documents = (1..=41).map(|n| {
        document(&format!("{n:02}.md"))
            .period("2020-09-10")
            .tags(&["甲"])
    });
    let (_, site, _) = built(documents.collect(), &[]);
    let routes: Vec<&str> = site.pages.iter().map(|page| &*page.route.0).collect();
    for path in [
        "",
        "page/2/",
        "page/3/",
        "posts/",
        "posts/page/3/",
        "tags/",
        "tags/甲/",
        "tags/甲/page/3/",
        "categories/",
        "dates/",
        "dates/2020/page/3/",
        "dates/2020/09/",
        "dates/2020/w37/page/3/",
        "search/",
        "data/",
        "404.html",
    ] {
        assert!(routes.contains(&path), "/{path}");
    }
    for path in ["page/1/", "page/4/", "dates/undated/"] {
        assert!(!routes.contains(&path), "/{path}");
    }
}

#[test]
fn links_lead_where_the_table_says() {
    let mut about = document("pages/about.md");
    about.meta.aliases = strings(&["/ueber/"]);
    let mut other = document("a/other.md");
    other.anchors = vec![Anchor {
        id: "part".to_owned(),
        name: "a-part".to_owned(),
    }];
    other.meta.slug = Some("o".into());
    let others = [
        "a/index.md",
        "b/c.md",
        "b/d e.markdown",
        "e/README.md",
        "index.md",
    ];
    let assets = strings(&["a/x.png", "files/表.pdf"]);
    for (link, expected, code) in [
        ("other.md", "posts/a/o/", ""),
        ("./other.md#part", "posts/a/o/#part", ""),
        ("other.md#Part", "posts/a/o/#part", ""),
        ("other.md#none", "posts/a/o/", "missing-anchor"),
        ("other", "posts/a/o/", ""),
        ("other.html", "posts/a/o/", ""),
        ("#i-own", "posts/a/own/#i-own", ""),
        ("../b/c.md?x=1", "posts/b/c/", ""),
        ("../b/d e", "posts/b/d-e/", ""),
        ("../e/", "posts/e/", ""),
        ("../a", "posts/a/", ""),
        (".", "posts/a/", ""),
        ("/posts/b/c/", "posts/b/c/", ""),
        ("/posts/b/c", "posts/b/c/", ""),
        ("/posts/b/c/index.html", "posts/b/c/", ""),
        ("../../b/c/", "posts/b/c/", ""),
        ("/b/c.md", "posts/b/c/", ""),
        ("/", "", ""),
        ("/tags/", "tags/", ""),
        ("../index.md", "posts/", ""),
        ("../pages/about.md", "about/", ""),
        ("/about/", "about/", ""),
        ("/ueber/", "about/", ""),
        ("x.png", "posts/a/x.png", ""),
        ("../files/表.pdf", "posts/files/表.pdf", ""),
        ("/files/表.pdf", "posts/files/表.pdf", ""),
        ("missing.md", "-", "missing-target"),
        ("../../../etc/passwd", "-", "missing-target"),
        ("Other.md", "-", "missing-target"),
    ] {
        let mut own = document("a/own.md").link(link);
        own.items[0].fragment = "i-own".into();
        let mut documents: Vec<Document> = others.iter().map(|path| document(path)).collect();
        documents.extend([own, other.clone(), about.clone()]);
        let (archive, site, diagnostics) = built(documents, &assets);
        let id = archive
            .documents
            .iter()
            .position(|document| document.path == "a/own.md")
            .unwrap();
        let found = match &site.links[id][0] {
            super::Resolved::Here(here) if here.1.is_empty() => here.0.0.to_string(),
            super::Resolved::Here(here) => format!("{}#{}", here.0.0, here.1),
            _ => "-".to_owned(),
        };
        assert_eq!(found, expected, "{link}");
        let said = if code.is_empty() {
            vec![]
        } else {
            vec![format!("content/a/own.md:7: {code}")]
        };
        assert_eq!(fixture::shown(&diagnostics), said, "{link}");
    }
}

#[test]
fn pictures_and_policies_are_found() {
    let mut post = document("a/own.md");
    let mut link = |target| {
        post.links.push(crate::document::Link {
            target,
            place: place(9),
        });
    };
    let picture = |path: &str| Target::Picture { path: path.into() };
    link(picture("图.png"));
    link(picture("无.png"));
    link(Target::Policy {
        title: "数据 条例".into(),
    });
    link(Target::Policy {
        title: "条例".into(),
    });
    link(Target::Policy {
        title: "别的书".into(),
    });
    post.meta.image = Some(Box::new(Picture {
        path: "%E5%9B%BE.png".to_owned(),
        alt: None,
    }));
    let mut short = policy("条例");
    short.refers_to = Some("数据条例".into());
    post.items = vec![item("题", "").works(vec![policy("数据条例"), short])];
    let (_, site, diagnostics) = built(vec![post], &strings(&["a/图.png"]));
    let shown: Vec<String> = site.links[0]
        .iter()
        .map(|resolved| match resolved {
            super::Resolved::Picture(route) => route.0.to_string(),
            super::Resolved::Policy(policy) => {
                let terms = &site.terms[crate::archive::POLICIES];
                terms[*policy as usize].0.to_string()
            }
            _ => "-".to_owned(),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "posts/a/图.png",
            "-",
            "policies/数据条例/",
            "policies/数据条例/",
            "-"
        ]
    );
    assert_eq!(
        site.pictures[0].as_ref().unwrap().0.as_ref(),
        "posts/a/图.png"
    );
    assert_eq!(
        fixture::shown(&diagnostics),
        ["content/a/own.md:9: missing-file"]
    );
}

/// Parts of names that fall together, climb, or are the site's own.
fn part() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("a".to_owned()),
        Just("A".to_owned()),
        Just("a b".to_owned()),
        Just("a-b".to_owned()),
        Just("..".to_owned()),
        Just("index".to_owned()),
        Just("README".to_owned()),
        Just("page".to_owned()),
        Just("2".to_owned()),
        Just("posts".to_owned()),
        Just("pages".to_owned()),
        Just("tags".to_owned()),
        Just("index.html".to_owned()),
        Just("x.png".to_owned()),
        Just("政策".to_owned()),
        any::<String>().prop_map(|text| text.replace(['/', '\0'], "")),
    ]
}

fn path() -> impl Strategy<Value = String> {
    proptest::collection::vec(part(), 1..4).prop_map(|parts| parts.join("/"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn routes_are_unique_sound_and_inside_the_output(
        posts in proptest::collection::btree_map(path(), (proptest::option::of(path()), proptest::option::of(path())), 1..12),
        assets in proptest::collection::btree_set(path(), 0..8),
    ) {
        let made = |(path, (permalink, alias)): (&String, &(Option<String>, Option<String>))| {
            let mut document = document(&format!("{path}.md")).tags(&[path, "甲"]).period("2020-09-10");
            document.meta.permalink.clone_from(&permalink.as_deref().map(Into::into));
            document.meta.aliases = alias.iter().cloned().collect();
            document
        };
        let documents: Vec<Document> = posts.iter().map(made).collect();
        let reversed: Vec<Document> = documents.iter().rev().cloned().collect();
        let assets: Vec<String> = assets.into_iter().collect();
        let (_, site, diagnostics) = built(documents, &assets);
        let (_, again, repeated) = built(reversed, &assets);
        prop_assert_eq!(&site.pages, &again.pages);
        prop_assert_eq!(diagnostics, repeated);

        let mut files: Vec<String> = site.pages.iter().map(|page| page.route.output_path()).collect();
        files.extend(site.assets.iter().map(|asset| asset.route.output_path()));
        files.extend(site.redirects.iter().map(super::Redirect::output_path));
        for file in &files {
            prop_assert!(!file.starts_with('/') && !file.contains("//"), "{}", file);
            prop_assert!(!file.split('/').any(|part| matches!(part, "." | ".." | "")), "{}", file);
            prop_assert!(file.split('/').all(|part| part.len() <= 255), "{}", file);
            prop_assert!(!file.contains(['\\', '\n', '\0']), "{}", file);
        }
        let mut folded: Vec<String> = files.iter().map(|file| file.to_lowercase()).collect();
        folded.sort();
        for pair in folded.windows(2) {
            prop_assert_ne!(&pair[0], &pair[1]);
            let inside = pair[1].starts_with(&format!("{}/", pair[0]));
            prop_assert!(!inside, "{} is a file and a folder", pair[0]);
        }
    }
}

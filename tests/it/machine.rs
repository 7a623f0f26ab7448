//! What pages tell machines: the graph (JSON-LD) of posts and policies agrees with the export, and
//! holds no date that the archive does not know.

use serde_json::{Value, json};

use crate::archive::Archive;

const DIGEST: &str = "---\ntitle: 某地政策周报2020年9月第2周\ndigest: true\n---\n\n\
    **一、各地政策**\n\n\
    **四川印发数据办法&lt;/script&gt;&lt;!--**\n\n9月8日，四川省人民政府印发《四川省数据管理办法》（川府发〔2020〕3号）。\n\n\
    **成都召开会议**\n\n近日，成都市召开工作会议，部署《四川省数据管理办法》的落实工作。\n\n\
    **贵阳发布清单**\n\n2020年9月10日，贵阳市发布公共数据开放清单，《四川省数据管理办法》为其参考。\n";

const POLICIES: &str = "四川省数据管理办法:\n  issued: 2020-09-01\n  status: {印发: 2020-09-08}\n";

/// The graph of a page.
fn graph(archive: &Archive, path: &str) -> Vec<Value> {
    let tree = archive.tree("public");
    let page = String::from_utf8(tree[path].clone()).expect("text");
    let (_, rest) = page
        .split_once("<script type=\"application/ld+json\">")
        .unwrap_or_else(|| panic!("{path} has no graph"));
    let (json, rest) = rest.split_once("</script>").expect("it is closed");
    assert!(!json.contains(['<', '>']), "nothing closes the script");
    assert!(!rest.contains("ld+json"), "one graph a page");
    let graph: Value = serde_json::from_str(json).expect("JSON");
    assert_eq!(graph["@context"], "https://schema.org");
    graph["@graph"].as_array().expect("a list").clone()
}

fn built() -> Archive {
    let archive = Archive::new(&[
        ("content/a.md", DIGEST),
        ("content/policies.yaml", POLICIES),
        ("content/b.md", "# 一篇文章\n\n没有日期的正文。\n"),
    ]);
    archive.run("build", &[]).ends_with(0);
    archive
}

fn lines(archive: &Archive, path: &str) -> Vec<Value> {
    let tree = archive.tree("public");
    let text = String::from_utf8(tree[path].clone()).expect("text");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("an object a line"))
        .collect()
}

#[test]
fn every_item_of_a_digest_is_a_part_of_its_posts_graph_with_its_own_date_or_none() {
    let archive = built();
    let graph = graph(&archive, "posts/a/index.html");
    assert_eq!(graph[0]["@type"], "Article");
    assert_eq!(graph[0]["temporalCoverage"], "2020-09-07/2020-09-13");
    assert_eq!(graph[0]["datePublished"], Value::Null);
    assert_eq!(graph[1]["@type"], "BreadcrumbList");
    let parts = graph[0]["hasPart"].as_array().expect("parts");
    let items = lines(&archive, "data/items.jsonl");
    let of_post: Vec<&Value> = items
        .iter()
        .filter(|item| item["post"] == "posts/a")
        .collect();
    assert_eq!((parts.len(), of_post.len()), (3, 3));
    for (part, item) in parts.iter().zip(of_post) {
        assert_eq!(part["@type"], "NewsArticle");
        assert_eq!(part["headline"], item["headline"]);
        let url = item["url"].as_str().expect("text");
        assert_eq!(part["url"], format!("http://localhost:1111{url}"));
        assert_eq!(part["datePublished"], item["date"], "no date is made up");
    }
    assert_eq!(parts[1]["datePublished"], Value::Null, "近日 is no date");
    assert_eq!(
        parts[0]["about"],
        json!([{"@type": "Place", "name": "四川"}])
    );
    let named = |part: &Value, kind: &str| {
        let all = part["mentions"].as_array().cloned().unwrap_or_default();
        all.iter()
            .find(|thing| thing["@type"] == kind)
            .map(|thing| thing["name"].clone())
    };
    assert_eq!(
        named(&parts[0], "Legislation"),
        Some(json!("四川省数据管理办法"))
    );
    assert_eq!(
        named(&parts[0], "GovernmentOrganization"),
        Some(json!("四川省人民政府"))
    );
}

#[test]
fn a_post_without_a_date_has_none_in_its_graph() {
    let graph = graph(&built(), "posts/b/index.html");
    let keys: Vec<&String> = graph[0].as_object().expect("a map").keys().collect();
    for key in [
        "datePublished",
        "dateModified",
        "temporalCoverage",
        "hasPart",
    ] {
        assert!(!keys.iter().any(|other| *other == key), "{key}");
    }
}

#[test]
fn a_policy_is_legislation_with_what_the_archive_says_of_it() {
    let archive = built();
    let graph = graph(&archive, "policies/四川省数据管理办法/index.html");
    let policy = &graph[0];
    assert_eq!(policy["@type"], "Legislation");
    assert_eq!(policy["name"], "四川省数据管理办法");
    assert_eq!(policy["legislationIdentifier"], "川府发〔2020〕3号");
    assert_eq!(policy["legislationDate"], "2020-09-01");
    assert_eq!(policy["legislationPassedBy"][0]["name"], "四川省人民政府");
    assert_eq!(policy["legislationJurisdiction"][0]["name"], "四川");
    assert_eq!(policy["datePublished"], Value::Null);
    assert_eq!(policy["legislationDateOfApplicability"], Value::Null);
}

#[test]
fn the_page_of_a_policy_has_the_fields_of_official_sites_in_their_order() {
    let archive = built();
    let tree = archive.tree("public");
    let page = std::str::from_utf8(&tree["policies/四川省数据管理办法/index.html"]).expect("text");
    let fields: Vec<&str> = page
        .split("<dt>")
        .skip(1)
        .filter_map(|rest| rest.split("</dt>").next())
        .collect();
    assert_eq!(
        fields,
        [
            "索引号",
            "发文机关",
            "成文日期",
            "标题",
            "发文字号",
            "发布日期",
            "文件种类",
            "地区",
            "状态"
        ]
    );
    for (what, wanted) in [
        (
            "what nobody says",
            "<dt>索引号</dt><dd><span class=\"unknown\">未注明</span>",
        ),
        (
            "the register's date",
            "<dt>成文日期</dt><dd><time datetime=\"2020-09-01\">",
        ),
        (
            "a number from the text",
            "<dt>发文字号</dt><dd>川府发〔2020〕3号</dd>",
        ),
        (
            "a status of the register",
            "<b>印发</b> <time datetime=\"2020-09-08\">",
        ),
        (
            "a status of an item, with its words",
            "<q>9月8日，四川省人民政府印发《四川省数据管理办法》（川府发〔2020〕3号）</q>",
        ),
        (
            "its feed",
            "type=\"application/atom+xml\" title=\"四川省数据管理办法\"",
        ),
    ] {
        assert!(page.contains(wanted), "{what}: {wanted} in {page}");
    }
    let rows: Vec<&str> = page
        .split("<ul class=\"rows\">")
        .nth(1)
        .expect("citing items")
        .split("</ul>")
        .next()
        .expect("a list ends")
        .split("<li>")
        .skip(1)
        .map(|row| {
            if row.contains("2020-09-08") {
                "8"
            } else if row.contains("2020-09-10") {
                "10"
            } else {
                "?"
            }
        })
        .collect();
    assert_eq!(rows, ["8", "10", "?"], "oldest first, undated last");
    assert!(tree.contains_key("policies/四川省数据管理办法/feed.xml"));
}

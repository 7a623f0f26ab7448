//! Two sites in a few lines of data, and what is said of them.

use super::*;

fn site(posts: &[&str], items: &[&str], pages: &str, problems: &str) -> Snapshot {
    let policies = r#"[{"title":"甲市方案","kind":"方案","items":["posts/a#i-1"]}]"#;
    let (posts, items) = (posts.join("\n"), items.join("\n"));
    Snapshot::read(&posts, &items, policies, pages, Some(problems)).expect("data")
}

fn before() -> Snapshot {
    site(
        &[
            r#"{"source":"a.md","url":"/posts/a/","title":"甲","tags":["数据"],"items":["posts/a#i-1","posts/a#i-2"]}"#,
            r#"{"source":"b.md","url":"/posts/b/","title":"乙","tags":["旧"],"items":["posts/b#i-3"]}"#,
            r#"{"source":"c.md","url":"/posts/c/","title":"丙","items":["posts/c#i-4"]}"#,
        ],
        &[
            r#"{"id":"posts/a#i-1","source":"a.md","line":3,"headline":"一","text":"文一","date":"2020-09-01"}"#,
            r#"{"id":"posts/a#i-2","source":"a.md","line":6,"headline":"二","text":"文二"}"#,
            r#"{"id":"posts/b#i-3","source":"b.md","line":3,"headline":"三","text":"文三"}"#,
            r#"{"id":"posts/c#i-4","source":"c.md","line":3,"headline":"四","text":"文四"}"#,
        ],
        "/\npage \npage posts/a/\npage posts/b/\npage posts/c/\npage tags/old/\npage tags/old/page/2/\nredirect old/\n",
        "{\"path\":\"content/a.md\",\"line\":2,\"code\":\"x\",\"severity\":\"warning\",\"message\":\"坏\"}\n",
    )
}

#[test]
fn the_same_site_has_no_change() {
    let summary = compare(&before(), &before());
    assert!(summary.is_empty(), "{summary:?}");
    assert!(markdown(&summary, "en", None).contains("Readers see no change."));
}

#[test]
fn posts_and_items_that_came_changed_moved_and_went_are_told() {
    let after = site(
        &[
            r#"{"source":"a.md","url":"/posts/a/","title":"甲","tags":["数据"],"items":["posts/a#i-1","posts/a#i-9"]}"#,
            r#"{"source":"new/b.md","url":"/posts/new/b/","title":"乙","tags":["新"],"items":["posts/new/b#i-3"]}"#,
            r#"{"source":"d.md","url":"/posts/d/","title":"丁","items":["posts/d#i-5"]}"#,
        ],
        &[
            r#"{"id":"posts/a#i-1","source":"a.md","line":3,"headline":"一","text":"文一","date":"2020-09-02"}"#,
            r#"{"id":"posts/a#i-9","source":"a.md","line":6,"headline":"贰","text":"文二"}"#,
            r#"{"id":"posts/new/b#i-3","source":"new/b.md","line":3,"headline":"三","text":"文三"}"#,
            r#"{"id":"posts/d#i-5","source":"d.md","line":3,"headline":"五","text":"文五"}"#,
        ],
        "/\npage \npage posts/a/\npage posts/new/b/\npage posts/d/\nredirect posts/b/\nredirect old/\n",
        "{\"path\":\"content/d.md\",\"line\":2,\"code\":\"x\",\"severity\":\"warning\",\"message\":\"坏\"}\n",
    );
    let summary = compare(&before(), &after);
    let json = serde_json::to_value(&summary).expect("JSON");
    let sources = |at: &str| -> Vec<String> {
        let list = json.pointer(at).and_then(|v| v.as_array()).expect("a list");
        let name = |v: &serde_json::Value| {
            v["source"]
                .as_str()
                .or(v["name"].as_str())
                .map(str::to_owned)
        };
        list.iter().filter_map(name).collect()
    };
    assert_eq!(sources("/posts/added"), ["d.md"]);
    assert_eq!(sources("/posts/removed"), ["c.md"]);
    assert_eq!(sources("/posts/changed"), ["a.md", "new/b.md"]);
    let what: Vec<_> = summary
        .items
        .changed
        .iter()
        .map(|one| (one.line, one.what.clone()))
        .collect();
    assert_eq!(what, [(3, vec!["date"]), (6, vec!["headline"])]);
    assert_eq!(summary.items.added[0].headline, "五");
    assert_eq!(summary.items.removed[0].headline, "四");
    assert_eq!(sources("/tags/added"), ["新"]);
    assert_eq!(sources("/tags/removed"), ["旧"]);
    assert_eq!(
        (summary.moved[0].from.as_str(), summary.moved[0].redirected),
        ("/posts/b/", true)
    );
    assert_eq!(summary.lost, ["/posts/c/"]);
    assert_eq!(summary.lost_lists, ["/tags/old/"]);
    assert_eq!(summary.new_problems.as_ref().map(Vec::len), Some(1));
    assert_eq!(summary.gone_problems.as_ref().map(Vec::len), Some(1));
}

#[test]
fn a_branch_that_deletes_everything_is_told_so() {
    let summary = compare(
        &before(),
        &Snapshot {
            base: "/".to_owned(),
            ..Snapshot::default()
        },
    );
    assert_eq!(summary.posts.removed.len(), 3);
    assert!(markdown(&summary, "en", None).contains("Every post is gone."));
    assert!(html(&summary, "zh-CN", &[], "/").contains("所有文章都消失了。"));
}

#[test]
fn words_of_strangers_do_nothing_in_the_summary() {
    let title =
        r"<img src=x onerror=alert(1)> @everyone **b** [x](javascript:1) #1 \u202e`c` https://a.b";
    let post = format!(
        r#"{{"source":"`x`.md","url":"/posts/x\">/","title":"{}"}}"#,
        title.replace('"', "\\\"")
    );
    let after = site(&[&post], &[], "/\npage posts/x/\n", "");
    let summary = compare(
        &Snapshot {
            problems: Some(Vec::new()),
            ..Snapshot::default()
        },
        &after,
    );
    let text = markdown(&summary, "en", Some("https://new.example/sub/"));
    let parsed: Vec<_> =
        pulldown_cmark::Parser::new_ext(&text, pulldown_cmark::Options::all()).collect();
    for event in &parsed {
        use pulldown_cmark::{Event, Tag};
        assert!(
            !matches!(event, Event::Html(_) | Event::InlineHtml(_)),
            "{text}"
        );
        assert!(
            !matches!(event, Event::Start(Tag::Link { .. } | Tag::Strong)),
            "{text}"
        );
    }
    assert!(
        !text.contains("@everyone") && !text.contains("#1") && !text.contains('\u{202e}'),
        "{text}"
    );
    let page = html(&summary, "en", &[], "/");
    assert!(
        !page.contains("<img") && !page.contains("href=\"/posts/x\">"),
        "{page}"
    );
}

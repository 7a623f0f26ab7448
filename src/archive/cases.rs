//! The archive as tables: Documents in, lists out.

use super::fixture::{day, document, gather, item, policy, shown, strings, vocabulary};
use super::{Archive, CATEGORIES, ISSUERS, POLICIES, REGIONS, Role, TAGS, gather as gather_with};
use crate::config::{DeclaredFacet, Settings};
use crate::diagnostic::Diagnostic;
use crate::document::Document;

fn with(file: &str, text: &str, documents: Vec<Document>) -> (Archive, Vec<Diagnostic>) {
    gather_with(documents, &Settings::default(), &[vocabulary(file, text)])
}

/// `name: posts` for every Term, in order.
fn posts_by_term(archive: &Archive, facet: usize) -> Vec<String> {
    let paths = |posts: &[u32]| {
        let paths: Vec<&str> = posts
            .iter()
            .map(|&id| archive.document(id).path.as_str())
            .collect();
        paths.join(" ")
    };
    let terms = archive.facets[facet].terms.iter();
    terms
        .map(|term| format!("{}: {}", term.name, paths(&term.posts)))
        .collect()
}

/// `name: headlines` for every Term, in order.
fn items_by_term(archive: &Archive, facet: usize) -> Vec<String> {
    let terms = archive.facets[facet].terms.iter();
    terms
        .map(|term| {
            let headlines: Vec<&str> = term
                .items
                .iter()
                .map(|&id| archive.item(id).headline.as_ref())
                .collect();
            format!("{}: {}", term.name, headlines.join(" "))
        })
        .collect()
}

#[test]
fn posts_stand_newest_first_by_end_then_start_then_path_and_undated_ones_last() {
    let (archive, _) = gather(vec![
        document("z.md"),
        document("week.md").period("2020-09-07..2020-09-13"),
        document("day-b.md").period("2020-09-13"),
        document("day-a.md").period("2020-09-13"),
        document("old.md").period("2019-01-01"),
        document("a.md"),
        document("pages/about.md").period("2030-01-01"),
        document("README.md").period("2030-01-01"),
    ]);
    let paths: Vec<&str> = archive
        .newest
        .iter()
        .map(|&id| archive.document(id).path.as_str())
        .collect();
    assert_eq!(
        paths,
        ["day-a.md", "day-b.md", "week.md", "old.md", "a.md", "z.md"]
    );
    assert_eq!(archive.n_dated, 4);
    assert_eq!(archive.of_role(Role::Standing).count(), 1);
    let id = |path: &str| {
        archive
            .documents
            .iter()
            .position(|d| d.path == path)
            .unwrap() as u32
    };
    assert_eq!(
        archive.neighbours(id("day-a.md")),
        (Some(id("day-b.md")), None)
    );
    assert_eq!(archive.neighbours(id("z.md")), (None, Some(id("a.md"))));
    assert_eq!(archive.neighbours(id("README.md")), (None, None));
}

#[test]
fn spellings_of_a_tag_are_one_term_and_the_rare_ones_are_told() {
    let (archive, diagnostics) = gather(vec![
        document("a.md").tags(&["IoT", "未分类", "区块链"]),
        document("b.md").tags(&["iot", "区 块链", "Uncategorized"]),
        document("c.md")
            .tags(&["iot", "ＩＯＴ"])
            .categories(&["无标签", "要闻"]),
    ]);
    assert_eq!(
        posts_by_term(&archive, TAGS),
        ["iot: a.md b.md c.md", "区块链: a.md b.md"]
    );
    assert_eq!(posts_by_term(&archive, CATEGORIES), ["要闻: c.md"]);
    assert_eq!(archive.facets[TAGS].terms[0].aliases, ["IoT", "ＩＯＴ"]);
    assert_eq!(
        shown(&diagnostics),
        [
            "content/a.md:3: tag-spelling",
            "content/b.md:3: tag-spelling",
            "content/c.md:3: tag-spelling",
        ]
    );
    assert!(diagnostics[0].message.contains("`IoT`") && diagnostics[0].message.contains("`iot`"));
}

#[test]
fn tags_yaml_merges_stops_and_nests() {
    let file = "物联网: {aliases: [iot], parent: 技术, description: 物与物相连}\n\
        ebook: {stop: true}\n技术: {parent: 物联网}\n";
    let (archive, diagnostics) = with(
        "tags.yaml",
        file,
        vec![
            document("a.md").tags(&["iot", "Ebook"]),
            document("b.md").tags(&["物联网"]),
        ],
    );
    assert_eq!(
        posts_by_term(&archive, TAGS),
        ["技术: a.md b.md", "物联网: a.md b.md"]
    );
    let terms = &archive.facets[TAGS].terms;
    assert_eq!(terms[1].parent, Some(0));
    assert_eq!(terms[0].parent, None, "a ring of parents is cut");
    assert_eq!(terms[1].description.as_deref(), Some("物与物相连"));
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
}

#[test]
fn an_item_of_a_digest_has_the_tags_that_stand_in_it() {
    let digest = document("a.md").tags(&["5G", "物联网", "AI"]).items(vec![
        item("甲", "建设5Ｇ基站"),
        item("乙", "he said IoT"),
        item("丙", "无"),
    ]);
    let article = document("b.md")
        .tags(&["5G", "AI"])
        .items(vec![item("丁", "无")]);
    let (archive, _) = with("tags.yaml", "物联网: [IoT]", vec![digest, article]);
    assert_eq!(
        items_by_term(&archive, TAGS),
        ["5G: 甲 丁", "AI: 丁", "物联网: 乙"]
    );
    assert_eq!(
        posts_by_term(&archive, TAGS),
        ["5G: a.md b.md", "AI: a.md b.md", "物联网: a.md"]
    );
}

#[test]
fn a_region_counts_what_lies_in_it_once() {
    let (archive, _) = gather(vec![document("a.md").items(vec![
        item("甲", "").regions(&["四川/成都", "四川/绵阳"]),
        item("乙", "").regions(&["四川"]),
        item("丙", "").regions(&["广东/深圳/龙华"]),
    ])]);
    assert_eq!(
        items_by_term(&archive, REGIONS),
        [
            "四川: 甲 乙",
            "四川/成都: 甲",
            "四川/绵阳: 甲",
            "广东: 丙",
            "广东/深圳: 丙",
            "广东/深圳/龙华: 丙"
        ]
    );
    assert_eq!(posts_by_term(&archive, REGIONS)[0], "四川: a.md");
    let direct = archive.terms_of_item(
        REGIONS,
        super::ItemId {
            document: 0,
            item: 0,
        },
    );
    assert_eq!(direct, [1, 2], "an item's own terms are the deepest ones");
}

#[test]
fn declared_keys_and_issuers_are_facets() {
    let settings = Settings {
        facets: vec![DeclaredFacet {
            key: "status".to_owned(),
            label: "状态".to_owned(),
        }],
        ..Settings::default()
    };
    let mut post = document("a.md").extra("status", "Final");
    post.items[0].issuers = Box::new(["国务院".into()]);
    let (archive, _) = gather_with(
        vec![post, document("b.md").extra("status", "Draft")],
        &settings,
        &[],
    );
    assert_eq!(posts_by_term(&archive, ISSUERS), ["国务院: a.md"]);
    assert_eq!(
        posts_by_term(&archive, POLICIES + 1),
        ["Draft: b.md", "Final: a.md"]
    );
    assert_eq!(archive.facets[POLICIES + 1].label, "状态");
}

#[test]
fn a_post_stands_in_every_span_that_it_touches_and_an_item_under_its_own_day() {
    let post = document("a.md")
        .period("2020-12-28..2021-01-03")
        .items(vec![
            item("甲", "").on("2020-12-30"),
            item("乙", "").on("2020-11-30"),
            item("丙", ""),
        ]);
    let (archive, _) = gather(vec![post, document("b.md")]);
    let calendar = &archive.calendar;
    let shown = |spans: &[super::CalendarSpan]| -> Vec<String> {
        let counts = |s: &super::CalendarSpan| {
            format!(
                "{} {} {} {}",
                s.start,
                s.posts.len(),
                s.items.len(),
                s.strays.len()
            )
        };
        spans.iter().map(counts).collect()
    };
    assert_eq!(
        shown(&calendar.years),
        ["2020-01-01 1 2 0", "2021-01-01 1 0 0"]
    );
    assert_eq!(
        shown(&calendar.months),
        ["2020-11-01 0 1 1", "2020-12-01 1 1 0", "2021-01-01 1 0 0"]
    );
    assert_eq!(
        shown(&calendar.weeks),
        ["2020-11-30 0 1 1", "2020-12-28 1 1 0"]
    );
    assert_eq!(calendar.weeks[1].iso_week(), (2020, 53));
    assert_eq!(calendar.undated_posts.len(), 1);
    assert_eq!(calendar.undated_items.len(), 2, "one in each post");
}

#[test]
fn a_period_of_ten_thousand_years_is_bounded() {
    let (archive, _) = gather(vec![document("a.md").period("0001-01-01..9999-12-31")]);
    assert_eq!(archive.calendar.years.len(), 11);
    assert_eq!(archive.calendar.weeks.len(), 524);
}

#[test]
fn titles_that_differ_in_width_and_brackets_are_one_policy() {
    let cites = |headline: &str, title: &str| item(headline, "").works(vec![policy(title)]);
    let mut alias = policy("条例");
    alias.refers_to = Some("数据条例（试行）".into());
    alias.kind = crate::document::WorkKind::Policy("regulation");
    let short = item("丁", "").works(vec![policy("数据条例（试行）"), alias]);
    let mut report = policy("白皮书");
    report.kind = crate::document::WorkKind::Other("report");
    let (archive, _) = gather(vec![document("a.md").items(vec![
        cites("甲", "数据条例(试行)"),
        cites("乙", "数据 条例（试行）"),
        cites("丙", "数据条例（试行）").on("2020-09-10"),
        short.on("2020-09-09"),
        item("戊", "").works(vec![report]),
    ])]);
    assert_eq!(archive.policies.len(), 1);
    let policy = &archive.policies[0];
    assert_eq!(
        policy.title, "数据条例（试行）",
        "the most frequent spelling"
    );
    assert_eq!(
        policy.aliases,
        ["数据条例(试行)", "数据 条例（试行）", "条例"]
    );
    let headlines: Vec<&str> = policy
        .items
        .iter()
        .map(|&id| archive.item(id).headline.as_ref())
        .collect();
    assert_eq!(
        headlines,
        ["丁", "丙", "甲", "乙"],
        "oldest first, undated ones last"
    );
    assert_eq!(archive.policy_titled("数据条例 (试行)"), Some(0));
    assert_eq!(
        archive.policy_titled("条例"),
        None,
        "a short form needs its item"
    );
}

#[test]
fn what_items_say_of_a_policy_is_gathered() {
    let mut first = policy("四川省数据条例");
    first.number = Some("川发〔2020〕1号".into());
    first.status = Some("征求意见".into());
    first.issuers = strings(&["四川省人大常委会"]);
    let mut second = policy("四川省数据条例");
    second.status = Some("印发".into());
    let (archive, _) = gather(vec![document("a.md").items(vec![
        item("甲", "").works(vec![second]).regions(&["四川/成都"]).on("2020-10-01"),
        item("乙", "").works(vec![first]).regions(&["北京"]).on("2020-09-01"),
    ])]);
    let policy = &archive.policies[0];
    assert_eq!(
        policy.regions,
        ["四川"],
        "what the title names, not where the news is from"
    );
    assert_eq!(policy.issuers, ["四川省人大常委会"]);
    assert_eq!(policy.number.as_deref(), Some("川发〔2020〕1号"));
    let status: Vec<&str> = policy
        .status
        .iter()
        .map(|status| status.word.as_str())
        .collect();
    assert_eq!(status, ["征求意见", "印发"]);
    assert_eq!(policy.status[0].date, Some(day("2020-09-01")));
}

#[test]
fn policies_yaml_merges_corrects_and_relates_both_ways() {
    let file = "新条例:\n  aliases: [旧称]\n  kind: law\n  number: 国令1号\n  issued: 2020-01-02\n  \
        supersedes: [《老条例》]\n";
    let cites = |title: &str| item(title, "").works(vec![policy(title)]);
    let (archive, diagnostics) = with(
        "policies.yaml",
        file,
        vec![document("a.md").items(vec![cites("旧称"), cites("老条例"), cites("新 条例")])],
    );
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let titles: Vec<&str> = archive
        .policies
        .iter()
        .map(|policy| policy.title.as_str())
        .collect();
    assert_eq!(titles, ["新条例", "老条例"]);
    let new = &archive.policies[0];
    assert_eq!(
        (new.kind.as_str(), new.number.as_deref()),
        ("law", Some("国令1号"))
    );
    assert_eq!(new.issued, Some(day("2020-01-02")));
    assert_eq!(new.items.len(), 2);
    assert_eq!(new.relations[0].relation, "supersedes");
    assert_eq!(new.relations[0].policy, Some(1));
    assert_eq!(archive.policies[1].relations[0].relation, "superseded_by");
    assert_eq!(archive.policies[1].relations[0].title, "新条例");
}

#[test]
fn what_is_wrong_in_policies_yaml_is_told_with_its_line() {
    for (file, expected) in [
        (
            "没有的条例: {kind: law}\n",
            "content/policies.yaml:1: policy-unknown",
        ),
        (
            "甲条例:\n  amends:\n    - 没有的条例\n",
            "content/policies.yaml:3: policy-unknown",
        ),
        (
            "甲条例:\n  knid: law\n",
            "content/policies.yaml:2: vocabulary-value",
        ),
        (
            "甲条例:\n  issued: 明天\n",
            "content/policies.yaml:2: vocabulary-value",
        ),
        (
            "甲条例:\n  url: javascript:x\n",
            "content/policies.yaml:2: vocabulary-value",
        ),
        (
            "甲条例:\n  supersedes: 甲条例\n",
            "content/policies.yaml:2: policy-relation",
        ),
        (
            "甲条例:\n  kind: 法规\n",
            "content/policies.yaml:2: vocabulary-value",
        ),
        (
            "甲条例:\n  status: {印发: 昨天}\n",
            "content/policies.yaml:2: vocabulary-value",
        ),
        ("甲条例: [\n", "content/policies.yaml:2: vocabulary"),
        ("- 甲条例\n", "content/policies.yaml:0: vocabulary-value"),
    ] {
        let post = document("a.md").items(vec![item("甲", "").works(vec![policy("甲条例")])]);
        let (_, diagnostics) = with("policies.yaml", file, vec![post]);
        assert_eq!(shown(&diagnostics), [expected], "{file}");
    }
}

#[test]
fn relations_of_policies_that_go_in_a_circle_are_told_and_left_out() {
    let file = "甲条例:\n  supersedes: 乙条例\n乙条例:\n  supersedes: 丙条例\n丙条例:\n  \
        superseded_by: 乙条例\n  supersedes: 甲条例\n";
    let cites = |title: &str| item(title, "").works(vec![policy(title)]);
    let items = ["甲条例", "乙条例", "丙条例"].map(cites).to_vec();
    let (archive, diagnostics) = with("policies.yaml", file, vec![document("a.md").items(items)]);
    assert_eq!(
        shown(&diagnostics),
        ["content/policies.yaml:7: policy-relation"]
    );
    assert_eq!(
        diagnostics[0].message,
        "`supersedes: 甲条例` of `丙条例` goes in a circle: `甲条例`, `乙条例`, `丙条例`"
    );
    let relations = |title: &str| -> Vec<String> {
        let at = archive.policy_titled(title).unwrap() as usize;
        let found = archive.policies[at].relations.iter();
        found
            .map(|found| format!("{} {}", found.relation, found.title))
            .collect()
    };
    assert_eq!(relations("甲条例"), ["supersedes 乙条例"]);
    assert_eq!(relations("丙条例"), ["superseded_by 乙条例"]);
}

#[test]
fn policies_yaml_says_what_became_of_a_policy_and_when() {
    let file = "甲条例:\n  status:\n    - 印发: 2020-01-02\n    - {施行: 2020-03-01}\n    - 修订\n";
    let post = document("a.md").items(vec![item("甲", "").works(vec![policy("甲条例")])]);
    let (archive, diagnostics) = with("policies.yaml", file, vec![post]);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let status: Vec<(&str, Option<jiff::civil::Date>)> = archive.policies[0]
        .status
        .iter()
        .map(|status| (status.word.as_str(), status.date))
        .collect();
    assert_eq!(
        status,
        [
            ("印发", Some(day("2020-01-02"))),
            ("施行", Some(day("2020-03-01"))),
            ("修订", None),
        ]
    );
}

#[test]
fn posts_that_share_a_rare_tag_are_related_before_those_that_share_a_common_one() {
    let mut posts: Vec<Document> = (0..12).map(|n| document(&format!("{n:02}.md"))).collect();
    for (index, tags) in [
        (0, &["罕见", "常见"][..]),
        (1, &["常见"]),
        (2, &["罕见"]),
        (3, &["常见"]),
    ] {
        posts[index] = posts[index].clone().tags(tags);
    }
    let (archive, _) = gather(posts);
    assert_eq!(archive.related.row(0), [2, 1, 3]);
    assert!(archive.related.row(5).is_empty());
}

#[test]
fn translations_find_each_other_in_order_of_language() {
    let version = |path: &str, lang: &str| {
        let mut document = document(path);
        document.meta.translation = Some("k".into());
        document.meta.lang = Some(lang.to_owned());
        document
    };
    let (archive, _) = gather(vec![
        version("a.md", "zh"),
        version("b.md", "fr"),
        version("c.md", "en"),
    ]);
    assert_eq!(archive.translations.row(0), [2, 1]);
}

#[test]
fn the_archive_does_not_depend_on_the_order_of_the_documents() {
    let made = |n: usize| {
        let mut post = document(&format!("{n:02}.md")).period(&format!("2020-09-{:02}", n % 5 + 1));
        post = post.tags(&[["甲", "乙", "ａ", "A"][n % 4], "a"]);
        let text = "某市印发数据条例，明确公共数据开放的范围与程序，自公布之日起施行，有效期五年。";
        post.items(vec![
            item("某市数据条例", text).works(vec![policy(["数据条例", "数据 条例"][n % 2])]),
            item("别的", "").on("2020-09-02").regions(&["四川/成都"]),
        ])
    };
    let (a, said) = gather((0..20).map(made).collect());
    let (b, again) = gather((0..20).rev().map(made).collect());
    assert_eq!(a.newest, b.newest);
    assert_eq!(a.newest_items, b.newest_items);
    assert_eq!(format!("{:?}", a.facets), format!("{:?}", b.facets));
    assert_eq!(format!("{:?}", a.policies), format!("{:?}", b.policies));
    assert_eq!(format!("{:?}", a.calendar), format!("{:?}", b.calendar));
    assert_eq!((a.related, a.related_items), (b.related, b.related_items));
    assert_eq!(a.repeats, b.repeats);
    assert_eq!(said, again);
    assert!(!a.repeats.row(0).is_empty());
}

//! An archive made by hand, for tests and benchmarks of rendering: everything in it is invented and
//! says so (甲省, 某办法).

use dibao::archive::{self, Archive};
use dibao::config::{Relation, Settings};
use dibao::date::{Moment, Period};
use dibao::document::{
    DateStatus, Dates, Document, Hole, Item, ItemDate, ItemLeaf, Leaf, Link, Markup, Meta, Part,
    Passage, PeriodEvidence, Section, Target, Work,
};
use dibao::lexicon::WorkKind;
use dibao::site::{self, Site};
use dibao::source::{ContentKey, Place};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// An archive, its addresses and its settings.
pub(crate) struct Made {
    pub(crate) archive: Archive,
    pub(crate) site: Site,
    pub(crate) settings: Settings,
}

const TAGS: [&str; 8] = [
    "示例标签",
    "数据",
    "长长的标签名字用来看版面会不会被撑破的那一种",
    "emoji 🎋",
    "a<b>&\"c'",
    "港口",
    "5G",
    "少",
];
const REGIONS: [&str; 4] = ["甲省", "甲省/子市", "甲省/子市/丑县", "乙省"];

/// `n` weekly digests of `n_items` Items, then one undated article, one English post, one standing
/// page.
pub(crate) fn made(n: usize, n_items: usize) -> Made {
    let first = date(2019, 12, 30);
    let mut documents: Vec<Document> = (0..n)
        .map(|week| {
            digest(
                week,
                first + (i64::try_from(week % 520).expect("small") * 7).days(),
                n_items,
            )
        })
        .collect();
    documents.push(article(n as u32));
    documents.push(english());
    documents.push(standing());
    let settings = Settings {
        title: "手工档案".to_owned(),
        description: "一份为测试而写的档案，内容全是虚构的。".to_owned(),
        base_url: "https://example.org/sub/".to_owned(),
        author: "测试".to_owned(),
        license: Some("CC BY 4.0".to_owned()),
        repository: Some("https://example.org/repo/content".to_owned()),
        relations: vec![Relation {
            key: "replaces".to_owned(),
            label: "取代".to_owned(),
            inverse: "被取代".to_owned(),
        }],
        ..Settings::default()
    };
    let (archive, _) = archive::gather(documents, &settings, &[]);
    let (site, _) = site::plan(&archive, &settings, &[]);
    Made {
        archive,
        site,
        settings,
    }
}

fn digest(number: usize, start: Date, n_items: usize) -> Document {
    let end = start + 6.days();
    let mut markup = Markup::default();
    let (items, leaves) = (0..n_items)
        .map(|item| digest_item(number, item, start, n_items, &mut markup))
        .unzip();
    let half = n_items.div_ceil(2) as u32;
    let mut parts = vec![
        Part::Prose(add("<p>本期导语，虚构。</p>\n", &mut markup)),
        Part::Section(0, add("一、各地要闻", &mut markup)),
    ];
    parts.extend((0..half).map(Part::Item));
    parts.push(Part::Section(1, add("二、其他 & 动态", &mut markup)));
    parts.extend((half..n_items as u32).map(Part::Item));
    parts.push(Part::Folded(add(
        "<p>往期回顾：<a>链接</a></p>\n",
        &mut markup,
    )));
    let section = |title: &str, fragment: &str| Section {
        title: title.into(),
        fragment: fragment.into(),
        line: 3,
    };
    let sections = vec![
        section("一、各地要闻", "s-1"),
        section("二、其他 & 动态", "s-2"),
    ];
    Document {
        leaf: Some(Box::new(leaf(markup, parts, leaves))),
        title: format!(
            "{}年第{}期摘要：甲省某办法（第{number}号）",
            start.year(),
            number % 52 + 1
        ),
        summary: format!("第{number}期，收{n_items}条。"),
        dates: Dates {
            period: Some(Period {
                start,
                end,
                label: format!("{}第{}周", start.year(), number % 52),
            }),
            published: Some(Moment {
                date: end,
                time: None,
                offset: None,
            }),
            archived: Some(Moment {
                date: date(2025, 2, 25),
                time: Some(jiff::civil::time(19, 57, 13, 0)),
                offset: Some(8 * 3600),
            }),
            updated: None,
            evidence: PeriodEvidence::Title,
        },
        meta: Meta {
            source_url: Some("https://example.org/原文?a=1&b=2".into()),
            tags: (0..4)
                .map(|n| TAGS[(number + n) % TAGS.len()].into())
                .collect(),
            categories: vec![["政策", "行业"][number % 2].into()],
            authors: vec!["编者 <甲>".to_owned()],
            aliases: if number == 0 {
                vec!["/旧/址/".to_owned(), "old page.html".to_owned()]
            } else {
                vec![]
            },
            ..Meta::default()
        },
        digest: true,
        sections,
        items,
        ..document(&format!("digests/{number:05}.md"))
    }
}

fn digest_item(
    number: usize,
    item: usize,
    start: Date,
    n_items: usize,
    markup: &mut Markup,
) -> (Item, ItemLeaf) {
    let headline = format!("甲省子市印发某办法，第{number}期第{item}条");
    let tag = TAGS[(number + item) % TAGS.len()];
    // Words that differ from item to item, so that few of them look like repeats of one another.
    let words: Vec<String> = (0..40)
        .map(|word| format!("词{}", (number * 31 + item * 7 + word * word * 13) % 9973))
        .collect();
    let text = format!("为测试而写的话：{}。说到{tag}。", words.join("，"));
    let status = [
        DateStatus::Explicit,
        DateStatus::YearInferred,
        DateStatus::Relative,
        DateStatus::None,
    ][item % 4];
    let dated = matches!(status, DateStatus::Explicit | DateStatus::YearInferred);
    let safe = text.replace('&', "&amp;").replace('<', "&lt;");
    let html =
        format!("<p>{safe}<strong>《某办法》</strong>，见<a>前文</a>。</p>\n<p>{safe}</p>\n");
    let at = html.find("<a>").expect("written above") as u32 + 2;
    let leaf = ItemLeaf {
        headline: add(&headline, markup),
        markup: markup.append(&Markup {
            html,
            holes: vec![Hole {
                at,
                link: (item % 2) as u32,
            }],
        }),
        date_evidence: (status != DateStatus::None).then(|| "“9月10日”；年份取自标题".to_owned()),
        links: vec!["https://example.org/a|b".to_owned()],
        ..plain_leaf(Passage::default())
    };
    let item = Item {
        fragment: format!("i-{:08x}", number * n_items.max(1) + item).into(),
        line: item as u32 * 4 + 5,
        headline: headline.into(),
        marker: item.is_multiple_of(3).then(|| "政策".into()),
        section: Some(u32::from(item >= n_items.div_ceil(2))),
        text: format!("{text}《某办法》，见前文。\n{text}").into(),
        date: ItemDate {
            date: dated.then(|| start + i64::try_from(item % 7).expect("small").days()),
            status,
        },
        regions: Box::new([REGIONS[item % 4].into()]),
        issuers: Box::new(["甲省某委".into()]),
        works: [Work {
            title: format!("某办法（20{:02}—2022年）", number % 20).into(),
            kind: WorkKind::Policy("notice"),
            refers_to: None,
            number: (item == 0).then(|| "甲发〔2020〕1号".into()),
            status: Some("印发".into()),
            issuers: ["甲省某委".to_owned()].into(),
            marked: true,
        }]
        .into(),
        ..plain_item("")
    };
    (item, leaf)
}

fn article(number: u32) -> Document {
    let text = "一篇没有日期的文章，全是虚构。<b>";
    Document {
        title: "没有日期的文章 <script>alert(1)</script> & “引号”\"'".to_owned(),
        summary: "摘要里有 </script> 和 <b>。".to_owned(),
        leaf: Some(Box::new(alone(
            "<p>一篇没有日期的文章，全是虚构。&lt;b&gt;</p>\n<h2>一个小标题</h2>\n<table><thead><tr><th>列</th></tr></thead><tbody><tr><td>格</td></tr></tbody></table>\n",
        ))),
        items: vec![Item {
            headline: "没有日期的文章 <script>alert(1)</script> & “引号”\"'".into(),
            text: format!("=1+1,{text}\n第{number}段").into(),
            ..plain_item("i-article")
        }],
        ..document("misc/article.md")
    }
}

fn english() -> Document {
    Document {
        title: "An invented note on ports".to_owned(),
        lang: Some("en".to_owned()),
        summary: "One invented sentence.".to_owned(),
        dates: Dates {
            period: Some(Period {
                start: date(2021, 5, 1),
                end: date(2021, 5, 31),
                label: "2021-05".to_owned(),
            }),
            evidence: PeriodEvidence::FrontMatter,
            ..Dates::default()
        },
        leaf: Some(Box::new(alone("<p>One invented sentence.</p>\n"))),
        items: vec![Item {
            headline: "An invented note on ports".into(),
            text: "One invented sentence.".into(),
            ..plain_item("i-note")
        }],
        ..document("misc/note.md")
    }
}

fn standing() -> Document {
    Document {
        title: "关于".to_owned(),
        leaf: Some(Box::new(alone("<p>关于这份手工档案。</p>\n"))),
        items: vec![Item {
            headline: "关于".into(),
            ..plain_item("i-about")
        }],
        ..document("pages/about.md")
    }
}

fn document(path: &str) -> Document {
    let link = |path: &str| Link {
        target: Target::Path {
            path: path.into(),
            fragment: "".into(),
        },
        place: Place {
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 2,
        },
    };
    Document {
        path: path.to_owned(),
        key: ContentKey([0; 16]),
        meta: Meta {
            source_url: Some("https://example.org/原文?a=1&b=2".into()),
            tags: vec!["数据".into()],
            ..Meta::default()
        },
        title: String::new(),
        title_line: 1,
        summary: String::new(),
        dates: Dates::default(),
        lang: None,
        digest: false,
        leaf: None,
        shelved: None,
        shelved_texts: None,
        sections: Vec::new(),
        items: Vec::new(),
        links: vec![link("/misc/note.md"), link("gone.md")],
        anchors: Vec::new(),
        allows: Vec::new(),
        story: None,
    }
}

fn plain_item(fragment: &str) -> Item {
    Item {
        fragment: fragment.into(),
        line: 1,
        headline: "".into(),
        headless: false,
        marker: None,
        section: None,
        text: "".into(),
        date: ItemDate::default(),
        regions: Box::default(),
        issuers: Box::default(),
        works: Box::default(),
    }
}

fn plain_leaf(markup: Passage) -> ItemLeaf {
    ItemLeaf {
        headline: Passage::default(),
        markup,
        date_evidence: None,
        links: Vec::new(),
        rule: "hand",
        mentions: Vec::new(),
    }
}

/// The Leaf of a Document with one Item.
fn alone(html: &str) -> Leaf {
    let mut markup = Markup::default();
    let item = plain_leaf(add(html, &mut markup));
    leaf(markup, vec![Part::Item(0)], vec![item])
}

fn leaf(markup: Markup, parts: Vec<Part>, items: Vec<ItemLeaf>) -> Leaf {
    Leaf {
        markup,
        parts,
        items,
        looks: Vec::new(),
    }
}

/// Adds HTML to a Document's.
fn add(html: &str, markup: &mut Markup) -> Passage {
    markup.append(&Markup {
        html: html.to_owned(),
        holes: Vec::new(),
    })
}

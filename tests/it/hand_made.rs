//! An archive made by hand, for tests and benchmarks of rendering: everything in it is invented and
//! says so (甲省, 某办法).

use std::collections::BTreeMap;

use dibao::archive::{Archive, Calendar, CalendarSpan, Facet, ItemId, Policy, PolicyStatus, Term};
use dibao::config::{Relation, Settings};
use dibao::date::{Moment, Period};
use dibao::document::{
    DateStatus, Dates, Document, Hole, Item, ItemDate, Link, Markup, Meta, Part, PeriodEvidence,
    Section, Target,
};
use dibao::site::{Page, PageKind, Redirect, Resolved, Route, Site};
use dibao::source::{ContentKey, Place};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// An archive, its addresses and its settings.
pub struct Made {
    pub archive: Archive,
    pub site: Site,
    pub settings: Settings,
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
pub fn made(n: usize, n_items: usize) -> Made {
    let first = date(2019, 12, 30);
    let mut documents: Vec<Document> = (0..n)
        .map(|week| digest(week, first + ((week % 520) as i64 * 7).days(), n_items))
        .collect();
    documents.push(article(n as u32));
    documents.push(english());
    documents.push(standing());
    documents.sort_by(|a, b| a.path.cmp(&b.path));
    let archive = gathered(documents);
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
    let site = planned(&archive, &settings);
    Made {
        archive,
        site,
        settings,
    }
}

fn digest(number: usize, start: Date, n_items: usize) -> Document {
    let end = start + 6.days();
    let items = (0..n_items)
        .map(|item| digest_item(number, item, start, n_items))
        .collect();
    let half = n_items.div_ceil(2) as u32;
    let mut parts = vec![
        Part::Prose(markup("<p>本期导语，虚构。</p>\n")),
        Part::Section(0),
    ];
    parts.extend((0..half).map(Part::Item));
    parts.push(Part::Section(1));
    parts.extend((half..n_items as u32).map(Part::Item));
    parts.push(Part::Folded(markup("<p>往期回顾：<a>链接</a></p>\n")));
    let section = |title: &str, fragment: &str| Section {
        title: title.to_owned(),
        markup: markup(title),
        fragment: fragment.to_owned(),
        line: 3,
    };
    Document {
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
        digest: true,
        parts,
        sections: vec![
            section("一、各地要闻", "s-1"),
            section("二、其他 & 动态", "s-2"),
        ],
        items,
        ..document(&format!("digests/{number:05}.md"))
    }
}

fn digest_item(number: usize, item: usize, start: Date, n_items: usize) -> Item {
    let headline = format!("甲省子市印发某办法，第{number}期第{item}条");
    let text = "这是一段为测试而写的话，不是新闻。".repeat(8);
    let status = [
        DateStatus::Explicit,
        DateStatus::YearInferred,
        DateStatus::Relative,
        DateStatus::None,
    ][item % 4];
    let dated = matches!(status, DateStatus::Explicit | DateStatus::YearInferred);
    let html =
        format!("<p>{text}<strong>《某办法》</strong>，见<a>前文</a>。</p>\n<p>{text}</p>\n");
    let at = html.find("<a>").expect("written above") as u32 + 2;
    Item {
        fragment: format!("i-{:08x}", number * n_items.max(1) + item),
        line: item as u32 * 4 + 5,
        headline: headline.clone(),
        headline_markup: markup(&headline),
        marker: (item % 3 == 0).then(|| "政策".to_owned()),
        section: Some(u32::from(item >= n_items.div_ceil(2))),
        text: format!("{text}《某办法》，见前文。\n{text}"),
        markup: Markup {
            html,
            holes: vec![Hole {
                at,
                link: (item % 2) as u32,
            }],
        },
        date: ItemDate {
            date: dated.then(|| start + ((item % 7) as i64).days()),
            status,
            evidence: (status != DateStatus::None).then(|| "“9月10日”；年份取自标题".to_owned()),
        },
        regions: vec![REGIONS[item % 4].to_owned()],
        issuers: vec!["甲省某委".to_owned()],
        links: vec!["https://example.org/a|b".to_owned()],
        ..plain_item("")
    }
}

fn article(number: u32) -> Document {
    let text = "一篇没有日期的文章，全是虚构。<b>";
    Document {
        title: "没有日期的文章 <script>alert(1)</script> & “引号”\"'".to_owned(),
        summary: "摘要里有 </script> 和 <b>。".to_owned(),
        parts: vec![Part::Item(0)],
        items: vec![Item {
            headline: "没有日期的文章 <script>alert(1)</script> & “引号”\"'".to_owned(),
            text: format!("=1+1,{text}\n第{number}段"),
            markup: markup(
                "<p>一篇没有日期的文章，全是虚构。&lt;b&gt;</p>\n<h2>一个小标题</h2>\n<table><thead><tr><th>列</th></tr></thead><tbody><tr><td>格</td></tr></tbody></table>\n",
            ),
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
        parts: vec![Part::Item(0)],
        items: vec![Item {
            headline: "An invented note on ports".to_owned(),
            text: "One invented sentence.".to_owned(),
            markup: markup("<p>One invented sentence.</p>\n"),
            ..plain_item("i-note")
        }],
        ..document("misc/note.md")
    }
}

fn standing() -> Document {
    Document {
        title: "关于".to_owned(),
        parts: vec![Part::Item(0)],
        items: vec![Item {
            headline: "关于".to_owned(),
            markup: markup("<p>关于这份手工档案。</p>\n"),
            ..plain_item("i-about")
        }],
        ..document("pages/about.md")
    }
}

fn document(path: &str) -> Document {
    let link = |path: &str| Link {
        target: Target::Path {
            path: path.to_owned(),
            fragment: String::new(),
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
            source_url: Some("https://example.org/原文?a=1&b=2".to_owned()),
            ..Meta::default()
        },
        title: String::new(),
        title_line: 1,
        summary: String::new(),
        dates: Dates::default(),
        lang: None,
        digest: false,
        parts: Vec::new(),
        sections: Vec::new(),
        items: Vec::new(),
        links: vec![link("note.md"), link("gone.md")],
    }
}

fn plain_item(fragment: &str) -> Item {
    Item {
        fragment: fragment.to_owned(),
        line: 1,
        headline: String::new(),
        headline_markup: Markup::default(),
        headless: false,
        marker: None,
        section: None,
        text: String::new(),
        markup: Markup::default(),
        date: ItemDate::default(),
        regions: Vec::new(),
        issuers: Vec::new(),
        works: Vec::new(),
        links: Vec::new(),
        rule: "hand",
        mentions: Vec::new(),
    }
}

fn markup(html: &str) -> Markup {
    Markup {
        html: html.to_owned(),
        holes: Vec::new(),
    }
}

/// Indexes over documents, in the simplest way.
fn gathered(documents: Vec<Document>) -> Archive {
    let posts: Vec<u32> = (0..documents.len() as u32)
        .filter(|id| !documents[*id as usize].path.starts_with("pages/"))
        .collect();
    let end = |id: &u32| {
        documents[*id as usize]
            .dates
            .period
            .as_ref()
            .map(|period| period.end)
    };
    let mut newest = posts.clone();
    newest.sort_by_key(|id| (std::cmp::Reverse(end(id)), *id));
    let n_dated = newest.iter().filter(|id| end(id).is_some()).count();
    let items: Vec<ItemId> = newest
        .iter()
        .flat_map(|id| {
            let n = documents[*id as usize].items.len() as u32;
            (0..n).map(|item| ItemId {
                document: *id,
                item,
            })
        })
        .collect();
    let item = |id: &ItemId| &documents[id.document as usize].items[id.item as usize];
    let term = |name: &str, parent: Option<u32>, has: &dyn Fn(&ItemId) -> bool| {
        let items: Vec<ItemId> = items.iter().copied().filter(|id| has(id)).collect();
        let mut posts: Vec<u32> = items.iter().map(|id| id.document).collect();
        posts.dedup();
        Term {
            name: name.to_owned(),
            parent,
            posts,
            items,
            ..Term::default()
        }
    };
    let tags = TAGS.iter().enumerate().map(|(at, name)| {
        let few = *name == "少";
        term(name, None, &|id| {
            if few {
                id.document == 0 && id.item == 0
            } else {
                (id.document + id.item) as usize % 7 == at
            }
        })
    });
    let regions = REGIONS.iter().enumerate().map(|(at, name)| {
        let below = |region: &String| region == name || region.starts_with(&format!("{name}/"));
        term(name, (at == 1 || at == 2).then(|| at as u32 - 1), &|id| {
            item(id).regions.iter().any(below)
        })
    });
    let issuers = term("甲省某委", None, &|id| !item(id).issuers.is_empty());
    let policies = term("某办法（2020—2022年）", None, &|id| {
        id.item == 0 && !item(id).issuers.is_empty()
    });
    let policy = Policy {
        title: policies.name.clone(),
        kind: "notice".to_owned(),
        aliases: vec!["某办法".to_owned()],
        issuers: vec!["甲省某委".to_owned()],
        regions: vec!["甲省".to_owned()],
        number: Some("甲发〔2020〕1号".to_owned()),
        status: policies
            .items
            .last()
            .map(|id| PolicyStatus {
                word: "印发".to_owned(),
                date: item(id).date.date,
                item: *id,
            })
            .into_iter()
            .collect(),
        items: policies.items.clone(),
        ..Policy::default()
    };
    let facet = |key: &str, terms: Vec<Term>| Facet {
        key: key.to_owned(),
        label: String::new(),
        terms,
    };
    let facets = vec![
        facet("tags", tags.collect()),
        facet(
            "categories",
            vec![term("政策", None, &|id| id.document % 2 == 0)],
        ),
        facet("regions", regions.collect()),
        facet("issuers", vec![issuers]),
        facet("policies", vec![policies]),
    ];
    let calendar = Calendar {
        years: spans(&documents, &newest, &items, |d| {
            (d.first_of_year(), d.last_of_year())
        }),
        months: spans(&documents, &newest, &items, |d| {
            (d.first_of_month(), d.last_of_month())
        }),
        weeks: spans(&documents, &newest, &items, |d| {
            let back = i64::from(d.weekday().to_monday_zero_offset());
            let monday = d - back.days();
            (monday, monday + 6.days())
        }),
        undated_posts: posts
            .iter()
            .copied()
            .filter(|id| end(id).is_none())
            .collect(),
        undated_items: items
            .iter()
            .copied()
            .filter(|id| item(id).date.date.is_none())
            .collect(),
    };
    let n = documents.len();
    let related =
        (0..n as u32).map(|id| posts.iter().copied().filter(|p| *p != id).take(3).collect());
    Archive {
        newest,
        n_dated,
        facets,
        calendar,
        policies: vec![policy],
        related: related.collect(),
        relations: vec![Vec::new(); n],
        translations: vec![Vec::new(); n],
        related_items: BTreeMap::new(),
        repeats: BTreeMap::new(),
        documents,
    }
}

fn spans(
    documents: &[Document],
    newest: &[u32],
    items: &[ItemId],
    bounds: impl Fn(Date) -> (Date, Date),
) -> Vec<CalendarSpan> {
    let mut found: BTreeMap<Date, CalendarSpan> = BTreeMap::new();
    for id in newest {
        let Some(period) = &documents[*id as usize].dates.period else {
            continue;
        };
        let mut day = period.start;
        loop {
            let (start, end) = bounds(day);
            let span = found.entry(start).or_insert(CalendarSpan {
                start,
                end,
                posts: vec![],
                items: vec![],
            });
            span.posts.push(*id);
            if end >= period.end {
                break;
            }
            day = end + 1.day();
        }
    }
    for id in items {
        if let Some(day) = documents[id.document as usize].items[id.item as usize]
            .date
            .date
        {
            let (start, end) = bounds(day);
            let span = found.entry(start).or_insert(CalendarSpan {
                start,
                end,
                posts: vec![],
                items: vec![],
            });
            span.items.push(*id);
        }
    }
    found.into_values().collect()
}

/// Addresses in the simplest way.
fn planned(archive: &Archive, settings: &Settings) -> Site {
    let mut pages = Vec::new();
    let mut add = |route: String, kind: PageKind| {
        pages.push(Page {
            route: Route(route),
            kind,
        })
    };
    let of = |n: usize| n.div_ceil(settings.paginate).max(1);
    let numbered = |route: &str, page: usize| {
        if page == 1 {
            route.to_owned()
        } else {
            format!("{route}page/{page}/")
        }
    };
    for page in 1..=of(archive.newest.len()) {
        add(numbered("", page), PageKind::Home { page });
    }
    let mut posts = Vec::new();
    for (id, document) in archive.documents.iter().enumerate() {
        let path = document.path.trim_end_matches(".md");
        let (route, kind) = match path.strip_prefix("pages/") {
            Some(name) => (
                format!("{name}/"),
                PageKind::Standing {
                    document: id as u32,
                },
            ),
            None => (
                format!("posts/{path}/"),
                PageKind::Post {
                    document: id as u32,
                },
            ),
        };
        posts.push(Route(route.clone()));
        add(route, kind);
    }
    let mut terms = Vec::new();
    for (facet, found) in archive.facets.iter().enumerate() {
        add(format!("{}/", found.key), PageKind::Facet { facet });
        let mut routes = Vec::new();
        for (term, named) in found.terms.iter().enumerate() {
            let route = format!(
                "{}/{}/",
                found.key,
                named.name.replace(['<', '>', '&', '"', '\'', ' '], "-")
            );
            for page in 1..=of(named.posts.len()) {
                add(numbered(&route, page), PageKind::Term { facet, term, page });
            }
            routes.push(Route(route));
        }
        terms.push(routes);
    }
    add("dates/".to_owned(), PageKind::Dates);
    let calendar = &archive.calendar;
    let entries = |span: &CalendarSpan| of(span.posts.len().max(span.items.len()));
    for (year, span) in calendar.years.iter().enumerate() {
        for page in 1..=entries(span) {
            add(
                numbered(&format!("dates/{}/", span.start.year()), page),
                PageKind::Year { year, page },
            );
        }
    }
    for (month, span) in calendar.months.iter().enumerate() {
        for page in 1..=entries(span) {
            let route = format!("dates/{}/{:02}/", span.start.year(), span.start.month());
            add(numbered(&route, page), PageKind::Month { month, page });
        }
    }
    for (week, span) in calendar.weeks.iter().enumerate() {
        for page in 1..=entries(span) {
            let iso = span.start.iso_week_date();
            let route = format!("dates/{}/w{:02}/", iso.year(), iso.week());
            add(numbered(&route, page), PageKind::Week { week, page });
        }
    }
    for page in 1..=of(calendar
        .undated_posts
        .len()
        .max(calendar.undated_items.len()))
    {
        add(numbered("dates/undated/", page), PageKind::Undated { page });
    }
    add("search/".to_owned(), PageKind::Search);
    add("data/".to_owned(), PageKind::Data);
    add("404.html".to_owned(), PageKind::NotFound);
    let note = posts[archive.documents.len() - 2].clone();
    let links = vec![
        vec![
            Resolved::Here(note.clone(), "一".to_owned()),
            Resolved::Missing
        ];
        posts.len()
    ];
    let redirects = vec![
        Redirect {
            from: "旧/址".to_owned(),
            to: note.clone(),
        },
        Redirect {
            from: "old page.html".to_owned(),
            to: note,
        },
    ];
    Site {
        pages,
        posts,
        terms,
        assets: Vec::new(),
        redirects,
        links,
    }
}

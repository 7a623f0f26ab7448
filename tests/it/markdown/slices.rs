//! Looking at a paragraph and cutting it, as the outline does.

use dibao::document::block::Slice;
use dibao::document::markdown::{self, Settings, Writer};

/// A headline glued to the end of the paragraph before it.
#[test]
fn a_glued_headline_is_cut_off_where_its_bold_begins() {
    let body = markdown::read("产业迎来变革。**【行业】[数字](a.md)平台**", 0);
    let inner = body.inner(&body.blocks[0]);
    let bold = body.bold(&inner);
    assert_eq!(bold.len(), 1);
    let (before, headline) = body.cut(&inner, bold[0].start);
    let mut writer = Writer::new(&body, Settings::default());
    assert_eq!(writer.paragraph(&before).html, "<p>产业迎来变革。</p>\n");
    assert_eq!(
        writer.inline(&headline).html,
        "<strong>【行业】<a>数字</a>平台</strong>"
    );
    assert_eq!(body.text(&headline), "【行业】数字平台");
    assert_eq!(body.written(body.span(&before)), "产业迎来变革。");
}

#[test]
fn a_cut_within_bold_text_and_a_link_keeps_both_sides_whole() {
    let body = markdown::read("**甲乙[丙丁](https://a.cn/)戊**", 0);
    let inner = body.inner(&body.blocks[0]);
    let text = body.text(&inner);
    let at = text.find('丁').expect("it is there");
    let (first, second) = body.cut(&inner, body.find(&inner, at));
    let mut writer = Writer::new(&body, Settings::default());
    let link = "<a href=\"https://a.cn/\" rel=\"noopener nofollow\">";
    assert_eq!(
        writer.inline(&first).html,
        format!("<strong>甲乙{link}丙</a></strong>")
    );
    assert_eq!(
        writer.inline(&second).html,
        format!("<strong>{link}丁</a>戊</strong>")
    );
}

#[test]
fn lines_of_a_paragraph_know_their_place_and_shape() {
    let markdown = "**一、甲**  \n乙**丙**\n[丁](a.md)\n![](b.png)\n`戊`";
    let body = markdown::read(markdown, 100);
    let lines = body.lines(&body.inner(&body.blocks[0]));
    let seen: Vec<_> = lines
        .iter()
        .map(|line| {
            let shape = body.shape(line);
            let flags = [
                (shape.all_bold, "bold"),
                (shape.ends_bold && !shape.all_bold, "ends bold"),
                (shape.all_linked, "link"),
                (shape.pictures > 0, "picture"),
            ];
            let flags: Vec<_> = flags.iter().filter(|f| f.0).map(|f| f.1).collect();
            let written = body.written(body.span(line)).trim_end();
            (written.to_owned(), flags.join(", "))
        })
        .collect();
    let expected = [
        ("**一、甲**", "bold"),
        ("乙**丙**", "ends bold"),
        ("[丁](a.md)", "link"),
        ("![](b.png)", "picture"),
        ("`戊`", ""),
    ];
    assert_eq!(
        seen,
        expected.map(|(written, flags)| (written.to_owned(), flags.to_owned()))
    );
}

#[test]
fn some_items_of_a_list_are_a_list() {
    let body = markdown::read("1. 甲\n2. 乙\n3. 丙\n", 0);
    let items = body.items(body.blocks[0].events.start);
    let mut writer = Writer::new(&body, Settings::default());
    assert_eq!(
        writer.list(&items[1..]).html,
        "<ol start=\"2\">\n<li>乙</li>\n<li>丙</li>\n</ol>\n"
    );
    let child = &body.children(items[0].events.clone())[0];
    assert_eq!(body.text(&Slice::from(child.events.clone())), "甲");
    assert_eq!(writer.render(child.events.clone()).html, "<p>甲</p>\n");
}

#[test]
fn ids_are_unique_and_headings_of_others_are_found() {
    let body = markdown::read("# 甲 {#a}\n\n[上](#a) [内](#content)", 0);
    let mut writer = Writer::new(&body, Settings::default());
    assert_eq!(writer.claim("i-1"), "i-1");
    assert_eq!(writer.claim("i-1"), "i-1-2");
    assert_eq!(writer.claim("content"), "content-2");
    writer.anchor(body.blocks[0].events.start, "i-9");
    assert_eq!(
        writer.render(body.blocks[1].events.clone()).html,
        "<p><a href=\"#i-9\">上</a> <a>内</a></p>\n"
    );
}

#[test]
fn no_level_is_missing_and_no_heading_is_empty() {
    for (text, wanted) in [
        ("# 题\n\n## 题\n\n### 一\n", "h1 h2 h2"),
        ("# 题\n\n## 一\n\n### 题\n\n#### 二\n", "h1 h2 h3 h4"),
        ("# 题\n\n#### **题**\n\n##### \n\n## 一\n", "h1 h2 h2"),
        ("# 题\n\n### 一\n\n#### 二\n\n## 三\n", "h1 h2 h3 h2"),
        (
            "# 题\n\n## ![图](a.png)\n\n### ** **\n\n## 一\n",
            "h1 h2 h3 h2",
        ),
        ("# 题\n\n## \n\n### {#a}\n", "h1 h2"),
    ] {
        let body = markdown::read(text, 0);
        let title = body.blocks[0].events.start;
        let settings = Settings {
            title: Some(title),
            ..Settings::default()
        };
        let mut writer = Writer::new(&body, settings);
        let rest = &body.blocks[1..];
        let html: String = rest
            .iter()
            .map(|block| writer.render(block.events.clone()).html)
            .collect();
        let tags = html
            .split("<h")
            .skip(1)
            .map(|tag| format!("h{}", &tag[..1]));
        let found: Vec<String> = std::iter::once("h1".to_owned()).chain(tags).collect();
        assert_eq!(found.join(" "), wanted, "{text}");
    }
}

//! No text is lost: the words of each Source stand on its page.
//!
//! The words of a Source are found in a simple way of this test's own, which knows nothing of how
//! dibao reads Markdown: what is markup is cut out, and of the rest only letters and digits count,
//! so that neither spaces nor emphasis matter. A line must stand on the page in one piece, as often
//! as in the Source; where markup interrupts it, each of its words must.
//!
//! Not words, and not looked for: front matter; comments, scripts and styles; tags and their
//! attributes; targets of links and images; pictures' descriptions (a picture that repeats is
//! decoration and goes); link definitions; names of footnotes and of fences' languages; the number
//! before a headline (`03 …`, `3）…`), which the contents list counts anew; a cell of a table row
//! beyond the last column, which Markdown drops.

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use regex::Regex;

use crate::corpora::{self, Corpus};
use crate::links::tell;

/// Where something was cut out of a line that may show as text on the page.
const CUT: char = '\u{1}';

/// From so many letters on, repeats of a line are counted.
const LONG: usize = 12;

#[test]
fn every_word_of_a_source_stands_on_its_page() {
    let mut lost = Vec::new();
    for corpus in corpora::built() {
        let mut counts = Counts::default();
        for (source, url) in &corpus.posts {
            let text = decoded(
                &fs::read(corpus.root.join("content").join(source)).expect("a post has a Source"),
            );
            let page = letters(&corpus.pages[url].text);
            for complaint in compare(&text, &page, &mut counts) {
                lost.push(format!("{}: {source}:{complaint}", corpus.name));
            }
        }
        counts.tell(corpus);
    }
    tell(&lost);
}

#[derive(Default)]
struct Counts {
    pieces: usize,
    in_words: usize,
    letters: usize,
}

impl Counts {
    fn tell(&self, corpus: &Corpus) {
        let Self {
            pieces,
            in_words,
            letters,
        } = self;
        let n_posts = corpus.posts.len();
        println!(
            "{}: {n_posts} posts, {letters} letters in {pieces} pieces, {in_words} of them found word by word",
            corpus.name
        );
    }
}

/// What of a Source does not stand on its page, each with its line.
fn compare(source: &str, page: &str, counts: &mut Counts) -> Vec<String> {
    let mut lost = Vec::new();
    let mut repeats: BTreeMap<String, usize> = BTreeMap::new();
    for (number, line) in lines(source) {
        for piece in line.split(CUT) {
            let folded = letters(piece);
            if folded.is_empty() {
                continue;
            }
            counts.pieces += 1;
            counts.letters += folded.chars().count();
            if page.contains(&folded) {
                *repeats.entry(folded).or_default() += 1;
                continue;
            }
            counts.in_words += 1;
            let words = piece.split(|letter: char| !letter.is_alphanumeric());
            lost.extend(
                words
                    .filter(|word| !page.contains(word))
                    .map(|word| format!("{number}: `{word}`")),
            );
        }
    }
    for (piece, n_source) in repeats
        .into_iter()
        .filter(|(piece, _)| piece.chars().count() >= LONG)
    {
        let n_page = page.matches(&piece).count();
        if n_page < n_source {
            lost.push(format!(
                " `{piece}` stands {n_source} times in the Source, {n_page} on the page"
            ));
        }
    }
    lost
}

/// The lines of a Source's body with their numbers, markup cut out.
fn lines(source: &str) -> Vec<(usize, String)> {
    let source = source.replace("\r\n", "\n").replace('\r', "\n");
    let body = without_front_matter(&source);
    let first = 1 + source.lines().count() - body.lines().count();
    let body = blank(&MULTI_LINE, body);
    let mut fence: Option<String> = None;
    let mut lines = Vec::new();
    let mut columns = None;
    for (index, line) in body.lines().enumerate() {
        let bare = MARKERS.replace(line, "").into_owned();
        let bare = within_columns(&mut columns, &bare).to_owned();
        let opens = FENCE.find(&bare).map(|found| found.as_str().to_owned());
        match (&fence, opens) {
            (None, Some(marks)) => fence = Some(marks),
            (Some(open), Some(marks)) if marks.starts_with(open.as_str()) => fence = None,
            (Some(_), _) => lines.push((first + index, line.to_owned())),
            (None, None) => {
                let bare = without_markup(&bare);
                lines.push((
                    first + index,
                    NUMBER.replace(&bare, CUT.to_string()).into_owned(),
                ));
            }
        }
    }
    lines
}

/// A row of a table without the cells beyond the columns of its first row.
fn within_columns<'l>(columns: &mut Option<usize>, line: &'l str) -> &'l str {
    let bars: Vec<usize> = line.match_indices('|').map(|(at, _)| at).collect();
    if bars.is_empty() {
        *columns = None;
        return line;
    }
    let most = *columns.get_or_insert(bars.len());
    bars.get(most).map_or(line, |&end| &line[..end])
}

/// The number before a headline.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[\s*_#]*(?:第?[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3})[)）、.．\s：:]\s*")
        .expect("a pattern")
});

fn without_front_matter(source: &str) -> &str {
    let text = source.trim_start_matches(['\u{feff}', '\n', ' ', '\t']);
    for fence in ["---", "+++"] {
        let Some(rest) = text
            .strip_prefix(fence)
            .filter(|rest| rest.trim_start_matches([' ', '\t']).starts_with('\n'))
        else {
            continue;
        };
        let mut end = 0;
        for line in rest.split_inclusive('\n') {
            end += line.len();
            if line.trim_end() == fence || (fence == "---" && line.trim_end() == "...") {
                return &rest[end..];
            }
        }
    }
    source
}

fn without_markup(line: &str) -> String {
    if DEFINITION.is_match(line) {
        return String::new();
    }
    let line = IMAGE.replace_all(line, CUT.to_string());
    let line = TARGET.replace_all(&line, "]");
    CUT_OUT.replace_all(&line, CUT.to_string()).into_owned()
}

/// Replaces what matches by as many line ends as it holds, so that numbers of lines stay true.
fn blank(pattern: &Regex, text: &str) -> String {
    let lines = |found: &regex::Captures<'_>| "\n".repeat(found[0].matches('\n').count());
    pattern.replace_all(text, lines).into_owned()
}

fn letters(text: &str) -> String {
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}

/// UTF-8, else what Chinese computers wrote before it.
fn decoded(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GB18030.decode(bytes).0.into_owned(),
    }
}

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant")
}

/// Comments, scripts and styles, with their content.
static MULTI_LINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?is)<!--.*?-->|<script\b.*?</script\s*>|<style\b.*?</style\s*>|</?[a-z][^<>]*\n[^<>]*>|\]\([^()\n]*\n[^()\n]*\)",
    )
});
/// What stands before the text of a line: quotations, lists, tasks, alerts, names of footnotes.
static MARKERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[ \t]*(?:>|[-*+][ \t]|[0-9]{1,9}[.)](?:[ \t]|$)|\[[ xX]\][ \t]|\[\^[^\]]*\]:))*[ \t]*(?:\[!\w+\])?",
    )
});
/// A fence with the name of its language.
static FENCE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[ \t]*(```+|~~~+)"));
/// A link definition.
static DEFINITION: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[ \t]*\[[^\]]+\]:[ \t]*\S+"));
/// A picture with its description and target.
static IMAGE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"!\[[^\]]*\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\])"));
/// Where a link leads.
static TARGET: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\])"));
/// Tags, names of footnotes, character references, attributes of a heading.
static CUT_OUT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"</?[a-zA-Z!][^<>]*>|\[\^[^\]]*\]|&#?[0-9a-zA-Z]+;|\{[:#.][^{}]*\}[ \t]*$")
});

#[cfg(test)]
mod cases {
    use super::*;

    #[test]
    fn markup_is_no_word() {
        for (line, words) in [
            (
                "**政策**：[全文](https://example.org/a_(b) \"题\")，见[附件][1]",
                "政策全文见附件",
            ),
            ("> - [x] 完成 ![图](x.png) 之后", "完成\u{1}之后"),
            (
                "12. 数据[^1]为 2020 年&nbsp;的 <b>三</b> 倍",
                "数据\u{1}为2020年\u{1}的\u{1}三\u{1}倍",
            ),
            ("[1]: https://example.org/ \"题\"", ""),
            ("## 标题 {#mark}", "标题\u{1}"),
        ] {
            let found = lines(line).remove(0).1;
            let folded: String = found
                .chars()
                .filter(|letter| letter.is_alphanumeric() || *letter == CUT)
                .collect();
            assert_eq!(folded, words, "{line}");
        }
    }

    #[test]
    fn lines_keep_their_numbers_in_the_file() {
        let source = "---\ntitle: 甲\n---\n\n<!-- 不\n看 -->\n乙\n```rust\n丙\n```\n";
        let found: Vec<(usize, String)> = lines(source)
            .into_iter()
            .filter(|(_, line)| !letters(line).is_empty())
            .collect();
        assert_eq!(found, [(7, "乙".into()), (9, "丙".into())]);
    }

    #[test]
    fn a_lost_line_a_lost_word_and_a_lost_repeat_are_found() {
        let source = "第一条政策的标题就是这样\n\n甲和乙\n\n第一条政策的标题就是这样";
        let whole = letters("第一条政策的标题就是这样 甲和乙 第一条政策的标题就是这样");
        assert_eq!(
            compare(source, &whole, &mut Counts::default()),
            Vec::<String>::new()
        );
        let page = letters("第一条政策的标题就是这样");
        let lost = compare(source, &page, &mut Counts::default());
        assert_eq!(
            lost,
            [
                "3: `甲和乙`",
                " `第一条政策的标题就是这样` stands 2 times in the Source, 1 on the page"
            ]
        );
    }
}

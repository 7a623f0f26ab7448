//! Digests whose Items are known, laid out anew: their Items must be found again, whatever look the headlines have.
//! Articles laid out anew must stay whole. The layouts are `tests/cases/relaid.txt`; the digests are those of
//! `tests/cases/fresh` and, where `../shared` has them, the labelled real ones.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use dibao::config::Settings;
use dibao::document::{Document, explain, parse};
use dibao::lexicon::Lexicon;
use dibao::search::fold::traditional_pairs;
use dibao::source::Source;
use unicode_normalization::UnicodeNormalization as _;

use crate::corpora::shared;
use crate::{fresh, labels};

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(&[], &[]).0);

fn read(text: &str) -> Document {
    let (source, _) = Source::new("a.md", text.as_bytes());
    parse(&source, &Settings::default(), &LEXICON).0
}

/// The layouts of `relaid.txt`: name and template, by part.
static LAYOUTS: LazyLock<BTreeMap<&str, Vec<(&str, String)>>> = LazyLock::new(|| {
    let mut parts: BTreeMap<&str, Vec<(&str, String)>> = BTreeMap::new();
    let mut part = "";
    for line in include_str!("../cases/relaid.txt").lines() {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            part = name;
        } else if let Some((name, template)) =
            line.split_once(" =").filter(|_| !line.starts_with('#'))
        {
            let template = template.strip_prefix(' ').unwrap_or(template);
            parts
                .entry(part)
                .or_default()
                .push((name, template.replace("\\n", "\n")));
        }
    }
    parts
});

const HAN: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
const CATEGORIES: [&str; 7] = ["政策", "行业", "企业", "国际", "科技", "数据", "地方"];

/// Fills a template; `None` where there is no such number.
fn fill(template: &str, n: usize, own: [(&str, &str); 3]) -> Option<String> {
    let circle = char::from_u32(u32::from('①') + n as u32 - 1).filter(|_| n <= 20);
    let han = match n {
        1..=10 => HAN[n - 1].to_owned(),
        11..=19 => format!("十{}", HAN[n - 11]),
        20..=99 if n.is_multiple_of(10) => format!("{}十", HAN[n / 10 - 1]),
        20..=99 => format!("{}十{}", HAN[n / 10 - 1], HAN[n % 10 - 1]),
        _ => String::new(),
    };
    if template.contains("{circle}") && circle.is_none()
        || template.contains("{han}") && han.is_empty()
    {
        return None;
    }
    let mut text = template
        .replace("{nn}", &format!("{n:02}"))
        .replace("{n}", &n.to_string())
        .replace("{han}", &han)
        .replace("{circle}", &circle.map(String::from).unwrap_or_default())
        .replace("{c}", CATEGORIES[n % CATEGORIES.len()])
        .replace("{u}", &format!("https://example.org/{n}.html"));
    for (name, words) in own {
        text = text.replace(name, words);
    }
    Some(text)
}

/// A piece of a digest as it stood.
enum Piece {
    /// Lines before the first Item, and others that stay as they are.
    Kept(String),
    Section {
        title: String,
        raw: String,
    },
    Item {
        headline: String,
        body: String,
        raw: String,
    },
}

/// A digest taken apart.
struct Digest {
    name: String,
    front: String,
    pieces: Vec<Piece>,
    /// What must be found again, folded.
    headlines: Vec<String>,
    /// Whether each Item has a headline on lines of its own or at the head of its text.
    movable: bool,
    /// Whether most Items have a text.
    bodied: bool,
}

/// Letters and digits of a text, simplified, of one width.
fn letters(text: &str) -> String {
    static SIMPLE: LazyLock<BTreeMap<char, char>> = LazyLock::new(|| traditional_pairs().collect());
    let one = |c: char| SIMPLE.get(&c).copied().unwrap_or(c);
    let folded = text.nfkc().filter(|c| c.is_alphanumeric()).map(one);
    folded.collect::<String>().to_lowercase()
}

/// Bytes of `raw` that hold the letters of `headline`.
fn find(raw: &str, headline: &str) -> Option<std::ops::Range<usize>> {
    let wanted: Vec<char> = headline.chars().filter(|c| c.is_alphanumeric()).collect();
    let starts = raw
        .char_indices()
        .filter(|(_, c)| Some(c) == wanted.first());
    for (start, _) in starts {
        let mut rest = wanted.iter();
        let mut next = rest.next();
        for (at, c) in raw[start..].char_indices() {
            if Some(&c) == next {
                next = rest.next();
                if next.is_none() {
                    return Some(start..start + at + c.len_utf8());
                }
            } else if c.is_alphanumeric() {
                break;
            }
        }
    }
    None
}

/// The headline of an Item cut out of its first line: the text behind it on that line.
fn cut(raw: &str, headline: &str) -> Option<String> {
    let found = find(raw, headline)?;
    // What stands before is a mark, a number or a category.
    if raw[..found.start]
        .chars()
        .filter(|c| c.is_alphanumeric())
        .count()
        > 8
    {
        return None;
    }
    let rest = &raw[found.end..];
    // The closing marks of the headline, and the address that it is linked to.
    let marks = |c: char| "*_]】》」』”\"#：:。；;！!？?）)".contains(c) || c.is_whitespace();
    let mut rest = rest.trim_start_matches(marks);
    if let Some((_, after)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'))
        && raw[..found.start].contains('[')
    {
        rest = after.trim_start_matches(marks);
    }
    let rest = rest
        .trim_start_matches("</strong>")
        .trim_start_matches("</p>");
    Some(rest.trim().to_owned())
}

/// Longest credit behind a headline, in characters.
const CREDIT: usize = 20;

impl Digest {
    fn read(name: &str, text: &str) -> Option<Self> {
        let document = read(text);
        if !document.digest {
            return None;
        }
        let lines: Vec<&str> = text.lines().collect();
        let mut marks: Vec<(u32, bool, usize)> = Vec::new();
        marks.extend(
            document
                .items
                .iter()
                .enumerate()
                .map(|(n, item)| (item.line, true, n)),
        );
        marks.extend(
            document
                .sections
                .iter()
                .enumerate()
                .map(|(n, section)| (section.line, false, n)),
        );
        marks.sort_unstable();
        let end = |at: usize| {
            marks
                .get(at + 1)
                .map_or(lines.len(), |(line, ..)| *line as usize - 1)
        };
        let body_start = lines
            .iter()
            .skip(1)
            .position(|line| *line == "---")
            .map_or(0, |at| at + 2);
        let first = marks[0].0 as usize - 1;
        let mut pieces = vec![Piece::Kept(lines[body_start.min(first)..first].join("\n"))];
        let (mut movable, mut bodied) = (true, 0);
        for (at, &(line, is_item, n)) in marks.iter().enumerate() {
            let from = line as usize - 1;
            let raw = lines[from..end(at).max(from)].join("\n");
            if is_item {
                let item = &document.items[n];
                let rest = cut(lines[from], &item.headline).filter(|_| !item.headless);
                movable &= rest.is_some() && !raw.contains("\n#") && !raw.starts_with('|');
                let rest = rest.unwrap_or_default();
                let below = unindented(
                    &lines[(from + 1).min(lines.len())..end(at).max(from + 1).min(lines.len())],
                );
                let body = format!("{rest}\n\n{below}").trim().to_owned();
                bodied += usize::from(letters(&body).chars().count() > CREDIT);
                pieces.push(Piece::Item {
                    headline: item.headline.to_string(),
                    body,
                    raw,
                });
            } else {
                pieces.push(Piece::Section {
                    title: document.sections[n].title.to_string(),
                    raw,
                });
            }
        }
        let bodied = bodied * 3 >= document.items.len() * 2;
        let front = lines[..body_start].join("\n");
        let headlines = document
            .items
            .iter()
            .map(|item| start_of(&item.headline, item.headless))
            .collect();
        Some(Self {
            name: name.to_owned(),
            front,
            pieces,
            headlines,
            movable,
            bodied,
        })
    }

    /// The digest with its Items and Sections in other layouts; `None` keeps them as they were.
    fn laid(&self, item: Option<&str>, section: Option<&str>, title: &str) -> Option<String> {
        let mut text = if title.is_empty() {
            self.front.clone()
        } else {
            format!("---\ntitle: \"{title}\"\ndate: 2021-03-12\n---")
        };
        text.push('\n');
        let (mut items, mut sections) = (0, 0);
        for piece in &self.pieces {
            let words = match piece {
                Piece::Kept(raw) if title.is_empty() => raw.clone(),
                // The first heading is the title.
                Piece::Kept(raw) => {
                    let rest: Vec<&str> = raw
                        .split('\n')
                        .filter(|line| !line.starts_with("# "))
                        .collect();
                    rest.join("\n")
                }
                Piece::Section { raw, title } => {
                    sections += 1;
                    let below = raw.split_once('\n').map_or("", |(_, below)| below);
                    match section {
                        None => raw.clone(),
                        Some(template) => {
                            let own = [("{s}", bare(title)), ("{h}", ""), ("{b}", "")];
                            format!("{}\n{below}", fill(template, sections, own)?)
                        }
                    }
                }
                Piece::Item {
                    headline,
                    body,
                    raw,
                } => {
                    items += 1;
                    match item {
                        None => raw.clone(),
                        Some(template) => item_text(template, items, headline, body)?,
                    }
                }
            };
            let as_it_was = matches!(piece, Piece::Kept(_))
                || matches!(piece, Piece::Item { .. }) && item.is_none()
                || matches!(piece, Piece::Section { .. }) && section.is_none();
            text.push_str(if as_it_was { "" } else { "\n" });
            text.push_str(&words);
            text.push_str(if as_it_was { "\n" } else { "\n\n" });
        }
        Some(text)
    }
}

/// The number before the title of a Section is the layout's.
fn bare(title: &str) -> &str {
    let rest = title
        .trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    let parted = rest.strip_prefix(['、', '.', '．']);
    parted
        .filter(|rest| !rest.is_empty())
        .map_or(title, str::trim)
}

fn item_text(template: &str, n: usize, headline: &str, body: &str) -> Option<String> {
    // Only a sentence can stand behind the headline on its line.
    let plain = body
        .chars()
        .next()
        .is_some_and(|c| c.is_alphanumeric() || "《“（「\"".contains(c))
        && !body.starts_with("http")
        && !(body.starts_with(|c: char| c.is_ascii_digit())
            && body.chars().take(4).any(|c| matches!(c, '.' | '、')));
    if template.contains("{b}") && !template.contains("\n{b}") && !plain {
        return None;
    }
    let inner: Vec<String> = body.lines().map(|line| format!("   {line}")).collect();
    let own = [("{h}", headline), ("{b}", body), ("{i}", &inner.join("\n"))];
    fill(template, n, own)
}

/// Lines of a body without the indentation that all of them have.
fn unindented(lines: &[&str]) -> String {
    let indent = |line: &&&str| line.len() - line.trim_start_matches(' ').len();
    let least = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| indent(&line))
        .min();
    let cut = |line: &&str| line.get(least.unwrap_or(0)..).unwrap_or("").to_owned();
    lines.iter().map(cut).collect::<Vec<_>>().join("\n")
}

/// What an Item is known by: its headline, or the first words of its text.
fn start_of(headline: &str, headless: bool) -> String {
    let all = letters(headline);
    if headless {
        all.chars().take(10).collect()
    } else {
        all
    }
}

/// How many headlines were found, wanted and both.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    found: usize,
    wanted: usize,
    right: usize,
}

impl Count {
    fn of(document: &Document, wanted: &[String]) -> Self {
        let items = if document.digest {
            &document.items[..]
        } else {
            &[]
        };
        let mut found: Vec<String> = items.iter().map(|item| letters(&item.headline)).collect();
        let mut count = Self {
            found: found.len(),
            wanted: wanted.len(),
            right: 0,
        };
        for headline in wanted {
            let same = |own: &String| {
                own == headline
                    || headline.chars().count() == 10 && own.starts_with(headline)
                    // A category that is not between 【 and 】 may be part of the headline.
                    || own
                        .strip_suffix(headline.as_str())
                        .is_some_and(|category| CATEGORIES.contains(&category))
            };
            if let Some(at) = found.iter().position(same) {
                found.swap_remove(at);
                count.right += 1;
            }
        }
        count
    }

    fn add(&mut self, other: Self) {
        self.found += other.found;
        self.wanted += other.wanted;
        self.right += other.right;
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of Items")]
    fn f1(self) -> f64 {
        2.0 * self.right as f64 / (self.found + self.wanted).max(1) as f64
    }
}

/// A space between Chinese and Latin words, as many editors put it.
fn spaced(text: &str) -> String {
    let han = |c: char| matches!(c, '\u{4E00}'..='\u{9FFF}');
    let mut out = String::new();
    let mut before = '\n';
    for c in text.chars() {
        if han(before) && c.is_ascii_alphanumeric() || before.is_ascii_alphanumeric() && han(c) {
            out.push(' ');
        }
        out.push(c);
        before = c;
    }
    out
}

fn traditional(text: &str) -> String {
    static TRADITIONAL: LazyLock<BTreeMap<char, char>> =
        LazyLock::new(|| traditional_pairs().map(|(from, to)| (to, from)).collect());
    text.chars()
        .map(|c| TRADITIONAL.get(&c).copied().unwrap_or(c))
        .collect()
}

/// Punctuation of the other width, as converters leave it.
fn half_wide(text: &str) -> String {
    text.replace('，', ",")
        .replace('：', ":")
        .replace('（', "(")
        .replace('）', ")")
        .replace('；', ";")
}

/// Names and texts.
type Texts = Vec<(String, String)>;

/// All digests and the texts that are none: of our own words, then real ones.
fn sources() -> (Texts, Texts) {
    let (mut digests, mut others) = (Vec::new(), Vec::new());
    for (name, text, whole) in fresh::texts() {
        if whole { &mut others } else { &mut digests }.push((format!("fresh {name}"), text));
    }
    for file in labels::labelled() {
        let text = std::fs::read_to_string(&file.path).expect("readable");
        let name = format!("real {}", file.path.file_name().expect("a file").display());
        if file.digest {
            &mut digests
        } else {
            &mut others
        }
        .push((name, text));
    }
    if let Some(shared) = shared() {
        for entry in std::fs::read_dir(shared.join("seeds")).expect("readable") {
            let path = entry.expect("readable").path();
            let name = format!("real {}", path.file_name().expect("a file").display());
            digests.push((name, std::fs::read_to_string(&path).expect("readable")));
        }
        for folder in ["en-policies", "zh-laws", "zh-posts"] {
            others.extend(whole_texts(&shared.join("corpora").join(folder)));
        }
    }
    (digests, others)
}

/// Every third text of a folder that is no digest.
fn whole_texts(folder: &Path) -> Texts {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name();
    let paths = files
        .into_iter()
        .flatten()
        .map(walkdir::DirEntry::into_path);
    let texts = paths.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    texts
        .step_by(3)
        .filter(|path| path.metadata().is_ok_and(|meta| meta.len() < 60_000))
        .filter_map(|path| {
            Some((
                format!("other {}", path.display()),
                std::fs::read_to_string(path).ok()?,
            ))
        })
        .filter(|(_, text)| !read(text).digest)
        .collect()
}

/// One way to lay all digests out anew.
type Way = (String, Box<dyn Fn(&Digest) -> Option<String>>);

/// What is done to all words of a text.
type Change = fn(&str) -> String;

fn ways() -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for (name, template) in &LAYOUTS["items"] {
        ways.push((
            format!("items {name}"),
            Box::new(move |digest| {
                // Titles of Sections stand above the headlines.
                let section = if template.starts_with("## ") {
                    "# {s}"
                } else {
                    "## {s}"
                };
                let text = digest.laid(Some(template), Some(section), "");
                text.filter(|_| digest.movable && digest.bodied)
            }),
        ));
    }
    for (name, template) in &LAYOUTS["sections"] {
        ways.push((
            format!("sections {name}"),
            Box::new(move |digest| {
                let has = digest
                    .pieces
                    .iter()
                    .any(|piece| matches!(piece, Piece::Section { .. }));
                digest.laid(None, Some(template), "").filter(|_| has)
            }),
        ));
    }
    for (name, template) in &LAYOUTS["titles"] {
        ways.push((
            format!("titles {name}"),
            Box::new(move |digest| digest.laid(None, None, template)),
        ));
    }
    let texts: [(&str, Change); 3] = [
        ("spaced", spaced),
        ("traditional", traditional),
        ("half-wide", half_wide),
    ];
    for (name, change) in texts {
        ways.push((
            format!("text {name}"),
            Box::new(move |digest| {
                let text = digest.laid(None, None, "")?;
                let (front, body) = text.split_at(digest.front.len());
                let front = if name == "traditional" {
                    traditional(front)
                } else {
                    front.to_owned()
                };
                Some(format!("{front}{}", change(body)))
            }),
        ));
    }
    ways
}

/// Share of the headlines of real digests that are found in all layouts together, as reached.
const FLOOR: f64 = 0.97;

#[test]
fn real_digests_are_found_again_in_other_layouts() {
    let digests = sources()
        .0
        .into_iter()
        .filter(|(name, _)| name.starts_with("real"));
    let digests: Vec<Digest> = digests
        .filter_map(|(name, text)| Digest::read(&name, &text))
        .collect();
    let mut all = Count::default();
    for (_, way) in ways() {
        for digest in &digests {
            if let Some(text) = way(digest) {
                all.add(Count::of(&read(&text), &digest.headlines));
            }
        }
    }
    assert!(
        digests.is_empty() || all.f1() >= FLOOR,
        "F1 is {:.3}",
        all.f1()
    );
}

/// Layouts in which an article is an article still: others put links, sources or categories into it.
const PLAIN: [&str; 8] = [
    "h2",
    "h3-numbered",
    "bold",
    "bold-comma",
    "bold-emoji",
    "plain-comma",
    "bullet",
    "bare",
];

#[test]
fn articles_stay_whole_in_other_layouts() {
    let mut split = String::new();
    for (name, text) in sources()
        .1
        .iter()
        .filter(|(name, _)| !name.starts_with("other"))
    {
        for (way, text) in relaid_article(text) {
            if PLAIN.contains(&way) && read(&text).digest {
                let _ = writeln!(split, "{name} as {way}");
            }
        }
    }
    assert!(split.is_empty(), "split:\n{split}");
}

#[test]
#[ignore = "tells the score of each layout"]
fn the_score_of_each_layout() {
    let only = std::env::var("RELAID").unwrap_or_default();
    let (digests, others) = sources();
    let digests: Vec<Digest> = digests
        .iter()
        .filter_map(|(name, text)| Digest::read(name, text))
        .collect();
    let mut missed: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut fresh_all, mut real_all) = (Count::default(), Count::default());
    for (name, way) in ways() {
        let (mut fresh, mut real, mut whole) = (Count::default(), Count::default(), Vec::new());
        let mut of = 0;
        for digest in &digests {
            let Some(text) = way(digest) else { continue };
            of += 1;
            let count = Count::of(&read(&text), &digest.headlines);
            if digest.name.starts_with("real") {
                &mut real
            } else {
                &mut fresh
            }
            .add(count);
            if count.f1() < 0.9 {
                *missed.entry(&digest.name).or_default() += 1;
                whole.push(format!(
                    "{} {}/{}/{}",
                    digest.name, count.right, count.found, count.wanted
                ));
            }
            if only == format!("{name}@{}", digest.name) {
                let (source, _) = Source::new("a.md", text.as_bytes());
                let (document, _) = explain(&source, &Settings::default(), &LEXICON);
                println!(
                    "{text}\n{}",
                    document
                        .leaf
                        .as_ref()
                        .expect("just parsed")
                        .looks
                        .join("\n")
                );
                for item in &document.items {
                    println!("{} {}", item.line, item.headline);
                }
                return;
            }
        }
        fresh_all.add(fresh);
        real_all.add(real);
        println!(
            "{name:24} real {:.3} fresh {:.3} missed {} of {of}",
            real.f1(),
            fresh.f1(),
            whole.len()
        );
        if only == name || only == "all" {
            for digest in whole {
                println!("    {digest}");
            }
        }
    }
    println!(
        "all: real {:.3}, fresh {:.3}",
        real_all.f1(),
        fresh_all.f1()
    );
    let mut missed: Vec<_> = missed.into_iter().collect();
    missed.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    for (name, n) in missed.iter().take(40) {
        println!("{n:4} {name}");
    }
    let (mut split, mut all) = (BTreeMap::<String, usize>::new(), 0);
    for (name, text) in &others {
        for (way, text) in relaid_article(text) {
            all += 1;
            if read(&text).digest {
                *split.entry(way.to_owned()).or_default() += 1;
                println!("split: {name} {way}");
                if only == format!("{way}@{name}") {
                    println!("{text}");
                }
            }
        }
    }
    println!(
        "others: {} of {all} split {split:?}",
        split.values().sum::<usize>()
    );
}

/// An article with its headings, or its bold lines, in other layouts.
fn relaid_article(text: &str) -> Vec<(&'static str, String)> {
    let is_head = |line: &str| {
        line.starts_with("## ")
            || line.starts_with("### ")
            || line.starts_with("#### ")
            || line.starts_with("**") && line.ends_with("**") && line.matches("**").count() == 2
    };
    let mut out = Vec::new();
    for (name, template) in LAYOUTS["items"]
        .iter()
        .filter(|(name, template)| template.ends_with("\n\n{b}") && !name.contains("day"))
    {
        let (mut n, mut fence, mut laid) = (0, false, String::new());
        for line in text.lines() {
            fence ^= line.starts_with("```");
            if !fence && is_head(line) {
                n += 1;
                let words = line.trim_matches(['#', '*', ' ']);
                let head = template.strip_suffix("\n\n{b}").expect("as filtered");
                let own = [("{h}", words), ("{b}", ""), ("{i}", "")];
                laid.push_str(&fill(head, n, own).unwrap_or_else(|| line.to_owned()));
            } else {
                laid.push_str(line);
            }
            laid.push('\n');
        }
        if n >= 3 {
            out.push((*name, laid));
        }
    }
    out
}

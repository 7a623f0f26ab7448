//! Made-up posts to time builds with, in the shapes that real digests have: weekly digests with a
//! list of contents, daily bulletins with 【政策】 lines, a few posts in English; one in ten without
//! front matter.
//!
//! Post `i` depends on `i` alone: the first 1,000 posts of 10,000 are the 1,000. Its front matter
//! serves both programs: `years` and `months` are what Hugo makes its archive of dates from.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

const VOCABULARY: &str = include_str!("../../data/vocabulary.txt");

/// Titles of policies that the posts cite, over and over.
const N_POLICIES: u64 = 7000;
/// Made-up companies.
const N_COMPANIES: u64 = 4000;
/// Made-up counties.
const N_COUNTIES: u64 = 600;

/// Writes `n` posts into a new folder and returns their size in bytes.
pub(super) fn write(n: usize, folder: &Path) -> io::Result<u64> {
    fs::create_dir_all(folder)?;
    let vocabulary = Vocabulary::new();
    let mut n_bytes = 0;
    for index in 0..n {
        let text = post(&vocabulary, index as u64);
        n_bytes += text.len() as u64;
        fs::write(folder.join(format!("{}.md", name(index as u64))), text)?;
    }
    Ok(n_bytes)
}

/// Name of the file of a post, and so the last part of its address.
fn name(index: u64) -> String {
    format!("{index:06}-{:08x}", Dice::new(index, 9).next() >> 32)
}

/// The lists of `vocabulary.txt`.
struct Vocabulary {
    lists: BTreeMap<&'static str, Vec<&'static str>>,
    tags: Vec<&'static str>,
}

impl Vocabulary {
    fn new() -> Self {
        let mut lists: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut list = "";
        for line in VOCABULARY
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            if let Some(name) = line
                .strip_prefix('[')
                .and_then(|line| line.strip_suffix(']'))
            {
                list = name;
            } else if list.starts_with(char::is_uppercase) {
                lists.entry(list).or_default().push(line);
            } else {
                lists.entry(list).or_default().extend(line.split(' '));
            }
        }
        let tags = ["topic", "extra_tag", "city", "noun"]
            .iter()
            .flat_map(|list| &lists[list])
            .copied()
            .collect();
        Self { lists, tags }
    }

    fn list(&self, name: &str) -> &[&'static str] {
        &self.lists[name]
    }
}

/// A stream of numbers that depends on its seed alone (SplitMix64).
struct Dice(u64);

impl Dice {
    fn new(index: u64, stream: u64) -> Self {
        let mut dice = Self(
            index.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ stream.wrapping_mul(0xd1b5_4a32_d192_ed03),
        );
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`, each as likely.
    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// A number below `n`, small ones more likely, as with words and tags that people use: of 7,000
    /// policies the first is one citation in 84.
    fn skewed(&mut self, n: u64) -> u64 {
        let share = self.below(1 << 20);
        (((share * share) >> 20) * n) >> 20
    }

    fn choose<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize]
    }
}

/// A post in the making.
struct Writer<'a> {
    vocabulary: &'a Vocabulary,
    dice: Dice,
    year: u64,
    month: u64,
    day: u64,
    text: String,
}

fn post(vocabulary: &Vocabulary, index: u64) -> String {
    let mut dice = Dice::new(index, 1);
    let year = 2016 + dice.below(11);
    let month = 1 + dice.below(if year == 2026 { 10 } else { 12 });
    let day = 1 + dice.below(28);
    let mut writer = Writer {
        vocabulary,
        dice,
        year,
        month,
        day,
        text: String::new(),
    };
    // Between 2 and 9 KB of text, most near 3.5.
    let wanted = 1500 + (writer.dice.skewed(4500) + writer.dice.below(3000)) as usize;
    let title = match writer.dice.below(100) {
        0..5 => writer.english(wanted),
        5..55 => writer.weekly(wanted),
        _ => writer.daily(wanted),
    };
    writer.earlier_posts(index);
    let bare = writer.dice.below(10) == 0;
    let front_matter = if bare {
        String::new()
    } else {
        writer.front_matter(index, &title)
    };
    front_matter + &writer.text
}

impl Writer<'_> {
    fn weekly(&mut self, wanted: usize) -> String {
        let (brand, topic) = (self.word("brand"), self.word("topic"));
        let (year, month, week) = (self.year, self.month, (self.day - 1) / 7 + 1);
        let title = format!("{brand}{topic}政策与产业周报{year}年{month}月第{week}周");
        self.line(&format!(
            "# {brand}|{topic}政策与产业周报（{year}年{month}月第{week}周）"
        ));
        self.line(&format!("{brand}收录本周{topic}的政策、产业消息和观点。"));
        let bold = self.dice.below(4) == 0;
        let sections: Vec<String> = ["一", "二", "三", "四"]
            .iter()
            .map(|number| format!("{number}、{}", self.word("section")))
            .collect();
        let per_section = (wanted / 4 / 650).max(1);
        let items: Vec<Vec<String>> = sections
            .iter()
            .map(|section| (0..per_section).map(|_| self.headline(section)).collect())
            .collect();
        self.line("**目录**");
        for (section, items) in sections.iter().zip(&items) {
            self.line(&format!("**{section}**"));
            for item in items {
                self.line(&format!("●{item}"));
            }
        }
        for (section, items) in sections.iter().zip(&items) {
            self.line(&if bold {
                format!("**{section}**")
            } else {
                format!("## {section}")
            });
            for item in items {
                self.line(&format!("**{item}**"));
                for _ in 0..=self.dice.below(2) {
                    self.paragraph(2);
                }
            }
        }
        title
    }

    fn daily(&mut self, wanted: usize) -> String {
        let (brand, topic) = (self.word("brand"), self.word("topic"));
        let first = self.pattern("HEADLINE");
        let title = format!("{brand}{}月{}日播报：{first}", self.month, self.day);
        self.line(&format!("「{brand}」每日整理{topic}的政策与产业消息。"));
        self.line("## 热点解析");
        self.paragraph(3);
        self.line("## 产业播报");
        let bold = self.dice.below(2) == 0;
        while self.text.len() < wanted {
            let (marker, headline) = match self.dice.below(4) {
                0 => ("【政策】", "HEADLINE"),
                1 => ("【观点】", "OPINION"),
                _ => ("【行业】", "HEADLINE"),
            };
            let item = format!("{marker}{}", self.pattern(headline));
            self.line(&if bold { format!("**{item}**") } else { item });
            let n_sentences = 2 + self.dice.below(2);
            self.paragraph(n_sentences);
        }
        title
    }

    fn english(&mut self, wanted: usize) -> String {
        let title = self.pattern("ENGLISH_HEADLINE");
        self.line(&format!("# {title}"));
        while self.text.len() < wanted {
            let heading = self.pattern("ENGLISH_HEADLINE");
            self.line(&format!("## {heading}"));
            for _ in 0..2 {
                let sentences: Vec<String> =
                    (0..4).map(|_| self.pattern("ENGLISH_SENTENCE")).collect();
                self.line(&sentences.join(" "));
            }
        }
        title
    }

    fn headline(&mut self, section: &str) -> String {
        self.pattern(if section.ends_with("人物观点") {
            "OPINION"
        } else {
            "HEADLINE"
        })
    }

    fn earlier_posts(&mut self, index: u64) {
        if index == 0 {
            return;
        }
        self.line("**往期回顾**");
        for _ in 0..2 {
            let earlier = self.dice.below(index);
            self.line(&format!("[往期第{earlier}号](/posts/{}/)", name(earlier)));
        }
    }

    fn front_matter(&mut self, index: u64, title: &str) -> String {
        let (year, month, day) = (self.year, self.month, self.day);
        let tags: Vec<String> = (0..2 + self.dice.below(4))
            .map(|_| {
                self.vocabulary.tags[self.dice.skewed(self.vocabulary.tags.len() as u64) as usize]
            })
            .map(|tag| format!("'{tag}'"))
            .collect();
        let category = self
            .dice
            .choose(&["未分类", "未分类", "政策", "产业", "周报", "日报"]);
        let keywords = self.word("topic");
        let (hour, minute) = (6 + self.dice.below(16), self.dice.below(60));
        let code = self.dice.next();
        format!(
            "---\narturl_encode: \"{code:016x}\"\nlayout: post\ntitle: \"{title}\"\n\
             date: {year}-{month:02}-{day:02} {hour:02}:{minute:02}:00 +08:00\n\
             description: \"{title}，共收录本期消息若干条。\"\nkeywords: \"{keywords}\"\n\
             categories: ['{category}']\ntags: [{tags}]\nyears: ['{year}']\nmonths: ['{year}-{month:02}']\n\
             artid: \"{artid}\"\nimage:\n  path: https://img.example.org/cover?artid={artid}\n  alt: \"{title}\"\n\
             render_with_liquid: false\nfeaturedImage: https://img.example.org/cover?artid={artid}\n\
             featuredImagePreview: https://img.example.org/cover?artid={artid}\n---\n\n",
            tags = tags.join(", "),
            artid = 100_000_000 + index,
        )
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push_str("\n\n");
    }

    fn paragraph(&mut self, n_sentences: u64) {
        let sentences: String = (0..n_sentences).map(|_| self.pattern("SENTENCE")).collect();
        self.line(&sentences);
    }

    fn pattern(&mut self, list: &str) -> String {
        let pattern = self.dice.choose(self.vocabulary.list(list));
        let mut filled = String::with_capacity(pattern.len() * 2);
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after
                .split_once('}')
                .expect("a pattern closes its brackets: a test tries all");
            filled.push_str(before);
            self.fill(name, &mut filled);
            rest = after;
        }
        filled + rest
    }

    fn fill(&mut self, name: &str, out: &mut String) {
        let written = match name {
            "number" => write!(out, "{}", 2 + self.dice.skewed(9998)),
            "digit" => write!(out, "{}", 2 + self.dice.below(8)),
            "year" => write!(out, "{}", self.year + 1 + self.dice.below(8)),
            "day" => {
                let day = self.day.saturating_sub(self.dice.below(7)).max(1);
                match self.dice.below(4) {
                    0 => write!(out, "{}年{}月{day}日", self.year, self.month),
                    _ => write!(out, "{}月{day}日", self.month),
                }
            }
            "policy" => write!(
                out,
                "《{}》",
                policy(self.vocabulary, self.dice.skewed(N_POLICIES))
            ),
            "company" => write!(
                out,
                "{}",
                company(self.vocabulary, self.dice.skewed(N_COMPANIES))
            ),
            "county" => write!(
                out,
                "{}",
                county(self.vocabulary, self.dice.skewed(N_COUNTIES))
            ),
            list if list.starts_with(char::is_uppercase) => write!(out, "{}", self.pattern(list)),
            list => write!(out, "{}", self.word(list)),
        };
        written.expect("writing to a String cannot fail");
    }

    fn word(&mut self, list: &str) -> &'static str {
        self.dice.choose(self.vocabulary.list(list))
    }
}

fn policy(vocabulary: &Vocabulary, number: u64) -> String {
    let mut dice = Dice::new(number, 2);
    let place = match dice.below(3) {
        0 => dice.choose(vocabulary.list("province")),
        1 => dice.choose(vocabulary.list("city")),
        _ => "",
    };
    let (topic, purpose) = (
        dice.choose(vocabulary.list("topic")),
        dice.choose(vocabulary.list("purpose")),
    );
    let genre = dice.choose(vocabulary.list("genre"));
    let from = 2016 + dice.below(9);
    match dice.below(4) {
        0 => format!(
            "{place}{topic}{purpose}{genre}（{from}—{}年）",
            from + 2 + dice.below(4)
        ),
        _ => format!("{place}{topic}{purpose}{genre}"),
    }
}

fn company(vocabulary: &Vocabulary, number: u64) -> String {
    let mut dice = Dice::new(number, 3);
    let kin = vocabulary.list("kin");
    let (one, two) = (dice.choose(kin), dice.choose(kin));
    format!("{one}{two}{}", dice.choose(vocabulary.list("trade")))
}

fn county(vocabulary: &Vocabulary, number: u64) -> String {
    let mut dice = Dice::new(number, 4);
    let kin = vocabulary.list("kin");
    let (one, two) = (dice.choose(kin), dice.choose(kin));
    format!("{one}{two}{}", dice.choose(&["县", "区"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_depends_on_its_number_alone() {
        let vocabulary = Vocabulary::new();
        let once = post(&vocabulary, 7);
        post(&vocabulary, 8);
        assert_eq!(once, post(&vocabulary, 7));
        assert_ne!(once, post(&vocabulary, 8));
    }

    #[test]
    fn every_pattern_can_be_filled() {
        let vocabulary = Vocabulary::new();
        let mut writer = Writer {
            vocabulary: &vocabulary,
            dice: Dice::new(0, 0),
            year: 2020,
            month: 9,
            day: 12,
            text: String::new(),
        };
        for (name, list) in vocabulary
            .lists
            .iter()
            .filter(|(name, _)| name.starts_with(char::is_uppercase))
        {
            for pattern in list {
                for name in pattern
                    .split('{')
                    .skip(1)
                    .filter_map(|rest| rest.split_once('}'))
                    .map(|parts| parts.0)
                {
                    writer.fill(name, &mut String::new());
                }
            }
            assert!(!writer.pattern(name).contains(['{', '}']), "{name}");
        }
    }

    #[test]
    fn posts_are_as_long_as_real_ones() {
        let vocabulary = Vocabulary::new();
        let mut sizes: Vec<usize> = (0..400)
            .map(|index| post(&vocabulary, index).len())
            .collect();
        sizes.sort_unstable();
        assert!(
            (3500..7000).contains(&sizes[200]),
            "median {} bytes",
            sizes[200]
        );
    }
}

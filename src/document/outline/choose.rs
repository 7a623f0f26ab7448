//! Which marker is the headlines', and whether the Document is a digest at all.

use super::evidence::Evidence;
use super::line::{Ground, Line};
use super::look;
use super::marker::Marker;
use super::role::{Role, Roles};
use crate::date::text::days;
use crate::lexicon::outline_words;

/// What speaks for and against a digest before any marker is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "independent signs")]
pub(super) struct Prior {
    /// The title names a kind of digest (周报, 要闻, weekly).
    pub(super) named: bool,
    /// The title names a day, week, month or issue.
    pub(super) issue: bool,
    /// The title says that it comes again and again (日报, weekly).
    pub(super) periodical: bool,
    /// The title promises an explanation (指南, 详解, how to).
    pub(super) lesson: bool,
    /// The title is that of what people write of their own work.
    pub(super) private: bool,
    /// Ruled by articles (第N条) like a law.
    pub(super) law: bool,
    /// The title ends with the name of a periodical, or begins with it: `…｜某某日报`.
    pub(super) signed: bool,
    /// The titles of its Sections are those of news.
    pub(super) sectioned: bool,
    /// The title says how often it comes: 每日, 每周.
    pub(super) recurs: bool,
    /// The title says how many pieces of news there are: `十大事件`.
    pub(super) counted: bool,
    /// The title is a name and a time or the number of an issue, and nothing else: `海关资讯 0308`.
    pub(super) nameplate: bool,
}

/// Whether what stands behind `第N条` is a headline: the articles of a law are sentences.
fn is_headline(line: &Line) -> bool {
    (8..=60).contains(&line.length())
        && !look::ends_sentence(line.words())
        && !line.words().ends_with(['：', ':'])
}

impl Prior {
    /// Reads the title and all that is written over the text, and counts articles of law.
    pub(super) fn of((title, clue): (&str, &str), lines: &[Line], roles: &Roles) -> Self {
        let lower = clue.to_lowercase();
        let articles = lines
            .iter()
            .filter(|line| line.style() == Some(look::Style::Article) && !is_headline(line))
            .count();
        let numbered = lines
            .iter()
            .zip(&roles.of)
            .filter(|(line, role)| **role == Role::Text && !line.is_blank())
            .count();
        let words = outline_words();
        let private = words.private.any_in(&lower);
        // The first line of the text may be in the clue: what a piece of news is about is no lesson.
        let lesson = words.lesson.any_in(&title.to_lowercase()) || look::is_chapter(title);
        let sectioned = !private && !lesson && has_sections_of_news(lines, roles);
        let asks = asks_about_digests(&title.to_lowercase()) || is_column(title);
        // In running text such words would say nothing of the whole.
        let span = words.span.any_word_in(&title.to_lowercase());
        let issue = !private && !asks && (span || names_issue(&lower) || !days(clue).is_empty());
        let recurs = words.recurring.any_in(title);
        let named = !private
            && !asks
            && (words.digest.any_in(&lower) && (issue || recurs || !is_only_glance(&lower))
                || joins_headlines(clue)
                || sectioned
                || !lesson && (names_number(&lower) || is_introduced(lines)));
        Self {
            named,
            issue,
            nameplate: named
                && issue
                && (!lesson || words.periodical.any_in(&lower))
                && is_short_name(title),
            periodical: !private && words.periodical.any_in(&lower),
            signed: !private
                && (words.periodical.end_of(lower.trim_end())
                    || words.periodical.end_of(title.to_lowercase().trim_end())
                    || !lesson && words.periodical.beginning(lower.trim_start()).is_some()
                    || has_name_of_periodical(&title.to_lowercase())),
            recurs: !private && recurs,
            sectioned,
            counted: !private && counts_news(title),
            lesson,
            private,
            law: articles >= 5 && articles * 8 >= numbered,
        }
    }

    /// Whether unmarked paragraphs may be the news: the title is that of an issue of a periodical.
    pub(super) fn is_issue_of_periodical(self) -> bool {
        self.periodical && self.issue
    }

    /// Share of the text that must stand below the headlines.
    fn covered(self) -> f64 {
        if self.named && self.issue {
            COVERED / 2.0
        } else {
            COVERED
        }
    }

    fn score(self) -> f64 {
        let mut score = 0.0;
        if self.named {
            score += 0.7;
        }
        if self.issue {
            score += 0.5;
        }
        if self.lesson && !self.issue && !self.named {
            score -= 0.6;
        }
        score
    }
}

/// Sections of news that say that a text is a digest, and bytes of the longest title of one.
const NEWS_SECTIONS: (usize, usize) = (2, 8 * 3);

/// Whether headings or bold lines are titles of Sections of news: 国内要闻, 行业动态.
fn has_sections_of_news(lines: &[Line], roles: &Roles) -> bool {
    let words = &outline_words().news_end;
    let titles = lines.iter().zip(&roles.of).filter(|(line, role)| {
        let headed = matches!(line.ground, Ground::Heading(_)) || line.shape.all_bold;
        let title = line.words().trim_matches(['【', '】', '：', ':']);
        headed && **role == Role::Text && title.len() <= NEWS_SECTIONS.1 && words.end_of(title)
    });
    titles.take(NEWS_SECTIONS.0).count() >= NEWS_SECTIONS.0
}

/// Whether a title is the name of a digest, or of an issue: a piece of news may only hold such a word.
pub(super) fn names(title: &str) -> bool {
    let title = title.to_lowercase();
    let words = outline_words();
    let name = title.trim_matches(|c: char| !c.is_alphabetic());
    words.periodical.any_in(name)
        || words.digest.end_of(name)
        || words.digest.beginning(name).is_some()
        || names_issue(&title)
}

/// Lines at the head of a text that may introduce it, and characters between the word that gathers and what
/// it gathers.
const INTRODUCTION: (usize, usize) = (6, 24);

/// Whether the first lines say that news was gathered: `为你梳理了昨夜今晨的重磅新闻`.
fn is_introduced(lines: &[Line]) -> bool {
    let words = outline_words();
    let says = |text: &str| {
        words.gathers.find(text).any(|(at, word, _)| {
            let rest = &text[at + word.len()..];
            let end = rest.find(['。', '！', '!', '；']).unwrap_or(rest.len());
            words
                .digest
                .any_in(look::clip(&rest[..end], INTRODUCTION.1))
        })
    };
    let written = lines.iter().filter(|line| !line.is_blank());
    let mut first = written.take(INTRODUCTION.0);
    first.any(|line| match line.ground {
        Ground::Text => says(&line.text),
        Ground::Quote => says(&line.inner),
        _ => false,
    })
}

/// Words for a digest that are as good for an essay: they name one beside a time only.
const GLANCE: [&str; 3] = ["观察", "追踪", "情报"];

/// Whether the only words for a digest in a title without any figure are of those.
fn is_only_glance(title: &str) -> bool {
    let mut found = outline_words().digest.find(title);
    !title.contains(|c: char| c.is_ascii_digit())
        && found.all(|(_, word, _)| GLANCE.contains(&word))
}

/// Whether a title asks something of digests, and so is none itself: `资讯周报怎么写`, `如何做好周报`.
fn asks_about_digests(title: &str) -> bool {
    let words = outline_words();
    let asked = |rest: &str| {
        let word = words.question_begins.beginning(rest);
        word.is_some_and(|word| !word.is_ascii())
    };
    let mut found = words.digest.find(title);
    found.any(|(at, word, _)| {
        let end = at + word.len();
        asked(&title[end..]) || end == title.len() && asked(title)
    })
}

/// Whether a title is the name of a column and one question: `一周观察：为什么小城抢人`. A number would
/// say that it is an issue.
fn is_column(title: &str) -> bool {
    let Some((name, rest)) = title.split_once(['：', ':', '｜', '|', '丨']) else {
        return false;
    };
    let words = outline_words();
    words.digest.any_in(&name.to_lowercase())
        && look::is_question(rest.trim_start())
        && !title.contains(['；', ';', '第'])
        && !title.contains(|c: char| c.is_numeric())
}

/// Fewest headlines in a title that is a list of them, and characters of each.
const JOINED: (usize, usize) = (3, 6);

/// Whether a title is a list of headlines: `甲市印发方案；乙省召开会议；丙公司完成融资`.
fn joins_headlines(title: &str) -> bool {
    let parts = title.split(['；', ';', '｜', '|', '丨']);
    let long = parts.filter(|part| part.trim().chars().count() >= JOINED.1);
    title.contains(['；', ';']) && long.count() >= JOINED.0
}

/// Characters of the longest name of a periodical that is a part of a title.
const LONGEST_NAME: usize = 12;

/// Whether a part of a title is the name of a periodical: `某某日报：甲市印发方案`.
fn has_name_of_periodical(title: &str) -> bool {
    let mut parts = title.split(['：', ':', '｜', '|', '丨', '【', '】', '「', '」']);
    // A title without parts says more than a name.
    title.contains(['：', ':', '｜', '|', '丨', '】', '」'])
        && !outline_words().lesson.any_in(title)
        && parts.any(|part| {
            let part = part.trim();
            let words = &outline_words().periodical;
            part.chars().nth(LONGEST_NAME).is_none()
                && part.ends_with(['报', '刊', '報'])
                && words.end_of(part)
                && !words.is_one(part)
        })
}

/// Characters between the number and what it counts.
const BEFORE_COUNTED: usize = 12;

/// Whether a title counts pieces of news: `十大新闻`, `2019年20起典型事件`.
fn counts_news(title: &str) -> bool {
    let words = &outline_words().counted;
    words.find(title).any(|(at, _, _)| {
        let from = title[..at].char_indices().rev().nth(BEFORE_COUNTED - 1);
        let before = &title[from.map_or(0, |(from, _)| from)..at];
        let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百".contains(c);
        before
            .match_indices(['大', '件', '起', '个', '条', '则', '宗'])
            .any(|(at, _)| before[..at].trim_end().ends_with(number))
    })
}

/// Characters of the longest name of a periodical with its time, Chinese and other.
const NAMEPLATE: (usize, usize) = (32, 64);

/// Whether a title is too short, and too little of a sentence, to say more than a name and a time.
fn is_short_name(title: &str) -> bool {
    let most = if title.bytes().filter(u8::is_ascii_alphabetic).count() * 2 > title.len() {
        NAMEPLATE.1
    } else {
        NAMEPLATE.0
    };
    let stops = ['，', ',', '。', '？', '?', '！', '!', '“', '《', '；', ';'];
    title.chars().count() <= most && !title.contains(stops)
}

/// A day, a week, a month or the number of an issue.
fn names_issue(title: &str) -> bool {
    if look::has_day(title) || crate::date::period::in_title(title).is_some() {
        return true;
    }
    let digit_before = |at: usize| {
        title[..at]
            .trim_end()
            .ends_with(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
    };
    // 七日, 三周 are durations; 第2周, 2周要闻 and 9月10日 name a time.
    let counted = |at: usize| {
        let number = title[..at].trim_end();
        let rest = number
            .trim_end_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
        rest.len() < number.len() && rest.trim_end().ends_with(['第', '月', '总'])
    };
    // 一周看点 is an issue; 一周年, 一周后 and 一周内 are durations.
    let weekly = title.match_indices("一周").any(|(at, words)| {
        let next = title[at + words.len()..].chars().next();
        !next.is_some_and(|next| "年岁后内前以之多".contains(next))
    });
    weekly
        || ["期", "月", "w"]
            .iter()
            .any(|word| title.match_indices(word).any(|(at, _)| digit_before(at)))
        || ["周", "日"]
            .iter()
            .any(|word| title.match_indices(word).any(|(at, _)| counted(at)))
        || title.contains("vol.")
        || title.contains("issue")
        || numbered(title)
        || crate::date::period::span_of_days(title).is_some()
        || digits8(title)
        || digits6(title)
}

/// `第12期`, `总第5期`: what bears such a number is a periodical.
fn names_number(title: &str) -> bool {
    title.match_indices('期').any(|(at, _)| {
        let number = title[..at].trim_end();
        let rest = number.trim_end_matches(|c: char| {
            c.is_ascii_digit() || c == ' ' || "零一二三四五六七八九十百".contains(c)
        });
        rest.len() < number.len() && rest.ends_with('第')
    })
}

/// `#112`, `No. 7`, `week 20`, `edition 3`: the number of an issue.
fn numbered(title: &str) -> bool {
    ["#", "no.", "week", "edition", "episode"]
        .iter()
        .any(|word| {
            title.match_indices(word).any(|(at, _)| {
                let parted = *word == "#" || !title[..at].ends_with(char::is_alphanumeric);
                let rest = title[at + word.len()..].trim_start();
                parted && rest.starts_with(|c: char| c.is_ascii_digit())
            })
        })
}

/// `20200910`.
fn digits8(title: &str) -> bool {
    let bytes = title.as_bytes();
    bytes
        .windows(8)
        .any(|window| window.iter().all(u8::is_ascii_digit) && window.starts_with(b"20"))
}

/// `200910`: a day of this century in six figures, alone.
fn digits6(title: &str) -> bool {
    let mut runs = title.split(|c: char| !c.is_ascii_digit());
    runs.any(|run| {
        let in_pairs = run.len() == 6;
        let pair = |at: usize| run.get(at..at + 2).and_then(|pair| pair.parse::<u8>().ok());
        in_pairs
            && pair(0).is_some_and(|year| (10..50).contains(&year))
            && pair(2).is_some_and(|month| (1..=12).contains(&month))
            && pair(4).is_some_and(|day| (1..=31).contains(&day))
    })
}

/// How well a marker explains the Document's lines as headlines.
#[expect(clippy::cast_precision_loss, reason = "counts of lines")]
pub(super) fn score(evidence: &Evidence, prior: Prior) -> f64 {
    let n = evidence.lines.len() as f64;
    let one_line = evidence.bodies < ONE_LINE;
    let mut score = prior.score() - 2.6;
    score += 2.0 * evidence.news + 0.6 * evidence.reports + 0.5 * evidence.actors;
    score += 2.0 * evidence.listed;
    score += 0.8 * evidence.fit
        - if evidence.length < 7.0 && evidence.running <= 0.5 && !evidence.marker.is_headless() {
            0.8
        } else {
            0.0
        };
    score += (n.log2() / 4.0).min(1.0);
    score += evidence.coverage - 0.2;
    score -= 2.5 * (1.0 - evidence.unique);
    // Headlines before their text on one line may end like sentences.
    let leads = matches!(evidence.marker, Marker::BoldLead | Marker::LinkLead);
    let sentences = if leads { 0.7 } else { 1.5 };
    score -= if leads && prior.nameplate {
        0.35
    } else {
        sentences
    } * evidence.sentences;
    // Titles of linked essays ask; those of news do not.
    let asked = if evidence.linked > 0.8 && prior.issue {
        0.6
    } else {
        2.0
    };
    score -= asked * evidence.questions;
    score -= 2.5 * evidence.parts + 2.0 * evidence.names;
    if one_line && evidence.linked < 0.5 {
        score -= if prior.named && prior.issue { 0.4 } else { 1.0 };
    }
    score += match evidence.marker {
        Marker::Category => 0.8,
        Marker::Label(_) if n < 3.0 => -1.0,
        Marker::Heading(_) | Marker::Row | Marker::Details => 0.3,
        Marker::Paragraph if n < 3.0 || evidence.share < 0.6 => -4.0,
        Marker::Paragraph => 1.5 * evidence.share - 3.2,
        Marker::Bracketed | Marker::Label(_) => 0.4,
        Marker::Quoted => -0.5,
        Marker::Bare => -0.7,
        Marker::DateHead if n < 3.0 => -4.0,
        Marker::DateHead => -1.0,
        Marker::Bold(_) => 0.2,
        Marker::Listed => -0.4,
        Marker::Dated if evidence.years > 1 || n < 3.0 || evidence.share < 0.4 => -4.0,
        Marker::Dated => 1.5 * evidence.share - 2.0,
        Marker::Point(_) if evidence.linked > 0.6 => 0.0,
        Marker::Point(_)
        | Marker::Linked
        | Marker::Symbol(_)
        | Marker::Numbered(_)
        | Marker::BoldColon => -0.2,
        Marker::BoldLead | Marker::LinkLead => -0.6,
    };
    // Bare lines over texts from the first to the last are a layout, where the title is an issue's.
    if evidence.marker == Marker::Bare && prior.named && prior.issue && is_regular(evidence) {
        score += 0.5;
    }
    // Points of an argument look like running news but for days and sources.
    let told = if prior.named && prior.issue { 0.4 } else { 1.0 };
    // Under a day in the title, points that begin with who acts are reports of one sentence.
    let reports = if prior.issue {
        evidence.reports.max(evidence.actors)
    } else {
        evidence.reports
    };
    score -= told * evidence.running * (1.0 - reports);
    score
}

/// Share of headlines with text below them under which all are one-liners.
const ONE_LINE: f64 = 0.3;

/// Share of pieces that must read like reports, each with its text, where the title says nothing.
const REPORTED: f64 = 0.6;

/// Weight of a contents list when the question is digest or article: articles have them too.
const LISTED_IN_VERDICT: f64 = 0.5;

/// Score from which on a Document whose title is that of a periodical is a digest.
const TOLD: f64 = 0.25;

/// Share of pieces that must tell an event, or who acts, where the title or the bodies say little.
const EVENTS: f64 = 0.6;

/// Whether what a marker tells apart is news: otherwise the Document is left whole.
pub(super) fn is_digest(evidence: &Evidence, score: f64, prior: Prior) -> bool {
    // Code below headlines speaks against news, not for another marker.
    let coded = score - (2.0 - LISTED_IN_VERDICT) * evidence.listed;
    let verdict = coded - 2.0 * evidence.code;
    let titled = prior.named || prior.issue;
    let signals = evidence.reports > 0.1
        || titled
            && evidence.news >= 0.4
            && evidence.told >= EVENTS
            && (prior.named && prior.issue || evidence.actors >= ACTORS)
        || evidence.linked > 0.3 && (titled || evidence.news > 0.5)
        || prior.issue && evidence.news > 0.3
        || evidence.marker == Marker::Category
        || is_all_news_in_order(evidence);
    let enough = match (prior.named, prior.issue) {
        (true, true) if evidence.bodies < ONE_LINE => 0.4,
        // Where most pieces say when and by whom they were reported, no title is needed.
        (false, false) if evidence.reports >= REPORTED && evidence.bodies >= REPORTED => 0.7,
        (false, false) if is_all_news_in_order(evidence) => 0.4,
        (false, false) => 1.3,
        _ => 0.7,
    };
    // A table of anything has rows; who writes of their own work dates it.
    if evidence.marker == Marker::Row && !titled || prior.private {
        return false;
    }
    if evidence.coverage < prior.covered() {
        return false;
    }
    // Diaries and lessons have days too: where the title says nothing, most pieces tell events.
    let untitled = !prior.named && !prior.signed && (!prior.issue || prior.lesson);
    if untitled && evidence.told < EVENTS && evidence.linked < 0.5 {
        return false;
    }
    let told_by_title =
        coded > TOLD && (prior.periodical && (prior.issue || prior.signed) || prior.nameplate);
    // Where the title says enough, headlines of one shape over texts need not tell an event.
    let says = prior.named && (prior.issue || prior.recurs)
        || prior.signed
        || prior.counted
        || prior.sectioned;
    let told_by_shape = says
        && (!prior.lesson || prior.issue || prior.signed)
        && coded > 0.0
        && is_regular(evidence);
    let headed = evidence.fit >= 0.5 && evidence.unique >= 0.8;
    let few = evidence.lines.len() < 3 && !(titled && evidence.reports >= 0.5);
    let news = !few && signals && evidence.news >= 0.2 && verdict > enough;
    !prior.law && headed && (news || told_by_title && evidence.fit >= 0.8 || told_by_shape)
}

/// Fewest numbered sentences that are news without any title over them, and shares of them that tell who
/// acts or where, and either that or an event.
const ALL_NEWS: (usize, f64, f64) = (8, 0.3, 0.8);

/// Whether a text is nothing but numbered news from its first line to its last, and nearly all of it tells
/// an event or names who acts: news that was passed on without a title. Sentences, or headlines each over
/// its text.
fn is_all_news_in_order(evidence: &Evidence) -> bool {
    let sentences = evidence.lines.len() >= ALL_NEWS.0
        && evidence.actors >= ALL_NEWS.1
        && evidence.told >= ALL_NEWS.2
        && evidence.news >= evidence.told.min(0.7)
        && evidence.running >= 0.8
        && evidence.coverage >= 0.9;
    let headlines = evidence.lines.len() >= HEADED_NEWS.0
        && evidence.told >= HEADED_NEWS.1
        && evidence.news >= EVENTS
        && evidence.coverage >= 0.6
        && evidence.bodies >= 0.9
        && is_regular(evidence);
    matches!(evidence.marker, Marker::Numbered(_))
        && evidence.lines.first() == Some(&0)
        && (sentences || headlines)
}

/// Fewest numbered headlines over texts that are news without any title over them, and the share of them
/// that tell an event or who acts.
const HEADED_NEWS: (usize, f64) = (4, 0.75);

/// Fewest headlines of one shape that speak for themselves.
const FEWEST_REGULAR: usize = 3;

/// Whether marked lines are headlines by their shape alone: none is the title of a part or a
/// Section, none asks or runs on, each has its own words and its own text.
fn is_regular(evidence: &Evidence) -> bool {
    evidence.lines.len() >= FEWEST_REGULAR
        && evidence.fit >= 0.8
        && evidence.unique >= 0.95
        && evidence.parts + evidence.names <= 0.1
        && evidence.questions <= 0.3
        && evidence.sentences + evidence.running <= 0.2
        && evidence.bodies >= 0.8
        && evidence.coverage >= 0.4
        && evidence.code < 0.3
}

/// Share of pieces that must begin with who acts or where, where the title names no issue.
const ACTORS: f64 = 0.4;

/// Share of the text that must stand below the headlines; half of it where the title names an issue
/// of a digest.
const COVERED: f64 = 0.3;

/// Score from which on a marker speaks against others.
const STRONG: f64 = 0.7;

/// The best marker, with its score.
pub(super) fn best(all: &[Evidence], prior: Prior) -> Option<(&Evidence, f64)> {
    let scores: Vec<f64> = all.iter().map(|evidence| score(evidence, prior)).collect();
    let mut best: Option<(&Evidence, f64)> = None;
    for (at, evidence) in all.iter().enumerate() {
        let some_strong = |is: fn(&Evidence, &Evidence) -> bool| {
            let mut others = all.iter().zip(&scores);
            others.any(|(other, &score)| score > STRONG && is(other, evidence))
        };
        let is_mother = some_strong(|other, own| is_above(own, other) || is_stacked(own, other));
        let has_headlines =
            evidence.marker.is_headless() && all.iter().any(|other| heads(other, evidence));
        let is_part = match evidence.marker {
            Marker::Listed => some_strong(holds),
            Marker::Linked | Marker::Category => some_strong(has_all),
            Marker::Bold(Some(_)) => some_strong(goes_beyond),
            _ => false,
        };
        let is_under = some_strong(is_headed);
        let has_words = evidence.running > 0.5 && some_strong(finds_words);
        // A list in one corner is no digest: what heads the rest may make one.
        let is_corner = evidence.coverage < prior.covered();
        let score = scores[at]
            - if is_mother || is_under { 1.5 } else { 0.0 }
            - if is_corner { 2.0 } else { 0.0 }
            - if is_part {
                3.0
            } else if has_headlines || has_words {
                2.0
            } else {
                0.0
            };
        if best.is_none_or(|(_, best)| score > best) {
            best = Some((evidence, score));
        }
    }
    best
}

/// Whether nearly all lines of `part` have the look of `whole`, which marks more: a contents list
/// that names only some of the headlines.
fn holds(whole: &Evidence, part: &Evidence) -> bool {
    whole.marker != part.marker
        && whole.lines.len() > part.lines.len()
        && shared(&whole.lines, &part.lines) * 5 >= part.lines.len() * 4
}

/// Whether all lines of `part` are among those of `whole`, whose others are linked too, under a
/// number or at a point: only what stands behind the link differs, or that few have a category.
fn has_all(whole: &Evidence, part: &Evidence) -> bool {
    matches!(
        whole.marker,
        Marker::Numbered(_) | Marker::Point(_) | Marker::Heading(_)
    ) && whole.linked >= 0.9
        && whole.unique >= 0.8
        && holds(whole, part)
}

/// Whether numbered lines are linked ones among others without a number, which cover far more of the
/// text: only one Section numbers its headlines.
fn goes_beyond(whole: &Evidence, part: &Evidence) -> bool {
    whole.marker == Marker::Linked
        && whole.linked >= 0.9
        && whole.unique >= 0.8
        && whole.bodies >= 0.8
        && whole.coverage >= 2.0 * part.coverage
        && holds(whole, part)
}

/// Whether headings stand right over the finer headlines of `lower`, one or more each: titles of
/// Sections over Items.
fn is_stacked(upper: &Evidence, lower: &Evidence) -> bool {
    let (Marker::Heading(above), Marker::Heading(below)) = (upper.marker, lower.marker) else {
        return false;
    };
    let next = |&&line: &&usize| {
        let after = lower.lines.partition_point(|&other| other <= line);
        lower
            .lines
            .get(after)
            .is_some_and(|&other| other - line == 1)
    };
    above < below
        && lower.lines.len() > upper.lines.len()
        && lower.length >= upper.length
        && lower.unique >= 0.9
        && lower.fit >= 0.8
        && lower.parts + lower.names <= 0.1
        && upper.lines.iter().filter(next).count() * 5 >= upper.lines.len() * 4
}

/// Whether each of the lines stands below a heading of its own that reads like a headline: right below, as
/// a line on the source does or its title in another language, or near, where it is a sentence.
fn is_headed(upper: &Evidence, own: &Evidence) -> bool {
    let near = if own.running > 0.8 { BELOW } else { 1 };
    let mut before = 0;
    let mut below = |&&line: &&usize| {
        let after = upper.lines.partition_point(|&heading| heading < line);
        let alone = after > before && line - upper.lines[after - 1] <= near;
        before = after;
        alone
    };
    matches!(upper.marker, Marker::Heading(_))
        && !matches!(own.marker, Marker::Heading(_) | Marker::Listed)
        && own.lines.len() <= upper.lines.len()
        && upper.length >= HEADLINE
        && upper.unique >= 0.9
        && upper.fit >= 0.8
        && upper.parts + upper.names <= 0.1
        && own.lines.iter().filter(&mut below).count() * 5 >= own.lines.len() * 4
}

/// Lines between a headline and the sentence that sums it up, at most.
const BELOW: usize = 5;

/// Characters of a headline that is more than a name.
const HEADLINE: f64 = 10.0;

/// Whether a look finds headlines in nearly all of the lines in which another finds none.
fn finds_words(found: &Evidence, running: &Evidence) -> bool {
    !found.marker.is_headless()
        && found.running < 0.2
        && found.fit >= 0.8
        && shared(&found.lines, &running.lines) * 5 >= running.lines.len() * 4
}

/// How many lines two ascending lists have in common.
fn shared(a: &[usize], b: &[usize]) -> usize {
    b.iter()
        .filter(|line| a.binary_search(line).is_ok())
        .count()
}

/// Below a line that is nothing but a day, several pieces with one look may stand: then that look
/// is the marker, and the day is over all of them.
pub(super) fn finer<'e>(all: &'e [Evidence], days: &Evidence) -> Option<&'e Evidence> {
    let fits = |other: &&Evidence| {
        matches!(
            other.marker,
            Marker::Symbol(_)
                | Marker::Numbered(_)
                | Marker::Point(_)
                | Marker::Category
                | Marker::Bracketed
                | Marker::BoldLead
                | Marker::LinkLead
                | Marker::Linked
                | Marker::Bold(_)
        ) && other.unique >= 0.8
            && holds(other, days)
    };
    all.iter()
        .filter(fits)
        .max_by_key(|other| other.lines.len())
}

/// Lines between a headline and its body: blank ones and a picture.
const NEAR: usize = 3;

/// Whether most of the dated paragraphs stand right below a headline of their own: then they are
/// its body, and the date marks nothing.
fn heads(headlines: &Evidence, dated: &Evidence) -> bool {
    // Short headlines may be over bare paragraphs; over days they are titles of Sections.
    let fits = headlines.fit >= 0.5 || dated.marker == Marker::Paragraph && headlines.names < 0.3;
    if headlines.marker.is_headless() || headlines.unique < 0.8 || !fits {
        return false;
    }
    let near = if dated.marker == Marker::Paragraph && headlines.fit < 0.5 {
        1
    } else {
        NEAR
    };
    let below = |&&line: &&usize| {
        if dated.marker == Marker::DateHead && headlines.lines.binary_search(&line).is_ok() {
            return false;
        }
        let after = headlines.lines.partition_point(|&headline| headline < line);
        after > 0 && line - headlines.lines[after - 1] <= near
    };
    let n = dated.lines.len();
    n > 0 && dated.lines.iter().filter(below).count() * 5 >= n * 3
}

/// Whether the short titles of `upper` stand over the lines of `lower`: sections over items.
fn is_above(upper: &Evidence, lower: &Evidence) -> bool {
    let short =
        upper.fit < 0.5 || lower.marker == Marker::Dated && lower.share > 0.4 && lower.years <= 1;
    short && lower.lines.len() >= 2 * upper.lines.len() && upper.lines.first() < lower.lines.first()
}

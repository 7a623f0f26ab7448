//! Which marker is the headlines', and whether the Document is a digest at all.

use std::sync::LazyLock;

use super::line::Line;
use super::look;
use super::marker::{Evidence, Marker};
use super::role::{Role, Roles};
use crate::lexicon::Words;

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
    /// Ruled by articles (第N条) like a law.
    pub(super) law: bool,
}

/// Names of digests.
static DIGEST_WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new([
        "日报",
        "周报",
        "月报",
        "季报",
        "早报",
        "晚报",
        "午报",
        "快报",
        "简报",
        "周刊",
        "月刊",
        "旬报",
        "双周",
        "要闻",
        "快讯",
        "速递",
        "速览",
        "早知道",
        "大事记",
        "动态",
        "新闻",
        "资讯",
        "盘点",
        "汇总",
        "一周",
        "本周",
        "每周",
        "每日",
        "每月",
        "今日",
        "一览",
        "头条",
        "播报",
        "早餐",
        "晨报",
        "内参",
        "观察",
        "回顾",
        "精选",
        "热点",
        "时间线",
        "大事件",
        "十大事件",
        "摘要",
        "通讯",
        "情报",
        "头版",
        "集锦",
        "合集",
        "政策汇编",
        "weekly",
        "daily",
        "digest",
        "news",
        "roundup",
        "bulletin",
        "brief",
        "monthly",
        "newsletter",
        "this week",
    ])
});

/// Names of digests that come again and again.
static PERIODICAL_WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new([
        "日报",
        "周报",
        "月报",
        "双周报",
        "周刊",
        "月刊",
        "早报",
        "晚报",
        "快报",
        "简报",
        "早知道",
        "晨报",
        "weekly",
        "daily",
        "monthly",
        "newsletter",
    ])
});

/// Words in titles of lessons.
static LESSON_WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new([
        "教程",
        "指南",
        "详解",
        "入门",
        "实战",
        "如何",
        "怎么",
        "什么是",
        "是什么",
        "原理",
        "学习笔记",
        "笔记",
        "解读",
        "白皮书",
        "一文",
        "浅谈",
        "浅析",
        "面试",
        "手册",
        "文档",
        "方案",
        "概述",
        "简介",
        "介绍",
        "基础",
        "论文",
        "攻略",
        "排名",
        "排行",
        "必读",
        "推荐",
        "最佳实践",
        "思考",
        "趋势",
        "技术",
        "设计",
        "开发",
        "部署",
        "测试",
        "图解",
        "解析",
        "分析",
        "guide",
        "tutorial",
        "how to",
        "policy",
        "handbook",
        "introduction",
    ])
});

impl Prior {
    /// Reads the title and counts articles of law.
    pub(super) fn of(title: &str, lines: &[Line], roles: &Roles) -> Self {
        let lower = title.to_lowercase();
        let articles = lines
            .iter()
            .filter(|line| line.style() == Some(look::Style::Article))
            .count();
        let numbered = lines
            .iter()
            .zip(&roles.of)
            .filter(|(line, role)| **role == Role::Text && !line.is_blank())
            .count();
        Self {
            named: DIGEST_WORDS.any_in(&lower),
            issue: names_issue(&lower),
            periodical: PERIODICAL_WORDS.any_in(&lower),
            lesson: LESSON_WORDS.any_in(&lower),
            law: articles >= 5 && articles * 8 >= numbered,
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
    ["期", "周", "月", "日", "w"]
        .iter()
        .any(|word| title.match_indices(word).any(|(at, _)| digit_before(at)))
        || title.contains("vol.")
        || title.contains("issue")
        || digits8(title)
}

/// `20200910`.
fn digits8(title: &str) -> bool {
    let bytes = title.as_bytes();
    bytes
        .windows(8)
        .any(|window| window.iter().all(u8::is_ascii_digit) && window.starts_with(b"20"))
}

/// How well a marker explains the Document's lines as headlines.
#[expect(clippy::cast_precision_loss, reason = "counts of lines")]
pub(super) fn score(evidence: &Evidence, prior: Prior) -> f64 {
    let n = evidence.lines.len() as f64;
    let one_line = evidence.bodies < 0.3;
    let mut score = prior.score() - 2.6;
    score += 2.0 * evidence.news + 0.6 * evidence.reports;
    score += 2.0 * evidence.listed;
    score += 0.8 * evidence.fit
        - if evidence.length < 7.0 && !evidence.marker.is_headless() {
            0.8
        } else {
            0.0
        };
    score += (n.log2() / 4.0).min(1.0);
    score += evidence.coverage - 0.2;
    score -= 2.5 * (1.0 - evidence.unique);
    score -= 1.5 * evidence.sentences;
    score -= 2.0 * evidence.questions;
    score -= 2.5 * evidence.parts;
    score -= 2.0 * evidence.code;
    if one_line && evidence.linked < 0.5 {
        score -= if prior.named && prior.issue { 0.4 } else { 1.0 };
    }
    score += match evidence.marker {
        Marker::Heading(_) => 0.3,
        Marker::Category => 0.8,
        Marker::Bold(_) => 0.2,
        Marker::Listed => -0.4,
        Marker::Dated if evidence.years > 1 || n < 3.0 || evidence.share < 0.4 => -4.0,
        Marker::Dated => 1.5 * evidence.share - 2.0,
        Marker::Point(_) if evidence.linked > 0.6 => 0.0,
        Marker::Point(_) | Marker::Linked | Marker::Symbol(_) | Marker::Numbered(_) => -0.2,
        Marker::BoldLead => -0.6,
    };
    // Points of an argument look like running news but for days and sources.
    score -= evidence.running * (1.0 - evidence.reports);
    score
}

/// Weight of a contents list when the question is digest or article: articles have them too.
const LISTED_IN_VERDICT: f64 = 0.5;

/// Whether what a marker tells apart is news: otherwise the Document is left whole.
pub(super) fn is_digest(evidence: &Evidence, score: f64, prior: Prior) -> bool {
    let verdict = score - (2.0 - LISTED_IN_VERDICT) * evidence.listed;
    let titled = prior.named || prior.issue;
    let signals = evidence.reports > 0.1
        || evidence.linked > 0.3 && (titled || evidence.news > 0.5)
        || prior.issue && evidence.news > 0.3
        || evidence.marker == Marker::Category;
    let enough = if titled { 0.7 } else { 1.3 };
    let told_by_title = prior.periodical && prior.issue && verdict + 2.0 * evidence.code > 0.7;
    let headed = evidence.fit >= 0.5 && evidence.unique >= 0.8;
    let few = evidence.lines.len() < 3 && !(titled && evidence.reports >= 0.5);
    let news = !few && signals && evidence.news >= 0.2 && verdict > enough;
    !prior.law && headed && (news || told_by_title && evidence.fit >= 0.8)
}

/// The best marker, with its score.
pub(super) fn best(all: &[Evidence], prior: Prior) -> Option<(&Evidence, f64)> {
    let scores: Vec<f64> = all.iter().map(|evidence| score(evidence, prior)).collect();
    let mut best: Option<(&Evidence, f64)> = None;
    for (at, evidence) in all.iter().enumerate() {
        let is_mother = all
            .iter()
            .zip(&scores)
            .any(|(other, &other_score)| other_score > 0.7 && is_above(evidence, other));
        let has_headlines =
            evidence.marker == Marker::Dated && all.iter().any(|other| heads(other, evidence));
        let score =
            scores[at] - if is_mother { 1.5 } else { 0.0 } - if has_headlines { 2.0 } else { 0.0 };
        if best.is_none_or(|(_, best)| score > best) {
            best = Some((evidence, score));
        }
    }
    best
}

/// Lines between a headline and its body: blank ones and a picture.
const NEAR: usize = 3;

/// Whether most of the dated paragraphs stand right below a headline of their own: then they are
/// its body, and the date marks nothing.
fn heads(headlines: &Evidence, dated: &Evidence) -> bool {
    if headlines.marker.is_headless() || headlines.unique < 0.8 || headlines.fit < 0.5 {
        return false;
    }
    let below = |&&line: &&usize| {
        let after = headlines.lines.partition_point(|&headline| headline < line);
        after > 0 && line - headlines.lines[after - 1] <= NEAR
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

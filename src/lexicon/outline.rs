//! Words by which the outline tells digests from articles, and headlines from other titles.

use std::sync::LazyLock;

use super::Words;
use super::table::rows;

const WORDS: &str = include_str!("../../data/outline_words.tsv");

/// The lists of `data/outline_words.tsv`, by use.
#[derive(Debug)]
pub(crate) struct OutlineWords {
    /// In titles of digests, lower case.
    pub(crate) digest: Words,
    /// In titles: the time that an issue covers, without a number, lower case.
    pub(crate) span: Words,
    /// In titles of digests that come again and again, lower case.
    pub(crate) periodical: Words,
    /// In titles of articles that explain, lower case.
    pub(crate) lesson: Words,
    /// Titles of Sections.
    pub(crate) section: Words,
    /// Ends of such titles.
    pub(crate) section_end: Words,
    /// Ends of titles of Sections of news.
    pub(crate) news_end: Words,
    /// Titles of parts of an essay, manual or report.
    pub(crate) part: Words,
    /// In titles over closing words and introductions.
    pub(crate) closing: Words,
    /// Ends the title over what to do.
    pub(crate) advice: Words,
    /// In headlines that tell an event.
    pub(crate) event: Words,
    /// At the head of headlines: bodies without a name that act (两部门, court), lower case.
    pub(crate) actor: Words,
    /// Near the head of a body: says when or by whom something was reported.
    pub(crate) report: Words,
    /// Near the head of a body: hints at an event.
    pub(crate) hint: Words,
    /// Near the end of a body: names its source.
    pub(crate) source: Words,
    /// Begin lines of credits.
    pub(crate) credit: Words,
    /// End titles of comments.
    pub(crate) comment: Words,
    /// In lines over contents lists.
    pub(crate) contents: Words,
    /// In lines over lists of further reading.
    pub(crate) reading: Words,
    /// In lines that ask to follow, share or write in.
    pub(crate) call: Words,
    /// Names of the column that holds the headlines of a table.
    pub(crate) column: Words,
    /// Fields that hold the headline: `标题：…`.
    pub(crate) field: Words,
    /// In a closing line that asks to scan, follow or share.
    pub(crate) beg: Words,
    /// In titles of what people write of their own work, lower case.
    pub(crate) private: Words,
    /// What numbers count: `新闻一`.
    pub(crate) piece: Words,
    /// In an introduction, before what was gathered.
    pub(crate) gathers: Words,
    /// In titles: how often it comes.
    pub(crate) recurring: Words,
    /// What a title counts: `十大事件`.
    pub(crate) counted: Words,
    /// Begin questions.
    pub(crate) question_begins: Words,
    /// End questions.
    pub(crate) question_ends: Words,
}

static OUTLINE: LazyLock<OutlineWords> = LazyLock::new(|| {
    let list = |wanted: &str| {
        let all = rows(WORDS, ["word", "use"]);
        Words::new(
            all.filter(|[_, used]| *used == wanted)
                .map(|[word, _]| word),
        )
    };
    OutlineWords {
        digest: list("digest"),
        span: list("span"),
        periodical: list("periodical"),
        lesson: list("lesson"),
        section: list("section"),
        section_end: list("section_end"),
        news_end: list("news_end"),
        part: list("part"),
        closing: list("closing"),
        advice: list("advice"),
        event: list("event"),
        actor: list("actor"),
        report: list("report"),
        hint: list("hint"),
        source: list("source"),
        credit: list("credit"),
        comment: list("comment"),
        contents: list("contents"),
        reading: list("reading"),
        call: list("call"),
        column: list("column"),
        field: list("field"),
        beg: list("beg"),
        private: list("private"),
        piece: list("piece"),
        counted: list("counted"),
        recurring: list("recurring"),
        gathers: list("gathers"),
        question_begins: list("question_begins"),
        question_ends: list("question_ends"),
    }
});

/// The lists, read once.
pub(crate) fn outline_words() -> &'static OutlineWords {
    &OUTLINE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_use_that_is_read_and_stands_once() {
        let mut seen = std::collections::HashSet::new();
        let known = [
            "digest",
            "periodical",
            "lesson",
            "section",
            "section_end",
            "news_end",
            "part",
            "closing",
            "advice",
            "event",
            "actor",
            "span",
            "report",
            "hint",
            "source",
            "credit",
            "comment",
            "contents",
            "reading",
            "piece",
            "counted",
            "recurring",
            "gathers",
            "call",
            "column",
            "field",
            "private",
            "beg",
            "question_begins",
            "question_ends",
        ];
        for [word, used] in rows(WORDS, ["word", "use"]) {
            assert!(known.contains(&used), "{word}: unknown use `{used}`");
            assert!(seen.insert((word, used)), "{word} stands twice for {used}");
        }
    }
}

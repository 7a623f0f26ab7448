//! What one Item names: its day, the places it is about, issuing bodies, cited titles.
//!
//! Comes in: the plain text of one Item and what the Document knows of time. Goes out: a
//! [`Reading`]. Every guess keeps its words and its reason as a Mention, for `explain`.

use crate::date::Period;
use crate::lexicon::Lexicon;

use super::{ItemDate, Mention, Work};

mod day;
mod issuer;
mod place;
mod title;

/// The plain text of one Item, with the lines it came from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ItemText<'a> {
    /// Headline; empty when the Item has none of its own.
    pub(crate) headline: &'a str,
    /// 1-based line of the headline.
    pub(crate) headline_line: u32,
    /// Body, paragraphs parted by newlines.
    pub(crate) body: &'a str,
    /// Byte in `body` where a line of the Source begins, and its number; ascending.
    pub(crate) lines: &'a [(u32, u32)],
}

/// What a Document knows of time, for days without a year.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clock {
    /// What the Document covers, and where that was read (`title`, `front matter` …).
    pub(crate) period: Option<(Period, &'static str)>,
    /// Full dates elsewhere in the Document, in order.
    pub(crate) others: Vec<jiff::civil::Date>,
}

/// What one Item names.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// The day of the event.
    pub(crate) date: ItemDate,
    /// Places it is about.
    pub(crate) regions: Vec<String>,
    /// Bodies that issue what it reports.
    pub(crate) issuers: Vec<String>,
    /// Titles it cites.
    pub(crate) works: Vec<Work>,
    /// The words behind all that.
    pub(crate) mentions: Vec<Mention>,
}

/// Reads one Item.
pub(crate) fn read(item: &ItemText<'_>, clock: &Clock, lexicon: &Lexicon) -> Reading {
    let mut mentions = Vec::new();
    let date = day::read(item, clock, &mut mentions);
    let headline_hits = lexicon.find(item.headline);
    let body_hits = lexicon.find(item.body);
    let mut works = title::read(item, lexicon, &mut mentions);
    let issuers = issuer::read(
        item,
        &headline_hits,
        &body_hits,
        lexicon,
        &mut works,
        &mut mentions,
    );
    let regions = place::read(item, &headline_hits, &body_hits, lexicon, &mut mentions);
    mentions.sort_by_key(|mention| mention.line);
    Reading {
        date,
        regions,
        issuers,
        works,
        mentions,
    }
}

impl ItemText<'_> {
    /// 1-based line of a byte of the body.
    fn line(&self, at: usize) -> u32 {
        let index = self
            .lines
            .partition_point(|&(start, _)| start as usize <= at);
        self.lines
            .get(index.wrapping_sub(1))
            .map_or(self.headline_line, |&(_, line)| line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Period;
    use jiff::civil::date;

    /// Headline, body → `date | regions | issuers | policies (short → full)`.
    fn shown(headline: &str, body: &str) -> String {
        let lexicon = Lexicon::new(&[], &[]).0;
        let period = Period {
            start: date(2020, 9, 7),
            end: date(2020, 9, 13),
            label: "2020年9月第2周".to_owned(),
        };
        let clock = Clock {
            period: Some((period, "标题")),
            others: Vec::new(),
        };
        let lines = [(0, 2)];
        let item = ItemText {
            headline,
            headline_line: 1,
            body,
            lines: &lines,
        };
        let reading = read(&item, &clock, &lexicon);
        let day = match (reading.date.date, reading.date.status) {
            (Some(date), _) => date.to_string(),
            (None, status) => format!("{status:?}").to_lowercase(),
        };
        let works: Vec<String> = reading
            .works
            .iter()
            .filter(|work| matches!(work.kind, crate::document::WorkKind::Policy(_)))
            .map(|work| match &work.refers_to {
                Some(full) => format!("{}→{full}", work.title),
                None => work.title.clone(),
            })
            .collect();
        format!(
            "{day} | {} | {} | {}",
            reading.regions.join(" "),
            reading.issuers.join(" "),
            works.join(" ")
        )
    }

    #[test]
    fn an_item_is_read() {
        for (headline, body, expected) in [
            ("江南省不存在的地方", "没有任何内容。", "none |  |  | "),
            (
                "成都发布数字经济方案",
                "9月10日，成都市人民政府印发《成都市数字经济发展方案（2020—2022年）》。《方案》提出三项任务。",
                "2020-09-10 | 四川/成都 | 成都市人民政府 | 成都市数字经济发展方案（2020—2022年） 方案→成都市数字经济发展方案（2020—2022年）",
            ),
            (
                "某校专家谈税制",
                "近日，西南财经大学教授发文《税制的变局》。",
                "relative |  |  | ",
            ),
            (
                "一家银行行长谈利率",
                "9月13日，北京海山集团首席顾问表示，利率走低。",
                "2020-09-13 |  |  | ",
            ),
            (
                "外汇试点落地",
                "近日，农业银行大同分行办理首笔业务。",
                "relative | 山西/大同 |  | ",
            ),
            (
                "数据条例自10月1日起施行",
                "《南山省数据条例》自2020年10月1日起施行。",
                "none |  |  | 南山省数据条例",
            ),
        ] {
            assert_eq!(shown(headline, body), expected, "{headline}");
        }
    }
}

//! The pictures on pages: which numbers they show, in which words.

use jiff::civil::Date;

use crate::archive::{CalendarSpan, ItemId, REGIONS, TAGS, Term};
use crate::render::picture::{Caption, Event, Tile, bars, heat, line, tiles, timeline};
use crate::render::view::{Html, PictureRow, PictureView, TrendView};
use crate::render::words::span_of;

use super::Scope;
use super::dates::Unit;

/// Years that a chart shows, the last ones.
const YEARS: i16 = 24;
/// Months that the strip of the front page shows, the last ones.
const MONTHS: i64 = 120;
/// Width of a bar with its gap in the strip of months, at most; the strip is about this wide.
const STRIP: usize = 1152;
/// Trends that the page of tags shows.
const TRENDS: usize = 8;

impl Scope<'_> {
    /// Items by year.
    pub(super) fn years_picture(&self, items: &[ItemId]) -> Option<PictureView> {
        let found = self.renderer.archive.years_of(items);
        let numbers = filled(&found, YEARS);
        if found.len() < 2 {
            return None;
        }
        let title = self.renderer.words.text("picture_years");
        let labels: Vec<(usize, String)> = numbers
            .iter()
            .map(|(year, _)| year.to_string())
            .enumerate()
            .collect();
        let most = numbers.iter().max_by_key(|(_, n)| *n)?;
        let about = self.most_words(&self.year_words(most.0), most.1);
        let caption = Caption {
            id: "years",
            title,
            about: &about,
        };
        let counts: Vec<usize> = numbers.iter().map(|(_, n)| *n).collect();
        let rows = numbers
            .iter()
            .filter(|(_, n)| *n > 0)
            .map(|(year, n)| self.year_row(*year, vec![*n]));
        Some(self.picture(
            &caption,
            bars(&caption, &counts, &labels, 36),
            &["year_column", "items"],
            rows.collect(),
        ))
    }

    /// Every month of the archive up to its last, as a strip of bars; the table has years for rows.
    pub(super) fn months_picture(&self) -> Option<PictureView> {
        let words = self.renderer.words;
        let archive = self.renderer.archive;
        let months = &archive.calendar.months;
        // A month that a post of the whole year only passes through holds nothing of it.
        let ends_in = |post: &u32, month: &CalendarSpan| {
            let period = self.renderer.document(*post).dates.period.as_ref();
            period.is_some_and(|period| period.end <= month.end)
        };
        let held = |month: &CalendarSpan| {
            let posts = month.posts.iter().filter(|post| ends_in(post, month));
            month.items.len().max(posts.count())
        };
        let last = months.last()?.start;
        let number = |day: Date| i64::from(day.year()) * 12 + i64::from(day.month()) - 1;
        let first = number(months[0].start).max(number(last) - MONTHS + 1);
        let mut counts = vec![0; usize::try_from(number(last) - first + 1).unwrap_or(1)];
        for month in months {
            if let Ok(at) = usize::try_from(number(month.start) - first) {
                counts[at] = held(month);
            }
        }
        let all = (first..=number(last)).enumerate();
        let is_short = counts.len() < 12;
        let labels = all.filter(|(_, month)| is_short || month.rem_euclid(12) == 0);
        let labels = labels.map(|(at, month)| {
            let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
            (at, if is_short { month } else { year }.to_string())
        });
        let labels: Vec<(usize, String)> = labels.collect();
        let most = months.iter().max_by_key(|month| held(month))?;
        let about = self.most_words(&words.month(most.start), held(most));
        let caption = Caption {
            id: "months",
            title: words.text("months_strip"),
            about: &about,
        };
        let svg = bars(
            &caption,
            &counts,
            &labels,
            (STRIP / counts.len()).clamp(8, 28),
        );
        let years = self.renderer.archive.calendar.years.iter().rev();
        let rows = years
            .map(|year| self.year_row(year.start.year(), vec![year.items.len(), year.posts.len()]));
        Some(self.picture(
            &caption,
            svg,
            &["year_column", "items", "posts"],
            rows.collect(),
        ))
    }

    /// The days of a year that hold Items.
    pub(super) fn heat_picture(&self, year: &CalendarSpan) -> Option<PictureView> {
        let words = self.renderer.words;
        let mut days: Vec<(Date, usize)> = Vec::new();
        for id in year.items.iter().rev() {
            let day = self.renderer.item(*id).date.date?;
            match days.last_mut() {
                Some((last, n)) if *last == day => *n += 1,
                _ => days.push((day, 1)),
            }
        }
        days.sort_unstable();
        let most = days.iter().max_by_key(|(_, n)| *n)?;
        let about = self.most_words(&words.day(most.0).text, most.1);
        let caption = Caption {
            id: "days",
            title: words.text("picture_days"),
            about: &about,
        };
        let months: Vec<&str> = (1..=12)
            .map(|month| words.0.entry("months", month))
            .collect();
        let months: Vec<String> = months
            .iter()
            .map(|month| month.chars().take(3).collect())
            .collect();
        let months: Vec<&str> = months.iter().map(String::as_str).collect();
        let svg = heat(&caption, year.start, &days, &months);
        let rows = days.iter().map(|(day, n)| {
            let month = span_of(&self.renderer.archive.calendar.months, *day);
            PictureRow {
                label: words.day(*day).text,
                href: month.map_or_else(String::new, |at| self.page(Unit::Month.page(at))),
                numbers: vec![*n],
            }
        });
        Some(self.picture(&caption, svg, &["day_column", "items"], rows.collect()))
    }

    /// The provinces on a map of tiles. Its table is the list of the page.
    pub(super) fn map_picture(&self) -> Option<PictureView> {
        let words = self.renderer.words;
        let terms = self.renderer.archive.facets[REGIONS]
            .terms
            .iter()
            .enumerate();
        let provinces = terms.filter(|(_, term)| term.parent.is_none());
        let provinces: Vec<Tile> = provinces
            .map(|(at, term)| Tile {
                name: &term.name,
                href: self.term(REGIONS, at),
                n: term.items.len(),
            })
            .collect();
        let most = provinces.iter().max_by_key(|tile| tile.n)?;
        let about = self.most_words(most.name, most.n);
        let caption = Caption {
            id: "map",
            title: words.text("picture_map"),
            about: &about,
        };
        Some(self.picture(&caption, tiles(&caption, &provinces), &[], Vec::new()))
    }

    /// How the tags with most Items went over the years, each to its own scale, and the table of them.
    pub(super) fn trends(&self) -> (Vec<TrendView>, Option<PictureView>) {
        let archive = self.renderer.archive;
        let terms = &archive.facets[TAGS].terms;
        let mut order: Vec<usize> = (0..terms.len())
            .filter(|term| !self.renderer.is_thin(TAGS, *term))
            .collect();
        order.sort_by_key(|term| std::cmp::Reverse(terms[*term].items.len()));
        order.truncate(TRENDS);
        let found: Vec<Vec<(i16, usize)>> = order
            .iter()
            .map(|term| archive.years_of(&terms[*term].items))
            .collect();
        let last = found.iter().flatten().map(|(year, _)| *year).max();
        let first = found.iter().flatten().map(|(year, _)| *year).min();
        let (Some(first), Some(last)) = (first, last) else {
            return (Vec::new(), None);
        };
        let first = first.max(last.saturating_sub(YEARS - 1));
        if first == last || order.len() < 2 {
            return (Vec::new(), None);
        }
        let of = |years: &[(i16, usize)], year: i16| {
            years
                .iter()
                .find(|(at, _)| *at == year)
                .map_or(0, |(_, n)| *n)
        };
        let trends = order
            .iter()
            .zip(&found)
            .enumerate()
            .map(|(at, (term, years))| {
                let numbers: Vec<usize> = (first..=last).map(|year| of(years, year)).collect();
                let most = numbers.iter().copied().max().unwrap_or_default();
                let about = self.trend_words(&terms[*term], first, last, most);
                let id = format!("trend{at}");
                let caption = Caption {
                    id: &id,
                    title: &terms[*term].name,
                    about: &about,
                };
                TrendView {
                    term: self.term_link(TAGS, *term),
                    svg: line(&caption, &numbers, most),
                }
            });
        let rows = (first..=last)
            .rev()
            .map(|year| self.year_row(year, found.iter().map(|years| of(years, year)).collect()));
        let title = self.renderer.words.text("picture_trends").to_owned();
        let column = self.renderer.words.text("year_column").to_owned();
        let names = order.iter().map(|term| terms[*term].name.clone());
        let table = PictureView {
            id: "trends".to_owned(),
            title,
            svg: Html::default(),
            columns: std::iter::once(column).chain(names).collect(),
            rows: rows.collect(),
        };
        (trends.collect(), Some(table))
    }

    /// What an archive knows of a Policy, in time.
    pub(super) fn timeline_picture(&self, policy: usize) -> Option<PictureView> {
        let words = self.renderer.words;
        let archive = self.renderer.archive;
        let policy = &archive.policies[policy];
        let mut events: Vec<Event> = Vec::new();
        for id in &policy.items {
            if let Some(day) = self.renderer.item(*id).date.date {
                let status = policy.status.iter().find(|status| status.item == Some(*id));
                events.push(Event {
                    day,
                    words: status.map_or_else(String::new, |status| status.word.clone()),
                });
            }
        }
        let own = policy.status.iter().filter(|status| status.item.is_none());
        events.extend(own.filter_map(|status| {
            Some(Event {
                day: status.date?,
                words: status.word.clone(),
            })
        }));
        let marks = [
            ("policy_issued", policy.issued),
            ("policy_published", policy.published),
            ("policy_effective", policy.effective),
        ];
        let marks = marks.into_iter().filter_map(|(key, day)| {
            Some(Event {
                day: day?,
                words: words.text(key).to_owned(),
            })
        });
        events.extend(marks);
        events.sort_by_key(|event| event.day);
        let (first, last) = (events.first()?.day, events.last()?.day);
        if first == last {
            return None;
        }
        let about = self.renderer.words.0.fill(
            "picture_from_to",
            &[
                ("from", &*words.day(first).text),
                ("to", &*words.day(last).text),
                ("n", &*events.len().to_string()),
            ],
        );
        let caption = Caption {
            id: "timeline",
            title: words.text("picture_timeline"),
            about: &about,
        };
        let ends = [words.month(first), words.month(last)];
        let svg = timeline(&caption, &events, [&ends[0], &ends[1]]);
        Some(self.picture(&caption, svg, &[], Vec::new()))
    }

    fn picture(
        &self,
        caption: &Caption,
        svg: Html,
        columns: &[&'static str],
        rows: Vec<PictureRow>,
    ) -> PictureView {
        PictureView {
            id: caption.id.to_owned(),
            title: caption.title.to_owned(),
            svg,
            columns: columns
                .iter()
                .map(|key| self.renderer.words.text(key).to_owned())
                .collect(),
            rows,
        }
    }

    fn year_words(&self, year: i16) -> String {
        Date::new(year, 1, 1).map_or_else(|_| year.to_string(), |day| self.renderer.words.year(day))
    }

    fn year_row(&self, year: i16, numbers: Vec<usize>) -> PictureRow {
        let years = &self.renderer.archive.calendar.years;
        let at = years.iter().position(|span| span.start.year() == year);
        PictureRow {
            label: self.year_words(year),
            href: at.map_or_else(String::new, |at| self.page(Unit::Year.page(at))),
            numbers,
        }
    }

    /// `最多的是2020年，21 条`.
    fn most_words(&self, label: &str, n: usize) -> String {
        let n = self.renderer.words.0.count("n_items", n);
        self.renderer
            .words
            .0
            .fill("picture_most", &[("label", label), ("count", &n)])
    }

    fn trend_words(&self, term: &Term, first: i16, last: i16, most: usize) -> String {
        self.renderer.words.0.fill(
            "picture_trend",
            &[
                ("from", &*self.year_words(first)),
                ("to", &*self.year_words(last)),
                (
                    "count",
                    &*self.renderer.words.0.count("n_items", term.items.len()),
                ),
                ("most", &*most.to_string()),
            ],
        )
    }
}

/// What a span counts for: its Items, or its posts where no Item has a date.
pub(super) fn weight(span: &CalendarSpan) -> usize {
    span.items.len().max(span.posts.len())
}

/// Years without gaps, the last `n` of them.
fn filled(years: &[(i16, usize)], n: i16) -> Vec<(i16, usize)> {
    let (Some(&(first, _)), Some(&(last, _))) = (years.first(), years.last()) else {
        return Vec::new();
    };
    let first = first.max(last.saturating_sub(n - 1));
    let of = |year: i16| {
        years
            .binary_search_by_key(&year, |(at, _)| *at)
            .map_or(0, |at| years[at].1)
    };
    (first..=last).map(|year| (year, of(year))).collect()
}

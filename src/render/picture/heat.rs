//! A year as weeks and days, each day shaded by its number.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::{Caption, LEVELS, level, svg, text};
use crate::render::view::Html;

const CELL: usize = 14;
const GAP: usize = 2;
/// Room for the names of the months.
const ABOVE: usize = 16;

/// The days of a year from Monday (top) to Sunday, a column a week. `numbers`: days that hold
/// something; `months`: names of the twelve months.
pub(in crate::render) fn heat(
    caption: &Caption,
    year: Date,
    numbers: &[(Date, usize)],
    months: &[&str],
) -> Html {
    let first = year.first_of_year();
    let offset = usize::from(first.weekday().to_monday_zero_offset().unsigned_abs());
    let cell = |day: Date| {
        let at = offset + usize::from(day.day_of_year().unsigned_abs()) - 1;
        (at / 7 * CELL, ABOVE + at % 7 * CELL)
    };
    let side = CELL - GAP;
    let square = |path: &mut String, day: Date| {
        let (x, y) = cell(day);
        let _ = write!(path, "M{x} {y}h{side}v{side}h-{side}z");
    };
    let most = numbers.iter().map(|(_, n)| *n).max().unwrap_or_default();
    let mut paths = vec![String::new(); LEVELS + 1];
    for &(day, n) in numbers {
        square(&mut paths[level(n, most)], day);
    }
    let held: Vec<Date> = numbers.iter().map(|(day, _)| *day).collect();
    for day in first
        .series(jiff::ToSpan::day(1))
        .take(usize::from(first.days_in_year().unsigned_abs()))
    {
        if held.binary_search(&day).is_err() {
            square(&mut paths[0], day);
        }
    }
    let mut body = String::new();
    for (at, month) in (1..=12).zip(months) {
        if let Ok(day) = Date::new(year.year(), at, 1) {
            text(&mut body, "axis", cell(day).0, 11, month);
        }
    }
    for (at, path) in paths
        .iter()
        .enumerate()
        .filter(|(_, path)| !path.is_empty())
    {
        let _ = write!(body, "<path class=\"s{at}\" d=\"{path}\"/>");
    }
    svg(caption, [54 * CELL, ABOVE + 7 * CELL], false, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_day_of_the_year_is_one_square_in_its_week() {
        let caption = Caption {
            id: "y",
            title: "t",
            about: "a",
        };
        let day = |text: &str| text.parse::<Date>().expect("a day");
        // 1 January 2020 was a Wednesday, 6 January a Monday.
        let Html(drawn) = heat(
            &caption,
            day("2020-01-01"),
            &[(day("2020-01-06"), 3)],
            &["1月"],
        );
        assert!(
            drawn.contains("<path class=\"s5\" d=\"M14 16h12v12h-12z\"/>"),
            "{drawn}"
        );
        assert_eq!(drawn.matches("v12").count(), 366);
    }
}

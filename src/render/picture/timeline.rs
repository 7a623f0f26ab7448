//! What happened when, on one line.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::{Caption, svg, text};
use crate::render::view::Html;

const WIDTH: usize = 640;
/// Where the line runs, and room on its left and right.
const LINE: usize = 72;
const MARGIN: usize = 48;
/// Events nearer than this stand above one another, as far as there is room.
const STEP: usize = 9;
const STACK: usize = 5;

/// Something with a day.
pub(in crate::render) struct Event {
    pub(in crate::render) day: Date,
    /// What is written at it; empty for a dot alone.
    pub(in crate::render) words: String,
}

/// Events, oldest first, on a line from the first day to the last.
pub(in crate::render) fn timeline(caption: &Caption, events: &[Event], ends: [&str; 2]) -> Html {
    let days = |from: Date, to: Date| {
        usize::try_from(from.duration_until(to).as_hours() / 24).unwrap_or_default()
    };
    let (Some(first), Some(last)) = (events.first(), events.last()) else {
        return Html::default();
    };
    let whole = days(first.day, last.day).max(1);
    let slots = (WIDTH - 2 * MARGIN) / STEP;
    let mut stacks = vec![0_usize; slots + 1];
    let mut written_to = [0_usize; 2];
    let (mut dots, mut words) = (String::new(), String::new());
    for event in events {
        let slot = days(first.day, event.day) * slots / whole;
        let x = MARGIN + slot * STEP;
        let height = stacks[slot];
        stacks[slot] += 1;
        if height < STACK {
            let y = LINE - 6 - height * STEP;
            let _ = write!(dots, "<circle cx=\"{x}\" cy=\"{y}\" r=\"4\"/>");
        }
        // Words go on the first of two lines that has room for them, or nowhere: the table has all.
        let half = event.words.chars().count() * 6 + 4;
        let line = written_to.iter().position(|end| x >= *end + half);
        if let Some(line) = line.filter(|_| !event.words.is_empty()) {
            written_to[line] = x + half;
            let _ = write!(words, "<path class=\"axis\" d=\"M{x} {LINE}v6\"/>");
            text(&mut words, "", x, LINE + 18 + 15 * line, &event.words);
        }
    }
    let right = WIDTH - MARGIN;
    let mut body = format!(
        "<path class=\"axis\" d=\"M{MARGIN} {LINE}H{right}\"/><g class=\"dot\">{dots}</g><g class=\"mid\">{words}"
    );
    text(&mut body, "axis", MARGIN, LINE + 50, ends[0]);
    text(&mut body, "axis", right, LINE + 50, ends[1]);
    body.push_str("</g>");
    svg(caption, [WIDTH, LINE + 56], false, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(day: &str, words: &str) -> Event {
        Event {
            day: day.parse().expect("a day"),
            words: words.to_owned(),
        }
    }

    #[test]
    fn events_of_one_day_stand_above_one_another() {
        let caption = Caption {
            id: "t",
            title: "t",
            about: "a",
        };
        let events = [
            event("2020-01-01", "印发"),
            event("2020-01-01", ""),
            event("2021-01-01", "施行"),
        ];
        let Html(drawn) = timeline(&caption, &events, ["2020", "2021"]);
        assert!(
            drawn.contains("<circle cx=\"48\" cy=\"66\" r=\"4\"/><circle cx=\"48\" cy=\"57\""),
            "{drawn}"
        );
        assert!(
            drawn.contains(">印发</text>") && drawn.contains(">施行</text>"),
            "{drawn}"
        );
    }

    #[test]
    fn a_thousand_events_of_one_day_do_not_leave_the_picture() {
        let caption = Caption {
            id: "t",
            title: "t",
            about: "a",
        };
        let events: Vec<Event> = (0..1000).map(|_| event("2020-01-01", "印发")).collect();
        assert_eq!(
            timeline(&caption, &events, ["", ""])
                .0
                .matches("<circle")
                .count(),
            STACK
        );
    }
}

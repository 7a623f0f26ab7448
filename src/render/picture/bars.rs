//! Bars: a number for each of a few years or months.

use std::fmt::Write as _;

use super::{Caption, svg, text};
use crate::render::view::Html;

const HEIGHT: usize = 56;
/// Room for the numbers above the bars and for the labels below.
const ABOVE: usize = 14;
const BELOW: usize = 16;

/// Bars side by side, each with its number above it. `labels`: (bar, words) below them; `step`: from
/// one bar to the next, 30 or more leaves room for the numbers.
pub(in crate::render) fn bars(
    caption: &Caption,
    numbers: &[usize],
    labels: &[(usize, String)],
    step: usize,
) -> Html {
    let most = numbers.iter().copied().max().unwrap_or_default().max(1);
    let width = (numbers.len() * step).max(step);
    let bar = step - (step / 6).max(1);
    let has_numbers = step >= 30;
    let floor = ABOVE + HEIGHT;
    let mut path = String::with_capacity(numbers.len() * 24);
    let mut words = String::new();
    for (at, &n) in numbers.iter().enumerate().filter(|(_, n)| **n > 0) {
        let height = (n * HEIGHT).div_ceil(most).max(2);
        let _ = write!(
            path,
            "M{} {floor}v-{height}h{bar}v{height}z",
            at * step + (step - bar) / 2
        );
        if has_numbers {
            text(
                &mut words,
                "",
                at * step + step / 2,
                floor - height - 3,
                &n.to_string(),
            );
        }
    }
    for (at, label) in labels {
        text(&mut words, "axis", at * step + step / 2, floor + 13, label);
    }
    let body = format!(
        "<path class=\"axis\" d=\"M0 {floor}h{width}\"/><path class=\"bar\" d=\"{path}\"/><g class=\"mid\">{words}</g>"
    );
    svg(caption, [width, floor + BELOW], false, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_high_as_their_numbers_and_nothing_has_none() {
        let caption = Caption {
            id: "y",
            title: "t",
            about: "a",
        };
        let Html(drawn) = bars(&caption, &[28, 0, 56], &[(0, "2020".to_owned())], 36);
        assert!(
            drawn.contains("M3 70v-28h30v28zM75 70v-56h30v56z"),
            "{drawn}"
        );
        assert!(
            drawn.contains("<text class=\"axis\" x=\"18\" y=\"83\">2020</text>"),
            "{drawn}"
        );
    }
}

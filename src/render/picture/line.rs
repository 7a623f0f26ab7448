//! A line: how a number went over the years.

use std::fmt::Write as _;

use super::{Caption, svg};
use crate::render::view::Html;

const WIDTH: usize = 180;
const HEIGHT: usize = 40;
/// Room for the stroke and the dot at the end.
const MARGIN: usize = 4;

/// A line through numbers at equal distances, from 0 to `most` at the top; its end is marked.
pub(in crate::render) fn line(caption: &Caption, numbers: &[usize], most: usize) -> Html {
    let (inner, high) = (WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN);
    let steps = numbers.len().saturating_sub(1).max(1);
    let point = |(at, n): (usize, &usize)| {
        let x = MARGIN + inner * at / steps;
        let y = MARGIN + high - high * (*n).min(most) / most.max(1);
        (x, y)
    };
    let mut path = String::with_capacity(numbers.len() * 8);
    for (at, (x, y)) in numbers.iter().enumerate().map(point).enumerate() {
        let _ = write!(path, "{}{x} {y}", if at == 0 { 'M' } else { 'L' });
    }
    let (x, y) = numbers
        .iter()
        .enumerate()
        .map(point)
        .next_back()
        .unwrap_or((MARGIN, MARGIN + high));
    let floor = HEIGHT - MARGIN;
    let body = format!(
        "<path class=\"axis\" d=\"M{MARGIN} {floor}h{inner}\"/><path class=\"line\" d=\"{path}\"/><circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"3\"/>"
    );
    svg(caption, [WIDTH, HEIGHT], false, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_from_the_first_number_to_the_last() {
        let caption = Caption {
            id: "y",
            title: "t",
            about: "a",
        };
        let Html(drawn) = line(&caption, &[0, 8, 4], 8);
        assert!(drawn.contains("d=\"M4 36L90 4L176 20\""), "{drawn}");
        assert!(
            line(&caption, &[], 0).0.contains("cx=\"4\""),
            "no numbers hold the shape"
        );
    }
}

//! All names in one pass over a text, the longest at each place, leftmost first.
//!
//! Nearly every character of a text begins no name, so the pass is a test of one bit by a
//! character and its neighbour; only what passes is looked up. Against an Aho-Corasick automaton of
//! the same ten thousand names this takes less than half the time, and a fifth to build.

use std::ops::Range;

use rustc_hash::FxHashMap;

/// Bits of the filter: a power of two, some ten for each name.
const FILTER_BITS: usize = 1 << 17;

/// Names, ready to be found.
#[derive(Debug)]
pub(super) struct Names {
    filter: Vec<u64>,
    /// Names by their first two characters, the longest first: name and number.
    by_start: FxHashMap<[char; 2], Vec<(Box<str>, u32)>>,
}

impl Names {
    /// Names by number; of equal ones the first counts. Those of fewer than two characters are left out.
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut filter = vec![0; FILTER_BITS / 64];
        let mut by_start: FxHashMap<[char; 2], Vec<(Box<str>, u32)>> = FxHashMap::default();
        for (number, name) in names.enumerate() {
            let mut chars = name.chars();
            let (Some(first), Some(second)) = (chars.next(), chars.next()) else {
                continue;
            };
            let bit = bit(first, second);
            filter[bit / 64] |= 1 << (bit % 64);
            let same = by_start.entry([first, second]).or_default();
            if !same.iter().any(|(other, _)| **other == *name) {
                same.push((name.into(), number as u32));
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for same in by_start.values_mut() {
            same.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        }
        Self { filter, by_start }
    }

    /// All names in a text that do not overlap: where, and their numbers.
    pub(super) fn find<'t>(
        &'t self,
        text: &'t str,
    ) -> impl Iterator<Item = (Range<usize>, usize)> + 't {
        let mut chars = text.char_indices();
        let mut base = 0;
        let mut previous: Option<(usize, char)> = None;
        std::iter::from_fn(move || {
            loop {
                let (at, c) = chars.next()?;
                let Some((start, first)) = previous.replace((base + at, c)) else {
                    continue;
                };
                let bit = bit(first, c);
                if self.filter[bit / 64] & (1 << (bit % 64)) == 0 {
                    continue;
                }
                if let Some((length, number)) = self.longest(&text[start..], [first, c]) {
                    let end = start + length;
                    (chars, base, previous) = (text[end..].char_indices(), end, None);
                    return Some((start..end, number));
                }
            }
        })
    }

    /// The longest name that a text begins with: its length and number.
    fn longest(&self, text: &str, start: [char; 2]) -> Option<(usize, usize)> {
        let names = self.by_start.get(&start)?;
        let (name, number) = names.iter().find(|(name, _)| text.starts_with(&**name))?;
        Some((name.len(), *number as usize))
    }

    /// The number of a name.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        let mut chars = name.chars();
        let (length, number) = self.longest(name, [chars.next()?, chars.next()?])?;
        (length == name.len()).then_some(number)
    }
}

fn bit(first: char, second: char) -> usize {
    (u32::from(first).wrapping_mul(0x9E37_79B1) ^ u32::from(second).wrapping_mul(0x85EB_CA6B))
        as usize
        >> 5
        & (FILTER_BITS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str], text: &str) -> String {
        let names = Names::new(names.iter().copied());
        let words: Vec<&str> = names.find(text).map(|(span, _)| &text[span]).collect();
        words.join(" ")
    }

    #[test]
    fn the_longest_name_wins_and_names_do_not_overlap() {
        for (names, text, expected) in [
            (&["四川", "四川省"][..], "在四川省和四川", "四川省 四川"),
            (&["上海", "海南"], "上海南站", "上海"),
            (&["上海", "海南", "上海南站"], "上海南站", "上海南站"),
            (&["成都", "都江堰"], "成都江堰", "成都"),
            (&["US", "USA"], "the USA, US", "USA US"),
            (&["京"], "京", ""),
            (&["重庆"], "重", ""),
        ] {
            assert_eq!(found(names, text), expected, "{text}");
        }
    }

    #[test]
    fn the_first_of_equal_names_counts() {
        let names = Names::new(["成都", "重庆", "成都"].into_iter());
        assert_eq!(names.number("成都"), Some(0));
        assert_eq!(names.number("成都市"), None);
    }
}

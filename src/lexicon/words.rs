//! A few dozen words, looked for all at once.
//!
//! Most characters of a text begin none of the words: one bit by a character and its neighbour
//! tells. What passes is compared with the words that begin with it.

/// Words, ready to be found.
#[derive(Debug)]
pub struct Words {
    /// A bit for the first two characters of each word.
    starts: Box<[u64; BITS / 64]>,
    /// First characters of the words that have no second.
    single: Vec<char>,
    /// First character, word and its number, sorted.
    list: Vec<(char, &'static str, usize)>,
    /// Last characters of the words, sorted.
    ends: Vec<char>,
}

/// Bits of the filter.
const BITS: usize = 1 << 14;

/// The bit of two neighbours.
fn bit(first: char, second: char) -> usize {
    let mixed = (u32::from(first).wrapping_mul(0x9E37_79B1)) ^ u32::from(second);
    (mixed.wrapping_mul(0x85EB_CA6B) >> 18) as usize % BITS
}

impl Words {
    /// Takes the words; the empty one is left out.
    pub fn new(words: impl IntoIterator<Item = &'static str>) -> Self {
        let mut starts = Box::new([0; BITS / 64]);
        let (mut list, mut single, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        for (number, word) in words.into_iter().enumerate() {
            let mut chars = word.chars();
            let Some(first) = chars.next() else { continue };
            if let Some(second) = chars.next() {
                let bit = bit(first, second);
                starts[bit / 64] |= 1 << (bit % 64);
            } else {
                single.push(first);
            }
            list.push((first, word, number));
            ends.extend(word.chars().next_back());
        }
        list.sort_unstable();
        ends.sort_unstable();
        ends.dedup();
        Self {
            starts,
            single,
            list,
            ends,
        }
    }

    /// All places where a word stands, in order, those at one place by their letters: byte, word and
    /// number of the word. They may overlap.
    pub fn find<'t>(
        &'t self,
        text: &'t str,
    ) -> impl Iterator<Item = (usize, &'static str, usize)> + 't {
        let mut chars = text.char_indices();
        let mut next = chars.next();
        let pairs = std::iter::from_fn(move || {
            let (at, first) = next?;
            next = chars.next();
            Some((at, first, next.map(|(_, second)| second)))
        });
        pairs
            .filter(|&(_, first, second)| {
                let pair = second.is_some_and(|second| {
                    let bit = bit(first, second);
                    self.starts[bit / 64] & (1 << (bit % 64)) != 0
                });
                pair || !self.single.is_empty() && self.single.contains(&first)
            })
            .map(|(at, first, _)| (at, first))
            .flat_map(move |(at, first)| {
                let from = self.list.partition_point(|&(other, ..)| other < first);
                self.list[from..]
                    .iter()
                    .take_while(move |&&(other, ..)| other == first)
                    .filter(move |(_, word, _)| text[at..].starts_with(word))
                    .map(move |&(_, word, number)| (at, word, number))
            })
    }

    /// The longest word that a text begins with.
    pub fn beginning(&self, text: &str) -> Option<&'static str> {
        let first = text.chars().next()?;
        let from = self.list.partition_point(|&(other, ..)| other < first);
        self.list[from..]
            .iter()
            .take_while(|&&(other, ..)| other == first)
            .filter(|(_, word, _)| text.starts_with(word))
            .map(|&(_, word, _)| word)
            .max_by_key(|word| word.len())
    }

    /// Whether any of the words stands in a text, those of Latin letters as whole words.
    pub fn any_word_in(&self, text: &str) -> bool {
        let letter = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
        self.find(text).any(|(at, word, _)| {
            let after = text.as_bytes().get(at + word.len());
            let before = at
                .checked_sub(1)
                .and_then(|before| text.as_bytes().get(before));
            !word.is_ascii() || !letter(before) && !letter(after)
        })
    }

    /// Whether a text ends with one of the words.
    pub fn end_of(&self, text: &str) -> bool {
        let last = text.chars().next_back();
        last.is_some_and(|last| self.ends.binary_search(&last).is_ok())
            && self.list.iter().any(|(_, word, _)| text.ends_with(word))
    }

    /// Whether a text is one of the words.
    pub fn is_one(&self, text: &str) -> bool {
        self.beginning(text) == Some(text)
    }

    /// Whether any of the words stands in a text.
    pub fn any_in(&self, text: &str) -> bool {
        self.find(text).next().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_wherever_they_stand() {
        let words = Words::new(["上周", "上个月", "本周", "", "周五", "on", "one"]);
        for (text, expected) in [
            ("上周五", "0上周 3周五"),
            ("本上个月", "3上个月"),
            ("a one", "2on 2one"),
            ("上", ""),
            ("", ""),
        ] {
            let found: Vec<String> = words
                .find(text)
                .map(|(at, word, _)| format!("{at}{word}"))
                .collect();
            assert_eq!(found.join(" "), expected, "{text}");
            assert_eq!(words.any_in(text), !expected.is_empty());
        }
    }
}

//! A few dozen words, looked for all at once.
//!
//! Most characters of a text begin none of the words: one bit by a character tells. What passes is
//! compared with the words that begin with it.

/// Words, ready to be found.
#[derive(Debug)]
pub struct Words {
    /// A bit for each first character, by its low bits.
    starts: [u64; BITS / 64],
    /// First character, word and its number, sorted.
    words: Vec<(char, &'static str, usize)>,
}

/// Bits of the filter.
const BITS: usize = 4096;

impl Words {
    /// Takes the words; the empty one is left out.
    pub fn new(words: impl IntoIterator<Item = &'static str>) -> Self {
        let mut starts = [0; BITS / 64];
        let mut list = Vec::new();
        for (number, word) in words.into_iter().enumerate() {
            if let Some(first) = word.chars().next() {
                let bit = first as usize % BITS;
                starts[bit / 64] |= 1 << (bit % 64);
                list.push((first, word, number));
            }
        }
        list.sort_unstable();
        Self {
            starts,
            words: list,
        }
    }

    /// All places where a word stands, in order, those at one place by their letters: byte, word and
    /// number of the word. They may overlap.
    pub fn find<'t>(
        &'t self,
        text: &'t str,
    ) -> impl Iterator<Item = (usize, &'static str, usize)> + 't {
        text.char_indices()
            .filter(|&(_, first)| {
                let bit = first as usize % BITS;
                self.starts[bit / 64] & (1 << (bit % 64)) != 0
            })
            .flat_map(move |(at, first)| {
                let from = self.words.partition_point(|&(other, ..)| other < first);
                self.words[from..]
                    .iter()
                    .take_while(move |&&(other, ..)| other == first)
                    .filter(move |(_, word, _)| text[at..].starts_with(word))
                    .map(move |&(_, word, number)| (at, word, number))
            })
    }

    /// The longest word that a text begins with.
    pub fn beginning(&self, text: &str) -> Option<&'static str> {
        let first = text.chars().next()?;
        let from = self.words.partition_point(|&(other, ..)| other < first);
        self.words[from..]
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
        self.find(text)
            .any(|(at, word, _)| at + word.len() == text.len())
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

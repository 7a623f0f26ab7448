//! Where the keys of a front matter stand.

use crate::source::Place;

/// Where each top-level key stands, spelled as in the file, in order of the file. They are written
/// down as bytes: a post has a dozen, an archive of 100,000 posts keeps them all, and few are asked for.
#[derive(Debug, Clone, Default, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct KeyPlaces {
    /// Each key and the numbers of its place, as postcard has them.
    written: Vec<u8>,
}

/// First line and column; lines further, and the last column.
type Numbers = [u32; 4];

impl KeyPlaces {
    /// Adds a key that is not there yet.
    #[expect(
        clippy::missing_panics_doc,
        reason = "memory takes whatever is written"
    )]
    pub fn add(&mut self, key: &str, place: Place) {
        let lines = place.end_line.saturating_sub(place.line);
        let numbers: Numbers = [place.line, place.column, lines, place.end_column];
        let written = std::mem::take(&mut self.written);
        self.written = postcard::to_extend(&(key, numbers), written)
            .expect("text and numbers can be written to memory");
    }

    /// Where a key stands that is spelled so.
    pub fn get(&self, key: &str) -> Option<Place> {
        self.iter()
            .find(|(other, _)| *other == key)
            .map(|(_, place)| place)
    }

    /// All keys with their places.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Place)> {
        let mut rest = self.written.as_slice();
        std::iter::from_fn(move || {
            let read = postcard::take_from_bytes::<(&str, Numbers)>(rest);
            let ((key, [line, column, lines, end_column]), further) = read.ok()?;
            rest = further;
            let place = Place {
                line,
                column,
                end_line: line.saturating_add(lines),
                end_column,
            };
            Some((key, place))
        })
    }

    /// Whether there is no front matter, or no key in it.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_where_they_were_added() {
        let place = |line| Place {
            line,
            column: 1,
            end_line: line,
            end_column: 6,
        };
        let mut places = KeyPlaces::default();
        assert!(places.is_empty());
        for (line, key) in ["题", "", "title"].into_iter().enumerate() {
            places.add(key, place(line as u32));
        }
        assert_eq!(places.get("title"), Some(place(2)));
        assert_eq!(places.get(""), Some(place(1)));
        assert_eq!(places.get("tit"), None);
        let keys: Vec<&str> = places.iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["题", "", "title"]);
    }
}

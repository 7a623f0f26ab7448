//! Where the keys of a front matter stand.

use crate::source::Place;

/// Where each top-level key stands, spelled as in the file, in order of the file. All keys are one text:
/// a post has a dozen, and an archive of 100,000 posts keeps them all.
#[derive(Debug, Clone, Default, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct KeyPlaces {
    /// One key after another.
    keys: String,
    /// The byte after each key's last, and its place.
    of: Vec<(u32, Place)>,
}

impl KeyPlaces {
    /// Adds a key that is not there yet.
    pub fn add(&mut self, key: &str, place: Place) {
        self.keys.push_str(key);
        self.of.push((self.keys.len() as u32, place));
    }

    /// Where a key stands that is spelled so.
    pub fn get(&self, key: &str) -> Option<Place> {
        self.iter()
            .find(|(other, _)| *other == key)
            .map(|(_, place)| place)
    }

    /// All keys with their places.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Place)> {
        let mut from = 0;
        self.of.iter().map(move |&(end, place)| {
            let begin = std::mem::replace(&mut from, end as usize);
            (
                self.keys.get(begin..end as usize).unwrap_or_default(),
                place,
            )
        })
    }

    /// Whether there is no front matter, or no key in it.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
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

//! How values that have no such form of their own are written as bytes and read back, for what is
//! kept between builds.
//!
//! The form is that of borsh: every value has one form, and a reader of other bytes gets an error,
//! never a panic. Days and times of the calendar get it here, and names that are fixed in the
//! program: codes, rules, kinds.

use std::collections::BTreeSet;
use std::hash::Hasher;
use std::io::{self, Read, Write};
use std::sync::{Mutex, PoisonError};

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::civil;

/// Longest name that is fixed in the program, in bytes.
const MAX_NAME: usize = 64;

/// Bytes that a [`Digest`] holds back.
const MAX_HELD: usize = 1 << 14;

/// Most different names; the program has some two hundred.
const MAX_NAMES: usize = 4096;

fn odd(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// A hash of parts: other parts, or parts cut at other places, have another.
pub fn hash<'p>(parts: impl IntoIterator<Item = &'p [u8]>) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// Takes what `Hash` tells of values, for a hash that is kept between builds of one program.
#[derive(Debug, Default)]
pub struct Digest {
    hasher: blake3::Hasher,
    /// What is not yet hashed: values come in pieces of a few bytes.
    held: Vec<u8>,
}

impl Digest {
    /// The hash of all that was taken.
    pub fn end(mut self) -> [u8; 32] {
        self.hasher.update(&self.held);
        self.hasher.finalize().into()
    }
}

impl Hasher for Digest {
    fn write(&mut self, bytes: &[u8]) {
        if self.held.len() + bytes.len() > MAX_HELD {
            self.hasher.update(&self.held);
            self.held.clear();
        }
        self.held.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        let mut hasher = self.hasher.clone();
        let hash: [u8; 32] = hasher.update(&self.held).finalize().into();
        u64::from_le_bytes(hash[..8].try_into().expect("a hash is longer"))
    }
}

/// A day.
pub mod date {
    use super::{BorshDeserialize, BorshSerialize, Read, Write, civil, io, odd};

    /// Writes it.
    pub fn write<W: Write>(date: &civil::Date, out: &mut W) -> io::Result<()> {
        (date.year(), date.month(), date.day()).serialize(out)
    }

    /// Reads it back.
    pub fn read<R: Read>(bytes: &mut R) -> io::Result<civil::Date> {
        let (year, month, day) = BorshDeserialize::deserialize_reader(bytes)?;
        civil::Date::new(year, month, day).map_err(|_| odd("no day"))
    }
}

/// A day that may be absent.
pub mod some_date {
    use super::{BorshDeserialize, BorshSerialize, Read, Write, civil, io};

    /// Writes it.
    pub fn write<W: Write>(date: &Option<civil::Date>, out: &mut W) -> io::Result<()> {
        date.is_some().serialize(out)?;
        date.as_ref()
            .map_or(Ok(()), |date| super::date::write(date, out))
    }

    /// Reads it back.
    pub fn read<R: Read>(bytes: &mut R) -> io::Result<Option<civil::Date>> {
        let is_some = bool::deserialize_reader(bytes)?;
        is_some.then(|| super::date::read(bytes)).transpose()
    }
}

/// A time of day that may be absent.
pub mod some_time {
    use super::{BorshDeserialize, BorshSerialize, Read, Write, civil, io, odd};

    /// Writes it.
    pub fn write<W: Write>(time: &Option<civil::Time>, out: &mut W) -> io::Result<()> {
        let parts = time.map(|time| {
            (
                time.hour(),
                time.minute(),
                time.second(),
                time.subsec_nanosecond(),
            )
        });
        parts.serialize(out)
    }

    /// Reads it back.
    pub fn read<R: Read>(bytes: &mut R) -> io::Result<Option<civil::Time>> {
        let parts: Option<(i8, i8, i8, i32)> = BorshDeserialize::deserialize_reader(bytes)?;
        let time = parts.map(|(hour, minute, second, rest)| {
            civil::Time::new(hour, minute, second, rest).map_err(|_| odd("no time"))
        });
        time.transpose()
    }
}

/// A name that is fixed in the program.
pub mod name {
    use super::{
        BTreeSet, BorshDeserialize, BorshSerialize, MAX_NAME, MAX_NAMES, Mutex, PoisonError, Read,
        Write, io, odd,
    };

    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

    /// Writes it.
    pub fn write<W: Write>(name: &&'static str, out: &mut W) -> io::Result<()> {
        name.serialize(out)
    }

    /// Reads it back. Each name is given room once and for as long as the program runs; so many and
    /// so long ones as the program never has are refused.
    pub fn read<R: Read>(bytes: &mut R) -> io::Result<&'static str> {
        let name = String::deserialize_reader(bytes)?;
        let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = names.get(name.as_str()) {
            return Ok(known);
        }
        if name.len() > MAX_NAME || names.len() >= MAX_NAMES {
            return Err(odd("no name"));
        }
        let name: &'static str = Box::leak(name.into_boxed_str());
        names.insert(name);
        Ok(name)
    }
}

/// Values by name, in order of name.
pub mod map {
    use super::{BorshDeserialize, BorshSerialize, Read, Write, io, odd};
    use litemap::LiteMap;

    /// Writes it.
    pub fn write<V: BorshSerialize, W: Write>(
        map: &LiteMap<String, V>,
        out: &mut W,
    ) -> io::Result<()> {
        map.as_slice().serialize(out)
    }

    /// Reads it back; names must stand in order.
    pub fn read<V: BorshDeserialize, R: Read>(bytes: &mut R) -> io::Result<LiteMap<String, V>> {
        let entries: Vec<(String, V)> = BorshDeserialize::deserialize_reader(bytes)?;
        if entries.is_sorted_by(|a, b| a.0 < b.0) {
            Ok(LiteMap::from_sorted_store_unchecked(entries))
        } else {
            Err(odd("no order"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_other_bytes_are_an_error() {
        let day = civil::date(2020, 2, 29);
        let time = civil::time(23, 59, 59, 7);
        let mut bytes = Vec::new();
        date::write(&day, &mut bytes).expect("room");
        some_date::write(&None, &mut bytes).expect("room");
        some_date::write(&Some(day), &mut bytes).expect("room");
        some_time::write(&Some(time), &mut bytes).expect("room");
        name::write(&"whole", &mut bytes).expect("room");
        let all = &mut bytes.as_slice();
        assert_eq!(date::read(all).ok(), Some(day));
        assert_eq!(some_date::read(all).ok(), Some(None));
        assert_eq!(some_date::read(all).ok(), Some(Some(day)));
        assert_eq!(some_time::read(all).ok(), Some(Some(time)));
        assert_eq!(name::read(all).ok(), Some("whole"));
        assert!(all.is_empty());
        let no_day = [0xE4, 0x07, 2, 30];
        assert!(date::read(&mut no_day.as_slice()).is_err());
        let long = [&[100, 0, 0, 0][..], &[b'a'; 100]].concat();
        assert!(name::read(&mut long.as_slice()).is_err());
        assert!(name::read(&mut [0xFF; 8].as_slice()).is_err());
    }

    #[test]
    fn a_map_is_read_back_and_one_out_of_order_is_an_error() {
        let pairs = [("一".to_owned(), 1_u8), ("二".to_owned(), 2)];
        let mut bytes = Vec::new();
        map::write(&pairs.clone().into_iter().collect(), &mut bytes).expect("room");
        let read: litemap::LiteMap<String, u8> = map::read(&mut bytes.as_slice()).expect("whole");
        assert_eq!(read.into_iter().collect::<Vec<_>>(), pairs);
        let [a, b] = pairs;
        let bytes = borsh::to_vec(&[b, a].as_slice()).expect("room");
        assert!(map::read::<u8, _>(&mut bytes.as_slice()).is_err());
    }
}

//! Reading the sharded index.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::rc::Rc;

use flate2::read::GzDecoder;

use super::{AskError, Files, Found, Index, Ranks, union};
use crate::search::fold::fold;
use crate::search::record::Entry;
use crate::search::shard::dictionary::unpack;
use crate::search::shard::layout::{Kind, Manifest, VERSION, file_name, folder_of, hash, placing};
use crate::search::shard::list;
use crate::search::shard::read::{ShardList, find};
use crate::search::tokenize::{self, Symbol, symbols};

/// Largest size that a file of the index may unpack to.
const MAX_FILE: u64 = 256 * 1024 * 1024;

/// The sharded index of a built site.
pub(super) struct Sharded<'a> {
    files: &'a Files<'a>,
    manifest: Manifest,
    unpacked: BTreeMap<String, Rc<Vec<u8>>>,
}

/// Rank and position of every place of a term, by zone.
#[derive(Default)]
struct Places {
    headline: Vec<(u32, u32)>,
    text: Vec<(u32, u32)>,
}

impl<'a> Sharded<'a> {
    /// Opens it, given the bytes of its manifest.
    pub(super) fn open(files: &'a Files<'a>, manifest: &[u8]) -> Result<Self, AskError> {
        let damaged = || damaged("search/manifest.json");
        let manifest: Manifest = serde_json::from_slice(manifest).map_err(|_| damaged())?;
        if manifest.version != VERSION || manifest.group == 0 || manifest.shards.contains(&0) {
            return Err(damaged());
        }
        Ok(Self {
            files,
            manifest,
            unpacked: BTreeMap::new(),
        })
    }

    fn file(&mut self, path: String) -> Result<Rc<Vec<u8>>, AskError> {
        self.unpacked(path, |packed| read_all(GzDecoder::new(packed)))
    }

    fn unpacked(
        &mut self,
        path: String,
        unpack: impl Fn(&[u8]) -> io::Result<Vec<u8>>,
    ) -> Result<Rc<Vec<u8>>, AskError> {
        if let Some(bytes) = self.unpacked.get(&path) {
            return Ok(Rc::clone(bytes));
        }
        let packed = match (self.files)(&path) {
            Ok(packed) => packed,
            Err(error) => return Err(AskError::Unreadable { path, error }),
        };
        let bytes = Rc::new(unpack(&packed).map_err(|_| damaged(&path))?);
        self.unpacked.insert(path, Rc::clone(&bytes));
        Ok(bytes)
    }

    /// The entries of a group, unpacked with the dictionary.
    fn group(&mut self, path: String) -> Result<Rc<Vec<u8>>, AskError> {
        let dictionary = match self.manifest.dictionary.as_str() {
            "" => Rc::default(),
            name => self.file(format!("search/{name}"))?,
        };
        self.unpacked(path, |packed| unpack(&dictionary, packed, MAX_FILE))
    }

    fn folder(&self, kind: Kind, id: u32, n: u32) -> Result<String, AskError> {
        let folder = folder_of(id, n);
        let at = folder as usize * 6;
        let hash = self.manifest.folders[kind as usize].get(at..at + 6);
        let hash = hash.ok_or_else(|| damaged("search/manifest.json"))?;
        Ok(format!("search/{}/{folder:02x}-{hash}", kind.letter()))
    }

    /// The shard that has a term, and its path; `first` is the length of a pair's first symbol.
    fn shard(
        &mut self,
        kind: Kind,
        term: &str,
        first: usize,
    ) -> Result<(String, Rc<Vec<u8>>), AskError> {
        let n_shards = self.manifest.shards[kind as usize];
        let shard = hash(placing(kind, term, first)) % n_shards;
        let folder = self.folder(kind, shard, n_shards)?;
        let path = format!("{folder}/{}", file_name(shard, 0));
        let bytes = self.file(path.clone())?;
        Ok((path, bytes))
    }

    /// The places of a term, or of all terms that begin with it and go on within the same word.
    fn places(
        &mut self,
        kind: Kind,
        term: &str,
        first: usize,
        exact: bool,
    ) -> Result<Places, AskError> {
        let (path, bytes) = self.shard(kind, term, first)?;
        let terms = find(&bytes, term, exact).ok_or_else(|| damaged(&path))?;
        let mut places = Places::default();
        for [headline, text] in terms.into_iter().map(|term| term.lists) {
            self.read_list(kind, headline, &path, &mut places.headline)?;
            self.read_list(kind, text, &path, &mut places.text)?;
        }
        places.headline.sort_unstable();
        places.text.sort_unstable();
        Ok(places)
    }

    fn read_list(
        &mut self,
        kind: Kind,
        list: ShardList<'_>,
        shard: &str,
        out: &mut Vec<(u32, u32)>,
    ) -> Result<(), AskError> {
        let (items, has_places) = (self.manifest.items, kind.has_places());
        let broken = || damaged(shard);
        if !list.chunked {
            let push = |rank, position| out.push((rank, position));
            return list::read(list.bytes, items, has_places, push).ok_or_else(broken);
        }
        let (parts, _) = list.parts().ok_or_else(broken)?;
        let stem = shard.strip_suffix(".bin").unwrap_or(shard);
        for part in parts {
            let bytes = self.file(format!("{stem}-{}.bin", part - 1))?;
            let push = |rank, position| out.push((rank, position));
            list::read(&bytes, items, has_places, push).ok_or_else(broken)?;
        }
        Ok(())
    }

    fn single_symbol(&mut self, symbol: Symbol<'_>, finished: bool) -> Result<Found, AskError> {
        let one = symbol.text.chars().nth(1).is_none();
        let places = if !symbol.word || (one && !finished) {
            self.places(Kind::Single, symbol.text, 0, true)?
        } else {
            self.places(Kind::Word, symbol.text, 0, finished)?
        };
        Ok(found(ranks(&places.headline), &ranks(&places.text)))
    }

    /// Items in which all pairs of a run of symbols stand where they should.
    fn run(
        &mut self,
        phrase: &str,
        symbols: &[Symbol<'_>],
        finished: bool,
    ) -> Result<Found, AskError> {
        let mut meeting: Option<Places> = None;
        for (offset, pair) in (0..).zip(symbols.windows(2)) {
            let last = offset as usize + 2 == symbols.len();
            let term = &phrase[pair[0].start..pair[1].start + pair[1].text.len()];
            let exact = !(last && pair[1].word && !finished);
            let mut places = self.places(Kind::Pair, term, pair[0].text.len(), exact)?;
            for list in [&mut places.headline, &mut places.text] {
                list.retain_mut(|(_, position)| match position.checked_sub(offset) {
                    Some(start) => {
                        *position = start;
                        true
                    }
                    None => false,
                });
            }
            meeting = Some(match meeting {
                None => places,
                Some(so_far) => Places {
                    headline: meet(&so_far.headline, &places.headline),
                    text: meet(&so_far.text, &places.text),
                },
            });
        }
        let meeting = meeting.unwrap_or_default();
        Ok(found(ranks(&meeting.headline), &ranks(&meeting.text)))
    }

    /// Keeps the Items whose headline or text really contains the phrase.
    fn verify(
        &mut self,
        candidates: Ranks,
        phrase: &str,
        finished: bool,
    ) -> Result<Found, AskError> {
        let mut found = Found::default();
        for rank in candidates {
            let entry = self.entry(rank)?;
            let in_headline = tokenize::contains(&fold(&entry.headline), phrase, finished);
            if in_headline {
                found.headline.push(rank);
            }
            if in_headline || tokenize::contains(&fold(&entry.text), phrase, finished) {
                found.all.push(rank);
            }
        }
        Ok(found)
    }
}

impl Index for Sharded<'_> {
    fn phrase(&mut self, phrase: &str, finished: bool) -> Result<Found, AskError> {
        let all: Vec<Symbol<'_>> = symbols(phrase).collect();
        let runs: Vec<&[Symbol<'_>]> = all.chunk_by(|a, b| a.position + 1 == b.position).collect();
        let mut candidates: Option<Ranks> = None;
        for (i, run) in runs.iter().enumerate() {
            let finished = finished || i + 1 < runs.len();
            let found = match run {
                [symbol] => self.single_symbol(*symbol, finished)?,
                _ => self.run(phrase, run, finished)?,
            };
            if runs.len() == 1 {
                return Ok(found);
            }
            candidates = Some(match candidates {
                None => found.all,
                Some(so_far) => super::intersection(&so_far, &found.all),
            });
        }
        self.verify(candidates.unwrap_or_default(), phrase, finished)
    }

    fn filter(&mut self, term: &str) -> Result<Ranks, AskError> {
        Ok(ranks(&self.places(Kind::Filter, term, 0, true)?.text))
    }

    fn words(&mut self, start: &str) -> Result<Vec<(String, u32)>, AskError> {
        let (path, bytes) = self.shard(Kind::Word, start, 0)?;
        let terms = find(&bytes, start, false).ok_or_else(|| damaged(&path))?;
        Ok(terms
            .into_iter()
            .map(|term| (term.text, term.items))
            .collect())
    }

    fn years(&self) -> [i16; 2] {
        self.manifest.years
    }

    fn entry(&mut self, rank: u32) -> Result<Entry<'static>, AskError> {
        let Manifest { items, group, .. } = self.manifest;
        let after = items.checked_sub(rank);
        let number = (after.and_then(|n| n.checked_sub(1)))
            .ok_or_else(|| damaged("search/manifest.json"))?;
        let (id, n_groups) = (number / group, items.div_ceil(group));
        let path = format!(
            "{}/{}",
            self.folder(Kind::Entry, id, n_groups)?,
            file_name(id, 0)
        );
        let bytes = self.group(path.clone())?;
        let entries: Vec<Entry<'static>> =
            serde_json::from_slice(&bytes).map_err(|_| damaged(&path))?;
        let entry = entries.into_iter().nth((number % group) as usize);
        let mut entry = entry.ok_or_else(|| damaged(&path))?;
        for piece in 0..entry.pieces {
            let folder = self.folder(Kind::Text, number, items)?;
            let path = format!("{folder}/{}", file_name(number, piece as u32 + 1));
            let bytes = self.file(path.clone())?;
            entry
                .text
                .to_mut()
                .push_str(std::str::from_utf8(&bytes).map_err(|_| damaged(&path))?);
        }
        entry.pieces = 0;
        Ok(entry)
    }

    fn items(&self) -> u32 {
        self.manifest.items
    }
}

fn read_all(packed: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    packed.take(MAX_FILE).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn damaged(path: &str) -> AskError {
    AskError::Damaged {
        path: path.to_owned(),
    }
}

fn found(headline: Ranks, text: &[u32]) -> Found {
    Found {
        all: union(&headline, text),
        headline,
    }
}

fn ranks(places: &[(u32, u32)]) -> Ranks {
    let mut ranks: Ranks = places.iter().map(|&(rank, _)| rank).collect();
    ranks.dedup();
    ranks
}

fn meet(a: &[(u32, u32)], b: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let (few, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
    few.iter()
        .copied()
        .filter(|place| many.binary_search(place).is_ok())
        .collect()
}

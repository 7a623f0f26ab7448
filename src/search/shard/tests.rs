//! An index that is updated step by step against one that is made from nothing each time.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Mutex;

use super::*;
use crate::search::{InMemory, Kept, Record};

/// Files of an index by path.
type Files = BTreeMap<String, Vec<u8>>;

/// So small that a few dozen Items have chunks, pieces, a dictionary and many shards.
const SMALL: Sizes = Sizes {
    shard: 400,
    list: 60,
    chunk: 128,
    first_piece: 300,
    piece: 200,
    group: 1000,
    dictionary: 10_000,
};

/// What an update handed on.
struct Update {
    files: Files,
    remembered: Vec<u8>,
    n_written: usize,
}

fn full(records: &Vec<Record<'static>>) -> (Files, Vec<u8>) {
    let files = Mutex::new(Files::new());
    let sink = |path: String, bytes: Vec<u8>| {
        let before = files.lock().unwrap().insert(path.clone(), bytes);
        assert!(before.is_none(), "`{path}` is written twice");
        Ok(())
    };
    let remembered = build(records, SMALL, &mut InMemory::default(), &sink).unwrap();
    (files.into_inner().unwrap(), remembered)
}

/// Updates `old`; `None` when the update gives up.
fn updated(records: &Vec<Record<'static>>, remembered: &[u8], old: &Files) -> Option<Update> {
    let files = Mutex::new(Files::new());
    let n_kept = Mutex::new(0);
    let put = |path: String, bytes: Vec<u8>| {
        let before = files.lock().unwrap().insert(path.clone(), bytes);
        assert!(before.is_none(), "`{path}` is handed on twice");
        Ok(())
    };
    let read = |path: &str| {
        let missing = || io::Error::from(io::ErrorKind::NotFound);
        old.get(path).cloned().ok_or_else(missing)
    };
    let keep = |kept: &Kept<'_>| {
        assert!(!kept.names.is_empty());
        *n_kept.lock().unwrap() += kept.names.len();
        for name in kept.names {
            put(
                format!("{}/{name}", kept.to),
                old[&format!("{}/{name}", kept.from)].clone(),
            )?;
        }
        Ok(())
    };
    let remembered = update(records, SMALL, remembered, &read, &put, &keep).unwrap();
    let (files, n_kept) = (files.into_inner().unwrap(), n_kept.into_inner().unwrap());
    if remembered.is_none() {
        assert!(files.is_empty(), "it gave up too late");
    }
    remembered.map(|remembered| Update {
        n_written: files.len() - n_kept,
        files,
        remembered,
    })
}

fn assert_same(updated: &Update, (files, remembered): &(Files, Vec<u8>), what: &str) {
    let paths = |files: &Files| files.keys().cloned().collect::<BTreeSet<String>>();
    let (have, want) = (paths(&updated.files), paths(files));
    assert_eq!(have, want, "paths after {what}");
    for (path, bytes) in files {
        assert!(&updated.files[path] == bytes, "`{path}` after {what}");
    }
    assert!(
        &updated.remembered == remembered,
        "what is remembered after {what}"
    );
}

struct Dice(u64);

impl Dice {
    /// A number below `n` (splitmix64).
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    fn one<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    /// Text in which some pairs are everywhere and others nowhere else.
    fn text(&mut self, n_words: usize) -> String {
        const WORDS: [&str; 12] = [
            "区块链",
            "技术",
            "数字",
            "，",
            "。",
            " ",
            "5G",
            "Block",
            "行動方案",
            "〔2020〕10号",
            "3.5%",
            "\n",
        ];
        let mut text = String::new();
        for _ in 0..n_words {
            if self.below(3) == 0 {
                text.extend(char::from_u32(0x4e00 + self.below(400) as u32));
            } else {
                text.push_str(self.one(&WORDS));
            }
        }
        text
    }

    fn day(&mut self, year: i16) -> Option<jiff::civil::Date> {
        let (month, day) = (1 + self.below(12) as i8, 1 + self.below(28) as i8);
        (self.below(12) > 0).then(|| jiff::civil::date(year, month, day))
    }

    fn terms(&mut self, all: &[&'static str]) -> Vec<std::borrow::Cow<'static, str>> {
        (0..self.below(3)).map(|_| self.one(all).into()).collect()
    }

    fn record(&mut self, id: usize, year: i16) -> Record<'static> {
        let date = self.day(year);
        let n_words = 5 + self.below(60);
        Record {
            id: format!("post-{}#{id}", id / 5).into(),
            url: format!("/posts/{id}").into(),
            headline: self.text(4).into(),
            text: self.text(n_words).into(),
            post_title: format!("第{}期", id / 5).into(),
            date,
            day: date.or_else(|| self.day(year)),
            tags: self.terms(&["AI", "数字 经济", "a\"b"]),
            regions: self.terms(&["四川/成都", "广东", "广东/深圳"]),
            issuers: self.terms(&["国务院", "商务部"]),
            policies: self.terms(&["方案", "办法", "意见"]),
            categories: self.terms(&["周报"]),
            ..Record::default()
        }
    }

    /// Changes one Record or two; says how.
    fn edit(&mut self, records: &mut Vec<Record<'static>>, step: usize) -> &'static str {
        let at = self.below(records.len());
        let record = &mut records[at];
        let cut = |text: &str, at: usize| text.chars().take(at).collect::<String>();
        match self.below(14) {
            0 => {
                let words = self.text(2);
                record.text.to_mut().insert_str(0, &words);
                "words before a text"
            }
            1 => {
                let words = self.text(1);
                record.text.to_mut().push_str(&words);
                "a word behind a text"
            }
            2 => {
                record.text = cut(&record.text, self.below(40)).into();
                "a text cut off"
            }
            3 => {
                record.text = self.text(400).into();
                "a long text"
            }
            4 => {
                record.headline = self.text(3).into();
                "another headline"
            }
            5 => {
                record.tags = self.terms(&["AI", "数字 经济", "new"]);
                record.categories = self.terms(&["周报", "日报"]);
                "other tags"
            }
            6 => {
                record.regions = self.terms(&["四川/成都", "四川/绵阳", "欧洲"]);
                "other regions"
            }
            7 => {
                record.issuers = self.terms(&["国务院", "财政部"]);
                record.policies = self.terms(&["方案", "规划"]);
                "other policies"
            }
            8 => {
                record.date = self.day(2021);
                "another day in its words"
            }
            9 => {
                let mut newest: Vec<usize> = (0..records.len()).collect();
                newest.sort_by_key(|&i| std::cmp::Reverse(records[i].day));
                records[newest[self.below(12)]].day = self.day(2027);
                "a day among the newest"
            }
            10 => {
                record.post_title = "改名".into();
                record.marker = Some("政策".into());
                "another title"
            }
            11 => {
                let record = self.record(1000 + step, 2027);
                records.push(record);
                "a new Item"
            }
            12 => {
                let newest = (0..records.len()).max_by_key(|&i| records[i].day);
                records.remove(newest.unwrap_or(0));
                "the newest Item gone"
            }
            _ => {
                let other = self.below(records.len());
                records.swap(at, other);
                "another order"
            }
        }
    }
}

const YEARS: [i16; 5] = [2015, 2017, 2020, 2021, 2024];

fn archive(dice: &mut Dice, n: usize) -> Vec<Record<'static>> {
    (0..n)
        .map(|id| dice.record(id, YEARS[id % YEARS.len()]))
        .collect()
}

#[test]
fn an_index_updated_edit_by_edit_is_the_one_made_from_nothing() {
    let mut dice = Dice(20_200_910);
    let mut records = archive(&mut dice, 160);
    let mut before = full(&records);
    let mut n_updated = BTreeMap::<&str, (usize, usize)>::new();
    for step in 0..90 {
        let what = dice.edit(&mut records, step);
        let after = full(&records);
        let counts = n_updated.entry(what).or_default();
        counts.1 += 1;
        if let Some(updated) = updated(&records, &before.1, &before.0) {
            assert_same(&updated, &after, &format!("step {step}, {what}"));
            assert!(updated.n_written < after.0.len(), "{what}");
            counts.0 += 1;
        }
        before = after;
    }
    let total: usize = n_updated.values().map(|(updated, _)| updated).sum();
    assert!(total > 50, "{n_updated:?}");
    assert!(
        n_updated
            .values()
            .all(|&(updated, all)| updated > 0 || all < 3),
        "{n_updated:?}"
    );
    let has = |start: &str| before.0.keys().any(|path| path.starts_with(start));
    assert!(
        has("search/t/") && has("search/c/dictionary-"),
        "too little is tested"
    );
    assert!(
        before
            .0
            .keys()
            .any(|path| path.starts_with("search/p/") && path.contains("-1.bin"))
    );
}

#[test]
fn nothing_changed_writes_but_the_manifest_and_the_shared_tables() {
    let records = archive(&mut Dice(1), 80);
    let (files, remembered) = full(&records);
    let updated = updated(&records, &remembered, &files).unwrap();
    assert_same(&updated, &(files, remembered), "nothing");
    assert_eq!(updated.n_written, 3);
}

#[test]
fn a_file_that_is_gone_or_altered_is_noticed_where_it_is_read() {
    let mut dice = Dice(2);
    let mut records = archive(&mut dice, 60);
    records[7].text = dice.text(120).into();
    let (files, remembered) = full(&records);
    let words = dice.text(8);
    records[7].text.to_mut().push_str(&words);
    let after = full(&records);
    let mut n_noticed = 0;
    for path in files.keys() {
        let mut gone = files.clone();
        gone.remove(path);
        let mut altered = files.clone();
        altered.get_mut(path).unwrap()[3] ^= 1;
        let read = Mutex::new(false);
        let note = |asked: &str| {
            *read.lock().unwrap() |= asked == path;
            Ok(files[asked].clone())
        };
        let ignore = |_: String, _: Vec<u8>| Ok(());
        update(&records, SMALL, &remembered, &note, &ignore, &|_| Ok(())).unwrap();
        if *read.lock().unwrap() {
            assert!(
                updated(&records, &remembered, &gone).is_none(),
                "without `{path}`"
            );
            assert!(
                updated(&records, &remembered, &altered).is_none(),
                "altered `{path}`"
            );
            n_noticed += 1;
        }
    }
    assert!(n_noticed > 20, "{n_noticed}");
    assert_same(
        &updated(&records, &remembered, &files).unwrap(),
        &after,
        "the edit",
    );
}

#[test]
fn what_is_remembered_may_be_garbage() {
    let mut records = archive(&mut Dice(3), 40);
    let (files, remembered) = full(&records);
    records[3].text = "别的".into();
    for length in (0..remembered.len()).step_by(97) {
        assert!(updated(&records, &remembered[..length], &files).is_none());
    }
    for at in (0..remembered.len()).step_by(13) {
        let mut garbage = remembered.clone();
        garbage[at] ^= 0x55;
        let read = |path: &str| {
            files
                .get(path)
                .cloned()
                .ok_or(io::ErrorKind::NotFound.into())
        };
        update(
            &records,
            SMALL,
            &garbage,
            &read,
            &|_, _| Ok(()),
            &|_| Ok(()),
        )
        .unwrap();
    }
}

#[test]
fn an_archive_that_is_another_is_made_from_nothing() {
    let (files, remembered) = full(&archive(&mut Dice(4), 60));
    for n in [0, 1, 60, 90] {
        assert!(updated(&archive(&mut Dice(5), n), &remembered, &files).is_none());
    }
}

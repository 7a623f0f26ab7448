//! Queries cut at random from invented texts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;

use dibao::config::SearchMode;
use dibao::search::fold::{fold, is_word};
use dibao::search::{self, Record};

use super::built::{Built, ask, build, leave, scan};

/// Words that share characters, so that pairs meet across their borders, in both scripts, with
/// punctuation, digits, full width, traditional characters and a document number.
const WORDS: [&str; 40] = [
    "区块链",
    "链技术",
    "技术",
    "数字",
    "数字货币",
    "货币",
    "，",
    "。",
    "、",
    "：",
    "2020年",
    "9月",
    "10日",
    "国发〔2020〕10号",
    "国发 [2021] 1 号",
    "《",
    "》",
    "行动",
    "行動方案",
    "方案",
    "5G",
    "５Ｇ",
    "BCS2.0",
    "block",
    "Blockchain",
    " chain ",
    " ",
    "\n",
    "（",
    "）",
    "a",
    "省市",
    "市省",
    "市市",
    "―",
    "3.5%",
    "平台",
    "臺灣",
    "한국어",
    "カタカナ",
];

/// Headlines and texts of which some come first for another form of a word, or in spite of a stop word.
const FORMS: [[&str; 2]; 5] = [
    ["Energy policies of the year", "One policy for energy."],
    ["Energy policy", "Policies of the year."],
    ["能源", "The energy policies, a policy of the year."],
    ["The year in policy", "Energy."],
    ["Policing", "A policy, energy and the police."],
];

const FORM_QUERIES: [&str; 5] = [
    "policy",
    "policies",
    "energy policy",
    "the energy policies",
    "the",
];

#[test]
fn random_queries_find_what_a_plain_look_finds() {
    let mut dice = Dice(20_200_910);
    let texts: Vec<[String; 2]> = (0..150)
        .map(|_| [dice.text(1, 6), dice.text(5, 40)])
        .chain([["长词".to_owned(), format!("链{}，完", "x".repeat(300))]])
        .chain(FORMS.map(|zones| zones.map(str::to_owned)))
        .collect();
    let records: Vec<Record<'_>> = (texts.iter().enumerate())
        .map(|(i, [headline, text])| Record {
            id: format!("{i}").into(),
            headline: headline.into(),
            text: text.into(),
            ..terms(i)
        })
        .collect();
    let single = build(&records, SearchMode::Single);
    let sharded = build(&records, SearchMode::Sharded);
    let mut n_found = 0;
    let mut table: Vec<(String, Vec<String>)> = Vec::new();
    let long = [200, 250, 300, 301].map(|n| "x".repeat(n));
    let queries: Vec<String> = long
        .into_iter()
        .chain(FORM_QUERIES.map(str::to_owned))
        .chain((0..300).map(|_| dice.query(&texts)))
        .collect();
    for query in queries {
        let mut expected = scan(&records, &query);
        expected.sort();
        n_found += usize::from(!expected.is_empty());
        let in_single = ask(&single, &query).unwrap();
        let in_sharded = ask(&sharded, &query).unwrap();
        assert_eq!(in_single, in_sharded, "order of `{query}`");
        table.push((query.clone(), in_sharded.clone()));
        let mut found = in_sharded;
        found.sort();
        assert_eq!(found, expected, "`{query}`");
    }
    for (query, first) in [
        ("policy", &["151", "152", "154"][..]),
        ("the energy policies", &["151", "152"]),
    ] {
        let mut found = ask(&sharded, query).unwrap();
        assert!(found.len() > first.len(), "others come after");
        found.truncate(first.len());
        found.sort();
        assert_eq!(found, first, "`{query}`");
    }
    for (name, built) in [("random-single", &single), ("random-sharded", &sharded)] {
        let counts: Vec<(&str, Counts)> = ["区块链", "技术", "市", "货币 -标签:AI", "5G"]
            .map(|query| (query, counts(&records, &ask(built, query).unwrap())))
            .into();
        let site = leave(name, built);
        let left = [
            ("queries.json", serde_json::to_vec(&table)),
            ("counts.json", serde_json::to_vec(&counts)),
            ("advice.json", serde_json::to_vec(&advice(built))),
        ];
        for (file, json) in left {
            fs::write(site.join(file), json.unwrap()).unwrap();
        }
    }
    assert!(n_found > 150, "only {n_found} queries occur at all");
}

/// Terms for the Item with a number: in part shared, in part rare, some with spaces and capitals.
fn terms(i: usize) -> Record<'static> {
    let regions = ["四川/成都", "四川", "广东/深圳", "广东/广州", "欧洲"];
    let days = ["2019-12-31", "2020-09-10", "2020-09-14", "2021-01-01"];
    let date = days.get(i % 6).map(|day| day.parse().unwrap());
    Record {
        tags: ["AI", "数字 经济", "区块链"][..i % 4]
            .iter()
            .map(|&tag| tag.into())
            .collect(),
        regions: [regions[i % 5], regions[i % 3]].map(Into::into).into(),
        issuers: i
            .is_multiple_of(7)
            .then(|| "国务院".into())
            .into_iter()
            .collect(),
        policies: vec![format!("行动方案（{}）", i % 9).into()],
        date,
        day: date,
        ..Record::default()
    }
}

/// What is asked, which parts stand nowhere, which other queries are offered, in order.
const ADVICE: [(&str, &[&str], &[&str]); 14] = [
    ("区块链", &[], &[]),
    ("区块链甲", &["区块链甲"], &["区块链"]),
    ("甲区块链技术", &["甲区块链技术"], &["区块链技术"]),
    ("甲乙", &["甲乙"], &[]),
    ("区块链 甲乙", &["甲乙"], &["区块链"]),
    ("区块链甲 丙丁", &["区块链甲", "丙丁"], &["区块链"]),
    ("甲乙 丙丁 区块链", &["甲乙", "丙丁"], &["区块链"]),
    ("区块链 -区块链", &[], &["区块链"]),
    ("标签:甲 区块链", &["标签:甲"], &["区块链"]),
    ("chains", &["chains"], &["chain"]),
    ("blockchainz", &["blockchainz"], &["blockchain"]),
    ("2020-09 甲乙", &["2020-09", "甲乙"], &["甲乙 日期:2020-09"]),
    ("9月10日甲", &["9月10日甲"], &["9月10日"]),
    ("标签：AI", &["\"标签:ai\""], &["标签:AI"]),
];

/// Checks the advice on every query of the table and returns it, for the browser to agree with.
fn advice(built: &Built) -> Vec<(&'static str, Vec<String>)> {
    let files = |path: &str| {
        built
            .get(path)
            .cloned()
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    };
    ADVICE
        .iter()
        .map(|&(query, nowhere, others)| {
            let advice = search::advise(&files, query).unwrap();
            assert_eq!(advice.nowhere, nowhere, "`{query}`");
            let all = advice.meant.into_iter().chain(advice.ways);
            let queries: Vec<String> = all.map(|one| one.query).collect();
            assert_eq!(queries, others, "`{query}`");
            (query, queries)
        })
        .collect()
}

/// How many Items have each term, by the letter of the facet and the term.
type Counts = BTreeMap<String, usize>;

fn counts(records: &[Record<'_>], ids: &[String]) -> Counts {
    let mut counts = Counts::new();
    for record in records
        .iter()
        .filter(|record| ids.contains(&record.id.to_string()))
    {
        let mut terms = BTreeSet::new();
        terms.extend(record.tags.iter().map(|tag| format!("t{tag}")));
        terms.extend(record.issuers.iter().map(|issuer| format!("b{issuer}")));
        terms.extend(record.policies.iter().map(|policy| format!("p{policy}")));
        terms.extend(record.date.map(|date| format!("d{}", date.year())));
        for region in &record.regions {
            terms.insert(format!("r{region}"));
            terms.extend(region.split_once('/').map(|(above, _)| format!("r{above}")));
        }
        for term in terms {
            *counts.entry(term).or_default() += 1;
        }
    }
    counts
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

    fn text(&mut self, least: usize, most: usize) -> String {
        let n_words = least + self.below(most - least + 1);
        (0..n_words)
            .map(|_| WORDS[self.below(WORDS.len())])
            .collect()
    }

    /// One to eight characters of a text, in words from their start; now and then of two texts, so
    /// that it occurs nowhere.
    fn query(&mut self, texts: &[[String; 2]]) -> String {
        let cut = |dice: &mut Self, most: usize| {
            let text = fold(&texts[dice.below(texts.len())][dice.below(2)]);
            let chars: Vec<char> = text.chars().collect();
            if chars.is_empty() {
                return String::new();
            }
            let mut start = dice.below(chars.len());
            while start > 0 && is_word(chars[start]) && is_word(chars[start - 1]) {
                start -= 1;
            }
            let length = 1 + dice.below(most);
            chars[start..].iter().take(length).collect()
        };
        if self.below(4) == 0 {
            cut(self, 4) + &cut(self, 4)
        } else {
            cut(self, 8)
        }
    }
}

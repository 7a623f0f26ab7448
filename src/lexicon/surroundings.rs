//! Words around a place name that say whether it places an Item: a university of a city does not, 大同分行 does.

use rustc_hash::FxHashMap;

use super::table::rows;

const STOPS: &str = include_str!("../../data/region_stops.tsv");

/// The rules of `data/region_stops.tsv`, by the first character of their words.
#[derive(Debug, Default)]
pub struct Surroundings {
    after: FxHashMap<char, Vec<After>>,
    before: Vec<(&'static str, usize)>,
    /// Last characters of the words in `before`.
    before_ends: Vec<char>,
    /// Their widest gap.
    before_widest: usize,
    /// Names that are those of seas too, and the countries around each.
    seas: Vec<(&'static str, &'static str)>,
    breaks: FxHashMap<char, Vec<&'static str>>,
    rejects: FxHashMap<char, Vec<&'static str>>,
    widest: usize,
}

/// Characters of the shortest name of a firm behind that of a place.
const SHORTEST_FIRM: usize = 2;

/// Whether what stands between a place and a firm's shares may be the rest of its name: neither a
/// body (省国资委), nor a number of firms (两家), nor what they are (国企, 企业).
fn is_name(words: &str) -> bool {
    words.chars().count() >= SHORTEST_FIRM
        && words.chars().all(|c| c.is_alphabetic() && !c.is_ascii())
        && !words
            .contains(|c| "一二三四五六七八九十两多数几家个只的在与和及等全各省市县区".contains(c))
        && !words.ends_with(|c| "院局厅委办部会处署府所州镇企业界户民国资股场".contains(c))
}

/// Whether a name is that of crops, schools or firms at large, which bid and buy as a firm does:
/// 某省小麦|收购.
fn is_kind(name: &str) -> bool {
    name.ends_with(|c| "粮米麦豆花稻谷薯菜籽猪羊牛叶茶果茧食糖棉盐校商农民团队".contains(c))
}

/// What stands behind the Latin name of a firm, or ends it.
const FORMS: [&str; 14] = [
    "AB", "AG", "ASA", "BV", "Corp", "GmbH", "Inc", "LLC", "Ltd", "NV", "Oy", "PLC", "plc", "SpA",
];

/// The word that shows that a Latin name right behind a place is that of a firm: `加拿大|Acme公司`,
/// `瑞典|Acme Marine AB`.
fn latin_firm(after: &str) -> Option<&'static str> {
    let of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '&' | '-' | '\'');
    let rest = after.trim_start_matches(of_name);
    let name = after[..after.len() - rest.len()]
        .trim()
        .trim_end_matches('.');
    if !name.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let last = name.rsplit(' ').next().unwrap_or_default();
    let form = FORMS.iter().find(|form| **form == last && name != last);
    let word = ["公司", "集团"]
        .into_iter()
        .find(|word| rest.starts_with(word));
    form.copied().or(word)
}

/// Whether the number of a share in brackets stands here: `（600000）`, `（000001.SZ）`.
fn is_share(text: &str) -> bool {
    let Some(inner) = text.strip_prefix(['（', '(']) else {
        return false;
    };
    let market = |c: char| c.is_ascii_uppercase() || matches!(c, ':' | '：' | '.');
    let digits = inner.trim_start_matches(market);
    let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    let length = digits.len() - rest.len();
    (5..=6).contains(&length) && rest.trim_start_matches(market).starts_with(['）', ')'])
}

/// What is said of the number of a share, for a reader.
const SHARE: &str = "（股票代码）";

#[derive(Debug)]
struct After {
    word: &'static str,
    places: bool,
    firm: bool,
    /// What firms do, and others as well.
    deal: bool,
    gap: usize,
    unless: &'static str,
}

/// What the surroundings of a place name say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It places the Item.
    Places,
    /// It is part of another name; the word that shows it.
    Dropped(&'static str),
    /// It is part of the name of a firm that carries no word for a company: the word beside that
    /// name that shows it (某某|股价), and the byte behind the place name where it stands.
    Firm(&'static str, usize),
}

impl Surroundings {
    pub(super) fn built_in() -> Self {
        let mut rules = Self::default();
        for [rule, word, effect, gap, unless] in
            rows(STOPS, ["rule", "word", "effect", "gap", "unless"])
        {
            let gap: usize = gap.parse().unwrap_or(0);
            let Some(first) = word.chars().next() else {
                continue;
            };
            match rule {
                "after" => {
                    rules.widest = rules.widest.max(gap);
                    let places = effect == "place";
                    rules.after.entry(first).or_default().push(After {
                        word,
                        places,
                        firm: matches!(effect, "firm" | "deal"),
                        deal: effect == "deal",
                        gap,
                        unless,
                    });
                }
                "before" => {
                    rules.before.push((word, gap));
                    rules.before_ends.extend(word.chars().next_back());
                    rules.before_widest = rules.before_widest.max(gap);
                }
                "sea" => rules.seas.push((word, unless)),
                "break" => rules.breaks.entry(first).or_default().push(word),
                "next" => {
                    let rest = &word[first.len_utf8()..].trim_start_matches('+');
                    rules.rejects.entry(first).or_default().push(rest);
                }
                _ => {}
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for words in rules.after.values_mut() {
            words.sort_by_key(|rule| std::cmp::Reverse(rule.word.len()));
        }
        rules
    }

    /// Whether the last character of a form belongs to the next word (成都市|场).
    pub fn rejects(&self, form: &str, after: &str) -> bool {
        let last = form.chars().next_back();
        last.and_then(|c| self.rejects.get(&c))
            .is_some_and(|words| words.iter().any(|word| after.starts_with(word)))
    }

    /// Whether a name is that of a sea between other countries too (北海).
    pub fn is_sea(&self, name: &str) -> bool {
        self.seas.iter().any(|(sea, _)| *sea == name)
    }

    /// Whether a country lies at one of those seas.
    pub fn is_at_sea(&self, country: &str) -> bool {
        let mut coasts = self.seas.iter().flat_map(|(_, coast)| coast.split('|'));
        coasts.any(|coast| coast == country)
    }

    /// The word that ends near the end of what stands before a name.
    fn before(&self, text: &str) -> Option<&(&'static str, usize)> {
        let mut tail = text.chars().rev().take(self.before_widest + 1);
        if !tail.any(|c| self.before_ends.contains(&c)) {
            return None;
        }
        self.before
            .iter()
            .find(|(word, gap)| near_end(text, word, *gap))
    }

    /// Reads the words on both sides of a place name.
    pub fn verdict(&self, before: &str, after: &str) -> Verdict {
        if let Some((word, _)) = self.before(before) {
            return Verdict::Dropped(word);
        }
        if let Some(word) = latin_firm(after) {
            return Verdict::Dropped(word);
        }
        for (gap, (at, c)) in after.char_indices().take(self.widest + 1).enumerate() {
            let rest = &after[at..];
            if matches!(c, '（' | '(') && is_share(rest) && is_name(&after[..at]) {
                return Verdict::Firm(SHARE, at);
            }
            if let Some(rule) = self.after.get(&c).and_then(|rules| {
                rules.iter().find(|rule| {
                    let fits = gap <= rule.gap && rest.starts_with(rule.word);
                    fits && !rest[rule.word.len()..].starts_with(|next| rule.unless.contains(next))
                })
            }) {
                return if rule.places {
                    Verdict::Places
                } else if rule.firm
                    && is_name(&after[..at])
                    && !(rule.deal && is_kind(&after[..at]))
                {
                    Verdict::Firm(rule.word, at)
                } else if rule.firm {
                    // 四川股价, 广东年报: no name between.
                    Verdict::Places
                } else {
                    Verdict::Dropped(rule.word)
                };
            }
            if c.is_whitespace()
                || self
                    .breaks
                    .get(&c)
                    .is_some_and(|words| words.iter().any(|word| rest.starts_with(word)))
            {
                break;
            }
        }
        Verdict::Places
    }
}

/// Whether a word ends at most `gap` characters before the end of a text.
fn near_end(text: &str, word: &str, gap: usize) -> bool {
    let mut end = text;
    for _ in 0..=gap {
        if end.ends_with(word) {
            return true;
        }
        let Some(c) = end.chars().next_back() else {
            return false;
        };
        end = &end[..end.len() - c.len_utf8()];
    }
    false
}

/// Words that only look as if they held a place.
pub(super) fn no_places() -> impl Iterator<Item = &'static str> {
    rows(STOPS, ["rule", "word"])
        .filter(|[rule, _]| *rule == "inside")
        .map(|[_, word]| word)
}

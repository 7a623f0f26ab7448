//! What the words of a title, and those around it, say of the work that it names.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::table::rows;
use super::words::Words;

const KINDS: &str = include_str!("../../data/policy_kinds.tsv");
const CUES: &str = include_str!("../../data/policy_cues.tsv");

/// Verbs by which a body issues a document; data has them among the cues before a title.
static ISSUING: LazyLock<Words> = LazyLock::new(|| {
    Words::new([
        "印发",
        "发布",
        "出台",
        "公布",
        "下发",
        "颁布",
        "制定",
        "发文",
        "批复",
        "批准",
        "通过",
        "审议",
        "公开征求",
        "征求意见",
        "修订",
        "下达",
        "签发",
        "发出",
        "联合发",
        "issue",
    ])
});

/// What kind of work a cited title is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
)]
pub enum WorkKind {
    /// A public document: `notice`, `plan`, `law`, `standard` … (`data/policy_kinds.tsv`).
    Policy(
        #[borsh(
            serialize_with = "crate::kept::name::write",
            deserialize_with = "crate::kept::name::read"
        )]
        &'static str,
    ),
    /// Something else: `report`, `article`, `book` …
    Other(
        #[borsh(
            serialize_with = "crate::kept::name::write",
            deserialize_with = "crate::kept::name::read"
        )]
        &'static str,
    ),
}

/// Kinds by the last words of a title, cues beside it, status words around it.
#[derive(Debug, Default)]
pub struct Titles {
    /// Last words of a title.
    kinds: FxHashMap<&'static str, Ending>,
    /// Most characters of an ending.
    longest: usize,
    /// Words that end right before 《.
    /// by their last character.
    before: Cues,
    /// Words that begin right after 》.
    /// by their first character.
    after: Cues,
    /// Words for what several titles are together (`《甲》《乙》等五项国家标准`),
    /// by their first character.
    counted: Cues,
    statuses: Vec<Status>,
    /// The words of the statuses, with their places in the list as numbers.
    status_words: Option<Words>,
}

/// What the last words of a title say.
#[derive(Debug, Clone, Copy)]
struct Ending {
    kind: WorkKind,
    ambiguous: bool,
}

/// Words beside a title, the longest first.
type Cues = FxHashMap<char, Vec<(&'static str, Cue)>>;

fn add(cues: &mut Cues, end: Option<char>, cue: (&'static str, Cue)) {
    if let Some(end) = end {
        cues.entry(end).or_default().push(cue);
    }
}

/// What a word beside a title says.
#[derive(Debug, Clone, Copy)]
struct Cue {
    policy: bool,
    weak: bool,
    kind: &'static str,
}

/// A word that says what became of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// As written.
    pub word: &'static str,
    /// `planned`, `draft`, `submitted`, `adopted`, `approved`, `issued`, `in_force`, `amended`,
    /// `repealed`, `postponed`.
    pub stage: &'static str,
}

/// The kinds of public documents, one or more times each.
pub fn policy_kinds() -> impl Iterator<Item = &'static str> {
    rows(KINDS, ["class", "kind"])
        .filter(|[class, _]| *class == "policy")
        .map(|[_, kind]| kind)
}

impl Titles {
    pub(super) fn built_in() -> Self {
        let mut titles = Self::default();
        for [word, class, kind, ambiguous] in rows(KINDS, ["word", "class", "kind", "ambiguous"]) {
            let kind = if class == "policy" {
                WorkKind::Policy(kind)
            } else {
                WorkKind::Other(kind)
            };
            titles.longest = titles.longest.max(word.chars().count());
            titles.kinds.insert(
                word,
                Ending {
                    kind,
                    ambiguous: !ambiguous.is_empty(),
                },
            );
        }
        for [word, place, effect, kind] in rows(CUES, ["word", "place", "effect", "kind"]) {
            let cue = Cue {
                policy: effect.ends_with("policy"),
                weak: effect.starts_with("weak"),
                kind,
            };
            match place {
                "before" => add(&mut titles.before, word.chars().next_back(), (word, cue)),
                "after" => add(&mut titles.after, word.chars().next(), (word, cue)),
                "counted" => add(&mut titles.counted, word.chars().next(), (word, cue)),
                _ => titles.statuses.push(Status { word, stage: kind }),
            }
        }
        titles.status_words = Some(Words::new(titles.statuses.iter().map(|status| status.word)));
        let beside = titles.before.values_mut().chain(titles.after.values_mut());
        for cues in beside.chain(titles.counted.values_mut()) {
            cues.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        titles
    }

    /// What kind of work a title is, by its last words and by what stands right beside it.
    pub fn kind(&self, title: &str, before: &str, after: &str) -> WorkKind {
        let ending = self.ending(title).map(|(_, ending)| ending);
        let cue = self.cue(before, after);
        match (ending, cue) {
            (ending, Some(cue)) if !cue.weak => {
                let own = ending.map(|ending| ending.kind);
                match own {
                    // 国家标准《…》 is a standard whatever its title; otherwise a fitting ending is finer.
                    Some(WorkKind::Policy(kind)) if cue.policy && cue.kind.is_empty() => {
                        WorkKind::Policy(kind)
                    }
                    // 印发《…报告》 is a government paper, but 报告 says more than 印发.
                    Some(WorkKind::Other(kind))
                        if cue.policy && cue.kind.is_empty() && !ambiguous(ending) =>
                    {
                        WorkKind::Other(kind)
                    }
                    _ => cue.work(),
                }
            }
            (Some(ending), Some(cue)) if ending.ambiguous => cue.finer(ending.kind),
            (Some(ending), _) => ending.kind,
            // 发布《…》 alone may be any work; 关于 begins documents.
            (None, Some(cue)) if cue.weak && cue.policy && !title.contains("关于") => {
                WorkKind::Other("work")
            }
            (None, Some(cue)) => cue.work(),
            (None, None) => WorkKind::Other("work"),
        }
    }

    /// The word of kind that ends a title (方案, 若干措施), brackets at its end set aside.
    pub fn kind_word<'t>(&self, title: &'t str) -> Option<&'t str> {
        self.ending(title).map(|(word, _)| word)
    }

    /// Whether a title is nothing but a word of kind (《方案》), and so names no document alone.
    pub fn is_bare(&self, title: &str) -> bool {
        let title = without_tail(title);
        self.kind_word(title) == Some(title) || matches!(title.chars().count(), 0..=2)
    }

    /// Status words.
    pub fn statuses(&self) -> &[Status] {
        &self.statuses
    }

    /// Every status word in a text: where, and which.
    pub fn statuses_in<'t>(
        &'t self,
        text: &'t str,
    ) -> impl Iterator<Item = (usize, &'t Status)> + 't {
        let words = self.status_words.iter();
        words
            .flat_map(move |words| words.find(text))
            .map(|(at, _, number)| (at, &self.statuses[number]))
    }

    /// Verbs by which a body issues a document.
    pub fn issuing_verbs(&self) -> &'static Words {
        &ISSUING
    }

    /// The longest known ending of a title.
    fn ending<'t>(&self, title: &'t str) -> Option<(&'t str, Ending)> {
        let title = without_tail(title);
        let starts = title
            .char_indices()
            .rev()
            .take(self.longest)
            .map(|(at, _)| at);
        // From short to long: the last that is known is the longest.
        starts
            .filter_map(|at| Some((&title[at..], *self.kinds.get(&title[at..])?)))
            .last()
    }

    fn cue(&self, before: &str, after: &str) -> Option<Cue> {
        let before = before_titles(before);
        let after = after.trim_start();
        let left = before
            .chars()
            .next_back()
            .and_then(|last| self.before.get(&last));
        let right = after
            .chars()
            .next()
            .and_then(|first| self.after.get(&first));
        let mut left = left
            .into_iter()
            .flatten()
            .filter(|(word, _)| before.ends_with(word));
        let mut right = right
            .into_iter()
            .flatten()
            .filter(|(word, _)| after.starts_with(word));
        let beside = left.next().or_else(|| right.next()).map(|(_, cue)| *cue);
        beside.or_else(|| {
            let counted = counted(after)?;
            let words = self.counted.get(&counted.chars().next()?)?;
            let mut words = words.iter();
            let (_, cue) = words.find(|(word, _)| counted.starts_with(word))?;
            Some(*cue)
        })
    }
}

impl Cue {
    fn work(self) -> WorkKind {
        match (self.policy, self.kind) {
            (true, "") => WorkKind::Policy("document"),
            (true, kind) => WorkKind::Policy(kind),
            (false, "") => WorkKind::Other("work"),
            (false, kind) => WorkKind::Other(kind),
        }
    }

    /// For an ambiguous ending: the cue says which class, the ending which kind if it fits.
    fn finer(self, kind: WorkKind) -> WorkKind {
        match kind {
            WorkKind::Policy(kind) if self.policy => WorkKind::Policy(kind),
            WorkKind::Other(kind) if !self.policy => WorkKind::Other(kind),
            _ => self.work(),
        }
    }
}

fn ambiguous(ending: Option<Ending>) -> bool {
    ending.is_some_and(|ending| ending.ambiguous)
}

/// A title without brackets at its end: `…行动方案（2020—2022年）`, `…办法（试行）`.
pub fn without_tail(title: &str) -> &str {
    let mut title = title.trim_end();
    while title.ends_with(['）', ')', '〕', '】']) {
        match title.rfind(['（', '(', '〔', '【']) {
            Some(open) if open > 0 => title = title[..open].trim_end(),
            _ => break,
        }
    }
    title
}

/// How many titles before and after one are looked at for the words that they share: each title of a
/// long row walks over its neighbours.
const NEIGHBOURS: usize = 64;

/// What several titles are called together, after the last of them and their number:
/// `、《乙》等五项国家标准` → `国家标准`.
fn counted(after: &str) -> Option<&str> {
    let mut after = after;
    for _ in 0..NEIGHBOURS {
        let joined = after.trim_start_matches(['、', '和', '及', '与', ' ']);
        let Some(title) = joined.strip_prefix('《') else {
            break;
        };
        after = title.split_once('》')?.1;
    }
    let rest = after.trim_start_matches(['等', ' ']);
    let number = |c: char| c.is_ascii_digit() || "一二两三四五六七八九十百余多几 ".contains(c);
    let unit = rest.trim_start_matches(number);
    let noun = (unit.len() < rest.len())
        .then(|| unit.strip_prefix(['项', '个', '部', '份', '件', '篇', '批', '本', '册']))
        .flatten();
    noun.or_else(|| (rest.len() < after.len()).then_some(rest))
}

/// What stands before a title and other titles that it is joined to: `印发《甲》和《` → `印发`.
fn before_titles(before: &str) -> &str {
    let mut before = before.trim_end();
    for _ in 0..NEIGHBOURS {
        let joined = before
            .trim_end_matches(['、', '和', '及', '与', '，', '“'])
            .trim_end();
        let Some(inner) = joined
            .strip_suffix('》')
            .filter(|_| joined.len() < before.len() || before.ends_with('》'))
        else {
            break;
        };
        let Some(open) = inner.rfind('《') else {
            break;
        };
        before = inner[..open].trim_end();
    }
    before.trim_end_matches(['“', '：', ':', ' '])
}

//! The places an Item is about.
//!
//! The headline says it, if it names a place at all; otherwise the first sentence does. A name that
//! is part of another name (a university, a company, a newspaper) places nothing. A place above
//! another one that is named as well gives way to it: the deepest path counts.

use super::{ItemText, Mention, Notes};
use crate::lexicon::{Hit, IssuerId, Lexicon, PlaceSense, RegionId, Sense, Verdict};

/// More places than this in a first sentence are a list of branches or venues, not what it is about.
const MOST_IN_SENTENCE: usize = 6;

/// Finds the places of an Item, as paths, in order of the text.
pub(super) fn read(
    item: &ItemText<'_>,
    headline_hits: &[Hit<'_>],
    body_hits: &[Hit<'_>],
    lexicon: &Lexicon,
    notes: &mut Notes,
) -> Vec<String> {
    let mut firms = firms(item.headline, headline_hits, lexicon);
    firms.extend(self::firms(item.body, body_hits, lexicon));
    let at_sea = names_sea(item.headline, headline_hits, lexicon)
        || names_sea(item.body, body_hits, lexicon);
    let at_sea = at_sea
        && headline_hits
            .iter()
            .chain(body_hits)
            .any(|hit| is_at_sea(hit, lexicon));
    let mut body = Places {
        at_sea,
        firms: firms.clone(),
        ..Places::default()
    };
    body.gather(item.body, body_hits, lexicon, |at| item.line(at), notes);
    let mut headline = Places {
        at_sea,
        told: body.found.iter().map(|&(_, id)| id).collect(),
        firms,
        ..Places::default()
    };
    headline.gather(
        item.headline,
        headline_hits,
        lexicon,
        |_| item.headline_line,
        notes,
    );
    let chosen = if headline.found.is_empty() {
        let caption = caption(item.body);
        let rest = &item.body[caption..];
        let end = caption + first_sentence(rest, item.headline.is_empty());
        let in_sentence: Vec<(usize, RegionId)> = body
            .found
            .iter()
            .copied()
            .filter(|&(at, _)| (caption..end).contains(&at))
            .collect();
        let mut regions = deepest(in_sentence.iter().map(|&(_, id)| id), lexicon);
        if regions.len() > MOST_IN_SENTENCE {
            regions.clear();
        }
        if regions.is_empty() {
            headline.weak
        } else {
            regions
        }
    } else {
        let named = deepest(headline.found.iter().map(|&(_, id)| id), lexicon);
        named
            .into_iter()
            .map(|region| refine(region, &body, lexicon))
            .collect()
    };
    chosen
        .iter()
        .map(|&id| lexicon.gazetteer().region(id).path.clone())
        .collect()
}

/// The place that a title is, a number or bullet before it aside.
pub(super) fn of_title(title: &str, lexicon: &Lexicon) -> Option<String> {
    let title = crate::document::outline::without_lead(title).trim();
    let hits = lexicon.find(title);
    let [hit] = &hits[..] else {
        return None;
    };
    let Sense::Place(PlaceSense::Name(ids)) = hit.sense else {
        return None;
    };
    let [id] = ids[..] else { return None };
    (hit.span == (0..title.len())).then(|| lexicon.gazetteer().region(id).path.clone())
}

/// Names of firms in a text that begin with that of a place and carry no word for a company: what
/// stands beside them says so (某某|股价).
fn firms<'t>(text: &'t str, hits: &[Hit<'_>], lexicon: &Lexicon) -> Vec<&'t str> {
    let places = hits
        .iter()
        .filter(|hit| matches!(hit.sense, Sense::Place(_)));
    let name = |hit: &Hit<'_>| {
        let (before, after) = (&text[..hit.span.start], &text[hit.span.end..]);
        match lexicon.surroundings().verdict(before, after) {
            Verdict::Firm(_, length) => Some(&text[hit.span.start..hit.span.end + length]),
            _ => None,
        }
    };
    places.filter_map(name).collect()
}

/// Whether a place that has the name of a sea is named in a text.
fn names_sea(text: &str, hits: &[Hit<'_>], lexicon: &Lexicon) -> bool {
    let seas = lexicon.surroundings();
    hits.iter().any(|hit| seas.is_sea(&text[hit.span.clone()]))
}

/// Whether a name is that of a country at such a sea, or of a place in one.
fn is_at_sea(hit: &Hit<'_>, lexicon: &Lexicon) -> bool {
    let Sense::Place(PlaceSense::Name(ids)) = hit.sense else {
        return false;
    };
    let path = |id| lexicon.gazetteer().region(id).path.split('/').next();
    let mut countries = ids.iter().filter_map(|&id| path(id));
    countries.any(|country| lexicon.surroundings().is_at_sea(country))
}

/// Places found in one text.
#[derive(Default)]
struct Places<'t> {
    /// Whether a sea and a country around it are named in the same Item.
    at_sea: bool,
    /// Names of firms that begin with that of a place.
    firms: Vec<&'t str>,
    /// Byte and Region of each place that counts.
    found: Vec<(usize, RegionId)>,
    /// Places that count only where nothing else does.
    weak: Vec<RegionId>,
    /// Places that the fuller text names: of several with one name, these are meant.
    told: Vec<RegionId>,
}

impl Places<'_> {
    fn gather(
        &mut self,
        text: &str,
        hits: &[Hit<'_>],
        lexicon: &Lexicon,
        line: impl Fn(usize) -> u32,
        notes: &mut Notes,
    ) {
        let mut previous: Option<(usize, RegionId)> = None;
        let chinese =
            !hits.is_empty() && text.chars().any(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'));
        for (number, hit) in hits.iter().enumerate() {
            let sense = match hit.sense {
                Sense::Place(PlaceSense::Group(_))
                    if has_stretch(text, hit, hits.get(number + 1)) =>
                {
                    continue;
                }
                Sense::Place(sense) => sense,
                Sense::Issuer(id) => {
                    self.seat(*id, hit, text, lexicon, &line, notes);
                    continue;
                }
                Sense::Nothing => continue,
            };
            let (before, after) = (&text[..hit.span.start], &text[hit.span.end..]);
            if chinese && is_in_latin_name(text, &hit.span) {
                continue;
            }
            let parent = previous
                .filter(|&(end, _)| is_joint(&text[end..hit.span.start]))
                .map(|(_, id)| id);
            let regions = match sense {
                PlaceSense::Group(ids) | PlaceSense::Relation(ids) => ids.clone(),
                PlaceSense::Name(ids) => self.meant(ids, parent, lexicon, true),
                PlaceSense::Guarded(ids) => self.meant(ids, parent, lexicon, false),
            };
            let Some(&last) = regions.last() else {
                continue;
            };
            previous = Some((hit.span.end, last));
            let mention = |reading: String| Mention {
                words: text[hit.span.clone()].to_owned(),
                line: line(hit.span.start),
                reading,
            };
            let name = &text[hit.span.start..];
            let is_sea = || lexicon.surroundings().is_sea(&text[hit.span.clone()]);
            let verdict = match lexicon.surroundings().verdict(before, after) {
                Verdict::Places if self.at_sea && parent.is_none() && is_sea() => {
                    Some("a country at the sea of that name is named beside it")
                }
                Verdict::Places => {
                    let firm = self.firms.iter().any(|firm| name.starts_with(firm));
                    firm.then_some("the name of a firm")
                }
                Verdict::Dropped(word) | Verdict::Firm(word, _) => Some(word),
            };
            match verdict {
                None => {
                    notes.add(|| mention(format!("region {}", paths(&regions, lexicon))));
                    if matches!(sense, PlaceSense::Relation(_)) {
                        self.weak.extend(regions);
                    } else {
                        self.found
                            .extend(regions.into_iter().map(|id| (hit.span.start, id)));
                    }
                }
                Some(word) => {
                    notes.add(|| {
                        let paths = paths(&regions, lexicon);
                        mention(format!(
                            "region {paths}, but part of another name: `{word}`"
                        ))
                    });
                }
            }
        }
    }

    /// A court or foreign body places an Item where it sits.
    fn seat(
        &mut self,
        id: IssuerId,
        hit: &Hit<'_>,
        text: &str,
        lexicon: &Lexicon,
        line: &impl Fn(usize) -> u32,
        notes: &mut Notes,
    ) {
        let path = lexicon.issuer(id).region;
        let Some(region) = path.and_then(|path| lexicon.gazetteer().id(path)) else {
            return;
        };
        notes.add(|| Mention {
            words: text[hit.span.clone()].to_owned(),
            line: line(hit.span.start),
            reading: format!("region {}, its seat", path.unwrap_or_default()),
        });
        self.found.push((hit.span.start, region));
    }

    /// Which of several places of one name is meant.
    fn meant(
        &self,
        ids: &[RegionId],
        parent: Option<RegionId>,
        lexicon: &Lexicon,
        sure: bool,
    ) -> Vec<RegionId> {
        let gazetteer = lexicon.gazetteer();
        let below = |outer: RegionId| {
            ids.iter()
                .copied()
                .find(|&id| id != outer && gazetteer.holds(outer, id))
        };
        if let Some(id) = parent.and_then(below) {
            return vec![id];
        }
        if !sure {
            return Vec::new();
        }
        if let [one] = ids {
            vec![*one]
        } else {
            // A name that was read once means the same again.
            let found = || self.found.iter().rev().map(|&(_, id)| id);
            let again = found().find(|id| ids.contains(id));
            let near = || found().find_map(below);
            let told = || self.told.iter().copied().find(|id| ids.contains(id));
            again
                .or_else(near)
                .or_else(told)
                .or_else(|| widest(ids, lexicon))
                .into_iter()
                .collect()
        }
    }
}

/// Whether only the stretch of a line through one place is spoken of: `京雄高速|河北段`.
fn has_stretch(text: &str, line: &Hit<'_>, next: Option<&Hit<'_>>) -> bool {
    next.is_some_and(|next| {
        let between = text.get(line.span.end..next.span.start);
        matches!(between, Some("" | "公路")) && text[next.span.end..].starts_with('段')
    })
}

/// Whether a Latin name in a Chinese text is one word of a longer name (`KubeCon EU`).
fn is_in_latin_name(text: &str, span: &std::ops::Range<usize>) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let before = &text[..span.start];
    let after = &text[span.end..];
    text[span.clone()].is_ascii()
        && (letter(
            before
                .strip_suffix(' ')
                .unwrap_or(before)
                .chars()
                .next_back(),
        ) || letter(after.strip_prefix(' ').unwrap_or(after).chars().next()))
}

/// The paths of Regions, for people.
fn paths(regions: &[RegionId], lexicon: &Lexicon) -> String {
    let paths = regions
        .iter()
        .map(|&id| lexicon.gazetteer().region(id).path.as_str());
    paths.collect::<Vec<_>>().join(", ")
}

/// Of several places of one name: the one that stands highest (大同 the city, not the district), else
/// the one that the table marks.
fn widest(ids: &[RegionId], lexicon: &Lexicon) -> Option<RegionId> {
    let gazetteer = lexicon.gazetteer();
    let depth = |id: RegionId| gazetteer.region(id).path.matches('/').count();
    let least = ids.iter().map(|&id| depth(id)).min()?;
    let mut highest = ids.iter().copied().filter(|&id| depth(id) == least);
    match (highest.next(), highest.next()) {
        (Some(only), None) => Some(only),
        _ => ids.iter().copied().find(|&id| gazetteer.region(id).default),
    }
}

/// Whether a name may stand right after the name of its parent with this between.
fn is_joint(between: &str) -> bool {
    matches!(between, "" | "市" | "省" | "州" | " " | "·" | "-" | ", ")
}

/// Each Region once, in order, without those that hold another one of them.
fn deepest(regions: impl Iterator<Item = RegionId>, lexicon: &Lexicon) -> Vec<RegionId> {
    let mut distinct: Vec<RegionId> = Vec::new();
    for region in regions {
        if !distinct.contains(&region) {
            distinct.push(region);
        }
    }
    let gazetteer = lexicon.gazetteer();
    let all = distinct.clone();
    distinct.retain(|&outer| {
        !all.iter()
            .any(|&inner| inner != outer && gazetteer.holds(outer, inner))
    });
    distinct
}

/// A deeper Region that the body keeps naming, below the one in the headline.
fn refine(region: RegionId, body: &Places<'_>, lexicon: &Lexicon) -> RegionId {
    let gazetteer = lexicon.gazetteer();
    let below: Vec<RegionId> = body
        .found
        .iter()
        .map(|&(_, id)| id)
        .filter(|&id| id != region && gazetteer.holds(region, id))
        .collect();
    match below.first() {
        Some(&first) if below.len() > 1 && below.iter().all(|&id| id == first) => first,
        _ => region,
    }
}

/// Bytes of the first sentence of a text without headline that is rather a headline: the next one
/// counts too.
const SHORT_SENTENCE: usize = 24 * 3;

/// Bytes of the longest name of a field, and of a line that is one.
const LONGEST_FIELD: (usize, usize) = (8 * 3, 40 * 3);

/// Characters of the longest label over a text: `新闻概览`.
const LONGEST_LABEL: usize = 6;

/// Where the lines at the head end that are fields and not yet the text: `时间：2019年3月`,
/// `【摘要】`, `（2019-03-09）`, `新闻概览`.
fn fields(text: &str) -> usize {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let is_field = line.ends_with('\n')
            && line.len() <= LONGEST_FIELD.1
            && !line.contains(['。', '！', '？'])
            && (line
                .find(['：', ':'])
                .is_some_and(|at| at <= LONGEST_FIELD.0)
                || line.starts_with('【') && line.trim_end().ends_with('】')
                || line.trim().chars().count() <= LONGEST_LABEL
                || !line.contains(|c: char| c.is_alphabetic() && !matches!(c, '年' | '月' | '日')));
        if !is_field {
            break;
        }
        end += line.len();
    }
    end
}

/// Where the caption of a picture at the head of a text ends: it tells where the picture was taken.
fn caption(text: &str) -> usize {
    let line = text.find('\n').unwrap_or(text.len());
    let is_caption = crate::document::outline::is_caption(&text[..line]);
    if is_caption && line < text.len() {
        line + 1
    } else {
        0
    }
}

/// Where the first sentence ends.
fn first_sentence(text: &str, headless: bool) -> usize {
    let stop = ['。', '！', '？', '\n'];
    let fields = fields(text);
    let end = text[fields..]
        .find(stop)
        .map_or(text.len(), |at| fields + at);
    if !headless || end > SHORT_SENTENCE {
        return end;
    }
    let next = text[end..].chars().next().map_or(0, char::len_utf8) + end;
    text[next..].find(stop).map_or(text.len(), |at| next + at)
}

//! Series: digests that come out again and again under one name.

use std::collections::BTreeMap;

use super::facet::Gathered;
use super::rows::Rows;
use super::{DocumentId, Role};
use crate::document::{Document, MetaValue};
use crate::fold::fold_key;

/// Letters that the name of a series has at least: fewer name nothing.
const SHORTEST: usize = 3;

/// The issues of each series, newest first, and the series of each Document.
#[derive(Debug, Default, Hash)]
pub struct SeriesIndex {
    of_documents: Vec<Option<u32>>,
    issues: Rows<DocumentId>,
}

impl SeriesIndex {
    pub(super) fn new(of: Gathered<'_>) -> Self {
        let mut named: BTreeMap<String, Vec<DocumentId>> = BTreeMap::new();
        for &id in of.newest {
            if of.roles[id as usize] == Role::Post
                && let Some(name) = name_of(&of.documents[id as usize])
            {
                named.entry(name).or_default().push(id);
            }
        }
        let mut index = Self {
            of_documents: vec![None; of.documents.len()],
            issues: Rows::default(),
        };
        for issues in named.into_values().filter(|issues| issues.len() > 1) {
            let number = index.issues.len() as u32;
            for &id in &issues {
                index.of_documents[id as usize] = Some(number);
            }
            index.issues.push(issues);
        }
        index
    }

    /// All issues of the series that a Document belongs to, newest first; `None` when it belongs to
    /// none.
    pub fn issues(&self, id: DocumentId) -> Option<&[DocumentId]> {
        let series = (*self.of_documents.get(id as usize)?)?;
        Some(self.issues.row(series as usize))
    }
}

/// What makes a Document an issue of a series: `series` in the front matter, else, of a digest
/// with a period, what stands before the first number of its title, or after it up to the next
/// mark.
fn name_of(document: &Document) -> Option<String> {
    if let Some(MetaValue::Text(series)) = document.meta.extra.get("series") {
        let key = fold_key(series);
        return (!key.is_empty()).then_some(key);
    }
    if !document.digest || document.dates.period.is_none() {
        return None;
    }
    name_in(&document.title)
}

fn name_in(title: &str) -> Option<String> {
    let title = fold_key(title);
    let number = title.find(|c: char| c.is_ascii_digit())?;
    let (before, after) = title.split_at(number);
    let before = letters(before.trim_end_matches('第'));
    if before.chars().count() >= SHORTEST {
        return Some(before);
    }
    let is_of_number =
        |c: char| c.is_ascii_digit() || "年月日周期号第至季度上中下旬半-—~～./至".contains(c);
    let rest = after.trim_start_matches(is_of_number);
    let rest = rest
        .split(|c: char| !c.is_alphanumeric())
        .find(|part| !part.is_empty())?;
    let rest = letters(rest);
    (rest.chars().count() >= SHORTEST).then_some(rest)
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::name_in;

    #[test]
    fn titles_that_differ_in_their_numbers_are_one_series() {
        for (title, wanted) in [
            ("产业周报（2020年9月第2周）", Some("产业周报")),
            ("【产业周报】第12期", Some("产业周报")),
            ("产业周报 第3期：四地出台新规", Some("产业周报")),
            ("2020年9月第2周政策周报", Some("政策周报")),
            ("2020-09-07 政策速览 | 五部门发文", Some("政策速览")),
            ("Weekly brief, 12 June 2020", Some("weeklybrief")),
            ("四川发布行动方案", None),
            ("2020年9月", None),
            ("第3期", None),
        ] {
            assert_eq!(name_in(title).as_deref(), wanted, "{title}");
        }
    }
}

//! What many rows of many pages show, made once before they are rendered.

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use crate::archive::{Archive, DocumentId};

use super::address::Scope;
use super::view::{DayView, LinkView, PeriodView, Shared};
use super::words::Words;

/// Days, periods and Terms as templates see them. Those with an address are kept only where it is
/// the same on all pages: not in a site that opens from a disk.
#[derive(Default)]
pub(super) struct Common {
    days: FxHashMap<Date, Shared<DayView>>,
    /// By Document; those of one time share one view.
    periods: Vec<Option<Shared<PeriodView>>>,
    /// Of each Facet, those that stand in many places.
    terms: Vec<FxHashMap<usize, Shared<LinkView>>>,
}

/// Items and posts from which on a Term is made for all of them. Of 100,000 posts most Terms are
/// policies that one or two Items cite, and what is made for templates takes half a kilobyte each.
const MANY: usize = 4;

impl Common {
    pub(super) fn new(archive: &Archive, words: Words, scope: Option<&Scope>) -> Self {
        let mut days = FxHashMap::default();
        let items = archive
            .documents
            .iter()
            .flat_map(|document| &document.items);
        for day in items.filter_map(|item| item.date.date) {
            days.entry(day)
                .or_insert_with(|| Shared::new(&words.day(day)));
        }
        let mut common = Self {
            days,
            ..Self::default()
        };
        if let Some(scope) = scope {
            common.periods = periods(archive, scope);
            let facets = archive.facets.iter().enumerate();
            let terms = facets.map(|(facet, found)| {
                let terms = found.terms.iter().enumerate();
                let many = terms.filter(|(_, term)| term.items.len().max(term.posts.len()) >= MANY);
                many.map(|(term, _)| (term, Shared::new(&scope.term_words(facet, term))))
                    .collect()
            });
            common.terms = terms.collect();
        }
        common
    }

    pub(super) fn day(&self, day: Date) -> Option<&Shared<DayView>> {
        self.days.get(&day)
    }

    pub(super) fn period(&self, document: DocumentId) -> Option<&Shared<PeriodView>> {
        self.periods.get(document as usize)?.as_ref()
    }

    pub(super) fn term(&self, facet: usize, term: usize) -> Option<&Shared<LinkView>> {
        self.terms.get(facet)?.get(&term)
    }
}

fn periods(archive: &Archive, scope: &Scope) -> Vec<Option<Shared<PeriodView>>> {
    let mut known: FxHashMap<(Date, Date, &str), Shared<PeriodView>> = FxHashMap::default();
    let documents = archive.documents.iter();
    let periods = documents.map(|document| {
        let period = document.dates.period.as_ref()?;
        let key = (period.start, period.end, period.label.as_str());
        let view = known
            .entry(key)
            .or_insert_with(|| Shared::new(&scope.period(period)));
        Some(view.clone())
    });
    periods.collect()
}

//! What the page of a Policy says of it.

use crate::archive::{ISSUERS, ItemId, POLICIES, Policy, PolicyRelation, PolicyStatus, REGIONS};
use crate::render::view::{LinkView, PolicyRelationView, PolicyView, StatusView};

use super::Scope;

/// Status words that the page of a Policy shows.
const STATUS_WORDS: usize = 12;

/// Letters of the words that tell a status, on either side of the title.
const EVIDENCE: usize = 32;

impl Scope<'_> {
    pub(super) fn policy(&self, policy: &Policy) -> PolicyView {
        let words = self.renderer.words;
        let day = |day: Option<jiff::civil::Date>| day.map(|day| words.day(day));
        let statuses = policy.status.iter().take(STATUS_WORDS);
        let kind = format!("kind_{}", policy.kind);
        PolicyView {
            kind: words.0.find(&kind).unwrap_or_default().to_owned(),
            title: policy.title.clone(),
            issuers: self.terms_named(ISSUERS, &policy.issuers),
            regions: self.terms_named(REGIONS, &policy.regions),
            index_number: policy.index_number.clone().unwrap_or_default(),
            number: policy.number.clone().unwrap_or_default(),
            issued: day(policy.issued),
            published: day(policy.published),
            effective: day(policy.effective),
            url: policy.url.clone().unwrap_or_default(),
            status: statuses.map(|status| self.status(policy, status)).collect(),
            n_more: policy.status.len().saturating_sub(STATUS_WORDS),
            relations: self.relations_of(policy),
        }
    }

    /// Related Policies, those of one kind together, in order of the first of each kind.
    fn relations_of(&self, policy: &Policy) -> Vec<PolicyRelationView> {
        let mut kinds: Vec<&str> = Vec::new();
        for relation in &policy.relations {
            if !kinds.contains(&relation.relation) {
                kinds.push(relation.relation);
            }
        }
        let words = self.renderer.words;
        let of_kind = |kind: &str| {
            let all = policy.relations.iter();
            let these = all.filter(|relation| relation.relation == kind);
            let link = |relation: &PolicyRelation| match relation.policy {
                Some(policy) => self.term_words(POLICIES, policy as usize),
                None => plain(&relation.title),
            };
            PolicyRelationView {
                label: words.0.fill(&format!("relation_{kind}"), &[]),
                policies: these.map(link).collect(),
            }
        };
        kinds.into_iter().map(of_kind).collect()
    }

    /// The Terms of these names, as links; a name that is no Term stays a name.
    fn terms_named(&self, facet: usize, names: &[String]) -> Vec<LinkView> {
        let terms = &self.renderer.archive.facets[facet].terms;
        let find = |name: &String| terms.iter().position(|term| term.name == *name);
        let link = |name| find(name).map_or_else(|| plain(name), |at| self.term_words(facet, at));
        names.iter().map(link).collect()
    }

    fn status(&self, policy: &Policy, status: &PolicyStatus) -> StatusView {
        let words = self.renderer.words;
        let evidence = |id: ItemId| {
            let headline = &self.renderer.item(id).headline;
            evidence(headline, &self.renderer.text_of(id), policy, &status.word)
        };
        StatusView {
            word: status.word.clone(),
            date: status.date.map(|day| words.day(day)),
            item: status.item.map(|id| self.item_link(id)),
            evidence: status.item.map(evidence).unwrap_or_default(),
        }
    }
}

fn plain(name: &str) -> LinkView {
    LinkView {
        label: name.to_owned(),
        href: String::new(),
    }
}

/// The words of an Item that tell what became of a Policy: the clause with its title and the status
/// word. Empty when it is the headline, which is shown anyway.
fn evidence(headline: &str, text: &str, policy: &Policy, word: &str) -> String {
    let is_told = |clause: &&str| {
        let mut titles = std::iter::once(&policy.title).chain(&policy.aliases);
        clause.contains(word) && titles.any(|title| clause.contains(title.as_str()))
    };
    if is_told(&headline) {
        return String::new();
    }
    let mut clauses = text.split(['。', '；', '！', '？', '\n']);
    let Some(clause) = clauses.find(is_told) else {
        return String::new();
    };
    let clause = clause.trim();
    let at = clause.find(word).expect("the clause holds the word");
    let n_before = clause[..at].chars().count();
    let n = clause.chars().count();
    let (from, to) = (
        n_before.saturating_sub(EVIDENCE),
        (n_before + word.chars().count() + EVIDENCE).min(n),
    );
    let mut shown = String::new();
    if from > 0 {
        shown.push('…');
    }
    shown.extend(clause.chars().skip(from).take(to - from));
    if to < n {
        shown.push('…');
    }
    shown
}

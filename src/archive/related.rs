//! Posts that belong together: by rare tags they share, and by language.

use super::facet::{Facet, Gathered};
use super::rows::Rows;
use super::{DocumentId, Role};

/// How many related posts a post has at most.
const MAX_RELATED: usize = 6;

/// How many posts before and after it a post looks at under each tag: the work grows with the
/// number of posts, however many share a tag.
const REACH: usize = 16;

/// How many tags of a post count; more are no description.
const MAX_TAGS: usize = 32;

/// For each Document the posts that share its rare tags, best first.
///
/// A tag counts the more the rarer it is (log2 of posts per posts with it, in 64ths). Ties go to
/// the post that is nearer in order of time.
pub(super) fn related(of: Gathered<'_>, tags: &Facet) -> Rows<DocumentId> {
    let n = of.documents.len();
    let mut rank = vec![0_u32; n];
    for (index, &id) in of.newest.iter().enumerate() {
        rank[id as usize] = index as u32;
    }
    let weights: Vec<u32> = tags
        .terms
        .iter()
        .map(|term| weight(of.newest.len(), term.posts.len()))
        .collect();
    let mut scores = vec![0_u32; n];
    let mut touched: Vec<DocumentId> = Vec::new();
    let row = |id: DocumentId| {
        touched.clear();
        for &term in tags.of_posts.row(id as usize).iter().take(MAX_TAGS) {
            let posts = &tags.terms[term as usize].posts;
            let weight = weights[term as usize];
            if weight == 0 || posts.len() < 2 {
                continue;
            }
            let at = posts.partition_point(|&post| rank[post as usize] < rank[id as usize]);
            for &post in &posts[at.saturating_sub(REACH)..posts.len().min(at + REACH + 1)] {
                if post != id {
                    if scores[post as usize] == 0 {
                        touched.push(post);
                    }
                    scores[post as usize] += weight;
                }
            }
        }
        let own = rank[id as usize];
        let key = |&post: &DocumentId| {
            let rank = rank[post as usize];
            (
                std::cmp::Reverse(scores[post as usize]),
                rank.abs_diff(own),
                rank,
            )
        };
        if touched.len() > MAX_RELATED {
            touched.select_nth_unstable_by_key(MAX_RELATED, key);
        }
        let best = touched.len().min(MAX_RELATED);
        touched[..best].sort_unstable_by_key(key);
        let row = touched[..best].to_vec();
        for &post in &touched {
            scores[post as usize] = 0;
        }
        row
    };
    (0..n as DocumentId).map(row).collect()
}

/// For each Document those that share its translation key, in order of language.
pub(super) fn translations(of: Gathered<'_>) -> Rows<DocumentId> {
    let mut groups: std::collections::HashMap<&str, Vec<DocumentId>> =
        std::collections::HashMap::new();
    for (id, document) in of.documents.iter().enumerate() {
        if let Some(key) = &document.meta.translation
            && of.roles[id] != Role::Head
        {
            groups.entry(key).or_default().push(id as DocumentId);
        }
    }
    let lang = |id: DocumentId| {
        let document = &of.documents[id as usize];
        document.meta.lang.as_deref().or(document.lang.as_deref())
    };
    let row = |(id, document): (usize, &std::sync::Arc<crate::document::Document>)| {
        let group = document
            .meta
            .translation
            .as_deref()
            .and_then(|key| groups.get(key));
        let mut row: Vec<DocumentId> = group.into_iter().flatten().copied().collect();
        row.retain(|&other| other as usize != id);
        row.truncate(MAX_TRANSLATIONS);
        row.sort_by_key(|&other| (lang(other), other));
        row
    };
    of.documents.iter().enumerate().map(row).collect()
}

/// More than this share a key by mistake.
const MAX_TRANSLATIONS: usize = 32;

/// About log2(n / df) in 64ths; nothing for a tag that more than a third of the posts carry.
fn weight(n: usize, df: usize) -> u32 {
    if df == 0 || (n > 6 && df * 3 > n) {
        return 0;
    }
    // In whole numbers, so that no machine rounds otherwise: n / df in 16ths of 2^k, between powers
    // of two along a straight line.
    let ratio = ((n as u64) << 16) / df as u64;
    let power = ratio.max(1 << 16).ilog2();
    let rest = (ratio >> (power - 6)) & 63;
    (power - 16) * 64 + rest as u32 + 1
}

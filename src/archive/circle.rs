//! Relations that go in a circle: of two laws only one can supersede the other.

use std::collections::HashMap;

use super::register::RELATIONS;

/// A relation as `policies.yaml` claims it.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    /// Key of the Policy that claims it.
    pub(super) from: String,
    /// Code word, in either direction.
    pub(super) relation: &'static str,
    /// Key of the other one.
    pub(super) to: String,
}

/// Which claims close a circle of relations of one kind, in order, each with the keys of the Policies
/// on it. Without those claims there is no circle. Grows with the number of claims.
pub(super) fn circles(claims: &[Claim]) -> Vec<(usize, Vec<String>)> {
    let mut circles = Vec::new();
    for (relation, inverse) in RELATIONS {
        if relation != inverse {
            circles.extend(Graph::new(claims, relation, inverse).circles());
        }
    }
    circles.sort();
    circles
}

/// The claims of one kind of relation, all in one direction.
struct Graph<'a> {
    keys: Vec<&'a str>,
    /// For each Policy: the others that it points to, each with the claim.
    edges: Vec<Vec<(usize, usize)>>,
}

/// Where the walk has been.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    No,
    /// On the way from the start to where the walk is.
    OnTheWay,
    Done,
}

impl<'a> Graph<'a> {
    fn new(claims: &'a [Claim], relation: &str, inverse: &str) -> Self {
        let mut graph = Self {
            keys: Vec::new(),
            edges: Vec::new(),
        };
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        for (at, claim) in claims.iter().enumerate() {
            let (from, to) = match claim.relation {
                found if found == relation => (&claim.from, &claim.to),
                found if found == inverse => (&claim.to, &claim.from),
                _ => continue,
            };
            let [from, to] = [from, to].map(|key| {
                *numbers.entry(key).or_insert_with(|| {
                    graph.keys.push(key);
                    graph.edges.push(Vec::new());
                    graph.keys.len() - 1
                })
            });
            graph.edges[from].push((to, at));
        }
        graph
    }

    /// Walks depth first, with a stack of its own: a chain may be as long as the file.
    fn circles(&self) -> Vec<(usize, Vec<String>)> {
        let mut circles = Vec::new();
        let mut seen = vec![Seen::No; self.keys.len()];
        for start in 0..self.keys.len() {
            // Policy, and how many of its edges are done.
            let mut way: Vec<(usize, usize)> = vec![(start, 0)];
            if seen[start] != Seen::No {
                continue;
            }
            seen[start] = Seen::OnTheWay;
            while let Some((at, done)) = way.last_mut() {
                let Some(&(to, claim)) = self.edges[*at].get(*done) else {
                    seen[*at] = Seen::Done;
                    way.pop();
                    continue;
                };
                *done += 1;
                match seen[to] {
                    Seen::No => {
                        seen[to] = Seen::OnTheWay;
                        way.push((to, 0));
                    }
                    Seen::OnTheWay => circles.push((claim, self.names(&way, to))),
                    Seen::Done => {}
                }
            }
        }
        circles
    }

    /// The Policies of a circle, from the one that it comes back to; of a long one the first few.
    fn names(&self, way: &[(usize, usize)], to: usize) -> Vec<String> {
        let from = way.iter().position(|(at, _)| *at == to).unwrap_or(0);
        let circle = way[from..].iter().take(MOST_NAMES);
        circle.map(|(at, _)| self.keys[*at].to_owned()).collect()
    }
}

/// Policies of a circle that a message names.
const MOST_NAMES: usize = 5;

#[cfg(test)]
mod tests {
    use super::{Claim, circles};

    /// `甲 supersedes 乙` and so on, to the numbers of the claims that close a circle.
    fn closing(claims: &[&str]) -> Vec<usize> {
        let claims = claims.iter().map(|claim| {
            let words: Vec<&str> = claim.split(' ').collect();
            let names = super::RELATIONS
                .iter()
                .flat_map(|(one, other)| [*one, *other]);
            Claim {
                from: words[0].to_owned(),
                relation: names.into_iter().find(|name| *name == words[1]).unwrap(),
                to: words[2].to_owned(),
            }
        });
        let claims: Vec<Claim> = claims.collect();
        circles(&claims).into_iter().map(|(at, _)| at).collect()
    }

    #[test]
    fn the_claim_that_closes_a_circle_is_found() {
        let none: [usize; 0] = [];
        for (claims, expected) in [
            (&["甲 supersedes 乙", "乙 supersedes 丙"][..], &none[..]),
            (&["甲 supersedes 甲"], &[0]),
            (&["甲 supersedes 乙", "乙 supersedes 甲"], &[1]),
            (&["甲 amends 乙", "乙 amends 丙", "丙 amends 甲"], &[2]),
            // Said from both ends, a relation is one.
            (&["甲 supersedes 乙", "乙 superseded_by 甲"], &none),
            (&["甲 supersedes 乙", "甲 superseded_by 乙"], &[1]),
            // Relations of different kinds make no circle.
            (&["甲 implements 乙", "乙 supersedes 甲"], &none),
            (&["甲 relates 乙", "乙 relates 甲"], &none),
            (
                &[
                    "甲 repeals 乙",
                    "甲 repeals 丙",
                    "乙 repeals 丁",
                    "丙 repeals 丁",
                ],
                &none,
            ),
        ] {
            assert_eq!(closing(claims), expected, "{claims:?}");
        }
    }

    #[test]
    fn a_chain_as_long_as_a_file_is_walked() {
        let claim = |n: usize| Claim {
            from: n.to_string(),
            relation: "supersedes",
            to: ((n + 1) % 50_000).to_string(),
        };
        let claims: Vec<Claim> = (0..50_000).map(claim).collect();
        let found = circles(&claims);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, 49_999);
    }
}

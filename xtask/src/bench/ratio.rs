//! The ratios that the project holds itself to.

use std::fmt;

use serde::Serialize;

use super::Medians;

/// A figure of dibao's over its bound; at most 1 when the bound is kept.
#[derive(Debug, Serialize)]
pub(super) struct Ratio {
    posts: usize,
    name: &'static str,
    value: f64,
    bound: f64,
    kept: bool,
}

/// All ratios that these measurements allow.
pub(super) fn all(medians: &[Medians]) -> Vec<Ratio> {
    let mut ratios = Vec::new();
    for size in medians {
        let ours = &size.dibao;
        let mut add = |name, value, bound| ratios.push(Ratio::new(size.posts, name, value, bound));
        add(
            "wall s, at most 3 times the floor's write",
            ours.wall,
            3.0 * size.floor.write,
        );
        if let Some(hugo) = &size.hugo {
            add(
                "CPU s, at most the floor's and 1/10 of Hugo's",
                ours.cpu,
                size.floor.cpu + hugo.cpu / 10.0,
            );
            add("wall s, at most 1/5 of Hugo's", ours.wall, hugo.wall / 5.0);
            add(
                "peak MiB, at most 1/5 of Hugo's",
                ours.peak,
                hugo.peak / 5.0,
            );
        }
    }
    for pair in medians.windows(2) {
        let times = pair[1].posts as f64 / pair[0].posts as f64;
        let growth = pair[1].dibao.cpu / pair[0].dibao.cpu;
        let name = "growth of CPU s, at most 1.05 times the posts'";
        ratios.push(Ratio::new(pair[1].posts, name, growth, 1.05 * times));
    }
    ratios
}

impl Ratio {
    fn new(posts: usize, name: &'static str, value: f64, bound: f64) -> Self {
        Self {
            posts,
            name,
            value,
            bound,
            kept: value <= bound,
        }
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.kept { "kept  " } else { "MISSED" };
        let Self {
            posts,
            name,
            value,
            bound,
            ..
        } = self;
        write!(
            formatter,
            "{word} {posts:>6} posts  {name}: {value:.2} of {bound:.2}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::measure::Cost;
    use super::*;

    #[test]
    fn a_bound_is_kept_or_missed() {
        let size = |posts, cpu, wall| Medians {
            posts,
            source_bytes: 0,
            dibao: Cost {
                cpu,
                wall,
                peak: 100.0,
                ..Cost::default()
            },
            floor: Cost {
                cpu: 2.0,
                write: 1.0,
                ..Cost::default()
            },
            hugo: Some(Cost {
                cpu: 20.0,
                wall: 10.0,
                peak: 1000.0,
                ..Cost::default()
            }),
        };
        let kept: Vec<bool> = all(&[size(1000, 0.3, 3.5), size(10_000, 4.0, 2.0)])
            .iter()
            .map(|ratio| ratio.kept)
            .collect();
        // Floor's write, CPU, wall, peak; again; growth from 0.3 to 4.0 is more than 10.5 times.
        assert_eq!(
            kept,
            [false, true, false, true, true, true, true, true, false]
        );
    }
}

//! What one run of a program costs.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde::Serialize;
use wait4::Wait4;
use walkdir::WalkDir;

use crate::Outcome;

/// The cost of one run, or medians of several.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(super) struct Cost {
    /// Seconds from start to end.
    pub(super) wall: f64,
    /// Seconds that processors worked, for the program and in the system for it.
    pub(super) cpu: f64,
    /// Most memory held at once, in MiB.
    pub(super) peak: f64,
    /// Files in the output.
    pub(super) files: u64,
    /// Bytes in them.
    pub(super) bytes: u64,
    /// Seconds that the floor took to read the tree; 0 for others.
    pub(super) read: f64,
    /// Seconds that the floor took to write it; 0 for others.
    pub(super) write: f64,
}

/// Runs a program to its end and returns its cost and what it printed, which goes through the file
/// `log`.
///
/// The system counts our own memory at the start of a program as the program's: this one must stay
/// small, so trees are never read here.
pub(super) fn measure(command: &mut Command, log: &Path) -> Outcome<(Cost, String)> {
    let name = command.get_program().to_string_lossy().into_owned();
    let no_log = |error: io::Error| format!("cannot write {}: {error}", log.display());
    let said = File::create(log).map_err(no_log)?;
    let said_too = said.try_clone().map_err(no_log)?;
    command.stdin(Stdio::null()).stdout(said).stderr(said_too);
    let start = Instant::now();
    let child = command
        .spawn()
        .map_err(|error| format!("cannot start {name}: {error}"))?;
    let used = child
        .wait4()
        .map_err(|error| format!("cannot wait for {name}: {error}"))?;
    let wall = start.elapsed().as_secs_f64();
    let said = fs::read_to_string(log).map_err(no_log)?;
    if !used.status.success() {
        return Err(format!("{name} ended with {}\n{said}", used.status));
    }
    let cost = Cost {
        wall,
        cpu: (used.rusage.utime + used.rusage.stime).as_secs_f64(),
        peak: used.rusage.maxrss as f64 / f64::from(1 << 20),
        ..Cost::default()
    };
    Ok((cost, said))
}

/// Counts the files of a tree and their bytes.
pub(super) fn count(tree: &Path) -> (u64, u64) {
    let files = WalkDir::new(tree)
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file());
    let sizes = files.map(|file| file.metadata().map_or(0, |data| data.len()));
    sizes.fold((0, 0), |(files, bytes), size| (files + 1, bytes + size))
}

/// The middle of several costs, figure by figure.
pub(super) fn median(costs: &[Cost]) -> Cost {
    let middle = |figure: fn(&Cost) -> f64| {
        let mut figures: Vec<f64> = costs.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        let (low, high) = (figures[(figures.len() - 1) / 2], figures[figures.len() / 2]);
        f64::midpoint(low, high)
    };
    Cost {
        wall: middle(|cost| cost.wall),
        cpu: middle(|cost| cost.cpu),
        peak: middle(|cost| cost.peak),
        read: middle(|cost| cost.read),
        write: middle(|cost| cost.write),
        ..costs[costs.len() - 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_taken_figure_by_figure() {
        let cost = |wall, cpu| Cost {
            wall,
            cpu,
            ..Cost::default()
        };
        let middle = median(&[cost(3.0, 1.0), cost(1.0, 2.0), cost(2.0, 9.0)]);
        assert!((middle.wall - 2.0).abs() < 1e-9 && (middle.cpu - 2.0).abs() < 1e-9);
    }
}

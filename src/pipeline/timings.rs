//! How long the stages take.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use crate::document::Step;

/// A stage of the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Walking the folders, settings and vocabulary.
    Load,
    /// Reading and parsing the Sources.
    Parse,
    /// Compiling templates.
    Theme,
    /// Gathering the Archive.
    Gather,
    /// Planning the Site.
    Plan,
    /// Comparing files with each other, in `check`.
    Lint,
    /// Taking the tree of the build before the last, or making an empty one.
    Tree,
    /// Rendering and writing, or taking over, all but the search index.
    Render,
    /// The search index.
    Index,
    /// Swapping the new tree in, removing the old one.
    Swap,
}

/// Time per stage, in order of the pipeline, and in all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timings {
    /// Stage, wall time, CPU time of all threads.
    pub stages: Vec<(Stage, Duration, Duration)>,
    /// CPU time of the steps within [`Stage::Parse`], where they were timed.
    pub steps: Steps,
    /// Wall time in all.
    pub wall: Duration,
    /// CPU time in all.
    pub cpu: Duration,
}

/// CPU time of the steps of parsing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Steps {
    /// Reading Markdown.
    pub markdown: Duration,
    /// Sections and Items.
    pub outline: Duration,
    /// Making HTML.
    pub html: Duration,
    /// What each Item names.
    pub mention: Duration,
}

/// A stopwatch for a build.
#[derive(Debug)]
pub struct Clock {
    start: (Instant, Duration),
    last: (Instant, Duration),
    timings: Timings,
}

impl Stage {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Parse => "parse",
            Self::Theme => "theme",
            Self::Gather => "gather",
            Self::Plan => "plan",
            Self::Lint => "lint",
            Self::Tree => "tree",
            Self::Render => "render",
            Self::Index => "index",
            Self::Swap => "swap",
        }
    }
}

impl Steps {
    /// Their names in reports, in order.
    pub fn named(&self) -> [(&'static str, Duration); 4] {
        [
            ("markdown", self.markdown),
            ("outline", self.outline),
            ("html", self.html),
            ("mention", self.mention),
        ]
    }

    /// Times what `run` does by the laps that it calls.
    pub(super) fn of<T>(&mut self, run: impl FnOnce(&mut dyn FnMut(Step)) -> T) -> T {
        let mut last = cpu(ClockId::ThreadCPUTime);
        run(&mut |step| {
            let now = cpu(ClockId::ThreadCPUTime);
            *match step {
                Step::Markdown => &mut self.markdown,
                Step::Outline => &mut self.outline,
                Step::Html => &mut self.html,
                Step::Mention => &mut self.mention,
            } += now.saturating_sub(last);
            last = now;
        })
    }
}

impl std::ops::AddAssign for Steps {
    fn add_assign(&mut self, other: Self) {
        self.markdown += other.markdown;
        self.outline += other.outline;
        self.html += other.html;
        self.mention += other.mention;
    }
}

impl Clock {
    /// Books the steps of parsing one Source.
    pub(super) fn book(&mut self, steps: Steps) {
        self.timings.steps += steps;
    }

    /// Starts.
    pub fn start() -> Self {
        let now = now();
        Self {
            start: now,
            last: now,
            timings: Timings::default(),
        }
    }

    /// Books the time since the last lap on a stage.
    pub fn lap(&mut self, stage: Stage) {
        let now = now();
        let (wall, cpu) = (now.0 - self.last.0, now.1.saturating_sub(self.last.1));
        self.last = now;
        match self.timings.stages.iter_mut().find(|lap| lap.0 == stage) {
            Some(lap) => {
                lap.1 += wall;
                lap.2 += cpu;
            }
            None => self.timings.stages.push((stage, wall, cpu)),
        }
    }

    /// Stops, and tells.
    pub fn stop(mut self) -> Timings {
        let now = now();
        self.timings.wall = now.0 - self.start.0;
        self.timings.cpu = now.1.saturating_sub(self.start.1);
        self.timings
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the pipeline measures its own stages"
)]
fn now() -> (Instant, Duration) {
    (Instant::now(), cpu(ClockId::ProcessCPUTime))
}

fn cpu(clock: ClockId) -> Duration {
    let cpu = clock_gettime(clock);
    Duration::new(
        cpu.tv_sec.try_into().unwrap_or(0),
        cpu.tv_nsec.try_into().unwrap_or(0),
    )
}

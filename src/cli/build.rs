//! `dibao build`

use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::progress::{self, Bar};
use super::secret::secret;
use super::{Exit, Failure, Root, report};
use crate::config::SearchMode;
use crate::pipeline::{self, BuildError, Options, Report, Stage, Timings};

#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option that was typed"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    root: Root,
    /// Where to write the site [default: `public/` under the root]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Where the site will be served; may hold a path
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Builds drafts too
    #[arg(long)]
    drafts: bool,
    /// Counts warnings as errors
    #[arg(long)]
    strict: bool,
    /// Leaves files with errors out and builds the rest; still ends with 1
    #[arg(long)]
    keep_going: bool,
    /// Which search index to write
    #[arg(long, value_name = "MODE")]
    search: Option<Search>,
    /// Makes a site that opens from `file://`
    #[arg(long)]
    offline: bool,
    /// Keeps nothing below `.dibao/` for the next build, and uses nothing that is kept there
    #[arg(long)]
    no_cache: bool,
    /// Prints the time of each stage
    #[arg(long, value_name = "FORM", num_args = 0..=1, require_equals = true, default_missing_value = "human")]
    timings: Option<TimingsForm>,
    /// Threads [default: one per processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Search {
    Auto,
    Single,
    Sharded,
    Off,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum TimingsForm {
    Human,
    Json,
}

pub(super) fn run(arguments: Arguments) -> Result<Exit, Failure> {
    let strict = arguments.strict;
    let form = arguments.timings;
    let options = arguments.options();
    progress::watch_signals(&options)?;
    let bar = Bar::start(&options.progress);
    let report = pipeline::build(&options);
    bar.stop();
    if let Err(BuildError::Interrupted) = report {
        progress::obey(&options);
    }
    let report = report?;
    report::human_in_brief(&options.root, &report.diagnostics);
    if let Some(why) = &report.no_history {
        report::lines(&format!(
            "who changed the posts, and when, is not told: {why}\n"
        ));
    }
    if let Some(why) = &report.no_cache {
        report::lines(&format!("{why}\n"));
    }
    summary(&report, strict, options.keep_going);
    match form {
        Some(TimingsForm::Human) => report::lines(&human_timings(&report.timings)),
        Some(TimingsForm::Json) => report::lines(&json_timings(&report.timings)),
        None => {}
    }
    Ok(if report.failed(strict) {
        Exit::Content
    } else {
        Exit::Done
    })
}

impl Arguments {
    fn options(self) -> Options {
        Options {
            output: self.output,
            base_url: self.base_url,
            drafts: self.drafts,
            strict: self.strict,
            keep_going: self.keep_going,
            search: self.search.map(Search::mode),
            offline: self.offline,
            timed: self.timings.is_some(),
            history: true,
            cache: !self.no_cache,
            secret: if self.no_cache { None } else { secret() },
            jobs: self.jobs.map(usize::from),
            ..self.root.options()
        }
    }
}

impl Search {
    fn mode(self) -> SearchMode {
        match self {
            Self::Auto => SearchMode::Auto,
            Self::Single => SearchMode::Single,
            Self::Sharded => SearchMode::Sharded,
            Self::Off => SearchMode::Off,
        }
    }
}

/// `42 posts, 310 items, 3 warnings → public/ in 0.4 s`
fn summary(report: &Report, strict: bool, keep_going: bool) {
    let seconds = report.timings.wall.as_secs_f64();
    let found = report::counted(report.counts, &report.diagnostics);
    let failed = report.failed(strict);
    let line = if report.written.is_none() {
        format!("{found}; nothing was written")
    } else {
        let output = report.output.display().to_string();
        let output = output.strip_prefix("./").unwrap_or(&output);
        let output = output.trim_end_matches('/');
        let left_out = if failed && keep_going {
            ", without the files at fault"
        } else {
            ""
        };
        format!("{found} → {output}/{left_out} in {seconds:.1} s")
    };
    report::closing(&line, failed);
}

fn human_timings(timings: &Timings) -> String {
    let mut text = String::from("stage       wall s    CPU s\n");
    let rows = timings
        .stages
        .iter()
        .map(|(stage, wall, cpu)| (stage.name(), wall, cpu));
    for (name, wall, cpu) in rows.chain([("all", &timings.wall, &timings.cpu)]) {
        let (wall, cpu) = (wall.as_secs_f64(), cpu.as_secs_f64());
        let _ = writeln!(text, "{name:<10} {wall:>7.3} {cpu:>8.3}");
        if name == "parse" {
            for (step, cpu) in timings.steps.named() {
                let _ = writeln!(text, "  {step:<8} {:>7} {:>8.3}", "", cpu.as_secs_f64());
            }
        }
    }
    let steps = timings.steps;
    let all = timings.cpu.as_secs_f64().max(f64::MIN_POSITIVE);
    let share = (steps.outline + steps.mention).as_secs_f64() / all * 100.0;
    let _ = writeln!(text, "outline and mention: {share:.0} % of all CPU");
    text
}

fn json_timings(timings: &Timings) -> String {
    let lap = |wall: &Duration, cpu: &Duration| serde_json::json!({ "wall_s": wall.as_secs_f64(), "cpu_s": cpu.as_secs_f64() });
    let mut all = serde_json::Map::new();
    for (stage, wall, cpu) in &timings.stages {
        let mut one = lap(wall, cpu);
        if *stage == Stage::Parse {
            let steps = timings.steps.named();
            let steps = steps.map(|(name, cpu)| (name.to_owned(), cpu.as_secs_f64().into()));
            one["steps_cpu_s"] = serde_json::Value::Object(steps.into_iter().collect());
        }
        all.insert(stage.name().to_owned(), one);
    }
    all.insert("all".to_owned(), lap(&timings.wall, &timings.cpu));
    format!("{}\n", serde_json::Value::Object(all))
}

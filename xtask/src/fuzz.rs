//! `cargo xtask fuzz`: lets libFuzzer look for inputs that break what the targets below `fuzz/` promise.
//!
//! `cargo test` runs the same targets on what is known; this takes hours, and a nightly toolchain with
//! cargo-fuzz (`cargo install cargo-fuzz`). What it finds belongs below `fuzz/cases/`.

use std::fs;

use crate::Outcome;
use crate::program;

/// Every target, with the folders that it begins from beside its own cases.
const TARGETS: [(&str, &[&str]); 6] = [
    ("front_matter", &["tests/cases/front_matter", "content"]),
    (
        "outline",
        &["tests/cases/outline", "tests/cases/fresh", "content"],
    ),
    (
        "post",
        &["tests/cases/hostile", "tests/cases/markdown", "content"],
    ),
    ("slug", &[]),
    ("shard", &[]),
    ("kept", &[]),
];

/// Lets libFuzzer run targets, one after another.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The targets [default: all]
    targets: Vec<String>,
    /// Seconds for each
    #[arg(long, value_name = "SECONDS", default_value_t = 1200)]
    seconds: u32,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    if program::find("cargo-fuzz").is_none() {
        return Err("cargo-fuzz is not installed: cargo install cargo-fuzz".to_owned());
    }
    let unknown = |name: &&String| TARGETS.iter().all(|(target, _)| target != name);
    if let Some(name) = arguments.targets.iter().find(unknown) {
        return Err(format!("`{name}` is no target; there are {TARGETS:?}"));
    }
    let asked = |name: &str| {
        arguments.targets.is_empty() || arguments.targets.iter().any(|one| one == name)
    };
    for (target, seeds) in TARGETS.into_iter().filter(|(target, _)| asked(target)) {
        let corpus = program::work_folder("fuzz").join(target);
        fs::create_dir_all(&corpus)
            .map_err(|error| format!("cannot write {}: {error}", corpus.display()))?;
        let mut fuzz = std::process::Command::new("cargo");
        // The target writes these where it has some of its own.
        fuzz.env("SEEDS", &corpus);
        fuzz.current_dir(program::project());
        fuzz.args(["+nightly", "fuzz", "run", "--sanitizer", "none", target]);
        fuzz.arg(&corpus)
            .arg(format!("fuzz/cases/{target}"))
            .args(seeds);
        fuzz.args(["--", "-rss_limit_mb=1024", "-timeout=10", "-max_len=65536"]);
        fuzz.arg(format!("-max_total_time={}", arguments.seconds));
        program::run(&mut fuzz)?;
    }
    Ok(())
}

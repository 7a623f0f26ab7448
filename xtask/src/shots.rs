//! `cargo xtask shots`: pictures of every kind of page, for people to look at.

use std::path::PathBuf;

use crate::Outcome;
use crate::program;
use crate::site::{self, Site};
use crate::test::{Counts, Plan};

/// Takes pictures of every kind of page, narrow and wide, light and dark.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Where to [default: target/xtask/shots]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Only pages whose address contains this
    #[arg(long, value_name = "TEXT")]
    page: Option<String>,
}

/// Builds and takes the pictures.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    program::need_browser_and_java()?;
    program::need_npm_packages()?;
    program::run(program::cargo().args(["build", "--locked", "--release"]))?;
    let mut sites: Vec<Site> = site::build_all()?.into_iter().flatten().collect();
    if let Some(text) = &arguments.page {
        for site in &mut sites {
            site.pages.retain(|page| page.contains(text.as_str()));
        }
    }
    let output = arguments
        .output
        .clone()
        .unwrap_or_else(|| program::work_folder("shots"));
    let plan = Plan {
        chromium: program::chromium().ok_or("no Chromium")?,
        widths: &[360, 800, 1440],
        sites,
        output: Some(output.clone()),
    };
    let counts: Counts = plan.carry_out("shots.mjs")?;
    println!("{} pictures in {}", counts.passed, output.display());
    Ok(())
}

//! The steps that look at built pages: the Nu HTML checker, and a real browser.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use super::{Verdict, close};
use crate::Outcome;
use crate::program;
use crate::site::{self, Site};

/// Asks the Nu HTML checker about every page of every site. Errors count, warnings do not. The
/// sample archive must have none; what real posts bring with them is told and not counted.
pub(super) fn html() -> Outcome<Verdict> {
    program::need_browser_and_java()?;
    program::need_npm_packages()?;
    let (mut passed, mut failed) = (0, 0);
    for site in site::build_all()? {
        let Ok(site) = site else {
            failed += 1;
            continue;
        };
        let pages = WalkDir::new(&site.folder).into_iter().flatten();
        let n_pages = pages.filter(|entry| site::is_page(entry.path())).count();
        let messages = nu(&site)?;
        let mut wrong: BTreeMap<&str, Vec<&Remark>> = BTreeMap::new();
        for message in messages.iter().filter(|message| message.kind == "error") {
            wrong.entry(&message.url).or_default().push(message);
        }
        for (url, messages) in wrong.iter().take(20) {
            println!("{url}");
            for message in messages.iter().take(5) {
                println!(
                    "  {}:{}: {}",
                    message.last_line, message.last_column, message.message
                );
            }
        }
        println!(
            "{}: {n_pages} pages, {} with errors",
            site.name,
            wrong.len()
        );
        if site.name == site::SAMPLE {
            passed += n_pages - wrong.len().min(n_pages);
            failed += wrong.len();
        }
    }
    close("html", passed, failed)
}

/// Opens pages of every kind in Chromium, in light and dark, narrow and wide.
pub(super) fn browser() -> Outcome<Verdict> {
    program::need_browser_and_java()?;
    program::need_npm_packages()?;
    let (sites, unbuilt): (Vec<_>, Vec<_>) =
        site::build_all()?.into_iter().partition(Result::is_ok);
    let plan = Plan {
        chromium: program::chromium().ok_or("no Chromium")?,
        widths: &[360, 1280],
        sites: sites.into_iter().flatten().collect(),
        output: None,
    };
    let counts: Counts = plan.carry_out("audit.mjs")?;
    close("browser", counts.passed, counts.failed + unbuilt.len())
}

/// What a script in `tests/browser/` is asked to do.
#[derive(Debug, Serialize)]
pub(crate) struct Plan {
    /// The browser to start.
    pub(crate) chromium: std::path::PathBuf,
    /// Widths of the window, in CSS pixels.
    pub(crate) widths: &'static [u32],
    /// The sites and their pages.
    pub(crate) sites: Vec<Site>,
    /// Where pictures go.
    pub(crate) output: Option<std::path::PathBuf>,
}

/// How many looks at a page found nothing and something.
#[derive(Debug, Deserialize)]
pub(crate) struct Counts {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
}

impl Plan {
    /// Runs a script with this plan. It tells what it finds on its standard error, and prints the
    /// counts as JSON.
    pub(crate) fn carry_out(&self, script: &str) -> Outcome<Counts> {
        let path = program::work_folder("").join(script).with_extension("json");
        let plan = serde_json::to_vec(self).expect("a plan of strings and numbers");
        std::fs::write(&path, plan)
            .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        let mut node = Command::new("node");
        node.arg(program::project().join("tests/browser").join(script))
            .arg(&path);
        let (_, said) = program::answer(node.stderr(Stdio::inherit()))?;
        serde_json::from_str(&said).map_err(|_| format!("tests/browser/{script} did not finish"))
    }
}

/// One thing that the Nu HTML checker says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Remark {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    last_line: u32,
    #[serde(default)]
    last_column: u32,
    #[serde(default)]
    message: String,
}

fn nu(site: &Site) -> Outcome<Vec<Remark>> {
    #[derive(Deserialize)]
    struct Answer {
        messages: Vec<Remark>,
    }
    let jar = program::project().join("tests/node_modules/vnu-jar/build/dist/vnu.jar");
    let mut java = Command::new("java");
    // Deep trees of strangers' quotations need a deep stack.
    java.args(["-Xss64m", "-jar"]).arg(jar);
    java.args([
        "--stdout",
        "--exit-zero-always",
        "--format",
        "json",
        "--skip-non-html",
    ])
    .arg(&site.folder);
    let (_, said) = program::answer(&mut java)?;
    let answer: Answer = serde_json::from_str(&said)
        .map_err(|error| format!("the Nu HTML checker said no JSON: {error}"))?;
    Ok(answer.messages)
}

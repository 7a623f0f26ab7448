//! The pages and files of a hand-made archive.

use std::collections::{BTreeMap, BTreeSet};

use dibao::render::{Artifact, Body, Job, Renderer};
use dibao::theme::Theme;

use crate::hand_made::{Made, made};

/// Every Artifact, by path.
fn rendered(made: &Made, theme: &Theme) -> BTreeMap<String, String> {
    let renderer = Renderer::new(&made.archive, &made.site, &made.settings, theme);
    let jobs = renderer.jobs();
    let texts = jobs.iter().map(|job| {
        let artifact = renderer.render(job).expect("the built-in theme renders");
        (artifact.path.clone(), text(&artifact))
    });
    texts.collect()
}

fn text(artifact: &Artifact) -> String {
    let mut bytes = Vec::new();
    match &artifact.body {
        Body::Whole(whole) => bytes.clone_from(whole),
        Body::Streamed(write) => write(&mut bytes).expect("a vector takes all"),
    }
    String::from_utf8(bytes).expect("text")
}

fn theme() -> Theme {
    Theme::new("default", &BTreeMap::new()).expect("the built-in theme is sound")
}

#[test]
fn write_for_looking() {
    let made = made(60, 8);
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages/sub");
    for (path, text) in rendered(&made, &theme()) {
        let path = dir.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

//! Killed at any moment, the output folder holds one complete site.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::archive::Archive;

/// Kills. More of them find nothing new: two states, and a swap that is one call of the system.
const N_KILLS: u64 = 20;

/// One of two states of an archive: every post differs, some exist in one state only.
fn put(archive: &Archive, state: &str) {
    for number in 0..40 {
        let path = format!("content/posts/{number:03}.md");
        let text = format!(
            "---\ntitle: 第{number}号\n---\n\n{}\n",
            format!("状态{state}。").repeat(200)
        );
        archive.write(&path, text);
        archive.write(
            &format!("content/posts/{number:03}.txt"),
            state.repeat(5000),
        );
    }
    for number in 0..10 {
        let path = format!("content/only-{state}-{number}.md");
        archive.write(&path, format!("# 只在{state}\n\n正文。\n"));
        let other = if state == "A" { "B" } else { "A" };
        let other = format!("content/only-{other}-{number}.md");
        if archive.path(&other).exists() {
            archive.remove(&other);
        }
    }
}

#[test]
fn killed_at_twenty_moments_the_output_is_always_one_complete_site() {
    let archive = Archive::new(&[]);
    let mut sites: BTreeMap<&str, BTreeMap<String, Vec<u8>>> = BTreeMap::new();
    let mut longest = Duration::ZERO;
    for state in ["A", "B"] {
        put(&archive, state);
        #[expect(
            clippy::disallowed_methods,
            reason = "kills are spread over a build's length"
        )]
        let begin = Instant::now();
        archive.run("build", &[]).ends_with(0);
        longest = longest.max(begin.elapsed());
        sites.insert(state, archive.tree("public"));
    }
    assert_ne!(
        sites["A"], sites["B"],
        "the states must differ for the test to see anything"
    );
    let mut seed = 0x00D1_BA00_u32;
    let mut n_killed = 0;
    for kill in 0..N_KILLS {
        let state = if kill % 2 == 0 { "A" } else { "B" };
        put(&archive, state);
        let mut build = archive
            .command("build", &[])
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        // A plain congruential generator: the moments are the same in every run, as far as the
        // machine is.
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        sleep(longest.mul_f64(f64::from(seed) / f64::from(u32::MAX)));
        build.kill().expect("is ours");
        n_killed += u64::from(build.wait().expect("ends").code().is_none());
        let now = archive.tree("public");
        let whole = sites.values().any(|site| *site == now);
        assert!(whole, "kill {kill}: {} files are neither site", now.len());
    }
    assert!(n_killed > 0, "every build was faster than its kill");
    put(&archive, "A");
    archive.run("build", &[]).ends_with(0);
    assert_eq!(archive.tree("public"), sites["A"]);
    assert_eq!(
        archive.names(),
        [".dibao", "content", "public"],
        "nothing is left beside the output"
    );
}

#[test]
fn a_build_that_is_asked_to_stop_clears_up_and_leaves_the_old_site() {
    let archive = Archive::new(&[]);
    put(&archive, "A");
    archive.run("build", &[]).ends_with(0);
    let before = archive.tree("public");
    put(&archive, "B");
    let mut build = archive
        .command("build", &["--jobs", "1"])
        .spawn()
        .expect("starts");
    let staging = || {
        archive
            .names()
            .iter()
            .any(|name| name.starts_with(".public.dibao-"))
    };
    while !staging() && build.try_wait().expect("is ours").is_none() {
        sleep(Duration::from_millis(1));
    }
    let process = rustix::process::Pid::from_child(&build);
    let _ = rustix::process::kill_process(process, rustix::process::Signal::TERM);
    let ended = build.wait().expect("ends");
    let site = archive.tree("public");
    if ended.code().is_none() {
        assert_eq!(site, before);
    }
    assert_eq!(archive.names(), [".dibao", "content", "public"]);
}

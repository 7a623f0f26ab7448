//! Every call to the disk fails once, in every way: the old site stands, or the new one.

#![expect(
    clippy::disallowed_methods,
    reason = "tests make files and look at what was written"
)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use rustix::io::Errno;

use super::disk::fault::{Fault, Plan};
use super::*;
use crate::render::Body;
use crate::search::Scratch as _;

/// Writes a small site with everything that a site may have: files that changed and that did not,
/// streams, copies, data, and runs of an index on the disk.
fn build(root: &Path, state: &str) -> Result<Written, Box<dyn std::error::Error>> {
    let archive = root.join("archive");
    let cache = Some(archive.join(".dibao"));
    let output = Output::new(&root.join("public"), &archive, None)?.with_cache(cache);
    let mut spill = Spill::new(&output, 0);
    let staging = output.stage()?;
    staging.write("index.html", Body::Whole(format!("home {state}").into()))?;
    staging.write("posts/same/index.html", Body::Whole("same".into()))?;
    staging.write("posts/a/index.html", Body::Whole(state.repeat(9000).into()))?;
    let stream = |text: String| {
        Body::Streamed(Box::new(move |out| {
            (0..20).try_for_each(|_| out.write_all(text.as_bytes()))
        }))
    };
    staging.write("data/items.jsonl", stream(state.repeat(9000)))?;
    staging.write("data/same.csv", stream("same".repeat(2000)))?;
    let asset = root.join("archive/asset.png");
    fs::write(&asset, format!("picture {state}"))?;
    staging.copy("posts/asset.png", &asset)?;
    staging.copy("posts/same.png", &root.join("archive/same.png"))?;
    for run in ["one", "two"] {
        spill.append(0, run.into())?;
    }
    assert_eq!(spill.take(0)?.concat(), b"onetwo");
    drop(spill);
    staging.write_manifest()?;
    Ok(staging.publish()?)
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a place for files");
    fs::create_dir(folder.path().join("archive")).expect("an empty folder");
    fs::write(folder.path().join("archive/same.png"), "same picture").expect("room");
    folder
}

fn site(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let top = root.join("public");
    let files = walkdir::WalkDir::new(&top).into_iter().flatten();
    files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(&top).expect("below");
            let bytes = fs::read(entry.path()).expect("readable");
            (path.to_string_lossy().into_owned(), bytes)
        })
        .collect()
}

fn names(root: &Path) -> Vec<String> {
    let entries = fs::read_dir(root).expect("readable").flatten();
    let mut names: Vec<_> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Lets each call of a rebuild go wrong in turn. Returns how many there are.
fn strike(fault: Fault, must_succeed: bool) -> usize {
    let whole = folder();
    let [old, new] = ["A", "B"].map(|state| {
        build(whole.path(), state).expect("nothing goes wrong yet");
        site(whole.path())
    });
    assert_ne!(old, new);
    let mut quiet = 0;
    for at in 0.. {
        let folder = folder();
        let root = folder.path();
        // By turns onto a first site, and with a spare tree of an earlier one.
        let before: &[&str] = if at % 2 == 0 {
            &["A"]
        } else {
            &["A", "B", "A"]
        };
        for state in before {
            build(root, state).expect("nothing goes wrong yet");
        }
        let plan = Plan::lay(root, at, fault);
        let outcome = build(root, "B");
        let struck = plan.struck();
        drop(plan);
        if !struck {
            quiet += 1;
            if quiet > 1 {
                return at;
            }
            continue;
        }
        match outcome {
            Ok(_) => assert!(site(root) == new, "{fault:?} at {at}: not the new site"),
            Err(error) => {
                assert!(!must_succeed, "{fault:?} at {at}: {error}");
                assert!(site(root) == old, "{fault:?} at {at}: not the old site");
                let told = error.to_string();
                let path = root.to_string_lossy();
                assert!(
                    told.contains(&*path),
                    "{fault:?} at {at}: no path in {told}"
                );
            }
        }
        if let Fault::Once(_) | Fault::Interrupted | Fault::Short = fault {
            assert_eq!(
                names(root),
                ["archive", "public"],
                "{fault:?} at {at}: litter"
            );
        }
        build(root, "B").expect("nothing goes wrong any more");
        assert!(site(root) == new, "{fault:?} at {at}: the next build");
        assert_eq!(
            names(root),
            ["archive", "public"],
            "{fault:?} at {at}: litter"
        );
    }
    unreachable!("the loop ends with the calls")
}

#[test]
fn a_disk_that_is_full_leaves_the_old_site() {
    let n = strike(Fault::From(Errno::NOSPC.raw_os_error()), false);
    assert!(n > 40, "{n} calls");
    strike(Fault::Once(Errno::NOSPC.raw_os_error()), false);
}

#[test]
fn a_permission_lost_on_the_way_leaves_the_old_site() {
    strike(Fault::From(Errno::ACCESS.raw_os_error()), false);
    strike(Fault::Once(Errno::ACCESS.raw_os_error()), false);
}

#[test]
fn a_disk_that_turns_read_only_leaves_the_old_site() {
    strike(Fault::From(Errno::ROFS.raw_os_error()), false);
}

#[test]
fn a_disk_that_fails_once_leaves_one_whole_site() {
    strike(Fault::Once(Errno::IO.raw_os_error()), false);
}

#[test]
fn a_signal_or_a_short_write_changes_nothing() {
    strike(Fault::Interrupted, true);
    strike(Fault::Short, true);
}

/// The call that exchanges two names says the same: then the swap takes two steps.
#[test]
fn a_file_system_that_cannot_do_a_call_leaves_one_whole_site() {
    strike(Fault::Once(Errno::NOTSUP.raw_os_error()), false);
}

#[test]
fn a_swap_cut_between_its_two_steps_is_mended_by_the_next_build() {
    let folder = folder();
    let root = folder.path();
    build(root, "A").expect("nothing goes wrong");
    let old = site(root);
    fs::rename(root.join("public"), root.join(".public.dibao-old")).expect("ours");
    fs::create_dir(root.join(".public.dibao-12345")).expect("as a killed build leaves it");
    let output = Output::new(&root.join("public"), &root.join("archive"), None).expect("ours");
    drop(output.stage().expect("the lock is free"));
    assert!(site(root) == old);
    assert_eq!(names(root), ["archive", "public"]);
}

#[test]
fn a_lock_that_is_a_link_is_not_followed_and_what_is_no_site_not_put_back() {
    let folder = folder();
    let root = folder.path();
    let other = root.join("archive/same.png");
    symlink(&other, root.join(".public.dibao-lock")).expect("free");
    assert!(build(root, "A").is_err());
    assert_eq!(fs::read(&other).expect("there"), b"same picture");
    fs::remove_file(root.join(".public.dibao-lock")).expect("there");
    fs::create_dir_all(root.join(".public.dibao-old/x")).expect("free");
    build(root, "A").expect("nothing goes wrong");
    assert!(!root.join("public/x").exists());
}

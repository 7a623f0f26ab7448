//! Disks that are full, read-only, or no longer ours: the old site stands, and the message says where.
//!
//! Small file systems are mounted where the test may (as root on Linux); elsewhere the tests of
//! `src/write` have to do, which let every call fail.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::archive::{Archive, Run};

/// A small file system in memory, unmounted with the test.
struct Disk(PathBuf);

impl Disk {
    /// `None` where the test may not mount.
    fn mount(archive: &Archive, options: &str) -> Option<Self> {
        let folder = archive.path("disk");
        fs::create_dir(&folder).expect("free");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", options, "tmpfs"]);
        let mounted = mount.arg(&folder).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(folder));
        }
        println!("skipped: only root may mount");
        None
    }

    fn again(&self, options: &str) {
        let mut mount = Command::new("mount");
        mount.args(["-o", &format!("remount,{options}")]);
        assert!(
            mount
                .arg(&self.0)
                .status()
                .expect("it ran before")
                .success()
        );
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// An archive with a good site on a small disk, and content that makes a larger one.
fn grown(options: &str) -> Option<(Archive, Disk)> {
    let archive = Archive::new(&[("content/a.md", "# 甲\n\n正文。\n")]);
    let disk = Disk::mount(&archive, options)?;
    build(&archive).ends_with(0);
    for number in 0..30 {
        let text = format!("# 第{number}号\n\n{}\n", "很多字。".repeat(2000));
        archive.write(&format!("content/{number}.md"), text);
    }
    Some((archive, disk))
}

fn build(archive: &Archive) -> Run {
    archive.run("build", &["--output", "disk/public", "--jobs", "2"])
}

/// The build is told to have failed, with the path, and nothing has changed.
#[track_caller]
fn fails(archive: &Archive, words: &str) {
    let before = archive.tree("disk/public");
    let said = build(archive).ends_with(2).stderr;
    let disk = archive.path("disk");
    let path = disk.canonicalize().unwrap_or(disk);
    assert!(
        said.contains(words) && said.contains(&*path.to_string_lossy()),
        "{said}"
    );
    assert!(
        archive.tree("disk/public") == before,
        "the old site has changed"
    );
    let names: Vec<_> = fs::read_dir(&path).expect("readable").flatten().collect();
    assert_eq!(names.len(), 1, "{names:?}");
}

#[test]
fn a_full_disk_leaves_the_old_site() {
    if let Some((archive, disk)) = grown("size=2m") {
        fails(&archive, "No space left");
        disk.again("size=64m");
        build(&archive).ends_with(0);
    }
}

#[test]
fn a_disk_without_room_for_more_names_leaves_the_old_site() {
    if let Some((archive, _disk)) = grown("size=64m,nr_inodes=220") {
        fails(&archive, "No space left");
    }
}

#[test]
fn a_disk_that_is_read_only_leaves_the_old_site() {
    if let Some((archive, disk)) = grown("size=64m") {
        disk.again("ro");
        fails(&archive, "Read-only file system");
        disk.again("rw");
        build(&archive).ends_with(0);
    }
}

#[test]
fn a_folder_that_may_not_be_written_leaves_the_old_site() {
    let archive = Archive::new(&[("content/a.md", "# 甲\n\n正文。\n")]);
    build(&archive).ends_with(0);
    archive.write("content/a.md", "# 甲\n\n新的正文。\n");
    let is_root = rustix::process::getuid().is_root();
    let permit = |mode| {
        let folder = archive.path("disk");
        fs::set_permissions(folder, Permissions::from_mode(mode)).expect("ours");
    };
    fs::set_permissions(archive.root(), Permissions::from_mode(0o755)).expect("ours");
    permit(0o555);
    let before = archive.tree("disk/public");
    let mut command = archive.command("build", &["--output", "disk/public"]);
    if is_root {
        // Root may write everywhere: somebody else builds.
        command.uid(65_534).gid(65_534);
    }
    let output = command.output();
    permit(0o755);
    let output = match output {
        Err(error) if is_root => {
            println!("skipped: nobody else may run the program: {error}");
            return;
        }
        output => output.expect("runs"),
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("Permission denied") && said.contains("disk"),
        "{said}"
    );
    assert!(archive.tree("disk/public") == before);
    assert_eq!(names(&archive.path("disk")), ["public"]);
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("readable").flatten();
    entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

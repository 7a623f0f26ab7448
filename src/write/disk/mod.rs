//! What the write room asks of the disk: one function a call, so that tests can let any of them fail.
//!
//! In a program nothing stands between these functions and the system ([`File`] is the standard
//! library's). In the tests of this room a `fault::Plan` refuses calls, interrupts them or writes
//! less than it was given.

#![expect(
    clippy::disallowed_methods,
    reason = "write is where the output is made, looked at and swapped"
)]

use std::fs::{self, OpenOptions, ReadDir};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rustix::fs::OFlags;

use crate::load;

#[cfg(test)]
pub(super) mod fault;

#[cfg(not(test))]
pub(super) use std::fs::File;

#[cfg(test)]
pub(super) use fault::File;

/// Makes a file that must not be there yet, to write and to read back.
pub(super) fn create_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true).mode(0o644);
    ask(path, || options.open(path)).map(|file| known(file, path))
}

/// Opens the file of a lock, makes it where there is none. A link of that name is not followed: the
/// folder may have come from a stranger, and what it leads to would be written.
pub(super) fn open_lock(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let no_links = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
    options.custom_flags(no_links.cast_signed());
    let file = ask(path, || options.open(path))?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("no regular file"));
    }
    Ok(file)
}

/// Opens a file to add to its end; makes it where there is none.
pub(super) fn append(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true).mode(0o644);
    ask(path, || options.open(path)).map(|file| known(file, path))
}

/// Opens a file to read it, as [`load::open`] does.
pub(super) fn open(path: &Path) -> io::Result<File> {
    ask(path, || load::open(path)).map(|file| known(file, path))
}

/// Makes a folder that must not be there yet.
pub(super) fn create_dir(path: &Path) -> io::Result<()> {
    ask(path, || fs::create_dir(path))
}

/// Gives a file a second name.
pub(super) fn hard_link(from: &Path, to: &Path) -> io::Result<()> {
    ask(to, || fs::hard_link(from, to))
}

/// Gives a file or folder another name.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    ask(to, || fs::rename(from, to))
}

/// Exchanges two names in one step. `false`: the system or its file system cannot.
pub(super) fn exchange(a: &Path, b: &Path) -> io::Result<bool> {
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        let cannot = [Errno::INVAL, Errno::NOSYS, Errno::NOTSUP].map(Errno::raw_os_error);
        match ask(b, || {
            Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
        }) {
            Ok(()) => Ok(true),
            Err(error) if error.raw_os_error().is_some_and(|n| cannot.contains(&n)) => Ok(false),
            Err(error) => Err(error),
        }
    }
    #[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
    {
        let _ = (a, b);
        Ok(false)
    }
}

/// Removes a file. Tests let clearing up go through: what stays is litter for the next build.
pub(super) fn remove_file(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

/// What is in a folder.
pub(super) fn read_dir(path: &Path) -> io::Result<ReadDir> {
    fs::read_dir(path)
}

/// Waits until a tree is on the device.
pub(super) fn sync(tree: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        ask(tree, || {
            let tree = fs::File::open(tree)?;
            Ok(rustix::fs::syncfs(&tree)?)
        })
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = tree;
        rustix::fs::sync();
        Ok(())
    }
}

/// Asks until the answer is not that a signal came between: some file systems can be interrupted
/// where a disk cannot.
fn ask<T>(path: &Path, mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match refused(path).and_then(|()| call()) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            answer => return answer,
        }
    }
}

#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, reason = "in tests a plan may refuse")]
fn refused(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
use fault::refused;

#[cfg(not(test))]
fn known(file: File, _: &Path) -> File {
    file
}

#[cfg(test)]
fn known(file: fs::File, path: &Path) -> File {
    File::new(file, path)
}

//! Disks that fail, for tests.

use std::fs;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::write) enum Fault {
    /// This one is refused, with an error number of the system.
    Once(i32),
    /// This one and all after it are refused: a full disk, a lost permission.
    From(i32),
    /// A signal comes between; asked again, the call goes through.
    Interrupted,
    /// A write takes half of what it is given. Other calls go through.
    Short,
}

/// What is to go wrong below a folder, and how often the disk was asked there.
#[derive(Debug)]
pub(in crate::write) struct Plan {
    folder: PathBuf,
    at: usize,
    fault: Fault,
    asked: AtomicUsize,
}

static PLANS: Mutex<Vec<Arc<Plan>>> = Mutex::new(Vec::new());

impl Plan {
    /// Lets call number `at` (from 0) below a folder go wrong, until the plan is dropped.
    pub(in crate::write) fn lay(folder: &Path, at: usize, fault: Fault) -> Planned {
        let plan = Arc::new(Self {
            folder: folder.to_owned(),
            at,
            fault,
            asked: AtomicUsize::new(0),
        });
        let mut plans = PLANS.lock().unwrap_or_else(PoisonError::into_inner);
        plans.push(Arc::clone(&plan));
        Planned(plan)
    }
}

/// A plan in force.
pub(in crate::write) struct Planned(Arc<Plan>);

impl Planned {
    /// Whether the call that goes wrong was made.
    pub(in crate::write) fn struck(&self) -> bool {
        self.0.asked.load(Ordering::Relaxed) > self.0.at
    }
}

impl Drop for Planned {
    fn drop(&mut self) {
        let mut plans = PLANS.lock().unwrap_or_else(PoisonError::into_inner);
        plans.retain(|plan| !Arc::ptr_eq(plan, &self.0));
    }
}

/// What a call on this path meets.
fn met(path: &Path) -> Option<Fault> {
    let plans = PLANS.lock().unwrap_or_else(PoisonError::into_inner);
    let plan = plans.iter().find(|plan| path.starts_with(&plan.folder))?;
    let number = plan.asked.fetch_add(1, Ordering::Relaxed);
    let now = match plan.fault {
        Fault::From(_) => number >= plan.at,
        _ => number == plan.at,
    };
    now.then_some(plan.fault)
}

/// `Err` where a plan refuses the call.
pub(super) fn refused(path: &Path) -> io::Result<()> {
    match met(path) {
        Some(Fault::Once(number) | Fault::From(number)) => {
            Err(io::Error::from_raw_os_error(number))
        }
        Some(Fault::Interrupted) => Err(io::ErrorKind::Interrupted.into()),
        Some(Fault::Short) | None => Ok(()),
    }
}

/// A file whose reads and writes may go wrong.
#[derive(Debug)]
pub(in crate::write) struct File {
    file: fs::File,
    path: PathBuf,
}

impl File {
    pub(super) fn new(file: fs::File, path: &Path) -> Self {
        Self {
            file,
            path: path.to_owned(),
        }
    }

    pub(in crate::write) fn metadata(&self) -> io::Result<fs::Metadata> {
        self.file.metadata()
    }

    pub(in crate::write) fn set_modified(&self, time: SystemTime) -> io::Result<()> {
        self.file.set_modified(time)
    }
}

impl Read for File {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        refused(&self.path)?;
        self.file.read(buffer)
    }
}

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match met(&self.path) {
            Some(Fault::Once(number) | Fault::From(number)) => {
                Err(io::Error::from_raw_os_error(number))
            }
            Some(Fault::Interrupted) => Err(io::ErrorKind::Interrupted.into()),
            Some(Fault::Short) => self.file.write(&bytes[..bytes.len().div_ceil(2)]),
            None => self.file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for File {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

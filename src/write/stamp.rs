//! What the system says of a file that changes with its bytes.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;

use borsh::{BorshDeserialize, BorshSerialize};

/// Inode, length and time of change of a file: another after any change that keeps to the rules of a
/// file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Stamp {
    pub(super) inode: u64,
    /// In bytes.
    pub(super) length: u64,
    seconds: i64,
    nanoseconds: i64,
}

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            inode: metadata.ino(),
            length: metadata.len(),
            seconds: metadata.mtime(),
            nanoseconds: metadata.mtime_nsec(),
        }
    }
}

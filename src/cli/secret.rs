//! What marks what is kept between builds as the user's own.

use std::path::PathBuf;
use std::{env, fs};

use crate::load;
use crate::pipeline::Secret;
use crate::write;

/// Names a secret for machines that keep `.dibao/` but no home folder between builds.
const VARIABLE: &str = "DIBAO_CACHE_KEY";

/// The secret: of the environment, else from a file of the user's that is made where there is none.
/// `None`: there is no place for it.
pub(super) fn secret() -> Option<Secret> {
    if let Some(words) = env::var_os(VARIABLE).filter(|words| !words.is_empty()) {
        let key = blake3::derive_key("dibao cache key", words.as_encoded_bytes());
        return Some(Secret(key));
    }
    let path = folder()?.join("dibao/cache-key");
    let read = || {
        let bytes = load::read_linked(&path, 64).ok()?;
        Some(Secret(bytes.try_into().ok()?))
    };
    read().or_else(|| {
        let mut key = [0; 32];
        getrandom::fill(&mut key).ok()?;
        write::replace(&path, &key).ok()?;
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).ok()?;
        // Another build may have made one meanwhile.
        read()
    })
}

/// Where programs keep what is neither setting nor data of the user's.
fn folder() -> Option<PathBuf> {
    let named = env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    let named = named.filter(|folder| folder.is_absolute());
    named.or_else(|| Some(env::home_dir()?.join(".local/state")))
}

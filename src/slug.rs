//! Names in URLs.

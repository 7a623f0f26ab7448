//! Views that many pages show.

use std::marker::PhantomData;

use serde::{Serialize, Serializer};
use tera::Value;

use crate::render::key::ViewKey;

/// A view that is made once and shown by many pages; to a template it is the view itself.
#[derive(Debug, Clone)]
pub struct Shared<T> {
    value: Value,
    /// What stands for the view in a key: the maps of a [`Value`] have no order of their own.
    key: ViewKey,
    of: PhantomData<fn() -> T>,
}

impl<T: Serialize> Shared<T> {
    /// Makes the view ready for templates.
    pub fn new(view: &T) -> Self {
        Self {
            value: Value::from_serializable(view),
            key: ViewKey::of(view),
            of: PhantomData,
        }
    }
}

impl<T> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            self.value.serialize(serializer)
        } else {
            self.key.serialize(serializer)
        }
    }
}

//! Views that many pages show.

use std::marker::PhantomData;

use serde::{Serialize, Serializer};
use tera::Value;

/// A view that is made once and shown by many pages; to a template it is the view itself.
#[derive(Debug, Clone)]
pub struct Shared<T> {
    value: Value,
    of: PhantomData<fn() -> T>,
}

impl<T: Serialize> Shared<T> {
    /// Makes the view ready for templates.
    pub fn new(view: &T) -> Self {
        Self {
            value: Value::from_serializable(view),
            of: PhantomData,
        }
    }
}

impl<T> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

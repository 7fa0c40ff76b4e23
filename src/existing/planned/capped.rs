//! Lists that are read up to a length.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// The largest number of resources, drifts or deferred changes that are read of a plan: several times what Terraform
/// itself plans in an hour.
const MOST: usize = 200_000;

/// A list of at most [`MOST`] members; `null` is an empty one.
#[derive(Debug)]
pub(super) struct Capped<T>(pub(super) Vec<T>);

impl<T> Default for Capped<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Capped<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Members(PhantomData)).map(Self)
    }
}

struct Members<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Self::Value, A::Error> {
        let mut out = Vec::new();
        while let Some(one) = all.next_element()? {
            if out.len() == MOST {
                return Err(A::Error::custom(format!("there are more than {MOST} in the list")));
            }
            out.push(one);
        }
        Ok(out)
    }
}

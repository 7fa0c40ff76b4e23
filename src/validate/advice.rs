//! What floors above know of words and values that a schema refuses: what a word that is no kind or no field is called here, and
//! what a figure in units of a cloud's own is.

use serde_json::Value;

/// What is known of what a schema refuses, as a sentence on what to write instead.
pub trait Advice {
    /// Of a word that is no kind of component.
    fn kind(&self, _word: &str) -> Option<String> {
        None
    }

    /// The fields that a word may mean that is none, the likeliest first.
    fn field(&self, _word: &str) -> Vec<&'static str> {
        Vec::new()
    }

    /// Of a value of a field (segments split by dots) of a component of a kind.
    fn value(&self, _kind: &str, _field: &str, _value: &Value) -> Option<String> {
        None
    }
}

/// Nothing is known.
#[derive(Debug)]
pub(crate) struct NoAdvice;

impl Advice for NoAdvice {}

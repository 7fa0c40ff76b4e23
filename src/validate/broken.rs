//! What of a value breaks one of our schemas: each broken keyword, with where it stands.

use serde_json::{Map, Value as Json};

/// A keyword that a value breaks.
#[derive(Debug)]
pub struct Violation<'a> {
    /// Where the value stands in the file: keys, and positions in lists.
    pub path: Vec<String>,
    /// The value; of a list or a mapping only that it is one.
    pub value: Json,
    /// The schema that the keyword stands in.
    pub schema: &'a Map<String, Json>,
    /// What is broken.
    pub broken: Broken<'a>,
}

/// What of a schema is broken.
#[derive(Debug)]
pub enum Broken<'a> {
    /// There are keys that the schema does not name.
    Unexpected(Vec<String>),
    /// A key is not there.
    Missing(&'a str),
    /// A key is not what a key may be.
    Key(Box<Violation<'a>>),
    /// None of several schemas holds: what each finds.
    AnyOf(Vec<Vec<Violation<'a>>>),
    /// Another keyword, by its name and value.
    Keyword(&'a str, &'a Json),
}

impl Violation<'_> {
    /// How deep in the file the value stands: the length of its JSON Pointer.
    #[must_use]
    pub(crate) fn depth(&self) -> usize {
        let escaped = |key: &String| key.matches(['~', '/']).count();
        self.path.iter().map(|key| 1 + key.len() + escaped(key)).sum()
    }
}

//! What a cloud says of a field of a kind, in the words and the limits that are its own. The published schema, and with
//! it the check of a profile, takes them over.

use serde_json::Value;

/// What a cloud says of one field.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The field, segments split by dots; `*` stands for every key of a mapping.
    path: &'static str,
    /// What it is, for people.
    about: Option<&'static str>,
    /// What a text looks like: a regular expression, and the same as a sentence.
    pattern: Option<(&'static str, &'static str)>,
    /// The smallest and the largest number.
    range: Option<(u64, u64)>,
    /// Values as they could stand in a profile.
    examples: &'static [&'static str],
}

impl Field {
    /// A field of which nothing is said yet.
    #[must_use]
    pub const fn new(path: &'static str) -> Self {
        Self { path, about: None, pattern: None, range: None, examples: &[] }
    }

    /// The same of another field.
    #[must_use]
    pub(crate) const fn at(mut self, path: &'static str) -> Self {
        self.path = path;
        self
    }

    /// Says what it is.
    #[must_use]
    pub const fn about(mut self, about: &'static str) -> Self {
        self.about = Some(about);
        self
    }

    /// Says what a text looks like: a regular expression, and the sentence that people are shown.
    #[must_use]
    pub const fn pattern(mut self, pattern: &'static str, sentence: &'static str) -> Self {
        self.pattern = Some((pattern, sentence));
        self
    }

    /// Gives the smallest and the largest number.
    #[must_use]
    pub const fn range(mut self, least: u64, most: u64) -> Self {
        self.range = Some((least, most));
        self
    }

    /// Gives examples.
    #[must_use]
    pub const fn examples(mut self, examples: &'static [&'static str]) -> Self {
        self.examples = examples;
        self
    }

    /// Writes it into the schema of its kind; whether there is such a field.
    pub fn write(&self, schema: &mut Value) -> bool {
        let step = |segment| match segment {
            "*" => "/additionalProperties".to_owned(),
            name => format!("/properties/{name}"),
        };
        let path: String = self.path.split('.').map(step).collect();
        let Some(field) = schema.pointer_mut(&path).and_then(Value::as_object_mut) else {
            return false;
        };
        let mut set = |keyword: &str, value: Option<Value>| {
            field.extend(value.map(|value| (keyword.to_owned(), value)));
        };
        set("description", self.about.map(Value::from));
        set("pattern", self.pattern.map(|(pattern, _)| pattern.into()));
        set("patternErrorMessage", self.pattern.map(|(_, sentence)| sentence.into()));
        set("minimum", self.range.map(|(least, _)| least.into()));
        set("maximum", self.range.map(|(_, most)| most.into()));
        set("examples", (!self.examples.is_empty()).then(|| self.examples.into()));
        true
    }
}

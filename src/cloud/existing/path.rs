//! Paths to attributes in resources, with the key that tells one of several blocks from the others.

use crate::existing::instance::{Content, Found};
use crate::existing::value::Data;

use super::shown::Shown;

/// Where in a resource an attribute is: names of nested blocks and of the attribute. A block that may stand there several
/// times is followed by brackets: `index[name]` is told from others by its attribute `name`, `setting[name=MinSize]` is
/// the one whose `name` is that, and `override[]` is told by its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    segments: Vec<Segment>,
    plain: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Segment {
    name: &'static str,
    key: Option<Key>,
}

/// What tells one of several blocks from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    /// Its number.
    Number,
    /// The value of this attribute of it.
    Named(&'static str),
    /// This attribute of it has this value.
    Is(&'static str, &'static str),
}

impl Path {
    /// The path that a table has.
    #[must_use]
    pub fn read(text: &'static str) -> Self {
        let segment = |text: &'static str| {
            let Some((name, key)) = text.split_once('[') else { return Segment { name: text, key: None } };
            let key = key.trim_end_matches(']');
            let key = match key.split_once('=') {
                Some((name, is)) => Key::Is(name, is),
                None if key.is_empty() => Key::Number,
                None => Key::Named(key),
            };
            Segment { name, key: Some(key) }
        };
        let segments: Vec<Segment> = text.split('.').map(segment).collect();
        let plain = segments.iter().map(|segment| segment.name).collect::<Vec<_>>().join(".");
        Self { segments, plain }
    }

    /// The names alone, split by dots, without the keys.
    #[must_use]
    pub fn plain(&self) -> &str {
        &self.plain
    }

    /// The names on the way, each with the attribute that its blocks are told apart by, if there is one.
    pub fn steps(&self) -> impl Iterator<Item = (&'static str, Option<&'static str>)> + '_ {
        self.segments.iter().map(|segment| match segment.key {
            Some(Key::Named(name) | Key::Is(name, _)) => (segment.name, Some(name)),
            Some(Key::Number) | None => (segment.name, None),
        })
    }

    /// Whether a way is this one: names of blocks and of the attribute, each block with what tells it from others.
    #[must_use]
    pub fn is_way(&self, way: &[(&str, Option<&str>)]) -> bool {
        let is = |(segment, (name, key)): (&Segment, &(&str, Option<&str>))| {
            let fits = match segment.key {
                Some(Key::Is(_, is)) => *key == Some(is),
                _ => true,
            };
            segment.name == *name && fits
        };
        way.len() == self.segments.len() && self.segments.iter().zip(way).all(is)
    }

    /// Whether a block on the way may stand there several times, one answer for each name on the way.
    pub fn repeats(&self) -> impl Iterator<Item = bool> + '_ {
        self.segments.iter().map(|segment| segment.key.is_some())
    }

    /// Whether what was found is a whole list of which nothing is known: each of its members may lack what is looked for.
    #[must_use]
    pub(crate) fn is_in_unknown_list(&self, found: &Found<'_>) -> bool {
        let of_list = |first: &Segment| first.key == Some(Key::Number) && found.path == first.name;
        self.segments.len() > 1
            && self.segments.first().is_some_and(of_list)
            && found.value.unknown().is_some()
    }

    /// Whether the innermost block that the attribute stands in is there; true for an attribute in no block.
    #[must_use]
    pub fn has_block(&self, content: &Content) -> bool {
        let blocks = self.segments.len().saturating_sub(1);
        let mut all = vec![content];
        for segment in &self.segments[..blocks] {
            all = all
                .into_iter()
                .flat_map(|one| one.blocks(segment.name))
                .map(|block| &block.content)
                .collect();
        }
        !all.is_empty()
    }

    /// The values at this path, one for each of the blocks on the way that are meant. Of a list that the path ends with
    /// (`types[]`) it is the only member, where it has one alone.
    #[must_use]
    pub fn find<'a>(&self, content: &'a Content) -> Vec<Found<'a>> {
        let mut found = content.find(&self.plain);
        if self.segments.last().is_some_and(|last| last.key == Some(Key::Number)) {
            for one in &mut found {
                if let Data::List(list) | Data::Set(list) = &one.value.data
                    && let [only] = list.as_slice()
                {
                    one.path.push_str("[0]");
                    one.value = only;
                }
            }
        }
        for (at, segment) in self.segments.iter().enumerate() {
            if let Some(Key::Is(name, is)) = segment.key {
                found.retain(|one| key_at(content, &one.path, at, name).is_some_and(|key| key == is));
            }
        }
        found
    }

    /// What people call a value that was found: the path with the key of each block of several.
    #[must_use]
    pub fn label(&self, content: &Content, found: &Found<'_>) -> String {
        let mut label = String::new();
        let numbered = found.path.split('.');
        for (at, (segment, numbered)) in self.segments.iter().zip(numbered).enumerate() {
            let dot = if at == 0 { "" } else { "." };
            let number = numbered.find('[').map_or("", |from| &numbered[from..]);
            let key = match segment.key {
                None => String::new(),
                Some(Key::Number) => number.to_owned(),
                Some(Key::Is(_, is)) => format!("[\"{is}\"]"),
                Some(Key::Named(name)) => key_at(content, &found.path, at, name)
                    .map_or_else(|| number.to_owned(), |key| format!("[\"{key}\"]")),
            };
            label.extend([dot, segment.name, &key]);
        }
        label
    }
}

impl Path {
    /// What tells the block of a value that was found from the others of its type: the value of its own attribute.
    #[must_use]
    pub fn key(&self, content: &Content, found: &Found<'_>) -> Option<String> {
        let named = self.segments.iter().enumerate().find_map(|(at, segment)| match segment.key {
            Some(Key::Named(name)) => Some((at, name)),
            _ => None,
        });
        named.and_then(|(at, name)| key_at(content, &found.path, at, name))
    }
}

/// The value of the attribute `name` of the block on the way of a found path that is `at` names deep.
fn key_at(content: &Content, path: &str, at: usize, name: &str) -> Option<String> {
    let to: Vec<&str> = path.split('.').take(at + 1).collect();
    let found = content.find(&format!("{}.{name}", to.join(".")));
    Shown::word(found.first()?.value)
}

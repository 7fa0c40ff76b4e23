//! The table of the kinds that are never built here.

use std::sync::LazyLock;

use crate::table::records;

/// The names of the kinds, each with what it is.
pub(super) static KINDS: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let rows = records(include_str!("../tuned.csv"));
    rows.filter_map(|row| if let [kind, "-", _, about] = *row { Some((kind, about)) } else { None }).collect()
});

static FIELDS: LazyLock<Vec<Field>> =
    LazyLock::new(|| records(include_str!("../tuned.csv")).filter_map(|row| field(&row)).collect());

/// A field of one of these kinds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    /// The kind.
    pub(crate) kind: &'static str,
    /// The segments, split by dots; `*` is a name of one's own.
    pub(crate) path: &'static str,
    /// What stands there.
    pub(crate) sort: Sort,
    /// What it is, in a sentence.
    pub(crate) about: &'static str,
}

/// What stands in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// How many there are: a floor, a ceiling, and what is expected.
    Count,
    /// A floor and a ceiling of amounts, which may be fractions.
    Span,
    /// A whole number.
    Number,
    /// Storage or memory.
    Size,
    /// The type of a virtual machine.
    Machine,
    /// The type of a node of a managed service.
    Node,
    /// One of these words, with `|` between.
    Words(&'static str),
}

fn field(row: &[&'static str]) -> Option<Field> {
    let [kind, path, sort, about] = *row else { return None };
    let sort = match sort {
        "-" => return None,
        "count" => Sort::Count,
        "span" => Sort::Span,
        "number" => Sort::Number,
        "size" => Sort::Size,
        "machine" => Sort::Machine,
        "node" => Sort::Node,
        words => Sort::Words(words),
    };
    Some(Field { kind, path, sort, about })
}

/// The fields of a kind.
pub(crate) fn fields_of(kind: &str) -> impl Iterator<Item = &'static Field> {
    FIELDS.iter().filter(move |field| field.kind == kind)
}

/// What stands in a field of a kind, by its path with the names that it has; nothing of a path that is none.
pub(crate) fn sort_of(kind: &str, path: &str) -> Option<Sort> {
    let fits = |field: &&Field| {
        let (mut own, mut given) = (field.path.split('.'), path.split('.'));
        own.by_ref().all(|own| given.next().is_some_and(|given| own == "*" || own == given))
            && given.next().is_none()
    };
    fields_of(kind).find(fits).map(|field| field.sort)
}

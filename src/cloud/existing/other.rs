//! Attributes that are no sizes, and of which it is known what a change does to live users.

use crate::existing::instance::Content;

use super::path::Path;

/// An attribute that is no size, and of which it is known what a change does to live users. Its value is never shown.
#[derive(Clone, Debug)]
pub struct Other {
    /// The type of the resource; `*` for every one.
    pub resource: &'static str,
    /// Where in the resource it is; none for the whole resource, whether it comes, changes or goes.
    pub path: Option<Path>,
    /// The kind of component in the table of effects; none for what holds for every one.
    pub kind: Option<&'static str>,
    /// The field in the table of effects.
    pub field: &'static str,
    /// An attribute that must not be set for it to hold.
    pub unless: Option<Path>,
}

/// What is said of a change of an attribute, at a path of names split by dots, that is no size; with no path of the
/// whole resource. What names the type of the resource goes before what holds for all.
pub(crate) fn others<'a>(
    rows: &'a [Other],
    resource: &'a str,
    path: Option<&'a str>,
    content: &'a Content,
) -> impl Iterator<Item = &'a Other> {
    let is = move |row: &&Other| {
        let own = row.resource == resource || row.resource == "*";
        let fits = match (&row.path, path) {
            (None, _) => true,
            (Some(own), Some(path)) => {
                path.strip_prefix(own.plain()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            }
            (Some(_), None) => false,
        };
        own && fits && row.unless.as_ref().is_none_or(|path| is_unset(path, content))
    };
    rows.iter().filter(is)
}

/// Whether nothing is set at a path. What is not known may be.
fn is_unset(path: &Path, content: &Content) -> bool {
    path.find(content).iter().all(|found| found.value.is_null())
}

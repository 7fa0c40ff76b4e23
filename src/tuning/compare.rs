//! What differs between two readings of the same Terraform.

use std::collections::BTreeMap;

use crate::existing::estate::{Choice, Estate, Root};
use crate::existing::instance::{Content, Exists};
use crate::existing::path::shown;
use crate::existing::value::{Data, Value};
use crate::tuning::wanted::is_alarms;

/// An attribute, wherever it is used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Used {
    /// The folder of the root.
    pub(super) root: String,
    /// The workspace and the variable files.
    pub(super) choice: Choice,
    /// Whether it is a root that was asked for.
    pub(super) asked: bool,
    /// The resource or call.
    pub(super) address: String,
    /// The attribute; nothing where the resource itself comes or goes.
    pub(super) path: String,
}

impl Used {
    /// The attribute, with the root and its choice where it is another one.
    pub(super) fn describe(&self) -> String {
        let dot = if self.path.is_empty() { "" } else { "." };
        let what = format!("`{}{dot}{}`", self.address, self.path);
        if self.asked { what } else { format!("{what} {}", self.place()) }
    }

    /// The root with its choice: `in FOLDER with FILE in the workspace NAME`.
    pub(super) fn place(&self) -> String {
        let folder = shown(&self.root);
        let files = self.choice.var_files.iter().map(|file| format!("with `{file}`"));
        let workspace = self.choice.workspace.iter().map(|name| format!("in the workspace `{name}`"));
        let how: Vec<String> = workspace.chain(files).collect();
        format!("in `{folder}`{}{}", if how.is_empty() { "" } else { " " }, how.join(" "))
    }
}

/// A value that differs.
#[derive(Debug)]
pub(super) struct Difference<'a> {
    pub(super) used: Used,
    /// The value before; none where it comes.
    pub(super) before: Option<&'a Value>,
    /// The value after; none where it goes.
    pub(super) after: Option<&'a Value>,
    /// Whether Terraform ignores changes of it.
    pub(super) ignored: bool,
    /// Whether it is of a resource in a file of alarms of our own.
    pub(super) own: bool,
}

/// What is known of an attribute: its value, whether Terraform ignores it, and whether it is in a file of alarms.
type Known<'a> = (&'a Value, bool, bool);

/// All that is used in a reading.
type All<'a> = BTreeMap<Used, Known<'a>>;

/// All attributes that differ, and the resources that come or go, as attributes with an empty path.
pub(super) fn differences<'a>(before: &'a Estate, after: &'a Estate) -> Vec<Difference<'a>> {
    let (before, after) = (all(before), all(after));
    let mut found = Vec::new();
    for (used, (value, ignored, own)) in &before {
        let now = after.get(used).map(|(value, ..)| *value);
        if !now.is_some_and(|now| is_same(&now.data, &value.data)) {
            let (used, ignored, own) = (used.clone(), *ignored, *own);
            found.push(Difference { used, before: Some(value), after: now, ignored, own });
        }
    }
    for (used, (value, ignored, own)) in &after {
        if !before.contains_key(used) {
            let (used, ignored, own) = (used.clone(), *ignored, *own);
            found.push(Difference { used, before: None, after: Some(value), ignored, own });
        }
    }
    found
}

fn all(estate: &Estate) -> All<'_> {
    let mut all = BTreeMap::new();
    let asked = estate.roots.iter().map(|root| (root, true));
    for (root, asked) in asked.chain(estate.elsewhere.iter().map(|root| (root, false))) {
        for instance in &root.instances {
            let address = instance.address.to_string();
            if instance.exists != Exists::No {
                let own = is_alarms(&estate.sources.get(instance.place.source).path);
                let is = (asked, own);
                leaves(root, is, &address, &instance.content, &|path| instance.ignores(path), &mut all);
            }
        }
        for call in &root.calls {
            if call.exists != Exists::No {
                leaves(root, (asked, false), &call.address, &call.arguments, &|_| false, &mut all);
            }
        }
    }
    all
}

fn leaves<'a>(
    root: &Root,
    (asked, own): (bool, bool),
    address: &str,
    content: &'a Content,
    ignores: &dyn Fn(&str) -> bool,
    all: &mut All<'a>,
) {
    content.each("", &mut |path, value| {
        let (address, path) = (address.to_owned(), path.to_owned());
        let ignored = ignores(&path);
        let used = Used { root: root.dir.clone(), choice: root.choice.clone(), asked, address, path };
        all.insert(used, (value, ignored, own));
    });
}

/// Whether two values are the same; what is not known is, for the same reason.
fn is_same(one: &Data, other: &Data) -> bool {
    match (one, other) {
        (Data::Unknown(one), Data::Unknown(other)) => one.why() == other.why(),
        (Data::List(one), Data::List(other)) | (Data::Set(one), Data::Set(other)) => {
            one.len() == other.len()
                && one.iter().zip(other.iter()).all(|(one, other)| is_same(&one.data, &other.data))
        }
        (Data::Map(one), Data::Map(other)) => {
            one.entries.len() == other.entries.len()
                && one.entries.iter().zip(&other.entries).all(|((key, one), (other_key, other))| {
                    key == other_key && is_same(&one.data, &other.data)
                })
        }
        (Data::Null, Data::Null) => true,
        (Data::Bool(one), Data::Bool(other)) => one == other,
        (Data::Number(one), Data::Number(other)) => one == other,
        (Data::Text(one), Data::Text(other)) => one == other,
        _ => false,
    }
}

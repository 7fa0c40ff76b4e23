//! Turns documents into [`Layered`]: merges the `extends` chain, and resolves selectors and relative sizes.

pub(crate) mod context;
pub(crate) mod merge;
pub(crate) mod scale;
pub(crate) mod select;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::code::Code;
use crate::diagnostic::suggest::closest;
use crate::diagnostic::{Finding, Findings};
use crate::load::Document;
use crate::load::node::{Node, Value};

/// A whole profile: every value is concrete, and has its places.
#[derive(Clone, Debug)]
pub struct Layered {
    /// The merged values.
    pub root: Node,
    /// The profile that this one extends itself; `None` for one that extends none.
    pub(crate) extends: Option<String>,
    /// The profile at the end of the `extends` chain; `None` for that profile itself.
    pub(crate) baseline: Option<String>,
    /// Components, external services and traffic that a layer above the baseline mentions.
    pub(crate) mentioned: BTreeSet<String>,
}

/// Resolves every profile, each with its findings. A profile that cannot be resolved is left out. `unreadable` are
/// the profiles that exist and could not be parsed.
#[must_use]
pub(crate) fn resolve(
    documents: &BTreeMap<String, Document>,
    unreadable: &BTreeSet<String>,
) -> BTreeMap<String, (Option<Layered>, Findings)> {
    let mut resolved: BTreeMap<String, (Option<Layered>, Findings)> = BTreeMap::new();
    for name in bases_first(documents) {
        let outcome = resolve_one(&documents[name], documents, unreadable, &resolved);
        resolved.insert(name.to_owned(), outcome);
    }
    resolved
}

/// The name of the profile that a document extends.
#[must_use]
pub(crate) fn extends(document: &Document) -> Option<&str> {
    document.root.get("extends")?.as_str()
}

/// What is said of a profile that extends one with errors: nobody can say more of it before they are mended.
#[must_use]
pub(crate) fn broken_base(base: &str, document: &Document) -> Finding {
    let message = format!("`{base}`, which this profile extends, has errors");
    let place = document.root.place_of("extends");
    Finding::new(Code::BrokenBase, place, message).help(format!("`scaleprof check {base}` shows them"))
}

/// The profiles, each after the one that it extends.
#[must_use]
pub(crate) fn bases_first(documents: &BTreeMap<String, Document>) -> Vec<&str> {
    let mut order: Vec<&str> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for name in documents.keys() {
        // A loop and not a recursion, because a chain may have any length.
        let mut chain: Vec<&str> = Vec::new();
        let mut at = Some(name.as_str());
        while let Some((name, document)) = at.and_then(|at| documents.get_key_value(at)) {
            if !seen.insert(name) {
                break;
            }
            chain.push(name);
            at = extends(document);
        }
        order.extend(chain.into_iter().rev());
    }
    order
}

fn resolve_one(
    document: &Document,
    documents: &BTreeMap<String, Document>,
    unreadable: &BTreeSet<String>,
    resolved: &BTreeMap<String, (Option<Layered>, Findings)>,
) -> (Option<Layered>, Findings) {
    let mut findings = Findings::default();
    check_name(document, &mut findings);
    let Some(base) = extends(document) else {
        return (
            Some(Layered {
                root: document.root.clone(),
                extends: None,
                baseline: None,
                mentioned: BTreeSet::new(),
            }),
            findings,
        );
    };
    let place = document.root.place_of("extends");
    let broken = || broken_base(base, document);
    if unreadable.contains(base) {
        findings.push(broken());
        return (None, findings);
    }
    if !documents.contains_key(base) {
        let finding = Finding::new(Code::UnknownBase, place, format!("there is no profile `{base}`"));
        let names = documents.keys().map(String::as_str);
        findings.push(match closest(base, names) {
            Some(name) => finding.help(format!("did you mean `{name}`?")),
            None => finding.help(format!("write `profiles/{base}.yaml`")),
        });
        return (None, findings);
    }
    let Some((below, _)) = resolved.get(base) else {
        let message = format!("`extends: {base}` leads back to this profile");
        findings
            .push(Finding::new(Code::ExtendsCycle, place, message).help("let one of them extend nothing"));
        return (None, findings);
    };
    let Some(below) = below else {
        findings.push(broken());
        return (None, findings);
    };
    let baseline = below.baseline.clone().unwrap_or_else(|| base.to_owned());
    let mut mentioned = below.mentioned.clone();
    let root = merge::layer(&below.root, &document.root, &mut mentioned, &mut findings);
    (Some(Layered { root, extends: Some(base.to_owned()), baseline: Some(baseline), mentioned }), findings)
}

fn check_name(document: &Document, findings: &mut Findings) {
    let Some(name) = document.root.get("profile") else {
        return;
    };
    if let Value::String(text) = &name.value
        && *text != document.stem
    {
        let message = format!("the file is named `{}`, the profile `{text}`", document.stem);
        findings.push(
            Finding::new(Code::ProfileName, name.place, message)
                .help("a profile has the name of its file: change one of the two"),
        );
    }
}

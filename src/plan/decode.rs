//! The values of a profile as types: what does not decode is reported at its place.

use std::sync::Arc;

use crate::cloud::{self, provider::Cloud};
use crate::diagnostic::code::Code;
use crate::diagnostic::{Finding, Findings};
use crate::kind;
use crate::kind::partial::Alike;
use crate::kind::spec::{Entry, Spec};
use crate::load::node::{MapEntry, Node};
use crate::model::header::{Common, Header};
use crate::validate::{self, DecodeError};

/// A component's fields: those of every kind, what it is, how big it is.
pub(super) fn fields<'a>(entry: &'a MapEntry, kind: &Entry) -> [Vec<&'a MapEntry>; 3] {
    let (common, own): (Vec<&MapEntry>, Vec<&MapEntry>) =
        (entry.node.entries().iter()).filter(|e| e.key != "kind").partition(|e| kind::is_common(&e.key));
    let (identity, capacity) = own.into_iter().partition(|e| kind::is_identity(kind, &e.key));
    [common, identity, capacity]
}

/// What is stated of a component: all of one that is built, and of one that exists what is known. `alike` are those that
/// were read before.
pub(super) fn read(
    alike: &Alike,
    common: &Common,
    kind: &'static Entry,
    identity: serde_json::Map<String, serde_json::Value>,
    capacity: serde_json::Map<String, serde_json::Value>,
) -> Result<Arc<dyn Spec>, DecodeError> {
    match common.existing() {
        Some(_) => alike.read(kind, &identity, &capacity),
        None => (kind.decode)(kind, identity, capacity).map(Arc::from),
    }
}

/// Decodes values; reports the first that does not.
pub(super) fn decode<T: serde::de::DeserializeOwned>(
    root: &Node,
    path: &str,
    values: serde_json::Map<String, serde_json::Value>,
    findings: &mut Findings,
) -> Option<T> {
    validate::decode(values)
        .map_err(|error| findings.push(undecodable(root, path, &error.path, &error.message)))
        .ok()
}

/// What is said of a value that does not decode.
pub(super) fn undecodable(root: &Node, path: &str, field: &str, message: &str) -> Finding {
    let field = field.replace('.', "/");
    let place = root.place_of(&format!("{path}/{field}"));
    // What a value is and what to write instead stand in one sentence, parted by a colon.
    match message.split_once(": ") {
        Some((what, help)) if help.starts_with("write") => {
            Finding::new(Code::BadValue, place, what).help(help)
        }
        _ => Finding::new(Code::BadValue, place, message),
    }
}

/// The cloud that a profile is for.
pub(super) fn cloud_of(root: &Node, header: &Header, findings: &mut Findings) -> Option<&'static dyn Cloud> {
    let name = &header.cloud.provider;
    let found = cloud::find(name);
    if found.is_none() {
        let known: Vec<&str> = cloud::all().iter().map(|cloud| cloud.name()).collect();
        let message = format!("no cloud is called `{name}`");
        let finding = Finding::new(Code::BadValue, root.place_of("cloud/provider"), message);
        findings.push(finding.help(format!("choose one of {}", known.join(", "))));
    }
    found
}

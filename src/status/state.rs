//! Reads what is live from Terraform's documents: a refresh-only plan, which has just asked the cloud, or a state,
//! which says what Terraform did last.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::{Deserializer, Value};

use crate::cloud::size::{NUMBER, SizeAttribute, is_one_of};
use crate::status::figure::number;

/// How fresh the values of a document are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Freshness {
    /// A refresh-only plan: every resource was read from the cloud when it was made.
    Refreshed,
    /// A state: what Terraform wrote down when it last ran. It does not show what a person, a schedule or the cloud
    /// has changed since.
    #[default]
    LastApply,
}

/// The resources that are live, by address.
#[derive(Debug, Default)]
pub struct State {
    resources: BTreeMap<String, Value>,
    source: Freshness,
    read_at: Option<Timestamp>,
}

/// A text that does not say what is live, with the reason.
#[derive(Debug)]
pub struct StateError(String);

impl std::fmt::Display for StateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StateError {}

impl StateError {
    fn new(message: &str) -> Self {
        Self(message.to_owned())
    }
}

/// The parts of Terraform's three documents that are read. What a plan intends (`planned_values`, the values in
/// `resource_changes`) is not live, so it is not read.
#[derive(Deserialize)]
struct Document {
    format_version: Option<String>,
    version: Option<u64>,
    values: Option<Values>,
    resources: Option<Vec<Filed>>,
    prior_state: Option<Prior>,
    #[serde(default)]
    resource_drift: Vec<Changed>,
    #[serde(default)]
    resource_changes: Vec<Changed>,
    planned_values: Option<IgnoredAny>,
    timestamp: Option<Timestamp>,
    errored: Option<bool>,
    complete: Option<bool>,
}

#[derive(Default, Deserialize)]
struct Prior {
    values: Option<Values>,
}

#[derive(Default, Deserialize)]
struct Values {
    #[serde(default)]
    root_module: Module,
}

#[derive(Default, Deserialize)]
struct Module {
    #[serde(default)]
    resources: Vec<Shown>,
    #[serde(default)]
    child_modules: Vec<Self>,
}

#[derive(Deserialize)]
struct Shown {
    address: String,
    mode: String,
    /// Set on the old object that a replacement has left behind.
    deposed_key: Option<String>,
    #[serde(default)]
    values: Value,
}

#[derive(Deserialize)]
struct Changed {
    address: String,
    mode: String,
    deposed: Option<String>,
    change: Change,
}

#[derive(Deserialize)]
struct Change {
    #[serde(default)]
    after: Option<Value>,
    importing: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Filed {
    mode: String,
    #[serde(rename = "type")]
    kind: String,
    name: String,
    #[serde(default)]
    instances: Vec<Instance>,
}

#[derive(Deserialize)]
struct Instance {
    deposed: Option<String>,
    #[serde(default)]
    attributes: Value,
}

impl Document {
    fn is_terraform(&self) -> bool {
        self.format_version.is_some() || self.version.is_some()
    }

    fn is_plan(&self) -> bool {
        self.planned_values.is_some() || self.prior_state.is_some() || !self.resource_changes.is_empty()
    }
}

/// The number of places in a text that are tried. Each try may read all of the text after it.
const ATTEMPTS: usize = 16;

/// Finds the one document in a text. A shell pipe may put Terraform's messages to people before or after it, whose
/// lines begin with other characters.
fn document(text: &str) -> Result<Document, StateError> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(StateError::new("it is empty: the command that should have written it says why"));
    }
    let (mut found, mut error) = (None, None);
    let mut at = 0;
    for _ in 0..ATTEMPTS {
        let Some(start) = object(text, at) else { break };
        let mut stream = Deserializer::from_str(&text[start..]).into_iter::<Document>();
        match stream.next() {
            Some(Ok(one)) => {
                at = start + stream.byte_offset();
                if one.is_terraform() && found.replace(one).is_some() {
                    return Err(StateError::new("there is more than one state in it: give one"));
                }
            }
            Some(Err(wrong)) => {
                at = start + 1;
                let line = wrong.line() + text[..start].lines().count();
                let column = wrong.column();
                let whole = wrong.to_string();
                let reason = whole.split(" at line ").next().unwrap_or(&whole);
                error.get_or_insert(format!("line {line}, column {column}: {reason}"));
            }
            None => break,
        }
    }
    found.ok_or_else(|| match error {
        Some(error) => StateError(format!("this is no JSON of Terraform's: {error}")),
        None => StateError::new(NEITHER),
    })
}

/// The next line from `at` on that begins an object.
fn object(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    if (at == 0 || text[..at].ends_with('\n')) && rest.starts_with('{') {
        return Some(at);
    }
    rest.find("\n{").map(|found| at + found + 1)
}

const NEITHER: &str = "this is no state of Terraform's: give the output of `terraform show -json` for a plan made with \
                       -refresh-only, that of `terraform show -json` alone, or a state file of version 4";

impl State {
    /// Reads a refresh-only plan or a state in the form of `terraform show -json`, or a state file.
    ///
    /// In a refresh-only plan `prior_state` is what the refresh found, and `resource_drift` is how that differs from
    /// the state before (Terraform 1.11.4; <https://developer.hashicorp.com/terraform/internals/json-format>). Any
    /// other plan may have been made with `-refresh=false`, which it does not say.
    ///
    /// # Errors
    /// When the text is neither, or does not contain everything that is live: in one line.
    pub fn read(text: &str) -> Result<Self, StateError> {
        let document = document(text)?;
        match (&document.format_version, document.version) {
            (Some(version), _) if !["0", "1"].contains(&version.split('.').next().unwrap_or_default()) => {
                return Err(StateError(format!("format {version} is newer than scaleprof: it reads 1")));
            }
            (None, Some(version)) if version != 4 => {
                return Err(StateError(format!("a state file of version {version}: scaleprof reads 4")));
            }
            _ => {}
        }
        if document.format_version.is_some() {
            if document.is_plan() { Self::plan(document) } else { Ok(Self::shown(document.values)) }
        } else {
            let resources = document.resources.ok_or_else(|| StateError::new(NEITHER))?;
            Ok(Self { resources: filed(resources), ..Self::default() })
        }
    }

    /// The values of a state. If nothing was applied yet, there are none.
    fn shown(values: Option<Values>) -> Self {
        let mut state = Self::default();
        state.module(values.unwrap_or_default().root_module);
        state
    }

    fn plan(document: Document) -> Result<Self, StateError> {
        if document.errored == Some(true) {
            return Err(StateError::new(
                "this plan ended with an error: what it has not come to is not known; mend it and plan again",
            ));
        }
        let intends = |one: &Changed| one.mode == "managed" && one.change.importing.is_none();
        if document.resource_changes.iter().any(intends) {
            return Err(StateError::new(
                "this plan is not refresh-only: nothing in it says whether the cloud was asked (-refresh=false); \
                 make it with `terraform plan -refresh-only`",
            ));
        }
        if document.complete == Some(false) {
            return Err(StateError::new(
                "this plan is not complete: with -target only a part is read anew; plan again without it",
            ));
        }
        let prior = document.prior_state.ok_or_else(|| StateError::new("this plan has no `prior_state`"))?;
        let mut state = Self::shown(prior.values);
        (state.source, state.read_at) = (Freshness::Refreshed, document.timestamp);
        // Add what the refresh found, in case an older Terraform left it out of `prior_state`.
        for drift in document.resource_drift {
            if drift.mode == "managed" && drift.deposed.is_none() {
                match drift.change.after {
                    Some(after) => state.resources.insert(drift.address, after),
                    None => state.resources.remove(&drift.address),
                };
            }
        }
        Ok(state)
    }

    fn module(&mut self, module: Module) {
        let there = module.resources.into_iter().filter(|one| one.mode == "managed");
        let own = there.filter(|one| one.deposed_key.is_none());
        self.resources.extend(own.map(|one| (one.address, one.values)));
        for child in module.child_modules {
            self.module(child);
        }
    }

    /// How fresh its values are.
    #[must_use]
    pub(crate) const fn freshness(&self) -> Freshness {
        self.source
    }

    /// The time at which the cloud was asked, if the plan says so: Terraform does from version 1.5 on.
    #[must_use]
    pub(crate) const fn read_at(&self) -> Option<Timestamp> {
        self.read_at
    }

    /// Whether a resource exists.
    #[must_use]
    pub fn has(&self, address: &str) -> bool {
        self.resources.contains_key(address)
    }

    /// Whether an attribute is larger than `wanted` because the cloud may grow it up to a limit in the state.
    pub(super) fn has_grown(&self, address: &str, size: &SizeAttribute, wanted: &str) -> bool {
        let figure = |attribute| number(&self.value(address, attribute)?);
        let live = || Some((figure(size.path)?, figure(size.grows_to?)?, number(wanted)?));
        live().is_some_and(|(live, most, wanted)| wanted <= live && live <= most)
    }

    /// A simple value of a resource, or how many resources an address with a star stands for. The segments of `attribute` are split by dots.
    #[must_use]
    pub fn value(&self, address: &str, attribute: &str) -> Option<String> {
        if attribute == NUMBER && address.ends_with('*') {
            return Some(self.resources.keys().filter(|own| is_one_of(own, address)).count().to_string());
        }
        let mut found = self.resources.get(address)?;
        for segment in attribute.split('.') {
            found = match segment.parse::<usize>() {
                Ok(at) if found.is_array() => found.get(at)?,
                _ => found.get(segment)?,
            };
        }
        match found {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

/// The resources of a state file. scaleprof writes no resource with several instances, so the first one counts.
fn filed(resources: Vec<Filed>) -> BTreeMap<String, Value> {
    let managed = resources.into_iter().filter(|resource| resource.mode == "managed");
    let own = managed.filter_map(|resource| {
        let instance = resource.instances.into_iter().find(|instance| instance.deposed.is_none())?;
        Some((format!("{}.{}", resource.kind, resource.name), instance.attributes))
    });
    own.collect()
}

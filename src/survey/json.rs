//! What was found, for programs: where each size stands, or why it is not offered. Keys are stable; the schema is
//! published.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use crate::cloud::existing::limit::Limited;
use crate::cloud::existing::shown::Shown;
use crate::existing::estate::{Choice, Root};
use crate::existing::origin::{Constant, HopSort, Origin, Sort};
use crate::source::{Place, Sources};
use crate::survey::limit::Limiting;
use crate::survey::size::{Is, Sizing};
use crate::survey::{OfRoot, Survey};

/// The sizes in Terraform that is there already.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "A scaleprof survey")]
pub struct Report {
    /// The version of this format; it grows by keys and changes its number otherwise.
    pub version: u32,
    /// The folders that Terraform is applied in.
    pub roots: Vec<RootReport>,
    /// What could not be read.
    pub problems: Vec<ProblemReport>,
}

/// A folder that Terraform is applied in, with what it is applied with.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RootReport {
    /// The folder, relative to the border.
    pub dir: String,
    /// The Terragrunt file, if it is a unit.
    pub unit: Option<String>,
    /// The workspace and the variable files that were taken.
    pub choice: ChoiceReport,
    /// Whether they were said, rather than taken by their names.
    pub stated: bool,
    /// What else the folder could be applied with.
    pub others: Vec<ChoiceReport>,
    /// The variable files that Terraform loads by itself.
    pub loaded: Vec<String>,
    /// The sizes of its resources and modules.
    pub sizes: Vec<SizeReport>,
    /// What limits the traffic that comes in.
    pub limits: Vec<LimitReport>,
}

/// A workspace and variable files.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChoiceReport {
    /// The workspace; null if nothing depends on it.
    pub workspace: Option<String>,
    /// The variable files, in the order of the command line.
    pub var_files: Vec<String>,
}

/// One size of one resource.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SizeReport {
    /// The address of the resource instance, or of the call of a module whose source is not in the repository.
    pub address: String,
    /// The type of the resource; null for a call.
    pub resource: Option<String>,
    /// The attribute, with the key of each block of several.
    pub attribute: String,
    /// The kind of component that it is a size of, if there is one.
    pub kind: Option<&'static str>,
    /// The field of the kind, if there is one.
    pub field: Option<String>,
    /// How the value is written: `machine`, `count`, `members`, `gib`, `mib`, `iops`, `mibps`, `cpu-units`, `vcpus`,
    /// `units`, `target`, `step` or `flag`.
    pub sort: &'static str,
    /// The value: a number as a decimal string, a name, a list of names, or true or false. Null if it is not offered.
    pub value: Value,
    /// Why it is not offered; null if it is.
    pub why: Option<String>,
    /// Why the resource may not be there; null if it is.
    pub may_be_absent: Option<String>,
    /// The file of the one constant that says the value, relative to the border; of the resource, if there is none.
    pub file: String,
    /// The line in it, from 1.
    pub line: usize,
    /// The column in it, from 1.
    pub column: usize,
    /// The sort of place where the constant stands: `resource`, `argument`, `variable-default`, `optional-default`,
    /// `auto-var-file`, `named-var-file`, `local`, `inputs`, `unit-local`, `output`, `data-file` or `set`; null if no
    /// single constant says the value.
    pub place: Option<&'static str>,
    /// What the value passes through from where it is used to where it stands.
    pub chain: Vec<String>,
    /// The places of the sizes that it is computed from, if no single constant says it.
    pub leaves: Vec<String>,
    /// What becomes of a change: `pending` waits for the maintenance window, `unrolled` leaves what runs as it is,
    /// `replaced` makes the resource anew, `renewed` makes a new version of it, `unused` means nothing in this mode.
    pub swallowed: Vec<&'static str>,
}

/// A limit on the traffic that comes in.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LimitReport {
    /// The address of the resource instance.
    pub address: String,
    /// The attribute; null where the service has a limit of its own.
    pub attribute: Option<String>,
    /// What is limited: `requests` within `seconds`, a `burst` at once, or a `quota`.
    pub what: &'static str,
    /// The time that requests are counted for.
    pub seconds: Option<u32>,
    /// For whom it holds.
    pub each: &'static str,
    /// The limit as a decimal string, and of a service the usual one; null if it is not known.
    pub value: Option<String>,
    /// The file.
    pub file: String,
    /// The line in it, from 1.
    pub line: usize,
}

/// Something that could not be read.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProblemReport {
    /// The file or folder.
    pub path: String,
    /// The line, if it is one in a text.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
}

/// A survey as a report.
#[must_use]
pub fn report(survey: &Survey<'_>) -> Report {
    let sources = &survey.estate.sources;
    let problems = survey.estate.problems.iter().map(|problem| ProblemReport {
        path: problem.path.clone(),
        line: problem.place.map(|place| position(place, sources).1),
        what: problem.sort.to_string(),
    });
    Report {
        version: 1,
        roots: survey.roots.iter().map(|root| root_report(root, sources)).collect(),
        problems: problems.collect(),
    }
}

/// The published schema of a report.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::SchemaGenerator::default().into_root_schema_for::<Report>();
    format!("{:#}\n", schema.to_value())
}

fn root_report(of: &OfRoot<'_>, sources: &Sources) -> RootReport {
    let Root { dir, unit, choice, stated, others, loaded, .. } = of.root;
    RootReport {
        dir: dir.clone(),
        unit: unit.clone(),
        choice: choice_report(choice),
        stated: *stated,
        others: others.iter().map(choice_report).collect(),
        loaded: loaded.clone(),
        sizes: of.sizes.iter().map(|size| size_report(size, sources)).collect(),
        limits: of.limits.iter().map(|limit| limit_report(limit, sources)).collect(),
    }
}

fn choice_report(choice: &Choice) -> ChoiceReport {
    ChoiceReport { workspace: choice.workspace.clone(), var_files: choice.var_files.clone() }
}

fn size_report(size: &Sizing<'_>, sources: &Sources) -> SizeReport {
    let (value, why) = match &size.is {
        Is::Known(shown) => (shown_json(shown), None),
        refused => (Value::Null, refused.why(sources)),
    };
    let constant = size.origin.constant();
    let (file, line, column) = position(constant.map_or(size.place, |constant| constant.place), sources);
    let leaves = if constant.is_some() { Vec::new() } else { size.origin.leaves() };
    SizeReport {
        address: size.address.clone(),
        resource: size.resource.as_deref().map(str::to_owned),
        attribute: size.attribute.clone(),
        kind: size.kind(),
        field: size.kind().and_then(|kind| size.field_of(kind)).map(Cow::into_owned),
        sort: size.sort.name(),
        value,
        why,
        may_be_absent: size.uncertain.as_ref().map(ToString::to_string),
        file,
        line,
        column,
        place: constant.map(|constant| place_name(constant.sort)),
        chain: size.origin.chain().iter().map(|hop| hop_text(&hop.sort)).collect(),
        leaves: leaves.iter().map(|Constant { place, .. }| sources.describe(*place)).collect(),
        swallowed: size.swallowed.iter().map(|one| one.effect.name()).collect(),
    }
}

fn limit_report(limit: &Limiting<'_>, sources: &Sources) -> LimitReport {
    let (what, seconds) = match limit.what {
        Limited::Requests(seconds) => ("requests", Some(seconds)),
        Limited::Burst => ("burst", None),
        Limited::Quota => ("quota", None),
    };
    let constant = limit.origin.and_then(Origin::constant);
    let (file, line, _) = position(constant.map_or(limit.place, |constant| constant.place), sources);
    LimitReport {
        address: limit.address.clone(),
        attribute: limit.attribute.clone(),
        what,
        seconds,
        each: limit.each,
        value: limit.most.map(|most| most.normalize().to_string()),
        file,
        line,
    }
}

fn shown_json(shown: &Shown) -> Value {
    match shown {
        Shown::Number(_) | Shown::Name(_) => shown.to_string().into(),
        Shown::Flag(on) => (*on).into(),
        Shown::Names(names) => json!(names),
    }
}

/// File, line and column of a place.
fn position(place: Place, sources: &Sources) -> (String, usize, usize) {
    let source = sources.get(place.source);
    let at = source.line_column(place.start);
    (source.path.clone(), at.line, at.column)
}

/// The name of a sort of place.
#[must_use]
pub const fn place_name(sort: Sort) -> &'static str {
    match sort {
        Sort::Resource => "resource",
        Sort::Argument => "argument",
        Sort::VariableDefault => "variable-default",
        Sort::OptionalDefault => "optional-default",
        Sort::AutoVarFile => "auto-var-file",
        Sort::NamedVarFile => "named-var-file",
        Sort::Local => "local",
        Sort::Inputs => "inputs",
        Sort::UnitLocal => "unit-local",
        Sort::Output => "output",
        Sort::DataFile => "data-file",
        Sort::Set => "set",
    }
}

/// One step of a value's way, as the configuration names it.
#[must_use]
pub fn hop_text(hop: &HopSort) -> String {
    let of = |module: &str| if module.is_empty() { String::new() } else { format!(" of {module}") };
    match hop {
        HopSort::Variable { name, module } | HopSort::Default { name, module, .. } => {
            format!("var.{name}{}", of(module))
        }
        HopSort::Optional { key, .. } | HopSort::Key(key) => format!(".{key}"),
        HopSort::Local(name) => format!("local.{name}"),
        HopSort::Index(at) => format!("[{at}]"),
        HopSort::Branch(holds) => format!("a condition that is {holds}"),
        HopSort::Function(name) => format!("{name}()"),
        HopSort::Iterator(name) => name.to_string(),
        HopSort::Output(module, name) => format!("{module}.{name}"),
        HopSort::Resource(address, attribute) => format!("{address}.{attribute}"),
    }
}

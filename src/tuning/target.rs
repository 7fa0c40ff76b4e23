//! Where the constant of a wanted value stands.

use std::ops::Range;

use crate::diagnostic::code::Code;
use crate::existing::edit::change::{Literal, Syntax};
use crate::existing::edit::literal_at;
use crate::existing::estate::{Estate, Root};
use crate::existing::instance::{Content, Exists, Instance};
use crate::existing::origin::{Constant, Insertion, Sort};
use crate::existing::path::shown;
use crate::existing::unknown::Why;
use crate::existing::value::{Data, Value};
use crate::source::Place;
use crate::tuning::wanted::{Refused, Wanted, is_own};

/// The constant that says a value.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// The index of what was wanted.
    pub(super) wanted: usize,
    /// The constant.
    pub(super) constant: Constant,
    /// What it says.
    pub(super) now: Literal,
    /// Where a key could be added that says something for this value alone.
    pub(super) insertion: Option<Insertion>,
}

/// What an attribute says, if it is known.
pub(super) fn says(estate: &Estate, wanted: &Wanted) -> Option<Literal> {
    let root = estate.roots.iter().find(|root| root.dir == wanted.root)?;
    literal(&value(root, wanted).ok()?.value.data)
}

/// Finds the constant, or says why there is none. Nothing where it says already what is wanted and nothing is to be
/// found.
pub(super) fn target(estate: &Estate, index: usize, wanted: &Wanted) -> Result<Option<Target>, Refused> {
    match (found(estate, index, wanted), says(estate, wanted)) {
        (Ok(target), _) => Ok(Some(target)),
        (Err(_), Some(now)) if now.is_like(&wanted.value) => Ok(None),
        (Err(refused), _) => Err(refused),
    }
}

/// Whether the constant of a value, or the object that its key could be added to, stands at these bytes of a file.
pub(super) fn stands_in(estate: &Estate, wanted: &Wanted, path: &str, at: &Range<usize>) -> bool {
    let Ok(Some(target)) = target(estate, 0, wanted) else { return false };
    let insertion = target.insertion.map(|insertion| insertion.place);
    let is_at = |place: Place| estate.sources.get(place.source).path == path && bytes(place) == *at;
    is_at(target.constant.place) || insertion.is_some_and(is_at)
}

/// A refusal of what no profile says: it is somebody's own, and the way back would take it away.
pub(super) fn drifted(index: usize, wanted: &Wanted, now: &Literal) -> Option<Refused> {
    if wanted.known.is_empty() || wanted.known.iter().chain([&wanted.value]).any(|known| known.is_like(now)) {
        return None;
    }
    let message = format!("`{}.{}` is {now}, which no profile says", wanted.address, wanted.path);
    let help = "put the file back; if a profile said it before it was edited, put that text back, build `normal`, and edit the \
                profile then; if it is what is wanted every day, run `scaleprof init --from` again to take it into `normal`";
    Some(Refused::new(index, Code::TfDrift, message, help))
}

fn found(estate: &Estate, index: usize, wanted: &Wanted) -> Result<Target, Refused> {
    let refuse = |code, message: String, help: &str| Refused::new(index, code, message, help);
    let name = format!("{}.{}", wanted.address, wanted.path);
    let Some(root) = estate.roots.iter().find(|root| root.dir == wanted.root) else {
        let message = format!("there is no Terraform in `{}`", shown(&wanted.root));
        return Err(refuse(Code::TfAbsent, message, "name the folder that Terraform is run in"));
    };
    let held = value(root, wanted).map_err(|absent| absent.refused(index, wanted))?;
    if held.ignored.is_some() {
        let message = format!("`lifecycle` ignores `{}`: Terraform would plan nothing", wanted.path);
        let help = "leave the field out, or take the attribute out of `ignore_changes`; where something else scales \
                    the resource, raise the floor of that instead";
        let refused = refuse(Code::TfIgnored, message, help);
        return Err(refused.at(held.ignored).notes([format!("`{name}` is in `ignore_changes`")]));
    }
    let value = held.value;
    if let Some((address, attribute)) = value.origin.follows() {
        let message = format!("`{name}` follows `{address}.{attribute}`");
        let help = format!("change `{address}` instead: this one follows it by itself");
        return Err(refuse(Code::TfComputed, message, &help));
    }
    if let Some(unknown) = value.unknown() {
        let (code, help) = unknown_help(unknown.why());
        let refused = refuse(code, format!("`{name}` is not known: {unknown}"), help);
        return Err(refused.at(unknown.place()));
    }
    let Some(now) = literal(&value.data) else {
        let message = format!("`{name}` is no single value");
        return Err(refuse(Code::TfExpression, message, "name the entry of the list or map that is meant"));
    };
    let Some(constant) = value.origin.constant().or_else(|| decisive(estate, value, &now)) else {
        let leaves = value.origin.leaves();
        let notes = leaves.iter().map(|leaf| format!("it is computed from {}", line(estate, leaf.place)));
        let message = format!("`{name}` is computed, and no single constant says it");
        let help = "change what it is computed from, or give it a constant of its own";
        // Where it starts, and no more: what it is computed from need be no size.
        let first = leaves.first().map(|leaf| Place { end: leaf.place.start, ..leaf.place });
        return Err(refuse(Code::TfExpression, message, help).at(first).notes(notes));
    };
    if constant.sort == Sort::Set {
        let message = format!("`{name}` is set outside the repository, by `set` of the profile");
        return Err(refuse(Code::TfOutside, message, "change it where Terraform is run, and in `set`"));
    }
    let path = &estate.sources.get(constant.place.source).path;
    if is_own(path) {
        let message =
            format!("`{name}` is said in `{path}`, where another component wants another value of it");
        let help = "give both components the same value, or this one a constant of its own";
        return Err(refuse(Code::TfOwnFile, message, help).at(Some(constant.place)));
    }
    if Syntax::of(path).is_none() {
        let message = format!("`{name}` stands in a file that is none of HCL, JSON and YAML");
        let refused = refuse(Code::TfExpression, message, "change it there by hand");
        return Err(refused.at(Some(constant.place)));
    }
    if let Some(drifted) = drifted(index, wanted, &now) {
        return Err(drifted.at(Some(constant.place)));
    }
    Ok(Target { wanted: index, constant, now, insertion: value.origin.insertion().cloned() })
}

/// Of several constants that a value is computed from the one that says it, such as the largest one of `max()`. What
/// the others do to it is seen when the changed files are read.
fn decisive(estate: &Estate, value: &Value, now: &Literal) -> Option<Constant> {
    let leaves = value.origin.leaves();
    let mut says = leaves.into_iter().filter(|leaf| {
        let source = estate.sources.get(leaf.place.source);
        let syntax = Syntax::of(&source.path);
        syntax
            .and_then(|syntax| literal_at(&source.text, syntax, &bytes(leaf.place)))
            .is_some_and(|own| own.is_like(now))
    });
    says.next().filter(|_| says.next().is_none())
}

/// Whether it is in a file, and what to do where it is not.
const fn unknown_help(why: &Why) -> (Code, &'static str) {
    match why {
        Why::NoValue(_) | Why::NoArgument(_) | Why::Environment(_) | Why::NoSource(_) => (
            Code::TfOutside,
            "set it where it is set today, or give it a value in a variable file of the repository",
        ),
        Why::NoWorkspace => (Code::TfOutside, "say which workspace is meant, at `terraform` in the profile"),
        Why::Computed(..) | Why::DataSource(_) | Why::OtherState(_) => {
            (Code::TfComputed, "change it where it is decided: it is looked up when Terraform runs")
        }
        Why::Undeclared(_)
        | Why::Function(_)
        | Why::Invalid(_)
        | Why::NoEntry(_)
        | Why::Repeated
        | Why::Cycle(_)
        | Why::File(..)
        | Why::Beyond(_)
        | Why::Budget(_) => (Code::TfExpression, "give it a constant of its own, or change it by hand"),
    }
}

/// A value that was found, and where it is said that its changes are ignored.
struct Held<'a> {
    value: &'a Value,
    ignored: Option<Place>,
}

/// Why there is no value.
enum Absent {
    /// There is nothing at the address.
    Address(Vec<String>),
    /// It is not created, or it is not known whether it is.
    Copies(Exists),
    /// The attribute is not set, or is there this many times.
    Attribute(usize),
}

impl Absent {
    fn refused(self, index: usize, wanted: &Wanted) -> Refused {
        let (address, path) = (&wanted.address, &wanted.path);
        match self {
            Self::Address(near) => {
                let message = format!("there is no `{address}` in `{}`", shown(&wanted.root));
                let near = near.into_iter().take(MOST).map(|near| format!("there is `{near}`"));
                Refused::new(index, Code::TfAbsent, message, "copy the address from `terraform state list`")
                    .notes(near)
            }
            Self::Copies(Exists::Unknown(unknown)) => {
                let message = format!("it is not known whether `{address}` is there: {unknown}");
                let help =
                    "say the workspace and the variable files that decide it, at `terraform` in the profile";
                Refused::new(index, Code::TfAbsent, message, help)
            }
            Self::Copies(_) => {
                let message =
                    format!("`{address}` is not there: its `count` is 0, or its `for_each` is empty");
                Refused::new(
                    index,
                    Code::TfAbsent,
                    message,
                    "take the component out, or name the copy that is there",
                )
            }
            Self::Attribute(0) => {
                let message = format!("`{address}` does not set `{path}`");
                let help =
                    format!("write `{path}` into the resource first, with the value that it has today");
                Refused::new(index, Code::TfNoKey, message, help)
            }
            Self::Attribute(count) => {
                let message = format!("`{address}` has `{path}` in {count} places");
                Refused::new(
                    index,
                    Code::TfNoKey,
                    message,
                    "say which block is meant, by its index in brackets",
                )
            }
        }
    }
}

/// How many others are named.
pub(super) const MOST: usize = 6;

fn value<'a>(root: &'a Root, wanted: &Wanted) -> Result<Held<'a>, Absent> {
    let is = |instance: &&Instance| instance.address.to_string() == wanted.address;
    if let Some(instance) = root.instances.iter().find(is) {
        match &instance.exists {
            Exists::Yes => {}
            absent => return Err(Absent::Copies(absent.clone())),
        }
        let value = single(&instance.content, &wanted.path)?;
        let ignored = instance.ignores(&wanted.path);
        let ignored = ignored.then(|| instance.ignored.place.unwrap_or(instance.place));
        return Ok(Held { value, ignored });
    }
    if let Some(call) = root.calls.iter().find(|call| *call.address == *wanted.address) {
        match &call.exists {
            Exists::Yes => {}
            absent => return Err(Absent::Copies(absent.clone())),
        }
        return Ok(Held { value: single(&call.arguments, &wanted.path)?, ignored: None });
    }
    // All copies of a resource, whose number is meant.
    let mut copies = root.instances.iter().filter(|instance| instance.address.resource() == wanted.address);
    if let Some(first) = copies.next().filter(|_| wanted.path == "count") {
        let repeat = first.repeat.as_ref().filter(|repeat| &*repeat.name == "count");
        return repeat.map(|repeat| Held { value: &repeat.value, ignored: None }).ok_or(Absent::Attribute(0));
    }
    let last = wanted.address.rsplit('.').next().unwrap_or_default().split('[').next().unwrap_or_default();
    let near = root.instances.iter().filter(|instance| &*instance.address.name == last);
    Err(Absent::Address(near.map(|instance| instance.address.to_string()).collect()))
}

fn single<'a>(content: &'a Content, path: &str) -> Result<&'a Value, Absent> {
    match content.find(path).as_slice() {
        [one] if one.exists == Exists::Yes => Ok(one.value),
        [one] => Err(Absent::Copies(one.exists.clone())),
        all => Err(Absent::Attribute(all.len())),
    }
}

/// A value that can stand in a file as it is.
pub(super) fn literal(data: &Data) -> Option<Literal> {
    match data {
        Data::Bool(value) => Some(Literal::Bool(*value)),
        Data::Number(number) => Some(Literal::Number(*number)),
        Data::Text(text) => Some(Literal::Text(text.to_string())),
        _ => None,
    }
}

/// `file:line` of a place.
pub(super) fn line(estate: &Estate, place: Place) -> String {
    let source = estate.sources.get(place.source);
    format!("{}:{}", source.path, source.line_column(place.start).line)
}

/// The bytes of a place.
pub(super) const fn bytes(place: Place) -> Range<usize> {
    place.start as usize..place.end as usize
}

//! What `init --from` says beside the profiles that it writes.

use std::fmt::Write as _;

use crate::cloud::existing::limit::Limited;
use crate::cloud::existing::sort::Sort;
use crate::cloud::existing::swallowed::Swallowed;
use crate::commands::outcome::count;
use crate::existing::estate::Choice;
use crate::existing::origin::Origin;
use crate::existing::path::shown;
use crate::existing::unknown::Why;
use crate::shown::visible;
use crate::source::{Place, Sources};
use crate::survey::component::{Unsure, can_be_written, follows_unknown};
use crate::survey::limit::Limiting;
use crate::survey::profile::Described;
use crate::survey::refresh::{Changed, Refreshed};
use crate::survey::size::{Is, Sizing};
use crate::survey::takes::Nameless;
use crate::survey::{OfRoot, Survey};

/// The roots that were read with what was taken for each, and what else there is.
pub(super) fn taken(found: &Survey<'_>) -> String {
    let mut out = String::new();
    for OfRoot { root, sizes, .. } in found.roots.iter().filter(|of| !of.sizes.is_empty()) {
        let dir = shown(&root.dir);
        let _ = writeln!(out, "read  {dir}: {}{}", count(sizes.len(), "size"), with(&root.choice));
        if sizes.iter().any(lacks_workspace) {
            out.push_str("      not known: the workspace; --workspace says it\n");
        }
        for other in root.others.iter().take(4) {
            let _ = writeln!(out, "      not taken:{}", with(other).trim_start_matches(','));
        }
        if root.others.len() > 4 {
            let _ = writeln!(out, "      and {} more", root.others.len() - 4);
        }
    }
    out
}

/// Whether what a size is hangs on the workspace, which is not known.
fn lacks_workspace(size: &Sizing<'_>) -> bool {
    let unknown = match &size.is {
        Is::Unknown(why) => Some(why),
        _ => size.uncertain.as_ref(),
    };
    unknown.is_some_and(|why| *why.why() == Why::NoWorkspace)
}

/// ` workspace prod, -var-file env/prod.tfvars`, with a comma before it.
fn with(choice: &Choice) -> String {
    let workspace = choice.workspace.iter().map(|workspace| format!(" workspace {workspace}"));
    let files = choice.var_files.iter().map(|file| format!(" -var-file {file}"));
    let all: Vec<String> = workspace.chain(files).collect();
    if all.is_empty() { String::new() } else { format!(",{}", all.join(",")) }
}

/// Everything that was found, a line each.
pub(super) fn found(found: &Survey<'_>) -> String {
    let sources = &found.estate.sources;
    let mut out = taken(found);
    for of in &found.roots {
        if !of.sizes.is_empty() {
            let _ = writeln!(out, "\n{}", shown(&of.root.dir));
        }
        for size in &of.sizes {
            let value = match &size.is {
                Is::Known(shown) => shown.to_string(),
                other => other.why(sources).unwrap_or_default(),
            };
            let _ =
                writeln!(out, "  {}  {}.{} = {value}", place(size, sources), size.address, size.attribute);
        }
    }
    out.push_str(&limits(found));
    out
}

/// What has changed in a profile that was there, a line each.
pub(super) fn refreshed(name: &str, refreshed: &Refreshed) -> String {
    let mut out = String::new();
    for Changed { line, component, field, from, to, at } in &refreshed.changes {
        let what = if from == to { format!("{to}, in another place:") } else { format!("{from} -> {to},") };
        let _ = writeln!(out, "{name}:{line}  {component}.{field} {what} {at}");
    }
    if refreshed.changes.is_empty() {
        let _ = writeln!(out, "{name} is up to date");
    }
    for gone in &refreshed.gone {
        let _ = writeln!(out, "{name}: {gone} was not found; remove it, or put its address right");
    }
    for new in &refreshed.new {
        let _ = writeln!(out, "{name} has no component for {new}");
    }
    out
}

/// What no component has, and the limits on what comes in.
pub(super) fn left(described: &Described<'_>, found: &Survey<'_>) -> String {
    let sources = &found.estate.sources;
    let left = described.roots.iter().flat_map(|root| &root.made.left);
    let left = left.chain(described.left.iter().flat_map(|made| &made.left));
    let mut out = String::new();
    for (at, size) in left.enumerate() {
        if at == 0 {
            out.push_str("\nleft out of the profiles:\n");
        }
        let _ = writeln!(
            out,
            "  {}  {}.{}{}: {}",
            place(size, sources),
            size.address,
            size.attribute,
            root_of(size, found),
            why(size, sources, described)
        );
    }
    for (at, one) in described.roots.iter().flat_map(|root| &root.made.unsure).enumerate() {
        if at == 0 && out.is_empty() {
            out.push_str("\nleft out of the profiles:\n");
        }
        let place =
            one.origin.and_then(Origin::constant).map_or(one.instance.place, |constant| constant.place);
        let Unsure { instance, value, lacks, .. } = one;
        let (address, attribute) = (&instance.address, lacks.attribute);
        let _ =
            writeln!(out, "  {}  {address}.{attribute}: {value}, {}", line(place, sources), lacks.otherwise);
    }
    out.push_str(&nameless(described, sources));
    out.push_str(&swallowed(described, sources));
    out.push_str(&limits(found));
    out
}

/// What would be a component or a root, and no profile can name.
fn nameless(described: &Described<'_>, sources: &Sources) -> String {
    let all = described.roots.iter().map(|root| &root.made).chain(&described.left);
    let mut out = String::new();
    for Nameless { place, what, why } in all.flat_map(|made| &made.nameless) {
        if out.is_empty() {
            out.push_str("\nno components, because no profile can name them:\n");
        }
        let at = place.map_or_else(String::new, |place| format!("{}  ", line(place, sources)));
        let _ = writeln!(out, "  {at}{}: {why}", visible(what));
    }
    out
}

/// The root that a size is of, where there are several with sizes.
fn root_of(size: &Sizing<'_>, found: &Survey<'_>) -> String {
    let mut roots = found.roots.iter().filter(|of| !of.sizes.is_empty());
    let is_own = |of: &&OfRoot<'_>| of.sizes.iter().any(|own| std::ptr::eq(own, size));
    let own = roots.clone().find(is_own).filter(|_| roots.nth(1).is_some());
    own.map_or_else(String::new, |of| format!(" in {}{}", shown(&of.root.dir), with(&of.root.choice)))
}

/// Why a size is in no component.
fn why(size: &Sizing<'_>, sources: &Sources, described: &Described<'_>) -> String {
    if let Some(why) = size.is.why(sources) {
        return why;
    }
    match (&size.is, &size.uncertain) {
        (_, Some(why)) => format!("it may not be there: {why}"),
        (Is::Known(shown), None) if size.is_unused() => {
            format!("{shown}, which means nothing here: another attribute decides")
        }
        (Is::Known(shown), None) if !can_be_written(size) && unit(size.sort).is_some() => {
            let unit = unit(size.sort).unwrap_or_default();
            format!("{shown}, a text with a unit, and only a number {unit} is read")
        }
        (Is::Known(shown), None) => {
            let beside = follows(size, described).or_else(|| beside(size, described));
            let beside = beside.or_else(|| lacks_end(size, described));
            let by_name = size.resource.is_none() && size.of.iter().all(|of| of.field.is_none());
            let none = if by_name {
                "whose name alone does not say which field of a profile it is"
            } else {
                "for which profiles have no field or no such value"
            };
            format!("{shown}, {}", beside.unwrap_or_else(|| none.to_owned()))
        }
        _ => String::new(),
    }
}

/// The unit of a number that may be written as a text with another one.
fn unit(sort: Sort) -> Option<&'static str> {
    match sort {
        Sort::Mib => Some("of MiB"),
        Sort::CpuUnits => Some("of 1024ths of a vCPU"),
        Sort::Machine
        | Sort::Count
        | Sort::Members
        | Sort::Gib
        | Sort::Iops
        | Sort::Throughput
        | Sort::Vcpus
        | Sort::Units
        | Sort::Target
        | Sort::Step
        | Sort::Flag => None,
    }
}

/// What decides over a size, where it is not known.
fn follows(size: &Sizing<'_>, described: &Described<'_>) -> Option<String> {
    let kinds = || size.of.iter().filter_map(|of| of.kind);
    let decides =
        |before: &&&Sizing<'_>| kinds().any(|kind| follows_unknown(size, std::slice::from_ref(before), kind));
    let before = described.roots.iter().flat_map(|root| &root.made.left).find(decides)?;
    Some(format!("and `{}` of the same resource, which decides, is not known", before.attribute))
}

/// What is not known where a size is one end of a count whose other end no profile can say.
fn lacks_end(size: &Sizing<'_>, described: &Described<'_>) -> Option<String> {
    let ends = [("min", "max"), ("max", "min")];
    let other = |(own, other): (&str, &str)| {
        let mut fields = size.of.iter().filter_map(|of| of.field);
        fields.find_map(|field| Some(format!("{}{other}", field.strip_suffix(own)?)))
    };
    let other = ends.into_iter().find_map(other)?;
    let made = described.roots.iter().map(|root| &root.made).chain(&described.left);
    let is = |own: &&&Sizing<'_>| {
        own.address == size.address
            && own.of.iter().any(|of| of.field == Some(&*other))
            && !can_be_written(own)
    };
    made.flat_map(|made| &made.left)
        .find(is)
        .map(|own| format!("and `{}` of the same resource, which belongs to it, is not known", own.attribute))
}

/// What the component of the same resource or call is instead, where a size has a field and is not in it.
fn beside(size: &Sizing<'_>, described: &Described<'_>) -> Option<String> {
    let mut all = described.roots.iter().flat_map(|root| &root.made.components);
    let own = all.find(|component| {
        let mut sizes = component.fields.iter().filter_map(|field| field.size);
        component.address == size.address || sizes.any(|own| own.address == size.address)
    })?;
    let Some(field) = size.field_of(own.kind) else {
        let other = size.of.iter().find(|of| of.field.is_some() && of.kind != Some(own.kind))?.kind?;
        return Some(format!("a size of `{other}`, and `{}` is `{}`", own.name, own.kind));
    };
    let taken = own.fields.iter().find(|taken| taken.name == field)?;
    Some(format!("and `{field}` of `{}` is {}, which stands elsewhere", own.name, taken.value))
}

/// The sizes of components of which a change does something else than what was meant.
fn swallowed(described: &Described<'_>, sources: &Sources) -> String {
    let mut out = String::new();
    let components = described.roots.iter().flat_map(|root| &root.made.components);
    for size in components.flat_map(|component| &component.fields).filter_map(|field| field.size) {
        for one in &size.swallowed {
            let what = match one.effect {
                Swallowed::Pending => "a change waits for the maintenance window",
                Swallowed::Unrolled => {
                    "what runs stays as it is: the newest version of its template is not the one used"
                }
                Swallowed::Replaced => "a change makes the resource anew",
                Swallowed::Unused => "it means nothing here: another attribute decides",
                Swallowed::Renewed => continue,
            };
            if out.is_empty() {
                out.push_str("\nlook at these before you change them:\n");
            }
            let _ = writeln!(out, "  {}  {}.{}: {what}", place(size, sources), size.address, size.attribute);
        }
    }
    out
}

fn limits(found: &Survey<'_>) -> String {
    let sources = &found.estate.sources;
    let mut out = String::new();
    for (at, limit) in found.roots.iter().flat_map(|of| &of.limits).enumerate() {
        if at == 0 {
            out.push_str("\nlimits on what comes in, which a launch may reach:\n");
        }
        let constant = limit.origin.and_then(Origin::constant);
        let at = line(constant.map_or(limit.place, |constant| constant.place), sources);
        let _ = writeln!(out, "  {at}  {}: {}", limit.address, said(limit));
    }
    out
}

fn said(limit: &Limiting<'_>) -> String {
    if limit.attribute.is_none() {
        let usual =
            limit.most.map_or_else(String::new, |most| format!(", usually {} a second", most.normalize()));
        return format!("the quota of the service for requests, which the files do not say{usual}");
    }
    let most =
        limit.most.map_or_else(|| "an unknown number of".to_owned(), |most| most.normalize().to_string());
    let what = match limit.what {
        Limited::Requests(1) => format!("{most} requests a second"),
        Limited::Requests(seconds) => format!("{most} requests in {seconds} seconds"),
        Limited::Burst => format!("{most} requests at once"),
        Limited::Quota => format!("{most} requests in a longer time"),
    };
    match limit.each {
        "all" => format!("{what}, for all"),
        "unknown" => format!("{what}, and for whom is not known"),
        each => format!("{what}, for each {each}"),
    }
}

fn place(size: &Sizing<'_>, sources: &Sources) -> String {
    line(size.origin.constant().map_or(size.place, |constant| constant.place), sources)
}

/// File and line.
fn line(place: Place, sources: &Sources) -> String {
    let described = sources.describe(place);
    described.rsplit_once(':').map_or(described.clone(), |(line, _)| line.to_owned())
}

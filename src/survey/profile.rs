//! The two profiles that are written about existing Terraform: `normal` as it is, and a `launch` to start from.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::cloud::existing::Existing;
use crate::existing::environment::Environment;
use crate::existing::estate::Root;
use crate::existing::origin::Origin;
use crate::existing::path::shown;
use crate::kind;
use crate::order::Order as _;
use crate::shown::visible;
use crate::source::Sources;
use crate::survey::apart::{environment_of, root_names};
use crate::survey::component::{Component, Field, Made, make};
use crate::survey::takes::{self, Nameless};
use crate::survey::{OfRoot, Survey};

/// The day and time in the launch that `init` writes, which nobody has chosen. A rule asks for another one.
pub(crate) const PLACEHOLDER: &str = "2030-01-15T09:00:00";

/// What the profiles are written about.
#[derive(Debug)]
pub struct Described<'a> {
    /// The roots that have components, each with its name in the profiles.
    pub roots: Vec<Named<'a>>,
    /// What is in none of the components, by root.
    pub left: Vec<Made<'a>>,
}

/// A root with a name.
#[derive(Debug)]
pub struct Named<'a> {
    /// Its name in the profiles.
    pub name: String,
    /// The environment that it is of, as far as names say.
    pub environment: Environment,
    /// The root.
    pub root: &'a Root,
    /// Its components, and what is in none of them.
    pub made: Made<'a>,
}

/// What stands at the head of the profiles.
#[derive(Clone, Debug)]
pub struct Head<'a> {
    /// The name of the stack.
    pub stack: String,
    /// The name of the cloud.
    pub provider: &'a str,
    /// The region.
    pub region: String,
    /// The folder that `profiles/` is in, relative to the border.
    pub project: String,
}

/// Names the roots and their components, production's first, so that its components have the plain names.
#[must_use]
pub fn describe<'a>(survey: &'a Survey<'a>, tables: &Existing) -> Described<'a> {
    let mut taken = BTreeSet::new();
    let (mut roots, mut left) = (Vec::new(), Vec::new());
    let mut all: Vec<(Environment, &OfRoot<'_>)> =
        survey.roots.iter().map(|of| (environment_of(of.root), of)).collect();
    all.order_by_key(|(environment, _)| match environment {
        Environment::Production => 0,
        Environment::None | Environment::Common => 1,
        Environment::Other => 2,
    });
    for (environment, of) in all {
        if let Some(why) = takes::root(of.root) {
            if !of.sizes.is_empty() {
                let what = shown(&of.root.dir).to_owned();
                let nameless = vec![Nameless { place: None, what, why }];
                left.push(Made { nameless, ..Made::default() });
            }
            continue;
        }
        let made = make(of, tables, &mut taken);
        if made.components.is_empty() {
            left.push(made);
        } else {
            roots.push((environment, of.root, made));
        }
    }
    let candidates: Vec<Vec<String>> = roots.iter().map(|(_, root, _)| root_names(root)).collect();
    let mut names = BTreeSet::new();
    let named = roots.into_iter().enumerate().map(|(at, (environment, root, made))| {
        let others = || candidates.iter().enumerate().filter(|(own, _)| *own != at).map(|(_, all)| all);
        let is_own = |name: &&String| !others().any(|all| all.contains(name));
        let first = candidates[at].first().cloned().unwrap_or_default();
        let own = candidates[at].iter().find(is_own).cloned();
        let mut all = own.into_iter().chain((2_u32..).map(|at| format!("{first}-{at}")));
        let name = all.find(|name| names.insert(name.clone())).unwrap_or_default();
        Named { name, environment, root, made }
    });
    Described { roots: named.collect(), left }
}

/// The profile of a normal day.
#[must_use]
pub fn normal(described: &Described<'_>, head: &Head<'_>, sources: &Sources) -> String {
    let mut out = String::from("# yaml-language-server: $schema=../generated/profile.schema.json\n#\n");
    out.push_str(
        "# A normal day, as your Terraform has it. Behind each size stands where it is written; `scaleprof init --from`\n\
         # brings the numbers up to date.\n",
    );
    let _ = writeln!(out, "profile: normal\nstack: {}\n", scalar(&head.stack));
    let _ = writeln!(out, "cloud:\n  provider: {}\n  region: {}\n", head.provider, scalar(&head.region));
    out.push_str("terraform: # where `terraform apply` runs, and with what\n");
    for Named { name, root, .. } in &described.roots {
        let _ = writeln!(out, "  {}: {}", scalar(name), root_line(root, head));
    }
    out.push_str(
        "\n# Who looks after what; `owner: web` in a component then names one of them. Alarms go to the address.\n\
         # owners:\n#   web: {name: Web team, contact: web@example.com}\n\ncomponents:\n",
    );
    let only = described.roots.len() == 1;
    for (at, (root, component)) in components(described).enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let _ = writeln!(out, "  {}:\n    kind: {}", component.name, component.kind);
        let of = if only { String::new() } else { format!("root: {}, ", scalar(root)) };
        let _ = writeln!(out, "    terraform: {{{of}address: {}}}", scalar(&component.address));
        fields(&component.fields, sources, &mut out);
    }
    out
}

fn components<'a>(described: &'a Described<'a>) -> impl Iterator<Item = (&'a str, &'a Component<'a>)> {
    described.roots.iter().flat_map(|root| root.made.components.iter().map(move |own| (&*root.name, own)))
}

/// The fields, those of one object together, each with a remark that says where it stands.
fn fields(fields: &[Field<'_>], sources: &Sources, out: &mut String) {
    let all: Vec<(&str, &Field<'_>)> = fields.iter().map(|field| (&*field.name, field)).collect();
    below(&all, 4, sources, out);
}

/// The same of one object; each field with what its name has below the object.
fn below(fields: &[(&str, &Field<'_>)], indent: usize, sources: &Sources, out: &mut String) {
    let mut open: Vec<&str> = Vec::new();
    for (name, field) in fields {
        let head = name.split('.').next().unwrap_or_default();
        if open.contains(&head) {
            continue;
        }
        open.push(head);
        // A name of one's own may look like something else than a text.
        let key = scalar(head);
        if head == *name {
            let _ = writeln!(out, "{:indent$}{key}: {} # {}", "", field.written(), remark(field, sources));
            continue;
        }
        let _ = writeln!(out, "{:indent$}{key}:", "");
        let inside =
            |own: &(&'_ str, &'_ Field<'_>)| own.0.strip_prefix(head)?.strip_prefix('.').map(str::len);
        let own: Vec<(&str, &Field<'_>)> = fields
            .iter()
            .filter_map(|own| inside(own).map(|length| (&own.0[own.0.len() - length..], own.1)))
            .collect();
        below(&own, indent + 2, sources, out);
    }
}

/// The remark behind a field whose attribute is not set.
pub(super) const NOT_SET: &str = "not set: the default";

/// Where a size stands: file and line of its constant or, if it is computed, of what it is computed from.
#[must_use]
pub fn remark(field: &Field<'_>, sources: &Sources) -> String {
    let line = |place| {
        let described = sources.describe(place);
        // The name of a file is no markup of the profile.
        visible(described.rsplit_once(':').map_or(&*described, |(line, _)| line))
    };
    let Some(origin) = field.origin else { return NOT_SET.to_owned() };
    if let Some(constant) = origin.constant() {
        return line(constant.place);
    }
    let leaves: Vec<String> = origin.leaves().iter().map(|leaf| line(leaf.place)).collect();
    match leaves.as_slice() {
        [] => "not written in the files".to_owned(),
        [first, ..] if leaves.len() > 3 => format!("computed, from {first} and {} more", leaves.len() - 1),
        _ => format!("computed, from {}", leaves.join(" and ")),
    }
}

/// A root as the profiles write it.
fn root_line(root: &Root, head: &Head<'_>) -> String {
    let mut parts = vec![format!("dir: {}", scalar(&from_project(&root.dir, head)))];
    if let Some(workspace) = &root.choice.workspace {
        parts.push(format!("workspace: {}", scalar(workspace)));
    }
    if !root.choice.var_files.is_empty() {
        let files = root.choice.var_files.iter().map(|file| scalar(&relative(file, &root.dir)));
        parts.push(format!("var_files: [{}]", files.collect::<Vec<_>>().join(", ")));
    }
    format!("{{{}}}", parts.join(", "))
}

/// A path of the border as seen from the project.
fn from_project(path: &str, head: &Head<'_>) -> String {
    relative(path, &head.project)
}

/// A path as seen from a folder; both are relative to the border.
#[must_use]
pub fn relative(path: &str, folder: &str) -> String {
    let parts =
        |path: &str| path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (path, folder) = (parts(path), parts(folder));
    let same = path.iter().zip(&folder).take_while(|(own, other)| own == other).count();
    let up = std::iter::repeat_n("..".to_owned(), folder.len() - same);
    let all: Vec<String> = up.chain(path[same..].iter().cloned()).collect();
    if all.is_empty() { ".".to_owned() } else { all.join("/") }
}

/// A text of YAML within a flow mapping, in quotes where it needs them.
fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._/-".contains(c);
    let word = ["true", "false", "null", "yes", "no", "on", "off"].contains(&&*text.to_ascii_lowercase());
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '.' || c == '_');
    if starts && !word && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

/// A profile of a launch to start from. What scales by itself already goes twice as far; the rest is a remark.
#[must_use]
pub fn launch(described: &Described<'_>) -> String {
    let roots = roots_with_alarms(described);
    let mut out = format!(
        "# yaml-language-server: $schema=../generated/profile.schema.json\n#\n\
         # Launch day: only what differs from normal.yaml. Sizes may be relative: `x3` is three times, `+1` one size up.\n\
         profile: launch\nextends: normal\n\n\
         # When it is live: remove `#`, and write your day in your own zone. Until then costs are told by the day, and\n\
         # nothing is held against a date.\n\
         # window: {{start: \"{PLACEHOLDER}[Europe/London]\", duration: 24h, ready: 40m}} # up 40m before the start\n\n\
         # Alarms on what grows, in `scaleprof_alarms.tf` beside your files while the launch is in them: remove `#`.\n\
         # terraform: {{{roots}}}\n\n\
         components: # remove `#` from what is to grow, and remove what is not\n",
    );
    let mut any = false;
    for component in grown(described).flat_map(|root| &root.made.components) {
        let value = |name: &str| {
            let field = component.fields.iter().find(|field| field.name == name)?;
            field
                .value
                .parse::<u64>()
                .ok()
                .map(|value| (value, field.origin.and_then(Origin::constant).is_some()))
        };
        let has = |name: &str| component.fields.iter().any(|field| field.name == name);
        let line = match (value("count.min"), value("count.max")) {
            (Some((min, true)), Some((max, true))) if max > min && min > 0 => {
                any = true;
                let _ = writeln!(out, "  {}: {{count: x2}} # {min} to {max} on a normal day", component.name);
                continue;
            }
            (Some(_), Some(_)) => "count: x2".to_owned(),
            _ => {
                let number = |field: &&Field<'_>| field.value.parse::<u64>().is_ok_and(|value| value > 0);
                let built = kind::find(component.kind).is_none_or(|kind| kind.built);
                // What is bought by the number of something grows by that.
                match component.fields.iter().find(number).filter(|_| !built) {
                    Some(field) => twice(&field.name),
                    None if has("capacity.max") => "capacity: x2".to_owned(),
                    None if has("machine") => "machine: +1".to_owned(),
                    None if has("class") => "class: +1".to_owned(),
                    None => continue,
                }
            }
        };
        let _ = writeln!(out, "  # {}: {{{line}}}", component.name);
    }
    if !any {
        let empty = "components: {} # ";
        out = out.replace("components: # ", empty);
    }
    out
}

/// The roots that a launch is for: beside production nothing grows.
fn grown<'a>(described: &'a Described<'_>) -> impl Iterator<Item = &'a Named<'a>> {
    let is_production = |root: &Named<'_>| root.environment == Environment::Production;
    let has_production = described.roots.iter().any(is_production);
    described.roots.iter().filter(move |root| !has_production || root.environment != Environment::Other)
}

/// The roots that a launch is for, each with what asks for alarms.
fn roots_with_alarms(described: &Described<'_>) -> String {
    let roots = grown(described).filter(|root| !root.made.components.is_empty());
    let asked: Vec<String> = roots.map(|root| format!("{}: {{alarms: true}}", scalar(&root.name))).collect();
    asked.join(", ")
}

/// Twice as many of what a field says, both the floor and the ceiling where it has both.
fn twice(field: &str) -> String {
    let whole = field.strip_suffix(".min").or_else(|| field.strip_suffix(".max")).unwrap_or(field);
    let mut parts = whole.rsplit('.').map(scalar);
    let last = parts.next().unwrap_or_default();
    parts.fold(format!("{last}: x2"), |inside, part| format!("{part}: {{{inside}}}"))
}

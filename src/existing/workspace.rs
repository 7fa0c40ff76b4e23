//! The workspaces that a configuration names: what it compares `terraform.workspace` with, and the keys of the maps
//! that it looks it up in.

use std::collections::BTreeSet;

use super::library::Library;
use super::module::state::Definitions;
use super::path;
use super::syntax::{Body, Expr, Kind, Operator, Step};

/// How many names are kept.
const MOST: usize = 50;

/// The workspaces that a root names, sorted; none if nothing depends on the workspace.
pub(super) fn candidates(
    library: &Library<'_>,
    definitions: &Definitions<'_>,
    dir: &str,
    loaded: &[String],
) -> Option<Vec<String>> {
    let folders = reached(definitions, dir);
    let exprs = || {
        let blocks = folders.iter().flat_map(|folder| {
            let (files, overrides) = library.configuration(folder);
            files.into_iter().chain(overrides.into_iter().flatten())
        });
        blocks.flat_map(all)
    };
    let mut names = Names { aliases: BTreeSet::new(), found: BTreeSet::new(), used: false };
    // A local that is made of the workspace stands for it, and so does one that is made of such a local.
    for _ in 0..3 {
        for folder in &folders {
            for (name, attr) in definitions.get(folder.as_str()).into_iter().flat_map(|of| &of.locals) {
                if names.is_space(&attr.value) {
                    names.aliases.insert(format!("local.{name}"));
                }
            }
            for (name, argument) in arguments(definitions, folder) {
                if names.is_space(argument) {
                    names.aliases.insert(format!("var.{name}"));
                }
            }
        }
    }
    let vars: Vec<&Body> = loaded.iter().filter_map(|file| library.body_of(file)).collect();
    let maps = |reference: &[&str]| leads_to(definitions, &folders, &vars, reference);
    for expr in exprs() {
        names.look(expr, &maps);
    }
    if !names.used {
        return None;
    }
    Some(names.found.into_iter().take(MOST).collect())
}

/// The expressions that the name of a local or variable leads to.
fn leads_to<'d>(
    definitions: &'d Definitions<'_>,
    folders: &BTreeSet<String>,
    vars: &[&'d Body],
    reference: &[&str],
) -> Vec<&'d Expr> {
    let mut found: Vec<&'d Expr> = Vec::new();
    for of in folders.iter().filter_map(|folder| definitions.get(folder.as_str())) {
        match reference {
            ["local", name, ..] => found.extend(of.locals.get(*name).map(|attr| &attr.value)),
            ["var", name, ..] => {
                found.extend(vars.iter().filter_map(|body| body.get(name)).map(|attr| &attr.value));
                let default = of.variables.get(*name).and_then(|block| block.body.get("default"));
                found.extend(default.map(|attr| &attr.value));
            }
            _ => {}
        }
    }
    found
}

/// The folders of a root and of all modules that it calls.
fn reached(definitions: &Definitions<'_>, dir: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut open = vec![dir.to_owned()];
    while let Some(folder) = open.pop() {
        let Some(definition) = definitions.get(folder.as_str()) else { continue };
        for block in definition.calls.values() {
            let source = block.body.get("source").and_then(|attr| attr.value.text());
            open.extend(
                source
                    .filter(|source| source.starts_with('.'))
                    .and_then(|source| path::join(&folder, source)),
            );
        }
        if !reached.insert(folder) {
            open.retain(|next| !reached.contains(next));
        }
        open.retain(|next| !reached.contains(next));
    }
    reached
}

/// The arguments of a folder's calls of modules.
fn arguments<'d>(
    definitions: &'d Definitions<'_>,
    folder: &str,
) -> impl Iterator<Item = (&'d str, &'d Expr)> {
    let calls = definitions.get(folder).into_iter().flat_map(|definition| definition.calls.values());
    calls.flat_map(|block| block.body.attributes.iter().map(|attr| (attr.name.as_ref(), &attr.value)))
}

/// All expressions of a body, the outermost only.
fn all(body: &Body) -> Vec<&Expr> {
    let mut found: Vec<&Expr> = body.attributes.iter().map(|attr| &attr.value).collect();
    let mut open: Vec<&Body> = body.blocks.iter().map(|block| &block.body).collect();
    while let Some(body) = open.pop() {
        found.extend(body.attributes.iter().map(|attr| &attr.value));
        open.extend(body.blocks.iter().map(|block| &block.body));
    }
    found
}

/// The expressions that a reference leads to.
type Maps<'d, 'm> = dyn Fn(&[&str]) -> Vec<&'d Expr> + 'm;

struct Names {
    /// What stands for the workspace.
    aliases: BTreeSet<String>,
    found: BTreeSet<String>,
    used: bool,
}

impl Names {
    /// Whether an expression is the workspace, or made of it by functions of one text.
    fn is_space(&self, expr: &Expr) -> bool {
        match &expr.kind {
            Kind::Call(name, arguments, _)
                if matches!(name.as_ref(), "lower" | "upper" | "replace" | "trimspace") =>
            {
                arguments.first().is_some_and(|of| self.is_space(of))
            }
            Kind::Conditional(parts) => self.is_space(&parts[1]) || self.is_space(&parts[2]),
            _ => match expr.reference().as_deref() {
                Some(["terraform" | "tofu", "workspace"]) => true,
                Some([kind, name]) => self.aliases.contains(&format!("{kind}.{name}")),
                _ => false,
            },
        }
    }

    fn name(&mut self, expr: &Expr) {
        if let Some(text) = expr.text() {
            self.found.insert(text.to_string());
        }
    }

    fn keys(&mut self, of: &Expr, maps: &Maps<'_, '_>) {
        let reference = of.reference();
        let objects = match &reference {
            Some(reference) => maps(reference),
            None => Vec::new(),
        };
        for object in objects.into_iter().chain([of]) {
            match &object.kind {
                Kind::Object(entries) => entries.iter().for_each(|(key, _)| self.name(key)),
                Kind::List(items) => items.iter().for_each(|item| self.name(item)),
                _ => {}
            }
        }
    }

    /// Looks for names in an expression and in all that it is made of.
    fn look(&mut self, expr: &Expr, maps: &Maps<'_, '_>) {
        self.used |= matches!(expr.reference().as_deref(), Some(["terraform" | "tofu", "workspace"]));
        match &expr.kind {
            Kind::Null
            | Kind::Bool(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Name(_)
            | Kind::Beyond(_) => {}
            Kind::Template(parts) | Kind::List(parts) => parts.iter().for_each(|part| self.look(part, maps)),
            Kind::Object(entries) => entries.iter().for_each(|(key, value)| {
                self.look(key, maps);
                self.look(value, maps);
            }),
            Kind::Access(base, steps) => {
                self.look(base, maps);
                for (at, step) in steps.iter().enumerate() {
                    let Step::Index(index) = step else { continue };
                    self.look(index, maps);
                    if self.is_space(index) {
                        let before = Kind::Access(base.clone(), steps[..at].to_vec());
                        self.keys(&Expr { place: expr.place, kind: before }, maps);
                    }
                }
            }
            Kind::Conditional(parts) => parts.iter().for_each(|part| self.look(part, maps)),
            Kind::Call(name, arguments, _) => {
                for argument in arguments {
                    self.look(argument, maps);
                }
                if let ("lookup" | "contains", [map, key, ..]) = (name.as_ref(), arguments.as_slice())
                    && self.is_space(key)
                {
                    let map = match &map.kind {
                        Kind::Call(keys, of, _) if keys.as_ref() == "keys" && of.len() == 1 => &of[0],
                        _ => map,
                    };
                    self.keys(map, maps);
                }
            }
            Kind::Not(of) | Kind::Negate(of) => self.look(of, maps),
            Kind::Binary(operator, sides) => {
                sides.iter().for_each(|side| self.look(side, maps));
                if matches!(operator, Operator::Equal | Operator::NotEqual) {
                    for (one, other) in [(&sides[0], &sides[1]), (&sides[1], &sides[0])] {
                        if self.is_space(one) {
                            self.name(other);
                        }
                    }
                }
            }
            Kind::For(of) => {
                for part in [Some(&of.over), of.key.as_ref(), Some(&of.value), of.condition.as_ref()]
                    .into_iter()
                    .flatten()
                {
                    self.look(part, maps);
                }
            }
        }
    }
}

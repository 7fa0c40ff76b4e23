//! What is said at the root for one value alone: a constant there, an entry for the copy or the workspace, or a variable
//! that the root's own variable file or unit sets.

use crate::existing::edit::key;
use crate::existing::parse::hcl;
use crate::existing::separate::draft::{Sheet, Value};
use crate::existing::separate::name::unused;
use crate::existing::separate::shared::Shared;
use crate::existing::separate::site::bytes;
use crate::existing::separate::way::{Level, Way};
use crate::existing::syntax::Kind;

/// By what the root tells the value from the others.
#[derive(Clone, Debug)]
pub(super) enum Outlet {
    /// By nothing: what stands there is of this value alone.
    Own,
    /// By the copy of the block, or by the workspace: what says which one it is, and the name of it.
    Entry(&'static str, String),
    /// By the variable file that the root is applied with.
    VarFile(String),
    /// By the inputs of its Terragrunt unit.
    Inputs(String),
}

/// What is to be said.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said<'a> {
    /// The block and the attribute that names are made of.
    pub(super) named: (&'a str, &'a str),
    /// What stands there for the others.
    pub(super) base: &'a str,
    /// Whether that is a constant, so that it can be the default of a variable.
    pub(super) is_constant: bool,
    /// The type of the value.
    pub(super) sort: &'a str,
    /// The value, and the key of the map that it is to be in.
    pub(super) now: &'a str,
    pub(super) key: Option<&'a str>,
}

impl Said<'_> {
    fn value(&self) -> Value {
        match self.key {
            Some(key) => Value::Map(key.to_owned(), self.now.to_owned()),
            None => Value::Own(self.now.to_owned()),
        }
    }

    /// The type of the variable.
    pub(super) fn of_variable(&self) -> String {
        if self.key.is_some() { format!("map({})", self.sort) } else { self.sort.to_owned() }
    }
}

impl Outlet {
    /// All that a root may have.
    pub(super) fn all(shared: &Shared<'_>, way: &Way) -> Vec<Self> {
        let root = shared.root;
        let mut all = vec![Self::Own];
        all.extend(way.levels[0].each().map(|(by, key)| Self::Entry(by, key)));
        if let Some(unit) = &root.unit {
            all.push(Self::Inputs(unit.clone()));
            return all;
        }
        all.extend(root.choice.workspace.clone().map(|name| Self::Entry("terraform.workspace", name)));
        let last = root.choice.var_files.last().filter(|file| file.ends_with(".tfvars"));
        all.extend(last.cloned().map(Self::VarFile));
        all
    }

    /// What to write at the root; what is needed beside it is added to the sheet.
    pub(super) fn value(
        &self,
        shared: &Shared<'_>,
        way: &Way,
        said: &Said<'_>,
        sheet: &mut Sheet,
    ) -> Option<Value> {
        let root = &way.levels[0];
        let named = || unused(&way.levels, said.named.0, said.named.1);
        match self {
            Self::Own => Some(said.value()),
            Self::Entry(by, own) => {
                let local = named();
                sheet.local(root.file(), &local, &entry(own, said)?);
                Some(Value::Plain(format!("lookup(local.{local}, {by}, {})", said.base)))
            }
            Self::VarFile(path) => {
                let variable = variable(root, said, named(), sheet);
                let (_, source) = shared.estate.sources.all().find(|(_, source)| source.path == *path)?;
                sheet.assign(path, &source.text, &variable.0, &said.value());
                Some(Value::Plain(variable.1))
            }
            Self::Inputs(path) => {
                let variable = variable(root, said, named(), sheet);
                let (id, source) = shared.estate.sources.all().find(|(_, source)| source.path == *path)?;
                let body = hcl::body(&source.text, id).ok()?;
                let inputs = &body.get("inputs")?.value;
                let object = matches!(inputs.kind, Kind::Object(_)).then(|| bytes(inputs.place))?;
                sheet.entry(path, &source.text, &object, &variable.0, &said.value())?;
                Some(Value::Plain(variable.1))
            }
        }
    }

    /// Where the constant is in the end.
    pub(super) fn describe(&self) -> &'static str {
        match self {
            Self::Own => "a constant of its own",
            Self::Entry("terraform.workspace", _) => "an entry of its workspace in a local map",
            Self::Entry(..) => "an entry of its own in a local map",
            Self::VarFile(_) => "a value of its own in its variable file",
            Self::Inputs(_) => "an input of its own",
        }
    }
}

fn entry(own: &str, said: &Said<'_>) -> Option<Value> {
    // A map in a map would need a type of its own.
    said.key.is_none().then(|| Some(Value::Map(key(own)?, said.now.to_owned())))?
}

/// A variable of the root that others leave as it is, with the expression that takes it.
fn variable(root: &Level, said: &Said<'_>, name: String, sheet: &mut Sheet) -> (String, String) {
    let default = if said.is_constant { said.base } else { "null" };
    sheet.variable(&root.folder, root.file(), &name, &said.of_variable(), default);
    let taken =
        if said.is_constant { format!("var.{name}") } else { format!("coalesce(var.{name}, {})", said.base) };
    (name, taken)
}

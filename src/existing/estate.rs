//! What was found in a repository.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use crate::source::{Place, Sources};

use super::instance::{Call, Content, Instance, Key, Provider};
use super::problem::Problem;
use super::value::Value;

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// The folder whose roots are read, relative to the border; the border itself if empty.
    pub below: String,
    /// What is said about single roots.
    pub stated: Vec<Stated>,
    /// The workspace of all other roots, if it is said.
    pub workspace: Option<String>,
    /// The variable files of all other roots in their order, relative to the border, if they are said.
    pub var_files: Option<Vec<String>>,
}

/// What is said about one root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    /// Its folder, relative to the border.
    pub dir: String,
    /// The workspace, if it is said.
    pub workspace: Option<String>,
    /// The named variable files in the order of the command line, relative to the root's folder, if they are said.
    pub var_files: Option<Vec<String>>,
    /// Variables that are set outside the repository, as `-var` takes them.
    pub set: Vec<(String, String)>,
}

/// The workspace and the variable files of a root.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Choice {
    /// The workspace; none if nothing depends on it and nothing is said.
    pub workspace: Option<String>,
    /// The named variable files in their order, relative to the border.
    pub var_files: Vec<String>,
}

/// A root module with what it is applied with, or a Terragrunt unit.
#[derive(Clone, Debug, Default)]
pub struct Root {
    /// Its folder, relative to the border; for a unit the folder of its `terragrunt.hcl`.
    pub dir: String,
    /// The Terragrunt file, relative to the border, if it is a unit.
    pub unit: Option<String>,
    /// The folder of the module that it applies, which is another one than `dir` for a unit with a local source.
    pub module: String,
    /// The workspace and the variable files that were taken.
    pub choice: Choice,
    /// Whether they were said, rather than taken by their names.
    pub stated: bool,
    /// The other choices that the repository has for this root.
    pub others: Vec<Choice>,
    /// The variable files that Terraform loads by itself, relative to the border, in their order.
    pub loaded: Vec<String>,
    /// All instances of resources, in the order of modules, files and keys.
    pub instances: Vec<Instance>,
    /// All calls of modules whose source is not in the repository.
    pub calls: Vec<Call>,
    /// The providers that it configures.
    pub providers: Vec<Provider>,
    /// Its variables whose value is a word that names an environment, such as `prod`: what tells one choice from another.
    pub words: BTreeMap<Arc<str>, String>,
    /// What the outputs of the modules that it calls itself pass on; only of roots that were asked for.
    pub passed: Vec<Passed>,
}

/// An output of a module that passes on an attribute of a resource as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// The name of the call in the root.
    pub call: Arc<str>,
    /// The key of the call, where it has `count` or `for_each`.
    pub key: Option<Key>,
    /// The output.
    pub output: Arc<str>,
    /// The address of the resource.
    pub address: Arc<str>,
    /// Its attribute.
    pub attribute: Arc<str>,
}

/// What was found in a repository.
#[derive(Debug, Default)]
pub struct Estate {
    /// The files that were read. They hold more than sizes: no text of them may be shown but the sizes themselves.
    pub sources: Sources,
    /// The roots that were asked for, by folder.
    pub roots: Vec<Root>,
    /// Everything else in the border that may use a constant of theirs: other roots, and the same roots with the other
    /// choices.
    pub elsewhere: Vec<Root>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// Where each constant is used, made when somebody asks.
    uses: OnceLock<HashMap<Place, Vec<Use>>>,
}

/// Somebody who uses a constant.
#[derive(Clone, Debug)]
pub struct User<'a> {
    /// The root, one of [`Estate::roots`] or [`Estate::elsewhere`].
    pub root: &'a Root,
    /// Whether it is one of [`Estate::roots`].
    pub asked: bool,
    /// The resource, if it is one.
    pub instance: Option<&'a Instance>,
    /// The call of a module whose source is not in the repository, if it is one.
    pub call: Option<&'a Call>,
    /// The path of the attribute, with the index of each block; `count` and `for_each` too.
    pub path: String,
    /// Whether the constant only chooses (it is a condition or a key) and is no part of the value.
    pub chooses: bool,
}

/// Where a constant is used.
#[derive(Debug)]
struct Use {
    asked: bool,
    root: u32,
    is_call: bool,
    item: u32,
    path: Arc<str>,
    chooses: bool,
}

impl Estate {
    /// What was read.
    pub(super) fn new(
        sources: Sources,
        roots: Vec<Root>,
        elsewhere: Vec<Root>,
        problems: Vec<Problem>,
    ) -> Self {
        Self { sources, roots, elsewhere, problems, uses: OnceLock::new() }
    }

    /// All attributes, in all roots, choices and units within the border, whose value is made of or chosen by the
    /// constant at a place.
    #[must_use]
    pub fn users(&self, place: Place) -> Vec<User<'_>> {
        let uses = self.uses.get_or_init(|| self.index());
        uses.get(&place).into_iter().flatten().filter_map(|used| self.user(used)).collect()
    }

    fn user(&self, used: &Use) -> Option<User<'_>> {
        let roots = if used.asked { &self.roots } else { &self.elsewhere };
        let root = roots.get(used.root as usize)?;
        let (instance, call) = if used.is_call {
            (None, Some(root.calls.get(used.item as usize)?))
        } else {
            (Some(root.instances.get(used.item as usize)?), None)
        };
        let (asked, path, chooses) = (used.asked, used.path.to_string(), used.chooses);
        Some(User { root, asked, instance, call, path, chooses })
    }

    fn index(&self) -> HashMap<Place, Vec<Use>> {
        let mut uses: HashMap<Place, Vec<Use>> = HashMap::new();
        for (asked, roots) in [(true, &self.roots), (false, &self.elsewhere)] {
            for (root, number) in roots.iter().zip(0..) {
                let instances = root.instances.iter().zip(0..);
                let calls = root.calls.iter().zip(0..);
                let instances = instances.map(|(of, item)| (false, item, &of.content, &of.repeat));
                let calls = calls.map(|(of, item)| (true, item, &of.arguments, &of.repeat));
                for (is_call, item, content, repeat) in instances.chain(calls) {
                    let mut see = |path: &str, value: &Value| {
                        let made = value.origin.leaves();
                        let path: Arc<str> = path.into();
                        for constant in value.origin.influences() {
                            let chooses = made.binary_search(&constant).is_err();
                            let used =
                                Use { asked, root: number, is_call, item, path: path.clone(), chooses };
                            uses.entry(constant.place).or_default().push(used);
                        }
                    };
                    content.each("", &mut see);
                    if let Some(repeat) = repeat {
                        Content { attributes: vec![repeat.clone()], blocks: Vec::new() }.each("", &mut see);
                    }
                }
            }
        }
        uses
    }
}

//! What was read of the team's own Terraform, for all profiles.

use std::collections::BTreeMap;
use std::fmt;

use crate::cloud::existing::Existing;
use crate::existing::estate::{Ask, Estate, Stated};
use crate::existing::path::join;
use crate::existing::problem::Problem;
use crate::existing::read::read;
use crate::existing::tree::Tree;
use crate::in_place::before::Before;
use crate::model::existing::Root;
use crate::plan::Plan;
use crate::source::{Moved, Place, Sources};
use crate::survey::profile::relative;
use crate::survey::{Survey, survey};

/// The Terraform of all roots that the profiles name.
pub struct Readings<'t> {
    /// Where it was read.
    pub(crate) tree: &'t dyn Tree,
    /// The folder that `profiles/` is in, relative to the border.
    project: String,
    /// What rules say of it.
    pub(crate) told: Told,
    /// The paths of the profiles.
    pub(crate) profiles: Vec<String>,
    /// Earlier texts of the files.
    pub(crate) before: Before,
    all: Vec<Reading>,
}

/// What rules say of the team's own Terraform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// All.
    All,
    /// All but what a build would refuse: the build itself says that.
    NoRefusals,
    /// Nothing: it is read for what changes in it, and what that costs.
    Nothing,
}

/// What was read of one root.
#[derive(Debug)]
pub(crate) struct Reading {
    /// What was asked for.
    pub(crate) ask: Ask,
    /// What was found.
    pub(crate) estate: Estate,
    moved: Moved,
    /// The places of what could not be read, in its order.
    pub(crate) problems: Vec<Place>,
}

impl fmt::Debug for Readings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Readings").field("project", &self.project).finish_non_exhaustive()
    }
}

impl<'t> Readings<'t> {
    /// Reads the roots that components of the profiles stand in, each once; `project` is the folder that `profiles/` is
    /// in, relative to the border. `sources` keep the texts, so that findings have places in them.
    pub fn read(
        tree: &'t dyn Tree,
        project: &str,
        plans: &BTreeMap<String, Plan>,
        sources: &mut Sources,
    ) -> Self {
        let path = |plan: &Plan| join(project, &sources.get(plan.root.place.source).path);
        let profiles = plans.values().filter_map(path).collect();
        let (project_folder, before) = (project.to_owned(), Before::default());
        let mut readings =
            Self { tree, project: project_folder, told: Told::All, profiles, before, all: Vec::new() };
        for plan in plans.values() {
            let roots =
                plan.components.iter().filter_map(|own| plan.header.terraform.get(plan.root_of(own)?));
            for ask in roots.filter_map(|root| ask(root, project)) {
                if readings.all.iter().any(|reading| reading.ask == ask) {
                    continue;
                }
                let estate = read(tree, &ask);
                readings.all.push(Reading::new(ask, estate, project, sources));
            }
        }
        readings
    }

    /// The same with what is known of earlier texts.
    #[must_use]
    pub fn with(self, before: Before) -> Self {
        Self { before, ..self }
    }

    /// The same for a build, which finds out by itself what it cannot do.
    #[must_use]
    pub fn for_build(self) -> Self {
        Self { told: Told::NoRefusals, ..self }
    }

    /// The same for what is said of a switch: only `check` and `build` look for what is wrong with the files.
    #[must_use]
    pub fn for_figures(self) -> Self {
        Self { told: Told::Nothing, ..self }
    }

    /// Whether rules look at it.
    #[must_use]
    pub(crate) fn are_judged(&self) -> bool {
        self.told != Told::Nothing
    }

    /// What was read of a root of a plan; nothing if its folder lies outside the border.
    pub(crate) fn of(&self, root: &Root) -> Option<&Reading> {
        let ask = ask(root, &self.project)?;
        self.all.iter().find(|reading| reading.ask == ask)
    }
}

impl Reading {
    /// What was read; `sources` keep the texts, under the paths that are seen from `project`.
    pub(crate) fn new(ask: Ask, estate: Estate, project: &str, sources: &mut Sources) -> Self {
        let moved = sources.adopt(&estate.sources, |path| relative(path, project));
        let mut place = |problem: &Problem| match problem.place {
            Some(place) => moved.place(place),
            None => sources.add_unread(relative(&problem.path, project)),
        };
        let problems = estate.problems.iter().map(&mut place).collect();
        Self { ask, estate, moved, problems }
    }

    /// The folder of the root, relative to the border.
    pub(crate) fn dir(&self) -> &str {
        &self.ask.below
    }

    /// The place of a finding for a place in the files that were read.
    pub(crate) const fn place(&self, place: Place) -> Place {
        self.moved.place(place)
    }

    /// The sizes that were found.
    pub(crate) fn survey(&self, tables: &'static Existing) -> Survey<'_> {
        survey(&self.estate, tables)
    }
}

/// What is read for a root, as seen from the border; nothing if it lies outside.
fn ask(root: &Root, project: &str) -> Option<Ask> {
    let dir = join(project, root.dir.trim_start_matches('/'))?;
    let set: BTreeMap<String, String> =
        root.set.iter().map(|(name, value)| (name.clone(), value.text())).collect();
    let stated = Stated {
        dir: dir.clone(),
        workspace: root.workspace.clone(),
        var_files: Some(root.var_files.clone()).filter(|files| !files.is_empty()),
        set: set.into_iter().collect(),
    };
    Some(Ask { below: dir, stated: vec![stated], ..Ask::default() })
}

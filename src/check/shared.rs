//! What rules ask of the other profiles, computed once: old launches pile up in a repository, and each profile is
//! compared with all of them.

use std::collections::BTreeMap;

use crate::in_place::alarms::Alarms;
use crate::in_place::trial::Trials;
use crate::model::size::Size;
use crate::model::window::Window;
use crate::parallel;
use crate::plan::Plan;
use crate::plan::baseline::baseline;
use crate::switch::timeline::Turn;

/// What is known of all profiles of a project.
#[derive(Debug)]
pub(crate) struct Shared<'a> {
    /// When it is the turn of each profile with a window, by its name: once for each of its windows.
    turns: BTreeMap<&'a str, Vec<Turn>>,
    /// The profiles that keep storage of a component and its size, by the name of the component; profiles in order.
    kept: BTreeMap<&'a str, Vec<(&'a Plan, Size)>>,
    /// The alarms that each profile wants in Terraform of the team's own, by its name.
    alarms: BTreeMap<&'a str, &'a [Alarms]>,
    /// What a build of each would do to it.
    pub(super) trials: &'a Trials<'a>,
}

impl<'a> Shared<'a> {
    /// Reads each profile once.
    pub(super) fn of(
        plans: &'a BTreeMap<String, Plan>,
        alarms: &'a BTreeMap<String, Vec<Alarms>>,
        trials: &'a Trials<'a>,
    ) -> Self {
        let all: Vec<&Plan> = plans.values().collect();
        let turns = parallel::map_large(
            &all,
            |plan| plan.components.len(),
            |plan| Turn::all(plan, baseline(plan, plans)),
        );
        let turns = all.iter().zip(turns).map(|(plan, turns)| (plan.name(), turns)).collect();
        let mut kept: BTreeMap<&str, Vec<(&Plan, Size)>> = BTreeMap::new();
        for plan in &all {
            for component in &plan.components {
                if let Some(storage) = component.spec.facets().storage.filter(|own| own.keep) {
                    kept.entry(component.name.as_str()).or_default().push((plan, storage.size));
                }
            }
        }
        let alarms = alarms.iter().map(|(name, own)| (name.as_str(), own.as_slice())).collect();
        Self { turns, kept, alarms, trials }
    }

    /// Of profiles that are looked at alone.
    pub(super) const fn alone(trials: &'a Trials<'a>) -> Self {
        Self { turns: BTreeMap::new(), kept: BTreeMap::new(), alarms: BTreeMap::new(), trials }
    }

    /// The alarms that a profile wants in Terraform of the team's own.
    pub(super) fn alarms(&self, plan: &Plan) -> &'a [Alarms] {
        self.alarms.get(plan.name()).copied().unwrap_or_default()
    }

    /// When it is the turn of a profile, with each of its windows, in the order of time.
    pub(super) fn turns<'p>(&self, plan: &'p Plan) -> impl Iterator<Item = (&'p Window, &Turn)> {
        plan.windows.iter().zip(self.turns.get(plan.name()).into_iter().flatten())
    }

    /// The first profile that keeps more storage of a component, and how much it keeps.
    pub(super) fn keeps_more(&self, component: &str, than: Size) -> Option<(&'a Plan, Size)> {
        self.kept.get(component)?.iter().find(|(_, size)| *size > than).copied()
    }
}

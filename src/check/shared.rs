//! What rules ask of the other profiles, computed once: old launches pile up in a repository, and each profile is
//! compared with all of them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::model::size::Size;
use crate::parallel;
use crate::plan::Plan;
use crate::plan::baseline::baseline;
use crate::switch::timeline::Turn;

/// What is known of all profiles of a project.
#[derive(Debug, Default)]
pub(crate) struct Shared<'a> {
    /// The start of the switch to each profile with a window, by its name.
    begins: BTreeMap<&'a str, Timestamp>,
    /// The profiles that keep storage of a component and its size, by the name of the component; profiles in order.
    kept: BTreeMap<&'a str, Vec<(&'a Plan, Size)>>,
}

impl<'a> Shared<'a> {
    /// Reads each profile once.
    pub(super) fn of(plans: &'a BTreeMap<String, Plan>) -> Self {
        let all: Vec<&Plan> = plans.values().collect();
        let turns = parallel::map_large(&all, |plan| {
            let window = plan.window.as_ref()?;
            Some(Turn::of(plan, baseline(plan, plans)).map_or(window.ready.timestamp(), |turn| turn.from))
        });
        let begins = all.iter().zip(turns).filter_map(|(plan, at)| Some((plan.name(), at?))).collect();
        let mut kept: BTreeMap<&str, Vec<(&Plan, Size)>> = BTreeMap::new();
        for plan in &all {
            for component in &plan.components {
                if let Some(storage) = component.spec.facets().storage.filter(|own| own.keep) {
                    kept.entry(component.name.as_str()).or_default().push((plan, storage.size));
                }
            }
        }
        Self { begins, kept }
    }

    /// The start of the first step of a switch, which is before the window; `None` without a window.
    pub(super) fn begins(&self, plan: &Plan) -> Option<Timestamp> {
        self.begins.get(plan.name()).copied()
    }

    /// The first profile that keeps more storage of a component, and how much it keeps.
    pub(super) fn keeps_more(&self, component: &str, than: Size) -> Option<(&'a Plan, Size)> {
        self.kept.get(component)?.iter().find(|(_, size)| *size > than).copied()
    }
}

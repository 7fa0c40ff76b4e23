//! Which values of the profiles stand in the files.

use std::collections::BTreeMap;

use crate::in_place::reading::Readings;
use crate::in_place::want::{Asking, wants};
use crate::plan::Plan;
use crate::plan::baseline::baseline;
use crate::source::{Place, Sources};

/// A value of a component as it stands in the files, and what the profiles say in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The component.
    pub component: String,
    /// The field, its segments split by dots.
    pub field: String,
    /// The address of the resource, or of the call of a module.
    pub address: String,
    /// What the files say.
    pub now: String,
    /// Where they say it.
    pub place: Place,
    /// What each profile says.
    pub says: BTreeMap<String, String>,
}

impl Standing {
    /// Whether a profile says what stands there.
    #[must_use]
    pub fn is_of(&self, profile: &str) -> bool {
        self.says.get(profile) == Some(&self.now)
    }

    /// Where it stands: the file as it is shown, and the line.
    #[must_use]
    pub fn at<'a>(&self, sources: &'a Sources) -> (&'a str, usize) {
        let source = sources.get(self.place.source);
        (&source.path, source.line_column(self.place.start).line)
    }
}

/// The values of all components that stand in Terraform of the team's own and are known, by component and field.
#[must_use]
pub fn standing(plans: &BTreeMap<String, Plan>, readings: &Readings<'_>) -> Vec<Standing> {
    let mut all: BTreeMap<(String, String, String, String), Standing> = BTreeMap::new();
    for plan in plans.values() {
        let Some(tables) = plan.cloud.existing() else { continue };
        for (name, root) in &plan.header.terraform {
            let Some(reading) = readings.of(root) else { continue };
            let asking = Asking { plan, baseline: baseline(plan, plans), plans, tables, reading };
            for want in wants(&asking, name, &[]).wanted {
                let Some((now, place)) = want.now else { continue };
                let address = want.wanted.address.clone();
                let key = (want.component, want.field, address, want.wanted.path);
                let own = all.entry(key).or_insert_with_key(|(component, field, address, _)| Standing {
                    component: component.clone(),
                    field: field.clone(),
                    address: address.clone(),
                    now,
                    place,
                    says: BTreeMap::new(),
                });
                own.says.insert(plan.name().to_owned(), want.wanted.value.to_string());
            }
        }
    }
    all.into_values().collect()
}

//! Which values of the profiles stand in the files.

use std::collections::{BTreeMap, BTreeSet};

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

/// What the profiles say of Terraform of the team's own, as far as it stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stands {
    /// The values that are known, by component and field.
    pub values: Vec<Standing>,
    /// The components of which a profile changes something that is not known in the files, by the name of the profile: the
    /// files cannot be read, the resource is not there, or its value is computed.
    pub unknown: BTreeMap<String, BTreeSet<String>>,
}

/// What stands in Terraform of the team's own of what the profiles say.
#[must_use]
pub fn standing(plans: &BTreeMap<String, Plan>, readings: &Readings<'_>) -> Stands {
    let mut unknown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut all: BTreeMap<(String, String, String, String), Standing> = BTreeMap::new();
    for plan in plans.values() {
        let Some(tables) = plan.cloud.existing() else { continue };
        for (name, root) in &plan.header.terraform {
            let Some(reading) = readings.of(root) else {
                let own = plan.components.iter().filter(|own| plan.root_of(own) == Some(name));
                unknown.entry(plan.name().to_owned()).or_default().extend(own.map(|own| own.name.clone()));
                continue;
            };
            let asking = Asking { plan, baseline: baseline(plan, plans), plans, tables, reading };
            for want in wants(&asking, name, &[]).wanted {
                let Some((now, place)) = want.now else {
                    if want.changes || want.wanted.path.is_empty() {
                        unknown.entry(plan.name().to_owned()).or_default().insert(want.component);
                    }
                    continue;
                };
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
    Stands { values: all.into_values().collect(), unknown }
}

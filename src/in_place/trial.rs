//! What a build of each profile would do to the team's own Terraform, tried in memory once: `check`, `build` and what is said
//! of a switch ask the same trial.

use std::collections::{BTreeMap, BTreeSet};

use crate::existing::path::join;
use crate::in_place::alarms::Alarms;
use crate::in_place::earlier::allow_earlier;
use crate::in_place::reading::{Reading, Readings};
use crate::in_place::want::{Asked, Asking, Want, Wants, wants};
use crate::parallel;
use crate::plan::Plan;
use crate::plan::baseline::baseline;
use crate::shown::visible;
use crate::tuning::joint::Joint;
use crate::tuning::turn::plan_turn;
use crate::tuning::wanted::{ALARMS, Made, Part, Wanted};

/// Roots with values that are wanted of them.
pub(crate) type Values<'a> = Vec<(&'a Reading, Vec<Wanted>)>;

/// The alarms that profiles want in Terraform of the team's own, by the name of the profile.
pub(crate) type AlarmsOf = BTreeMap<String, Vec<Alarms>>;

/// What a build of a profile would do to the roots that its components stand in.
#[derive(Debug, Default)]
pub(crate) struct Tried<'a> {
    /// What is wanted of each root.
    pub(crate) asked: Vec<Asked<'a>>,
    /// What would be done.
    pub(crate) joint: Joint,
    /// What all components want on a normal day: first in the place of what is wanted, then of the others.
    pub(crate) everyday: Values<'a>,
    /// The files of alarms as they are wanted, and those of a normal day.
    pub(crate) made: [Vec<Made>; 2],
    /// What stays as it is for now, a line each.
    pub(crate) remarks: Vec<String>,
}

/// The trial of each profile with components in Terraform of the team's own, by its name.
#[derive(Debug, Default)]
pub struct Trials<'a>(pub(crate) BTreeMap<String, Tried<'a>>);

impl<'a> Trials<'a> {
    /// Tries a build of each profile.
    pub(crate) fn of(
        plans: &BTreeMap<String, Plan>,
        readings: Option<&'a Readings<'a>>,
        alarms: &AlarmsOf,
    ) -> Self {
        let Some(readings) = readings else { return Self::default() };
        let all: Vec<&Plan> = plans.values().collect();
        let tried = parallel::map_deep(&all, |plan| Tried::of(plan, plans, readings, alarms, &[]));
        let named = all.iter().zip(tried).filter_map(|(plan, own)| Some((plan.name().to_owned(), own?)));
        Self(named.collect())
    }
}

impl<'a> Tried<'a> {
    /// Tries a build of a profile: of all its components or, if some are named, of `only` those. Nothing if none of them
    /// stands in Terraform of the team's own.
    pub(crate) fn of(
        plan: &Plan,
        plans: &BTreeMap<String, Plan>,
        readings: &'a Readings<'a>,
        alarms: &AlarmsOf,
        only: &[String],
    ) -> Option<Self> {
        let mut asked = asked(plan, plans, readings, only)?;
        let meant = |name: &String| plan.component(name).and_then(|own| plan.root_of(own));
        // What is meant by `only` has its alarms with those of its root.
        let meant: BTreeSet<&str> = only.iter().filter_map(meant).collect();
        let made = |of: &Plan| -> Vec<Made> {
            let all = alarms.get(of.name()).into_iter().flatten();
            let own =
                all.filter(|own| only.is_empty() || own.roots().iter().any(|root| meant.contains(&**root)));
            own.map(Alarms::made).collect()
        };
        let usual = baseline(plan, plans);
        let mut made = [made(plan), made(usual.unwrap_or(plan))];
        let mut remarks = Vec::new();
        // Alarms come with the first component of their folder, and go with the last one.
        if usual.is_none() {
            made[0].retain(|own| {
                let waits = left_raised(&asked, &own.dir);
                if let Some(component) = waits {
                    let path = join(&own.dir, ALARMS).unwrap_or_default();
                    remarks
                        .push(format!("{} stays as it is until `{component}` is back, too", visible(&path)));
                }
                waits.is_none()
            });
        }
        allow_earlier(&mut asked, readings);
        let (wanted, everyday) = (wanted(&asked), everyday(&asked));
        let joint = plan_turn(
            readings.tree,
            &parts(&wanted, &made[0]),
            &parts(&everyday, &made[1]),
            &*readings.before.past,
        );
        Some(Self { asked, joint, everyday, made, remarks })
    }
}

/// A component in a folder that this build leaves as it is, and that is not as it is wanted.
fn left_raised<'a>(asked: &'a [Asked<'_>], dir: &str) -> Option<&'a str> {
    let here = asked.iter().filter(|(_, reading, _)| reading.dir() == dir);
    let mut left = here.flat_map(|(.., own)| &own.left);
    left.find(|want| !want.stands()).map(|want| want.component.as_str())
}

/// What a profile wants of each root, of all components or of those named in `only`; nothing if none of its components stands
/// in one.
pub(crate) fn asked<'a>(
    plan: &Plan,
    plans: &BTreeMap<String, Plan>,
    readings: &'a Readings<'a>,
    only: &[String],
) -> Option<Vec<Asked<'a>>> {
    let names: BTreeSet<&str> = plan.components.iter().filter_map(|own| plan.root_of(own)).collect();
    // The tables are long, and of no use to a stack that is built.
    let tables = if names.is_empty() { None } else { plan.cloud.existing() }?;
    let of = |name: &str| {
        let reading = readings.of(plan.header.terraform.get(name)?)?;
        let asking = Asking { plan, baseline: baseline(plan, plans), plans, tables, reading };
        Some((name.to_owned(), reading, wants(&asking, name, only)))
    };
    Some(names.into_iter().filter_map(of).collect())
}

/// What is wanted.
pub(crate) fn wanted<'a>(asked: &[Asked<'a>]) -> Values<'a> {
    values(asked, |own| own.wanted.iter().map(|want| want.wanted.clone()).collect())
}

/// What is wanted on a normal day: first in the place of what is wanted, then of the other components.
pub(crate) fn everyday<'a>(asked: &[Asked<'a>]) -> Values<'a> {
    values(asked, |own| own.wanted.iter().chain(&own.left).map(Want::everyday).collect())
}

fn values<'a>(asked: &[Asked<'a>], of: impl Fn(&Wants) -> Vec<Wanted>) -> Values<'a> {
    asked.iter().map(|(_, reading, own)| (*reading, of(own))).collect()
}

/// Roots with what is wanted of them, and of the files of alarms in their folders.
pub(crate) fn parts<'a>(values: &'a [(&'a Reading, Vec<Wanted>)], alarms: &'a [Made]) -> Vec<Part<'a>> {
    let part = |(reading, wanted): &'a (&'a Reading, Vec<Wanted>)| Part {
        ask: &reading.ask,
        estate: &reading.estate,
        wanted,
        made: alarms.iter().find(|made| made.dir == reading.dir()),
    };
    values.iter().map(part).collect()
}

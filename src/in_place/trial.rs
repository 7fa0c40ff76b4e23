//! What a build would do to the team's own Terraform, tried in memory.

use crate::in_place::earlier::allow_earlier;
use crate::in_place::reading::{Reading, Readings};
use crate::in_place::want::{Asked, Want, Wants};
use crate::tuning::joint::Joint;
use crate::tuning::turn::plan_turn;
use crate::tuning::wanted::{Made, Part, Wanted};

/// Roots with values that are wanted of them.
pub(crate) type Values<'a> = Vec<(&'a Reading, Vec<Wanted>)>;

/// What is done in all roots that something is wanted of, and what all their components want on a normal day: an earlier
/// build may have changed what this one leaves as it is. `alarms` are the files of alarms as they are wanted, `usual` those
/// of a normal day.
pub(crate) fn trial<'a>(
    asked: &mut [Asked<'a>],
    readings: &Readings<'_>,
    [alarms, usual]: [&[Made]; 2],
) -> (Joint, Values<'a>) {
    allow_earlier(asked, readings);
    let (wanted, everyday) = (wanted(asked), everyday(asked));
    let joint =
        plan_turn(readings.tree, &parts(&wanted, alarms), &parts(&everyday, usual), &*readings.before.past);
    (joint, everyday)
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

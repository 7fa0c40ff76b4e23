//! What a schedule changes of what Application Auto Scaling scales.

use crate::cloud::aws::timed;
use crate::cloud::aws::unit::Unit;
use crate::cloud::lowered::Output;
use crate::model::capacity::Count;
use crate::terraform::resource::Resource;

/// Writes what a schedule changes of what Application Auto Scaling scales.
pub(crate) fn scheduled(count: &Count, target: &Resource, unit: &Unit<'_>, out: &mut Output) {
    for action in unit.component.actions(count) {
        let schedule = unit.resource("aws_appautoscaling_scheduled_action", &action.suffix);
        // It stays as it was made: its beginning is only given while that lies ahead.
        let schedule = if action.weekly.is_some() { schedule.ignore("start_time") } else { schedule };
        out.add(schedule.identity(|r| {
            r.set("count", action.count()).set("name", timed::name(unit, &action));
            for argument in ["service_namespace", "scalable_dimension", "resource_id"] {
                r.set(argument, target.attr(argument));
            }
            match &action.weekly {
                // Once, and without an end: the provider would lose `end_time` when it changes the sizes.
                None => {
                    r.set("schedule", format!("at({})", action.stamp().trim_end_matches('Z')));
                    r.set("timezone", "UTC");
                }
                // Its sizes are part of its name, so that it is made anew with its `end_time` and never changed.
                Some((weekly, _)) => {
                    r.set("schedule", timed::cron(weekly)).set("timezone", weekly.zone.as_str());
                    r.set("start_time", action.begins()).set_some("end_time", action.ends());
                }
            }
            r.block("scalable_target_action", |b| {
                b.set("min_capacity", action.min).set("max_capacity", action.max);
            });
        }));
    }
}

//! How AWS is told when in each week a scheduled action happens.

use crate::cloud::aws::unit::Unit;
use crate::model::schedule::Weekly;
use crate::terraform::moment::Action;

/// The name of a scheduled action. One that happens each week has its sizes and its last day in it: changed, it is made
/// anew, because an update by the provider of `aws_appautoscaling_scheduled_action` loses when it ends
/// (hashicorp/terraform-provider-aws issue 33708).
pub(super) fn name(unit: &Unit<'_>, action: &Action) -> String {
    let name = format!("{}-{}", unit.title(), action.suffix);
    match &action.weekly {
        None => name,
        Some((_, last)) => format!("{name}-{}-{}-{}", action.min, action.max, last.strftime("%Y%m%d")),
    }
}

/// As EC2 Auto Scaling takes it: `15 20 * * 5`.
pub(super) fn unix(weekly: &Weekly) -> String {
    let day = weekly.day.to_sunday_zero_offset();
    format!("{} {} * * {day}", weekly.time.minute(), weekly.time.hour())
}

/// As Application Auto Scaling takes it: `cron(15 20 ? * FRI *)`.
pub(super) fn cron(weekly: &Weekly) -> String {
    let days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
    let day = usize::try_from(weekly.day.to_sunday_zero_offset()).ok().and_then(|day| days.get(day));
    format!("cron({} {} ? * {} *)", weekly.time.minute(), weekly.time.hour(), day.unwrap_or(&"*"))
}

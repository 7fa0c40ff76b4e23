//! The rule on time: every step of the switch can still be done.

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules as _;
use crate::switch::timeline::{Timeline, minus};

/// No size takes longer to change than there is time. Nobody knows here whether it is changed already: on the day of
/// a launch the time of every step passes.
pub(super) fn check(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    let (Some(now), Some(window), Some(everyday)) = (probe.known.now, &plan.window, probe.baseline) else {
        return;
    };
    let left = now.duration_until(window.start.timestamp());
    if left.is_negative() {
        return;
    }
    for resize in Timeline::of(plan, everyday).resizes {
        if left >= resize.latest {
            continue;
        }
        let Some(change) =
            resize.changes.iter().max_by_key(|change| change.effect.and_then(|rule| rule.takes))
        else {
            continue;
        };
        let message = match resize.takes {
            Some(takes) => format!(
                "if `{}` is not changed by now, it is too late: it takes {takes:#}, its latest safe start was {}, and it is {}",
                change.field,
                minus(resize.latest),
                minus(left)
            ),
            None => format!(
                "if `{}` is not changed by now, it is too late: nobody knows how long it takes, and it is {}",
                change.field,
                minus(left)
            ),
        };
        probe.of_component(Some(resize.component), |probe| {
            let finding = Finding::new(Code::TooLate, probe.place(&change.field.replace('.', "/")), message)
                .label(probe.plan.window_place(window), "the start");
            probe.report(
                finding.help(format!(
                    "if it is changed already, leave the profile as it is: without this size here it would be changed back; if not, leave all of `{}` as on a normal day and launch with the rest: counts still rise within minutes",
                    resize.component.name
                )),
            );
        });
    }
}

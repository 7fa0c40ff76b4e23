//! Rules on counts of machines and tasks.

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules as _;
use crate::model::capacity::{Count, Counted};
use crate::plan::Component;
use crate::source::Place;

/// Floor, expected count and ceiling are in order, no lower than on a normal day, and even over the zones.
pub(super) fn check(component: &Component, probe: &mut Probe<'_>) {
    let facets = component.spec.facets();
    let Some(count) = facets.count else { return };
    let counted = facets.counted;
    check_order(count, counted, probe);
    let own = probe.is_own(counted.field());
    if count.max == 0 && probe.plan.window.is_some() && own {
        let finding = Finding::new(
            Code::ZeroFloor,
            probe.place(&counted.path("max")),
            "none of them runs in the launch",
        );
        probe.report(finding.help("write how many there are to be: a multiple of nothing is nothing"));
    }
    if count.min == 0 && count.max > 0 && facets.needs_one {
        let finding = Finding::new(
            Code::ZeroFloor,
            probe.place(&counted.path("min")),
            "at zero there is nothing to measure, so it never grows",
        );
        probe.report(finding.help("keep one at the least"));
    }
    check_baseline(count, counted, probe);
    // What exists stands where its Terraform says, and not in a network that is made for the stack.
    if facets.stateful && component.is_built() {
        let places = probe.plan.cloud.places(&probe.plan.header.cloud, false, None);
        let zones = u32::try_from(places.count()).unwrap_or(u32::MAX);
        for finding in uneven(count, counted, zones, &|path| probe.place(path)) {
            probe.report(finding);
        }
    }
}

fn check_order(count: &Count, counted: Counted, probe: &mut Probe<'_>) {
    if count.min > count.max {
        let message = format!("`min` is {} and `max` is {}", count.min, count.max);
        // The side that this profile's own file sets is the one to show.
        let [max, min] = ["max", "min"].map(|end| counted.path(end));
        let field = [&max, &min].into_iter().find(|field| probe.is_own(field)).unwrap_or(&max);
        let finding = Finding::new(Code::CountOrder, probe.place(field), message)
            .label(probe.place(&counted.path("min")), "the floor")
            .label(probe.place(&counted.path("max")), "the ceiling")
            .help(format!(
                "raise `max` or lower `min`: {} refuses this, but only when it is applied",
                probe.plan.cloud.short()
            ));
        let finding = with_base(finding, &min, probe);
        probe.report(with_base(finding, &max, probe));
        return;
    }
    if let Some(expected) = count.expected
        && (expected < count.min || expected > count.max)
    {
        let message = format!("`expected` is {expected}, outside {} to {}", count.min, count.max);
        probe.report(
            Finding::new(Code::CountOrder, probe.place(&counted.path("expected")), message)
                .label(probe.place(&counted.path("min")), "the floor")
                .label(probe.place(&counted.path("max")), "the ceiling")
                .help("the autoscaler keeps the number between the two: scale it as well"),
        );
    }
}

/// Points at the base value of a relative count.
fn with_base(finding: Finding, field: &str, probe: &Probe<'_>) -> Finding {
    let name = probe.component.map_or("", |component| component.name.as_str());
    let node = probe.plan.entry(name).and_then(|entry| entry.node.at(field));
    match node.and_then(|node| node.base) {
        Some(base) => finding.label(base.place, "scaled from here"),
        None => finding,
    }
}

fn check_baseline(count: &Count, counted: Counted, probe: &mut Probe<'_>) {
    let Some(before) = probe.baseline_component() else {
        return;
    };
    let Some(normal) = before.spec.facets().count.copied() else {
        return;
    };
    let up = normal.max > 0 && count.max >= normal.max.saturating_mul(2) && count.min < count.max;
    // The floor grows by less than a quarter of the factor by which the ceiling grows.
    let [min, max, before_min, before_max] = [count.min, count.max, normal.min, normal.max].map(u128::from);
    let stays = count.min >= normal.min && 4 * min * before_max < max * before_min.max(1);
    if probe.plan.window.is_some() && up && stays {
        let (floor, first) = if count.min == normal.min {
            (format!("stays at {}", count.min), "the size of a normal day".to_owned())
        } else {
            let first = format!("{} of them: more come only once the load is measured", count.min);
            (format!("only from {} to {}", normal.min, count.min), first)
        };
        let message =
            format!("the ceiling rises from {} to {}, and the floor {floor}", normal.max, count.max);
        probe.report(
            Finding::new(Code::FloorStays, probe.place(&counted.path("max")), message)
                .label(probe.place(&counted.path("min")), "the floor")
                .note(format!("whoever comes in the first minutes meets {first}"))
                .help("raise `min` to what the first minutes take, or allow it: `allow: {floor-stays: …}`"),
        );
    }
    for (field, now, then) in [("min", count.min, normal.min), ("max", count.max, normal.max)] {
        if now < then {
            let path = counted.path(field);
            let message = format!("`{field}` is {now}, below the {then} of a normal day");
            let finding = Finding::new(Code::LaunchBelowNormal, probe.place(&path), message);
            let finding = probe.beside_normal(finding, &path);
            probe.report(
                finding.help("raise it, or allow it with a reason: `allow: {launch-below-normal: …}`"),
            );
        }
    }
}

/// With three zones and four machines, losing the zone with two of them loses half. `place` says where a field stands.
pub(super) fn uneven(
    count: &Count,
    counted: Counted,
    zones: u32,
    place: &dyn Fn(&str) -> Place,
) -> Vec<Finding> {
    // Fewer machines than zones cannot be even, and that was a choice.
    if zones < 2 || count.max < zones {
        return Vec::new();
    }
    let ends = [("min", count.min), ("max", count.max)].into_iter();
    let uneven = ends.filter(|(_, value)| *value > 0 && !value.is_multiple_of(zones));
    let finding = |(field, value): (&str, u32)| {
        let message = format!("{value} do not spread evenly over {zones} zones");
        let lower = value - value % zones;
        let help = match lower {
            0 => format!("take {zones}"),
            _ => format!("take {lower} or {}", lower + zones),
        };
        Finding::new(Code::ZoneImbalance, place(&counted.path(field)), message)
            .note("the loss of the fullest zone takes more than its share")
            .help(help)
    };
    uneven.map(finding).collect()
}

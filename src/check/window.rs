//! Rules on the window.

use jiff::SignedDuration;

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules as _;
use crate::model::window::{Window, WindowSpec, stamp};
use crate::survey::profile::PLACEHOLDER;
use crate::switch::schedule::schedules_of;
use crate::switch::timeline::Turn;

/// A window lies ahead, and no change of clocks falls into one. Zone and order are checked where they are read.
pub(super) fn check(probe: &mut Probe<'_>) {
    let (Some(window), Some(last)) = (&probe.plan.window, probe.plan.windows.last()) else {
        return check_end(probe);
    };
    let place = probe.plan.window_place(window);
    if let Some(now) = probe.known.now.filter(|now| last.is_past(*now)) {
        let now = now.to_zoned_datetime(last.start.time_zone().clone());
        let which = if probe.plan.windows.len() > 1 { "last window" } else { "window" };
        let message = format!("the {which} was over at {}, and it is {}", stamp(&last.closes), stamp(&now));
        let finding = Finding::new(Code::WindowPast, place, message);
        let set = if probe.plan.header.window_specs().any(|(_, spec)| spec.every.is_some()) {
            "set `until` to a later day"
        } else {
            "set `start` to the next one"
        };
        probe.report(finding.help(format!("{set}, or hold it against another time: `--now TIME`")));
    }
    if probe.baseline.is_none() {
        let message = "the window ends, and no profile says what to go back to";
        probe.report(Finding::new(Code::NoWayBack, place, message).help(
            "write the everyday size as `profiles/normal.yaml`, without a window, and let this one extend it",
        ));
    }
    check_placeholder(probe);
    check_own_overlap(probe);
    check_actions(probe);
    check_overlap(probe);
    check_maintenance(probe);
    check_clocks(probe);
}

/// The day is one that somebody chose, and not the one of a first profile.
fn check_placeholder(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    let stands = |spec: &WindowSpec| spec.start.as_ref().is_some_and(|start| start.starts_with(PLACEHOLDER));
    let specs = plan.header.window_specs();
    let paths: Vec<String> = specs.filter(|(_, spec)| stands(spec)).map(|(path, _)| path).collect();
    for path in paths {
        let place = plan.top_place(&format!("{path}/start"));
        let message = "when is it? This is the day that a first profile stands on, and nobody has chosen it";
        probe.report(
            Finding::new(Code::WindowPlaceholder, place, message)
                .note("times in the runbook, deadlines, scheduled actions and months of vendors are all counted from it")
                .help("write your day, time and zone, such as `2027-02-03T09:00:00[Europe/London]`"),
        );
    }
}

/// No change of clocks falls into a window.
fn check_clocks(probe: &mut Probe<'_>) {
    let changes = |window: &&Window| window.crosses_clock_change();
    let mut windows = probe.plan.windows.iter().filter(changes);
    let Some(window) = windows.next() else { return };
    let hours = window.duration().as_hours();
    let place = probe.plan.window_place(window);
    let more = windows.count();
    let which = if probe.plan.windows.len() > 1 {
        let more = if more > 0 { format!(", and in {more} more") } else { String::new() };
        format!(" of the window that starts at {}{more}", stamp(&window.start))
    } else {
        String::new()
    };
    let message = format!("the clocks change between `ready` and the end{which}");
    probe.report(
        Finding::new(Code::WindowDst, place, message)
            .note(format!("it lasts {hours} real hours; the end by the clock is {}", window.end))
            .help("check that the end is the one you mean, and allow it: `allow: {window-dst: …}`"),
    );
}

/// A window of a profile is over, with its tail, when the floors rise for the next one.
fn check_own_overlap(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    let rises = |at: usize, window: &Window| {
        let schedules = schedules_of(plan, probe.baseline);
        let raise = schedules.and_then(|all| all.all().get(at).map(|schedule| schedule.raise));
        raise.unwrap_or_else(|| window.ready.timestamp())
    };
    let mut pairs = plan.windows.iter().zip(plan.windows.iter().enumerate().skip(1));
    let early = |earlier: &Window, (at, window): (usize, &Window)| {
        // Only where they are close it matters when exactly the floors rise.
        let near = earlier.closes.timestamp().saturating_add(SignedDuration::from_hours(24));
        near.is_ok_and(|near| window.start.timestamp() <= near)
            && rises(at, window) < earlier.closes.timestamp()
    };
    let Some((earlier, (at, window))) = pairs.find(|(earlier, next)| early(earlier, *next)) else { return };
    let part = if earlier.tail().is_zero() { "window" } else { "window, with its tail," };
    let rise = stamp(&rises(at, window).to_zoned_datetime(window.start.time_zone().clone()));
    let message = format!(
        "the {part} that starts at {} is not over when floors rise at {rise} for the next one",
        stamp(&earlier.start)
    );
    let finding = Finding::new(Code::WindowOrder, plan.window_place(window), message);
    probe.report(finding.help("write one window for both, or shorten the first one or its `tail`"));
}

/// The cloud takes as many scheduled actions as there are.
fn check_actions(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    let Some(schedules) = schedules_of(plan, probe.baseline) else { return };
    let each = if schedules.has_tail() { 3 } else { 2 };
    let (actions, most) = (schedules.runs().len() * each, plan.cloud.most_schedules());
    if actions <= most || schedules.single().is_some() {
        return;
    }
    let message = format!(
        "these windows take {actions} scheduled actions for each component whose counts rise, and {} has {most} at most",
        plan.cloud.short()
    );
    let finding = Finding::new(Code::WindowsTooMany, plan.windows_place(), message);
    probe.report(finding.note("windows that recur each week at the same time by the clock take those of one window").help(
        "write an earlier `until` and fewer days in `except`, or let fewer windows stand beside those that recur",
    ));
}

/// A launch that is planned for a day has an end.
fn check_end(probe: &mut Probe<'_>) {
    let header = &probe.plan.header;
    let planned = [
        ("event", header.event.is_some()),
        ("plan_b", !header.plan_b.is_empty()),
        ("budget/window", header.budget.as_ref().is_some_and(|budget| budget.window.is_some())),
    ];
    let planned = planned.into_iter().find_map(|(field, given)| given.then_some(field));
    // A window that cannot be read has a finding of its own.
    let Some(field) = planned.filter(|_| probe.baseline.is_some() && !header.has_window()) else { return };
    let message = "this profile is for a launch, and does not say when that ends";
    let finding = Finding::new(Code::NoEnd, probe.plan.top_place("profile"), message)
        .label(probe.plan.top_place(field), "only a launch needs this");
    probe.report(
        finding.help("add `window: {start: …, duration: 24h}`: nothing comes back by itself without"),
    );
}

/// The cloud does not choose the launch to patch a database and restart it.
fn check_maintenance(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    let timed = || plan.components.iter().filter(|own| own.spec.facets().maintenance.is_some());
    if timed().next().is_none() {
        return;
    }
    let shared = probe.shared;
    for component in timed() {
        let Some(time) = component.spec.facets().maintenance else { continue };
        let hit = |(_, turn): &(&Window, &Turn)| time.overlaps(turn.from, turn.until());
        let Some((window, turn)) = shared.turns(plan).find(hit) else { continue };
        let (from, to) = (turn.from, turn.until());
        probe.of_component(Some(component), |probe| {
            let offset = window.start.offset();
            let here = time.later(i64::from(offset.seconds()) / 60);
            let message = format!(
                "{} may restart it between the switch and the way back: {} UTC, {here} by the clock of the window",
                plan.cloud.short(),
                time.as_str()
            );
            let finding = Finding::new(Code::MaintenanceOverlap, probe.place("maintenance"), message)
                .label(plan.window_place(window), "the start");
            let other = time.free_day(from, to);
            let other = other.map_or_else(String::new, |other| format!(", such as `{other}` in UTC"));
            probe.report(finding.help(format!("choose another time of the week in all profiles{other}")));
        });
    }
}

/// One stack has one size at a time. The finding is reported for the profile that starts later, once for each other one.
fn check_overlap(probe: &mut Probe<'_>) {
    let (plan, shared) = (probe.plan, probe.shared);
    for other in probe.all.values().filter(|other| other.name() != plan.name()) {
        let overlap = shared.turns(plan).find_map(|(window, turn)| {
            let mut others = shared.turns(other);
            let earlier = others.find(|(earlier, begun)| {
                let first = (&earlier.start, other.name()) < (&window.start, plan.name());
                first && turn.from < begun.until() && begun.from < turn.until()
            });
            earlier.map(|(earlier, _)| (window, turn, earlier))
        });
        let Some((window, turn, earlier)) = overlap else { continue };
        let (place, at) = (plan.window_place(window), other.window_place(earlier));
        // A profile that inherits the window of its base is another form of the same day.
        if at == place {
            continue;
        }
        let part = if earlier.end.timestamp() <= turn.from { "tail of the window" } else { "window" };
        let switch = stamp(&turn.from.to_zoned_datetime(window.start.time_zone().clone()));
        let message = format!(
            "the {part} of `{}` is not over when the switch to this one begins, at {switch}",
            other.name()
        );
        let finding = Finding::new(Code::WindowsOverlap, place, message).label(at, "it starts here");
        probe.report(
            finding
                .note("all profiles share one stack: whichever is applied last undoes the other")
                .help("move one of them, or write one profile for both with the larger sizes"),
        );
    }
}

//! Rules on traffic: the busiest hour is no more than the day, and no less than an even share of it.

use rust_decimal::Decimal;

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::diagnostic::suggest::closest;
use crate::in_place::limit::REQUESTS;
use crate::kind::spec::Rules as _;
use crate::model::external::Period;
use crate::money::figure;
use crate::plan::Component;

/// The amount of each length of time fits into those of the longer ones and fills them. Something uses the traffic,
/// and it is no less than on a normal day.
pub(super) fn check(probe: &mut Probe<'_>) {
    check_stated(probe);
    check_used(probe);
    check_baseline(probe);
    for (name, traffic) in &probe.plan.header.traffic {
        let given: Vec<(Period, Decimal)> = traffic.given().collect();
        for (long, short) in given.iter().zip(given.iter().skip(1)) {
            check_pair(name, *long, *short, probe);
        }
    }
}

/// A launch for the public says how much is expected to come.
fn check_stated(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    if !plan.header.has_window() || probe.baseline.is_none() || !plan.header.traffic.is_empty() {
        return;
    }
    let stated = |component: &Component| {
        let node = plan.entry(&component.name).map(|entry| &entry.node);
        node.is_some_and(|node| node.at("traffic").or_else(|| node.at("queue/messages")).is_some())
    };
    let public = plan.components.iter().find(|component| component.spec.facets().public);
    let Some(public) = public.filter(|_| !plan.components.iter().any(stated)) else { return };
    let message = "nothing says how much traffic comes in the window";
    let finding = Finding::new(Code::TrafficUnknown, plan.windows_place(), message)
        .label(plan.place(&public.name, ""), "reached from the internet")
        .note("so its data is not in the bill, and nobody checks whether load balancers and vendors keep up");
    probe.report(finding.help(format!(
        "state it, e.g. `components: {{{}: {{traffic: {{data: 10GiB}}}}}}` (an hour), or `traffic: {{visits: {{day: …, hour: …}}}}`",
        public.name
    )));
}

/// Traffic that nothing uses is mostly a misspelt name.
fn check_used(probe: &mut Probe<'_>) {
    let header = &probe.plan.header;
    let used = || header.external.values().filter_map(|one| Some(one.uses.as_ref()?.traffic.as_str()));
    // Report the name that does not exist first: it is mostly the misspelt one.
    if used().any(|name| !header.traffic.contains_key(name)) {
        return;
    }
    let plan = probe.plan;
    let tuned = plan.components.iter().any(|own| plan.root_of(own).is_some());
    for name in header.traffic.keys() {
        // Limits on what comes in are held against it.
        if tuned && name == REQUESTS {
            continue;
        }
        if used().any(|other| other == name) {
            continue;
        }
        let message = format!("no external service is used for the traffic `{name}`");
        let finding =
            Finding::new(Code::TrafficUnused, probe.plan.top_place(&format!("traffic/{name}")), message);
        probe.report(match closest(name, used()) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None => finding.help(format!(
                "write in the service that it uses: `uses: {{traffic: {name}, each: …}}`; or leave it out"
            )),
        });
    }
}

/// A launch brings no less traffic than a normal day.
fn check_baseline(probe: &mut Probe<'_>) {
    let Some(baseline) = probe.baseline.filter(|_| probe.plan.window.is_some()) else { return };
    for (name, traffic) in &probe.plan.header.traffic {
        let Some(before) = baseline.header.traffic.get(name) else { continue };
        for (period, now) in traffic.given() {
            let then = before.given().find(|(other, _)| *other == period).map(|(_, amount)| amount);
            let Some(then) = then.filter(|then| now < *then) else { continue };
            let path = format!("traffic/{name}/{}", period.word());
            let message = format!("{} is below the {} of a normal day", figure(now), figure(then));
            let finding = Finding::new(Code::LaunchBelowNormal, probe.plan.top_place(&path), message)
                .label(baseline.top_place(&path), "on a normal day");
            probe.report(
                finding.help("raise it, or allow it with a reason: `allow: {launch-below-normal: …}`"),
            );
        }
    }
}

fn check_pair(
    name: &str,
    (long, much): (Period, Decimal),
    (short, few): (Period, Decimal),
    probe: &mut Probe<'_>,
) {
    let (Some(seconds), Some(part)) = (long.seconds(), short.seconds()) else { return };
    let (long, short) = (long.word(), short.word());
    let even = much / Decimal::from(seconds / part.max(1));
    let message = if few > much {
        format!("the busiest {short} of `{name}` has {}, more than its whole {long}", figure(few))
    } else if few < even.round_dp(9) {
        let even = figure(even.round_dp(2));
        format!(
            "the busiest {short} of `{name}` has {}, less than an even share of its {long}: {even}",
            figure(few)
        )
    } else {
        return;
    };
    let place = |period: &str| probe.plan.top_place(&format!("traffic/{name}/{period}"));
    let finding =
        Finding::new(Code::TrafficOrder, place(short), message).label(place(long), format!("in a {long}"));
    probe.report(finding.help("scale them together (`x10` on the whole), or measure them on one busy day"));
}

//! Rules on alarms and tests: everything that a launch changes has a test, and somebody whom its alarms reach.

use crate::check::probe::Probe;
use crate::check::references;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules as _;
use crate::model::header::is_address;
use crate::plan::Component;
use crate::switch::change::changes;

/// The people of the runbook are known.
pub(super) fn check_plan(probe: &mut Probe<'_>) {
    let header = &probe.plan.header;
    check_addresses(probe);
    if let Some(lead) = header.event.as_ref().and_then(|event| event.lead.as_deref()) {
        references::check_owner(lead, "event/lead", probe);
    }
    for (at, fallback) in header.plan_b.iter().enumerate() {
        if let Some(owner) = &fallback.owner {
            references::check_owner(owner, &format!("plan_b/{at}/owner"), probe);
        }
    }
}

/// An owner has the same address as on a normal day: with another one here, the launch's alarms would still go to the
/// old one.
fn check_addresses(probe: &mut Probe<'_>) {
    let Some(baseline) = probe.baseline else { return };
    for (name, owner) in &probe.plan.header.owners {
        let Some(before) = baseline.header.owners.get(name).filter(|before| before.contact != owner.contact)
        else {
            continue;
        };
        let path = format!("owners/{name}/contact");
        let message = format!("the alarms of `{name}` go to the everyday contact, `{}`", before.contact);
        let finding = Finding::new(Code::NobodyWatches, probe.plan.top_place(&path), message)
            .label(baseline.top_place(&path), "the everyday contact");
        probe.report(finding.help("change it in the everyday profile: a subscription is confirmed by mail"));
    }
}

/// No alarm rings always, or can never ring.
fn check_thresholds(component: &Component, probe: &mut Probe<'_>) {
    let Some(own) = probe.plan.entry(&component.name).and_then(|entry| entry.node.get("alarms")) else {
        return;
    };
    for watch in component.watches().into_iter().filter(|watch| own.get(watch.key).is_some()) {
        let field = format!("alarms/{}", watch.key);
        let (least, most) = watch.range;
        let (message, help) = match (least, most) {
            (Some(least), _) if watch.threshold <= least => (
                format!(
                    "this alarm rings while nothing is wrong: {} may be {}",
                    watch.what,
                    watch.unit.say(least)
                ),
                "raise it: an alarm that always rings is one that nobody reads",
            ),
            (_, Some(most)) if watch.threshold >= most => (
                format!("this alarm never rings: {} is less than {}", watch.what, watch.unit.say(most)),
                "lower it to what users would notice",
            ),
            _ => continue,
        };
        let finding = Finding::new(Code::AlarmThreshold, probe.place(&field), message);
        probe.report(finding.help(help));
    }
}

/// A person watches what scales for the window, and there is a way to test it.
pub(super) fn check(component: &Component, probe: &mut Probe<'_>) {
    check_thresholds(component, probe);
    let Some(baseline) = probe.baseline.filter(|_| probe.plan.window.is_some()) else {
        return;
    };
    if changes("components", &component.name, baseline, probe.plan).is_empty() {
        return;
    }
    let place = probe.plan.place(&component.name, "");
    let owners = &probe.plan.header.owners;
    match component.common.owner.as_deref() {
        None => {
            let what =
                if component.has_alarms() { "its alarms call nobody" } else { "nobody looks after it" };
            let message = format!("`{}` scales, and {what}", component.name);
            let finding = Finding::new(Code::NobodyWatches, place, message);
            probe.report(finding.help("add `owner:`, a key of `owners`"));
        }
        Some(owner) => {
            let unreached =
                owners.get(owner).filter(|own| component.has_alarms() && !is_address(&own.contact));
            if let Some(found) = unreached {
                let message = format!(
                    "`{}` scales, and its alarms reach nobody: `{}` is no e-mail address",
                    component.name, found.contact
                );
                let finding = Finding::new(Code::NobodyWatches, probe.place("owner"), message)
                    .label(probe.plan.top_place(&format!("owners/{owner}/contact")), "the contact");
                probe
                    .report(finding.help(
                        "give an address as `contact`, or subscribe to the topic by hand and allow it",
                    ));
            }
        }
    }
    if component.common.test.is_none() {
        let message = format!("`{}` scales, and nothing says how to try it", component.name);
        let finding = Finding::new(Code::NoSpotTest, place, message);
        probe.report(
            finding.help("add `test:`, a command or a sentence, e.g. `curl -fsS https://example.com/health`"),
        );
    }
}

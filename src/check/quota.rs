//! Rules on quotas that no request can raise.

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::diagnostic::suggest::closest;
use crate::kind::spec::Rules as _;
use crate::model::capacity::Counted;
use crate::order::Order as _;
use crate::plan::addresses::{Room, subnets};
use crate::quota;
use crate::quota::requests::Requests;
use crate::quota::row::{Basis, Row, Verdict, rows};
use crate::switch::ramp::ramp;

/// Nothing needs more than the cloud gives to anybody, what the profile states of the account is understood, and there is
/// enough time to start what the floor adds.
pub(super) fn check(probe: &mut Probe<'_>) {
    check_used(probe);
    check_ramp(probe);
    check_account(probe);
    check_defaults(probe);
    let region = &probe.plan.header.cloud.region;
    let bill = probe.plan.bill();
    for need in quota::needs(bill, probe.plan.cloud.quotas()) {
        let default = need.quota.default_in(region);
        let Some(amount) = need.amount.filter(|amount| *amount > default && !need.quota.adjustable) else {
            continue;
        };
        let consumers = need.consumers();
        let Some(consumer) = consumers.first() else {
            continue;
        };
        let message = format!(
            "`{}` needs {amount} {}; {} allows {default} (`{}`)",
            consumer.line.component, need.quota.unit, need.quota.cloud, need.quota.name
        );
        probe.of_component(probe.plan.component(&consumer.line.component), |probe| {
            let finding =
                Finding::new(Code::QuotaHardLimit, probe.place(&counted(probe).path("max")), message)
                    .note(format!("source: {}", need.quota.source));
            probe.report(finding.help("split it over several components"));
        });
    }
}

/// What the component under the rules says how many there are of.
fn counted(probe: &Probe<'_>) -> Counted {
    probe.component.map(|own| own.spec.facets().counted).unwrap_or_default()
}

/// What the account lacks has been requested.
fn check_account(probe: &mut Probe<'_>) {
    let Some(applied) = probe.known.applied else { return };
    for row in rows(probe.plan.demand(probe.baseline), Some(applied)) {
        let ask = matches!(row.verdict, Verdict::Ask | Verdict::PendingTooSmall);
        let (true, Basis::Applied, Some(total)) = (ask, row.basis, row.total) else { continue };
        let consumers = row.need.consumers();
        let Some(consumer) = consumers.first() else { continue };
        let quota = row.need.quota;
        let open = row.open_request.map_or_else(
            || "nothing is asked for".to_owned(),
            |open| format!("only {} are asked for", quota.say(open)),
        );
        let message = format!(
            "{} are needed, the account has {}, and {open}: {}",
            quota.say(total),
            quota.say(row.current),
            quota.name
        );
        let fails = row.begins() == Some(false);
        probe.of_component(probe.plan.component(&consumer.line.component), |probe| {
            let finding = Finding::new(Code::QuotaShort, probe.place(&counted(probe).path("max")), message);
            let note = if fails {
                "the floor alone needs more: `terraform plan` will fail"
            } else {
                "the floor fits; growth ends where the quota does"
            };
            let profile = probe.plan.name();
            let how = if probe.plan.cloud.requests().is_some_and(Requests::has_terraform) {
                format!("`terraform -chdir=generated/{profile}/quotas apply` asks for it")
            } else {
                format!("generated/{profile}/quotas/quota-request.md says what to ask for")
            };
            probe.report(finding.note(note).help(format!("{how}; then save the dumps again")));
        });
    }
    for row in subnets(probe.plan, probe.baseline, Some(applied)) {
        let (Room::TooFew, Some(free)) = (row.verdict, row.free) else { continue };
        let message = format!("{} has {free} addresses free, and {} more are needed", row.subnet, row.added);
        let place = probe.plan.top_place("cloud/network/subnets");
        let finding = Finding::new(Code::NetworkTooSmall, place, message);
        probe.report(finding.help("give larger subnets, or scale to fewer"));
    }
}

/// What the account has been granted is known of each quota that the defaults of a new account do not cover.
fn check_defaults(probe: &mut Probe<'_>) {
    let (Some(applied), Some(_)) = (probe.known.applied, probe.baseline) else { return };
    let rows = rows(probe.plan.demand(probe.baseline), Some(applied));
    let lacking = |row: &&Row<'_>| {
        let is_short = row.verdict == Verdict::Unknown && row.at_least() > row.current;
        row.basis == Basis::Default && (row.verdict == Verdict::Ask || is_short)
    };
    let lacking: Vec<_> = rows.iter().filter(lacking).collect();
    if lacking.is_empty() {
        return;
    }
    let count = match lacking.len() {
        1 => "one quota".to_owned(),
        some => format!("{some} quotas"),
    };
    let message =
        format!("nobody knows whether the account has enough of {count}: a new account would not have");
    let mut finding = Finding::new(Code::QuotaUnknown, probe.plan.top_place("profile"), message);
    let mut services: Vec<&str> = lacking.iter().map(|row| row.need.quota.service).collect();
    services.order();
    services.dedup();
    for row in lacking {
        let quota = row.need.quota;
        let least = if row.total.is_none() { "at least " } else { "" };
        let consumers = row.need.consumers();
        let largest = consumers.first().map(|consumer| consumer.line.component.as_str());
        let largest = largest.filter(|name| !name.is_empty());
        let who = largest.map(|name| format!(" (the largest part: `{name}`)")).unwrap_or_default();
        let code = quota.code.map(|code| format!("{code} ")).unwrap_or_default();
        finding = finding.note(format!(
            "{code}{}: {least}{} of {}{who}",
            quota.name,
            quota.say(row.at_least()),
            quota.say(row.default)
        ));
    }
    let save = probe.plan.cloud.commands().save_quotas(&probe.plan.header.cloud.region, &services);
    let save = save.map_or_else(
        || "`scaleprof explain quota-unknown` says how to save what the account has".to_owned(),
        |save| format!("save what the account has, then check again: {save}"),
    );
    probe.report(finding.note(save).help("do that, or say who has looked: `allow: {quota-unknown: …}`"));
}

/// Use outside the profile is stated only for quotas that are counted.
fn check_used(probe: &mut Probe<'_>) {
    let quotas = probe.plan.cloud.quotas();
    let codes = || quotas.iter().filter_map(|quota| quota.code);
    for code in probe.plan.header.account.used.keys() {
        if codes().any(|known| known == code) {
            continue;
        }
        let place = probe.plan.top_place(&format!("account/used/{code}"));
        let message = format!("`{code}` is no quota that anything here counts against");
        let finding = Finding::new(Code::BadValue, place, message);
        probe.report(match closest(code, codes()) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None => {
                finding.help("`scaleprof quotas` lists those that do, with their codes; remove the others")
            }
        });
    }
}

/// There is enough time to start everything before it must be up.
fn check_ramp(probe: &mut Probe<'_>) {
    let (Some(window), Some(now)) = (&probe.plan.window, probe.known.now) else { return };
    // Once the window has begun, the floor is up, or nothing helps any more.
    if window.start.timestamp() <= now {
        return;
    }
    let left = now.duration_until(window.ready.timestamp()).max(jiff::SignedDuration::ZERO);
    let ramps = ramp(probe.plan, probe.baseline, None);
    let slowest = ramps.into_iter().filter(|ramp| ramp.takes.is_some()).max_by_key(|ramp| ramp.takes);
    let Some((ramp, takes)) = slowest.and_then(|ramp| ramp.takes.map(|takes| (ramp, takes))) else { return };
    if takes <= left {
        return;
    }
    let message = format!(
        "{} takes at least {takes:#} to start `{}`, and everything must be up in {left:#}",
        probe.plan.cloud.short(),
        ramp.component
    );
    probe.of_component(probe.plan.component(&ramp.component), |probe| {
        let finding = Finding::new(Code::RampTooSlow, probe.place(&counted(probe).path("min")), message);
        let finding = finding.note(format!(
            "from {} to {} {}; source: {}",
            ramp.from,
            ramp.to,
            ramp.what,
            ramp.source.unwrap_or("unknown")
        ));
        probe.report(
            finding.help("apply it earlier, start from a smaller floor, or ask for a higher launch rate"),
        );
    });
}

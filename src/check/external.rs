//! Rules on external services: each has an owner, a usage, a plan that carries it, and enough time to change it.

pub mod ladder;
pub mod limits;
mod price;
mod scaled;
pub mod service;
pub mod usage;

use crate::check::external::service::Service;
use crate::check::probe::Probe;
use crate::check::references;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::external::month::{When, months};
use crate::external::offer::Offer;
use crate::external::rates::Bounds;
use crate::external::usage::Use;
use crate::kind::spec::Rules as _;
use crate::model::external::Period;
use crate::model::ladder::Beyond;
use crate::model::window::{duration, length};
use crate::money::{dollars, figure};
use jiff::SignedDuration;

/// The fields that say what is counted. A profile may change the amount and the plan, not these.
const IDENTITY: [&str; 4] = ["service", "metric", "per", "cycle"];

/// Every service has an owner, and a usage that its plan carries; one that must be raised has a lead time.
pub(super) fn check(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    let everyday = probe.baseline;
    // If the window cannot be read, nobody knows the usage in it.
    if plan.header.has_window() && plan.window.is_none() {
        return;
    }
    for (name, external) in &plan.header.external {
        let service = Service {
            name,
            external,
            before: everyday.unwrap_or(plan).header.external.get(name),
            used: Use::of(name, external, plan, everyday),
            offer: Offer::in_force(external),
            billed: months(external, When::of(plan.window.as_ref())),
        };
        probe.of_external(name, |probe| {
            check_owner(&service, probe);
            check_identity(&service, probe);
            usage::check(&service, probe);
            check_lengths(&service, probe);
            ladder::check(&service, probe);
            price::check(&service, probe);
            scaled::check(&service, probe);
            check_time(&service, probe);
            check_plan(&service, probe);
            limits::check(&service, probe);
        });
    }
}

fn check_owner(service: &Service<'_>, probe: &mut Probe<'_>) {
    if let Some(owner) = &service.external.owner {
        return references::check_owner(owner, &service.path("owner"), probe);
    }
    let message = format!("nobody is named to talk to the vendor of `{}`", service.name);
    let place = probe.plan.external_place(service.name);
    probe.report(Finding::new(Code::ExternalOwner, place, message).help("add `owner:`, a key of `owners`"));
}

/// The same thing is counted in every profile; otherwise the everyday figures would say nothing about the launch.
fn check_identity(service: &Service<'_>, probe: &mut Probe<'_>) {
    let Some(baseline) = probe.baseline.filter(|_| service.before.is_some()) else { return };
    for field in IDENTITY {
        let path = service.path(field);
        if probe.plan.root.at(&path) == baseline.root.at(&path) {
            continue;
        }
        let message = format!("`{field}` of `{}` differs between profiles", service.name);
        probe.report(
            Finding::new(Code::IdentityChanged, probe.plan.top_place(&path), message)
                .label(baseline.top_place(&path), "in the everyday profile")
                .help("another vendor or another meter is another service: give it a name of its own"),
        );
    }
}

/// Lengths of time can be read.
fn check_lengths(service: &Service<'_>, probe: &mut Probe<'_>) {
    let external = service.external;
    let mut wrong = Vec::new();
    let mut read = |field: String, text: Option<&str>| {
        if let Some(Err(message)) = text.map(duration) {
            wrong.push((field, message, "write `2h`, `3d` or `40m`"));
        }
    };
    read("lead_time".to_owned(), external.lead_time.as_deref());
    for (at, own) in external.plans.iter().enumerate() {
        read(format!("plans/{at}/lead_time"), own.lead_time.as_deref());
    }
    for (at, limit) in external.limits.iter().enumerate() {
        read(format!("limits/{at}/keeps"), limit.keeps.as_deref());
    }
    for (at, own) in external.plans.iter().enumerate() {
        if let Some(Err(message)) = own.minimum.as_deref().map(length) {
            wrong.push((format!("plans/{at}/minimum"), message, "write `1 month`, `1 year` or `30d`"));
        }
    }
    for (field, message, help) in wrong {
        let place = probe.plan.top_place(&service.path(&field));
        probe.report(Finding::new(Code::BadValue, place, message).help(help));
    }
}

/// The plan carries the usage, and there is a time by which to order it.
fn check_plan(service: &Service<'_>, probe: &mut Probe<'_>) {
    let (name, offer) = (service.name, &service.offer);
    let Some(need) = service.used.counted(&service.billed) else { return };
    check_billed(service, need, probe);
    if offer.carries(need).is_none() && offer.included.is_some() {
        probe.report(not_known(service, need, probe));
    }
    if let (Some(false), Some(included)) = (offer.carries(need), offer.included) {
        let least = figure(need.least.round_dp(2));
        let least = if need.exact().is_some() { least } else { format!("at least {least}") };
        let metric = service.metric();
        let message = if service.external.uses.is_some() {
            let per = service.external.per.map_or("month", Period::word);
            let included = figure(included.into());
            format!("`{name}` uses {least} {metric} per {per}, and the plan includes {included}")
        } else {
            let expected = service.external.expected.unwrap_or_default();
            format!("`{name}` is expected to use {expected} {metric}, and the plan includes {included}")
        };
        let at = service.usage_place(service.external.per.unwrap_or(Period::Month), probe);
        let included = if offer.listed { "plan" } else { "included" };
        let finding = Finding::new(Code::ExternalOverPlan, at, message)
            .label(probe.plan.top_place(&service.path(included)), "what the plan includes");
        let choice = service.choice(probe);
        let best = choice.best().and_then(|best| Some((best.offer.name?, best.this_cycle?)));
        probe.report(match best {
            Some((best, cost)) => {
                let usage = figure(need.most.unwrap_or(need.least).ceil());
                let cost = dollars(cost.expected);
                finding.help(format!("`plan: {best}` carries it: {cost} for a month of {usage}"))
            }
            None if !service.external.plans.is_empty() => {
                finding.help("none of `plans` is known to carry it: ask the vendor for a larger one, and add it")
            }
            None => finding.help(
                "choose the plan for it (`plan:`, `included:`, `price:`), or allow it: overage is billed, or refused",
            ),
        });
    }
    let asks = service.is_asked() || offer.carries(need) != Some(true);
    if asks && offer.included.is_some() && offer.lead_time.is_none() && probe.plan.header.has_window() {
        let message =
            format!("the profile does not say how long the vendor of `{name}` takes to change the plan");
        probe.report(
            Finding::new(Code::ExternalLeadTime, probe.plan.external_place(name), message)
                .note("without it nobody knows by when to ask")
                .help("add `lead_time:`, e.g. `2h` or `3d`"),
        );
    }
}

/// Whether a plan carries the usage of a part of a day is not known if only bounds of it are known.
fn not_known(service: &Service<'_>, need: Bounds, probe: &Probe<'_>) -> Finding {
    let per = service.external.per.map_or("month", Period::word);
    let most = need.most.map(|most| format!(", at most {}", figure(most.ceil()))).unwrap_or_default();
    let message = format!(
        "whether the plan of `{}` carries the window is not known: it includes {} {} per {per}, and at least {}{most} are used",
        service.name,
        figure(service.offer.included.unwrap_or_default().into()),
        service.metric(),
        figure(need.least.round_dp(2)),
    );
    let at = service.usage_place(service.external.per.unwrap_or(Period::Month), probe);
    let included = if service.offer.listed { "plan" } else { "included" };
    let finding = Finding::new(Code::ExternalLimitUnknown, at, message)
        .label(probe.plan.top_place(&service.path(included)), "what the plan includes")
        .note("of a part of a day only bounds are known: its busiest hour, and as many of them as begin in the window");
    let choice = service.choice(probe);
    match choice.best().and_then(|best| Some((best.offer.name?, best.this_cycle?.expected))) {
        Some((best, cost)) => {
            finding.help(format!("`plan: {best}` carries the most of it: {} for the month", dollars(cost)))
        }
        None => {
            finding.help("say what comes in the busiest hour and minute (`traffic:`), or take a larger plan")
        }
    }
}

/// Usage that is billed beyond the plan has a price.
fn check_billed(service: &Service<'_>, need: Bounds, probe: &mut Probe<'_>) {
    let (name, offer) = (service.name, &service.offer);
    let unpriced = offer.then == Some(Beyond::Bill) && offer.overage.is_none();
    let most = need.most.unwrap_or(need.least);
    let Some(included) = offer.included.filter(|included| unpriced && most > (*included).into()) else {
        return;
    };
    let message = format!(
        "`{name}` uses {}{} {}, the plan includes {}, and the rest has no price",
        if need.exact().is_some() { "" } else { "up to " },
        figure(most.ceil()),
        service.metric(),
        figure(included.into())
    );
    let at = service.usage_place(service.external.per.unwrap_or(Period::Month), probe);
    let finding = Finding::new(Code::ExternalOverPlan, at, message);
    probe.report(finding.help("add its price: `overage: {price: …, per: 1000}`"));
}

/// A vendor that needs longer than there is time is asked too late.
fn check_time(service: &Service<'_>, probe: &mut Probe<'_>) {
    let (Some(now), Some(window)) = (probe.known.now, &probe.plan.window) else { return };
    let Some(lead) = service.offer.lead().filter(|_| service.is_asked()) else {
        return;
    };
    let left = now.duration_until(window.ready.timestamp());
    if lead > left && now < window.end.timestamp() {
        let ladder = service.offer.listed && service.external.lead_time.is_none();
        let field = if ladder { "plan" } else { "lead_time" };
        let place = probe.plan.top_place(&service.path(field));
        let left = left.max(SignedDuration::ZERO);
        let message = format!("the vendor of `{}` takes {lead:#}, and {left:#} are left", service.name);
        let finding = Finding::new(Code::ExternalLeadTime, place, message);
        probe.report(
            finding.help("call them, and plan for doing without: what fails first, and who watches it"),
        );
    }
}

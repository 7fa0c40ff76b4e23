//! Rules on a vendor's limits for shorter times, and on the months by which it bills.

use rust_decimal::Decimal;

use crate::check::external::service::Service;
use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::external::limits::{Headroom, Utilization, utilizations};
use crate::external::rates::Bounds;
use crate::kind::spec::Rules as _;
use crate::model::external::Period;
use crate::model::ladder::Beyond;
use crate::model::window::duration;
use crate::money::figure;

/// The busiest time stays within the vendor's limits, and what is paid ahead is paid in time.
pub(super) fn check(service: &Service<'_>, probe: &mut Probe<'_>) {
    let ceilings = utilizations(&service.used, &service.offer, &service.billed);
    for (at, ceiling) in ceilings.iter().filter(|ceiling| ceiling.limit.is_some()).enumerate() {
        match ceiling.verdict {
            Headroom::Short => probe.report(broken(service, ceiling, at, probe)),
            Headroom::Unknown if ceiling.usage.is_some() => {
                probe.report(unknown(service, ceiling, at, probe));
            }
            _ => {}
        }
    }
    check_cycle(service, probe);
}

fn broken(service: &Service<'_>, ceiling: &Utilization<'_>, at: usize, probe: &Probe<'_>) -> Finding {
    let (metric, per) = (service.metric(), ceiling.per.word());
    let usage = ceiling.usage.unwrap_or(Bounds::exactly(Decimal::ZERO));
    let least = if usage.exact().is_some() { "" } else { "at least " };
    let message = format!(
        "`{}` uses {least}{} {metric} in the {}{per}, and the vendor takes {}",
        service.name,
        figure(usage.least.round_dp(2)),
        if ceiling.per == Period::Month { "" } else { "busiest " },
        figure(ceiling.most)
    );
    let place = probe.plan.top_place(&service.path(&format!("limits/{at}/most")));
    let mut finding = Finding::new(Code::ExternalLimit, place, message)
        .label(service.usage_place(ceiling.per, probe), "what is used");
    finding = match ceiling.then {
        Some(then) => finding.note(format!("the rest {}", then.seen())),
        None => finding.note("nothing says what happens to the rest: add `then:`"),
    };
    if let Some(wait) = wait(service, ceiling) {
        finding = finding.note(wait);
    }
    let raise = ceiling.limit.and_then(|limit| limit.raise.as_deref());
    finding.help(match raise {
        Some(raise) => format!("to raise it: {raise}; or send it more evenly"),
        None => "ask the vendor to raise it, send it more evenly, or do without it in the rush".to_owned(),
    })
}

/// How long it takes until the amount of a day has gone out.
fn wait(service: &Service<'_>, ceiling: &Utilization<'_>) -> Option<String> {
    let limit = ceiling.limit.filter(|_| ceiling.then == Some(Beyond::Queue))?;
    let day = service.used.here.given(Period::Day)?;
    let hours = day / ceiling.most * Decimal::from(ceiling.per.seconds()?) / Decimal::from(3600);
    let keeps = limit.keeps.as_deref().map(|keeps| {
        let kept = duration(keeps).ok().map(|kept| Decimal::from(kept.as_secs()) / Decimal::from(3600));
        let lost = if kept.is_some_and(|kept| kept < hours) { ", and the rest is lost" } else { "" };
        format!("; it is kept for {keeps}{lost}")
    });
    let hours = figure(hours.round_dp(1));
    Some(format!("what comes in a day takes {hours} h to go out{}", keeps.unwrap_or_default()))
}

fn unknown(service: &Service<'_>, ceiling: &Utilization<'_>, at: usize, probe: &Probe<'_>) -> Finding {
    let (metric, per) = (service.metric(), ceiling.per.word());
    let usage = ceiling.usage.unwrap_or(Bounds::exactly(Decimal::ZERO));
    let most = usage.most.map(|most| format!(", at most {}", figure(most.ceil()))).unwrap_or_default();
    let busiest = if ceiling.per == Period::Month { "" } else { "busiest " };
    let message = format!(
        "nobody knows whether the vendor of `{}` takes the {busiest}{per}: it takes {} {metric}, and there will be at least {}{most}",
        service.name,
        figure(ceiling.most),
        figure(usage.least.round_dp(2)),
    );
    let place = probe.plan.top_place(&service.path(&format!("limits/{at}/most")));
    let finding = Finding::new(Code::ExternalLimitUnknown, place, message)
        .label(service.usage_place(ceiling.per, probe), "what is used");
    finding.help(match &service.external.uses {
        Some(uses) if ceiling.per == Period::Month => {
            format!("say what comes in the busiest hour and minute of `traffic: {}`", uses.traffic)
        }
        Some(uses) => {
            format!("say what comes in the busiest {per}: `traffic: {{{}: {{{per}: …}}}}`", uses.traffic)
        }
        None => format!("say what it is used for (`uses:`), with traffic for the busiest {per}"),
    })
}

/// A changed plan is paid in each of the vendor's months that the window touches, and what is paid ahead cannot be
/// bought before the month that it is for.
fn check_cycle(service: &Service<'_>, probe: &mut Probe<'_>) {
    let external = service.external;
    let Some(window) = probe.plan.window.as_ref().filter(|_| service.changes()) else { return };
    let Some((begin, end)) = service.billed.first().and_then(|month| month.dates.as_ref()) else { return };
    let field = if external.cycle.is_some() { "cycle" } else { "plan" };
    let place = probe.plan.top_place(&service.path(field));
    let expires = service.offer.expires;
    if service.billed.len() > 1 {
        let message = format!(
            "the window lies across {} of the vendor's months of `{}`: the first ends on {}",
            service.billed.len(),
            service.name,
            end.date()
        );
        let finding = Finding::new(Code::ExternalCycle, place, message)
            .label(probe.plan.windows_place(), "the window")
            .note("the plan is paid in each of them");
        probe.report(finding.help(if expires {
            "buy for each month in that month: what is left over expires with it"
        } else {
            "ask whether the vendor moves the day, or bills the days"
        }));
    }
    let asked = service.offer.lead().and_then(|lead| window.ready.checked_sub(lead).ok());
    if let Some(asked) = asked.filter(|asked| expires && *asked < *begin) {
        let stamp = |at: &jiff::ZonedDateTime| at.strftime("%Y-%m-%d %H:%M").to_string();
        let message = format!(
            "`{}` must be bought by {}, and what is bought before {} expires then",
            service.name,
            stamp(&asked),
            stamp(begin)
        );
        probe.report(
            Finding::new(Code::ExternalCycle, place, message)
                .help("buy for both months, or ask the vendor to start it with the new one"),
        );
    }
}

//! What must be ordered before a switch and given back after it: by whom, and by when.

use jiff::SignedDuration;
use serde::Serialize;

use crate::diff::Diff;
use crate::diff::orders::{quotas_by, vendor_by};
use crate::diff::quotas::QuotaDiff;
use crate::external::ask::Ask;
use crate::external::task::Task;
use crate::model::window::duration;
use crate::money::number;
use crate::order::Order as _;
use crate::quota::row::{Basis, Verdict};
use crate::report::view::say;
use crate::report::view::when::{Clock, length};

/// So many quotas are named in an order.
const NAMED: usize = 3;

/// Something to order, with its time and its owner.
#[derive(Debug, Serialize)]
pub struct OrderView {
    /// The latest time; of what is given back, the earliest.
    pub by: String,
    /// Who orders it; `None` if the profile names nobody.
    pub owner: Option<String>,
    /// What is ordered.
    pub what: String,
    /// What else to know, such as what is not known.
    pub note: Option<String>,
    /// How long before the start it is due.
    #[serde(skip)]
    pub(crate) due: SignedDuration,
}

/// What to order before the switch, in the order of time. On the way back there is nothing to order.
pub(super) fn orders(diff: &Diff<'_>, tasks: &[Task], clock: Clock<'_>) -> Vec<OrderView> {
    if diff.back {
        return Vec::new();
    }
    let mut out: Vec<OrderView> = quotas(diff, clock).into_iter().collect();
    for task in tasks {
        let due = vendor_by(task, diff.window.as_ref(), &diff.timeline);
        let order = |what, note| OrderView { by: clock.before(due), owner: owner(task), what, note, due };
        if task.plans.changes {
            out.push(order(plan(task), Some(plan_note(task, clock))));
        }
        out.extend(task.limits.asks.iter().map(|ask| order(limit(task, ask), Some(say::text(&ask.then)))));
    }
    out.order_by_key(|order| std::cmp::Reverse(order.due));
    out
}

/// What to give back after the switch, in the order of time.
pub(super) fn given_back(diff: &Diff<'_>, tasks: &[Task], clock: Clock<'_>) -> Vec<OrderView> {
    if diff.back || diff.span.is_none() {
        return Vec::new();
    }
    let back = |task: &Task| {
        let at = task.dates.step_back.as_ref()?;
        let start = diff.window.as_ref()?.start.timestamp();
        let to = task.plans.current_plan.as_ref();
        let to =
            to.map_or_else(|| "the everyday plan".to_owned(), |plan| format!("plan “{}”", say::text(plan)));
        Some(OrderView {
            by: clock.at(at),
            owner: owner(task),
            what: format!("{}: {to} again", named(task)),
            note: None,
            due: at.timestamp().duration_until(start),
        })
    };
    let mut all: Vec<OrderView> = tasks.iter().filter(|task| task.plans.changes).filter_map(back).collect();
    all.order_by_key(|order| std::cmp::Reverse(order.due));
    // What one of them gives back at one time is said at once.
    let mut out: Vec<OrderView> = Vec::new();
    for order in all {
        match out.iter_mut().find(|known| known.by == order.by && known.owner == order.owner) {
            Some(known) => known.what = format!("{}; {}", known.what, order.what),
            None => out.push(order),
        }
    }
    out
}

fn owner(task: &Task) -> Option<String> {
    task.owner.as_deref().map(say::text)
}

/// `mail (mandrill)`; a service that is called as its vendor only once.
fn named(task: &Task) -> String {
    let (name, service) = (say::text(&task.name), say::text(&task.service));
    if name == service { name } else { format!("{name} ({service})") }
}

fn plan(task: &Task) -> String {
    match &task.plans.plan {
        Some(plan) => format!("{}: plan “{}”", named(task), say::text(plan)),
        None => format!("{}: a larger plan", named(task)),
    }
}

fn plan_note(task: &Task, clock: Clock<'_>) -> String {
    let early = task.dates.not_before.as_ref();
    let early = early.map(|at| format!("not before {}, because what is paid earlier expires", clock.at(at)));
    let unneeded = task.is_unneeded().then(|| "not needed: the everyday plan is large enough".to_owned());
    let lead = match &task.dates.lead_time {
        Some(lead) => format!("takes {}", duration(lead).map_or_else(|_| say::text(lead), length)),
        None => "how long the vendor takes is not known".to_owned(),
    };
    [Some(lead), early, unneeded].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn limit(task: &Task, ask: &Ask) -> String {
    let (per, metric) = (ask.per, say::text(&task.metric));
    match ask.amount {
        Some(amount) => format!(
            "{}: raise the limit of {} {metric} per {per} to {}",
            named(task),
            number(ask.most),
            number(amount)
        ),
        None => format!(
            "{}: find out whether the limit of {} {metric} per {per} is enough",
            named(task),
            number(ask.most)
        ),
    }
}

/// The quotas that the cloud is asked for, in one order.
fn quotas(diff: &Diff<'_>, clock: Clock<'_>) -> Option<OrderView> {
    let cloud = diff.to.cloud.short();
    let short: Vec<&QuotaDiff> = diff.quotas.iter().filter(|quota| !quota.verdict.fits()).collect();
    let all_new = short.iter().all(|quota| quota.basis == Basis::Default);
    let of = |quota: &&QuotaDiff| {
        let unit = |amount: Option<u64>| match amount {
            Some(amount) if quota.quota.unit == "count" => number(amount),
            Some(amount) => format!("{} {}", number(amount), quota.quota.unit),
            None => "an amount that is not known".to_owned(),
        };
        let requested = quota.open_request.map(|open| format!(", {} are requested", unit(Some(open))));
        let never = quota.verdict == Verdict::CannotBeRaised;
        let never = if never { ", which cannot be raised so far: need less" } else { "" };
        let code = quota.quota.code.map(|code| format!(" ({code})")).unwrap_or_default();
        let requested = requested.unwrap_or_default();
        let what = format!("{} of {}{code}{never}{requested}", unit(quota.total), brief(quota.quota.name));
        let new = if quota.basis == Basis::Default && !all_new { " if it is new" } else { "" };
        (what, format!("{}{code}{new}", unit(Some(quota.current))))
    };
    let (mut list, has): (Vec<String>, Vec<String>) = short.iter().take(NAMED).map(of).unzip();
    if short.len() > NAMED {
        list.push(say::count(short.len() - NAMED, "more quota"));
    }
    let unknown = short.iter().any(|quota| quota.basis == Basis::Default);
    // What runs already has shown that the account is not new, if it runs.
    let more = |quota: &&QuotaDiff| {
        quota.basis == Basis::Default && quota.from.is_some_and(|from| from > quota.current)
    };
    let unknown = match unknown {
        true if short.iter().any(more) => format!(
            "what yours has is not known: {} alone takes more, so it was raised if that runs; ",
            say::text(diff.from.name())
        ),
        true => "what yours has is not known; ".to_owned(),
        false => String::new(),
    };
    let due = quotas_by(&diff.timeline);
    let lead = diff.to.header.event.as_ref().and_then(|event| event.lead.as_ref());
    (!short.is_empty()).then(|| OrderView {
        by: clock.before(due),
        owner: lead.and_then(|lead| diff.to.header.owners.get(lead)).map(|owner| say::text(&owner.name)),
        what: format!("{cloud}: {}", list.join("; ")),
        note: Some(format!(
            "{} account has {}; {unknown}if {cloud} refuses or is late, plan B of the runbook (what is done when something fails) says what fits",
            if all_new { "a new" } else { "the" },
            say::all(&has)
        )),
        due,
    })
}

/// The name of a quota without what stands in brackets: `Running On-Demand Standard instances`.
fn brief(name: &str) -> String {
    let Some((before, rest)) = name.split_once(" (") else { return name.to_owned() };
    let after = rest.split_once(')').map_or("", |(_, after)| after);
    format!("{before}{after}")
}

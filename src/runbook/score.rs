//! The scorecard: whether each part can carry the launch, and why.

use serde::Serialize;

use crate::diagnostic::code::Code;
use crate::diff::Status;
use crate::effect::Effect;
use crate::external::limits::Headroom;
use crate::external::task::Task;
use crate::external::task::limits::LimitSource;
use crate::guardrail::Compliance;
use crate::money::number;
use crate::plan::connections::{self, To};
use crate::plan::{Component, Plan};
use crate::quota::row::{Basis, Verdict};
use crate::report::view::say::accepted;
use crate::report::view::unknown::unknown;
use crate::report::view::waits;
use crate::runbook::inputs::{Inputs, changed, to_confirm};

/// Whether a part can carry the launch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Readiness {
    /// It carries the launch.
    Ok,
    /// It carries the launch, with little room or at a risk.
    Thin,
    /// Somebody has to do something first, or has been asked to.
    Pending,
    /// It does not carry the launch.
    Shortfall,
    /// Nobody knows: a figure is missing.
    Unknown,
}

/// A row of the scorecard.
#[derive(Debug, Serialize)]
pub struct Score {
    /// The name of the part.
    pub part: String,
    /// Whether it can carry the launch.
    pub verdict: Readiness,
    /// The reason, in one line.
    pub why: String,
}

/// All rows of the scorecard.
pub(super) fn card(inputs: &Inputs<'_>) -> Vec<Score> {
    let diff = inputs.diff;
    let mut out = vec![quotas(inputs)];
    for part in diff.parts.iter().filter(|part| part.status != Status::Same && part.effect.is_some()) {
        let effect = part.effect.unwrap_or_default();
        let (verdict, why) = match effect {
            _ if waits::of(&part.changes).is_some() => (
                Readiness::Pending,
                "its change waits for a maintenance window, which may come after the start".to_owned(),
            ),
            Effect::None => (Readiness::Ok, "users feel nothing".to_owned()),
            Effect::Degraded => (Readiness::Ok, "online, slower for a while".to_owned()),
            Effect::Rejected => (Readiness::Shortfall, "the cloud refuses a change".to_owned()),
            Effect::BriefFailover => (
                Readiness::Thin,
                "connections drop once during the switch, for a minute or two: do it early, at a quiet hour"
                    .to_owned(),
            ),
            Effect::Restart => (
                Readiness::Thin,
                "down for minutes during the switch: do it early, at a quiet hour".to_owned(),
            ),
            Effect::Replace => (
                Readiness::Thin,
                "replaced by a new one during the switch: do it early, at a quiet hour".to_owned(),
            ),
        };
        // Components of which the same is said share a row.
        match out.iter_mut().skip(1).find(|row| row.verdict == verdict && row.why == why) {
            Some(row) => row.part = format!("{}, {}", row.part, part.name),
            None => out.push(Score { part: part.name.clone(), verdict, why }),
        }
    }
    out.extend(inputs.tasks.iter().map(vendor));
    out.extend(databases(inputs));
    out.extend(balancers(inputs));
    out.push(watched(inputs));
    out.push(money(inputs));
    out
}

fn quotas(inputs: &Inputs<'_>) -> Score {
    let cloud = inputs.diff.to.cloud.short();
    let rows = || inputs.quotas.iter();
    let count = |verdict| rows().filter(|row| row.verdict == verdict).count();
    let guessed = rows().filter(|row| row.basis == Basis::Default).count();
    let open = rows().filter(|row| row.verdict.is_open()).count();
    let (ask, small) = (count(Verdict::Ask), count(Verdict::PendingTooSmall));
    let mut todo = Vec::new();
    todo.extend((ask > 0).then(|| format!("{ask} to ask for")));
    todo.extend((open > 0).then(|| format!("{open} asked for, not yet granted")));
    todo.extend(
        (small > 0).then(|| format!("{small} of them for less than is needed: reply in the support case")),
    );
    let short = || rows().filter(|row| !row.verdict.fits());
    if short().all(|row| row.basis == Basis::Applied && row.begins() == Some(true)) {
        todo.push("the account has enough for the start, but growth stops early".to_owned());
    }
    let failing = || short().filter(|row| row.begins() == Some(false)).map(|row| row.need.quota);
    let (verdict, why) = if failing().next().is_some() {
        let codes: Vec<&str> = failing().map(|quota| quota.code.unwrap_or(quota.name)).collect();
        todo.insert(
            0,
            format!(
                "no plan will work: the floors alone need more than the account has ({})",
                codes.join(", ")
            ),
        );
        (Readiness::Shortfall, todo.join("; "))
    } else if count(Verdict::CannotBeRaised) > 0 {
        (Readiness::Shortfall, format!("the launch needs more of one than {cloud} gives to anybody"))
    } else if ask + open > 0 {
        (if small > 0 { Readiness::Shortfall } else { Readiness::Pending }, todo.join("; "))
    } else if count(Verdict::Unknown) > 0 {
        (Readiness::Unknown, unknown_needs(inputs))
    } else if count(Verdict::Thin) > 0 {
        (Readiness::Thin, "enough, with less than a fifth to spare".to_owned())
    } else {
        (Readiness::Ok, "each is large enough".to_owned())
    };
    let reason = inputs.diff.to.header.allow.get(Code::QuotaUnknown.name());
    let why = match (guessed, reason) {
        (0, _) => why,
        (guessed, Some(reason)) => {
            format!("{why}; of {guessed} the account's value is not known: {}", accepted(reason))
        }
        (guessed, None) => {
            format!("{why}; of {guessed} the account's value is not known (save it in account/)")
        }
    };
    Score { part: format!("{cloud} quotas"), verdict, why }
}

/// Of which quotas the need is not known, and why.
fn unknown_needs(inputs: &Inputs<'_>) -> String {
    let rows = inputs.quotas.iter().filter(|row| row.verdict == Verdict::Unknown);
    let said = rows.map(|row| {
        let quota = row.need.quota;
        let why: Vec<&str> = row.need.unknown.iter().map(String::as_str).collect();
        let why =
            if why.is_empty() { "a figure that it rests on is missing".to_owned() } else { why.join(", ") };
        format!("how much of {} ({}) is needed is not known: {why}", quota.name, quota.code.unwrap_or("-"))
    });
    said.collect::<Vec<_>>().join("; ")
}

/// Why nobody knows whether a vendor can carry the launch.
fn unknown_limit(task: &Task) -> String {
    let unknown = task.limits.limits.iter().filter(|limit| limit.verdict == Headroom::Unknown);
    let of: Vec<String> = unknown
        .map(|limit| format!("{} of {} per {}", limit.usage, number_of(&limit.most), limit.per))
        .collect();
    if of.is_empty() {
        "neither a plan nor a limit of the vendor is stated, or how much is used is not; state `limits`, or what is `included`, and the `traffic` that it `uses`".to_owned()
    } else {
        format!(
            "the use is not known well enough ({}): state the `traffic` that it `uses` for that time",
            of.join("; ")
        )
    }
}

/// A decimal text with its thousands apart.
fn number_of(text: &str) -> String {
    text.parse::<u64>().map_or_else(|_| text.to_owned(), number)
}

/// Whether a vendor can carry the launch.
fn vendor(task: &Task) -> Score {
    let over_plan = task
        .limits
        .limits
        .iter()
        .any(|limit| limit.of == LimitSource::Plan && limit.verdict == Headroom::Short);
    // Only a limit for a shorter time can be accepted, not the plan itself.
    let reason = task.limits.accepted.as_deref().filter(|_| !over_plan && task.limits.asks.is_empty());
    let pending = task.plans.changes && !task.is_unneeded() || !task.limits.asks.is_empty();
    let verdict = match task.limits.verdict {
        Headroom::Short | Headroom::Unknown if reason.is_some() => Readiness::Thin,
        Headroom::Short => Readiness::Shortfall,
        Headroom::Unknown => Readiness::Unknown,
        Headroom::Ok | Headroom::Thin if pending => Readiness::Pending,
        Headroom::Ok => Readiness::Ok,
        Headroom::Thin => Readiness::Thin,
    };
    let change = match (&task.plans.plan, task.plans.changes) {
        (Some(plan), true) if task.is_unneeded() => {
            format!("the plan “{plan}” is not needed: the everyday plan is large enough")
        }
        (Some(plan), true) => format!("order the plan “{plan}”"),
        _ => "the plan stays".to_owned(),
    };
    let asks = task.limits.asks.iter().map(|ask| match ask.amount {
        Some(amount) => format!("; ask for a limit of {} per {}", number(amount), ask.per),
        None => format!("; find out how much is used per {}", ask.per),
    });
    let change = change + &asks.collect::<String>();
    let first = task
        .limits
        .first
        .as_deref()
        .map(|first| format!("; the limit that breaks first: {first}"))
        .unwrap_or_default();
    let allowed = reason.map(|reason| format!("; {}", accepted(reason))).unwrap_or_default();
    let unknown =
        if verdict == Readiness::Unknown { format!("{}; ", unknown_limit(task)) } else { String::new() };
    let part = format!("{} ({})", task.name, task.service);
    Score { part, verdict, why: format!("{unknown}{change}{first}{allowed}") }
}

/// How many connections of each database and each cache, and of what follows them, could be open at once.
fn databases(inputs: &Inputs<'_>) -> Vec<Score> {
    let plan = inputs.diff.to;
    let row = |name: &str,
               shared: bool,
               part: String,
               limit: Option<u64>,
               clients: &[connections::Client<'_>]| {
        let (open, deployed) = (connections::most(clients), connections::about_deployments(clients));
        let unknown = connections::unknown(clients);
        if !unknown.is_empty() {
            let why = format!("how many connections {} opens is not known", unknown.join(", "));
            return Score { part, verdict: Readiness::Unknown, why };
        }
        let Some(limit) = limit else {
            let why = format!(
                "up to {} could be open{deployed}, and the limit of {name} is not known: its memory is in no table of this version",
                number(open)
            );
            return Score { part, verdict: Readiness::Unknown, why };
        };
        let share = open.saturating_mul(100).checked_div(limit).unwrap_or(u64::MAX);
        if shared {
            let why = format!(
                "up to {} could be open{deployed} to the proxy, which shares up to {} connections of the database between them: who keeps a transaction or a session open makes the others wait",
                number(open),
                number(limit)
            );
            let verdict = if open > limit { Readiness::Thin } else { Readiness::Ok };
            return Score { part, verdict, why };
        }
        let verdict = match share {
            0..=70 => Readiness::Ok,
            71..=90 => Readiness::Thin,
            _ => Readiness::Shortfall,
        };
        let why = format!(
            "up to {} could be open{deployed}, {share} % of the limit of {}",
            number(open),
            number(limit)
        );
        Score { part, verdict, why }
    };
    let mut out = Vec::new();
    for (name, clients) in connections::clients(plan, To::Itself) {
        let Some(database) = plan.component(name) else { continue };
        let limit = database.connection_limit();
        let shared = database.spec.facets().database.is_some_and(|own| own.proxy);
        out.push(row("the class", shared, format!("{name}, connections"), limit, &clients));
    }
    for (name, clients) in connections::clients(plan, To::Readers) {
        let Some(database) = plan.component(name) else { continue };
        let limit = connections::reader_limit(database);
        out.push(row("the replicas", false, format!("{name}, connections to replicas"), limit, &clients));
    }
    out
}

/// Load balancers, which grow by themselves but not within seconds.
fn balancers(inputs: &Inputs<'_>) -> Vec<Score> {
    let diff = inputs.diff;
    let count = |plan: &Plan, name: &str| plan.component(name)?.spec.facets().count.copied();
    let rows = diff.to.components.iter().filter_map(|own| {
        let balancer = own.spec.facets().balancer?;
        let shares = |other: &Component| {
            other.name == own.name || other.spec.facets().behind.is_some_and(|behind| behind.app == own.name)
        };
        let doubled = |other: &Component| {
            let counts = count(diff.from, &other.name).zip(count(diff.to, &other.name));
            counts.is_some_and(|(before, after)| after.min > before.min.saturating_mul(2))
        };
        let sudden = || diff.to.components.iter().any(|other| shares(other) && doubled(other));
        (balancer.reserved.is_none() && sudden()).then(|| Score {
            part: format!("{}, load balancer", own.name),
            verdict: Readiness::Thin,
            why: "it grows by itself within minutes; if the traffic comes within seconds (a TV spot, a push message) reserve capacity units in the profile: balancer, reserved".to_owned(),
        })
    });
    rows.collect()
}

/// Whom alarms reach.
const EMAIL: &str = "each alarm goes to its owner by e-mail, once the owner has confirmed the subscription";

fn watched(inputs: &Inputs<'_>) -> Score {
    let plan = inputs.diff.to;
    let reached = |owner: Option<&str>| {
        let owner = owner.and_then(|owner| plan.header.owners.get(owner));
        owner.is_some_and(|owner| crate::model::header::is_address(&owner.contact))
    };
    let alone: Vec<&str> = changed(inputs.diff)
        .filter(|own| own.has_alarms() && !reached(own.common.owner.as_deref()))
        .map(|own| own.name.as_str())
        .collect();
    let asked = |own: &&Component| own.has_alarms() && !own.is_built();
    let unwatched: Vec<&str> = changed(inputs.diff)
        .filter(|own| asked(own) && own.watches().is_empty())
        .map(|own| own.name.as_str())
        .collect();
    let (verdict, why) = if !plan.is_built() && !plan.components.iter().any(Component::has_alarms) {
        (Readiness::Unknown, "all of this stack exists, and its alarms are not known".to_owned())
    } else if !unwatched.is_empty() {
        (Readiness::Thin, format!("no alarm is made on {}", unwatched.join(", ")))
    } else if alone.is_empty() && plan.header.terraform.keys().any(|root| to_confirm(inputs, root).is_some())
    {
        (Readiness::Pending, format!("{EMAIL}, which a step below makes"))
    } else if alone.is_empty() {
        (Readiness::Ok, EMAIL.to_owned())
    } else {
        (Readiness::Thin, format!("the alarms of {} reach nobody by e-mail", alone.join(", ")))
    };
    Score { part: "Alarms".to_owned(), verdict, why }
}

fn money(inputs: &Inputs<'_>) -> Score {
    let worst = inputs.gates.iter().map(|gate| (gate.verdict, gate.reason.as_str()));
    let over: Vec<(Compliance, &str)> = worst.filter(|(verdict, _)| *verdict != Compliance::Within).collect();
    let (verdict, why) =
        if let Some((_, reason)) = over.iter().find(|(verdict, _)| *verdict == Compliance::Over) {
            (Readiness::Shortfall, (*reason).to_owned())
        } else if inputs.diff.total.incomplete {
            (Readiness::Unknown, unknown_prices(inputs))
        } else if let Some((_, reason)) = over.first() {
            (Readiness::Unknown, (*reason).to_owned())
        } else if inputs.gates.is_empty() {
            (Readiness::Ok, "no budget is given".to_owned())
        } else {
            (Readiness::Ok, "within the budget".to_owned())
        };
    Score { part: "Cost".to_owned(), verdict, why }
}

/// Which prices are not known, so that no sum says whether the budget is kept.
fn unknown_prices(inputs: &Inputs<'_>) -> String {
    let lines: Vec<String> = inputs
        .diff
        .unknown()
        .map(|(part, line)| unknown(&part.name, line.what, &line.service, &line.key))
        .collect();
    let few = match lines.len() {
        0 => "a price".to_owned(),
        1..=3 => lines.join("; "),
        more => format!("{}; and {} more", lines[..2].join("; "), more - 2),
    };
    format!("no price is known for {few}: the sums are without it; prices/own.yaml can say it")
}

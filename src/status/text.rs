//! Writes what is live, and what should not be, as text.

use std::fmt::Write as _;

use rust_decimal::Decimal;

use crate::money::{MONTH_HOURS, round_amount, signed_dollars};
use crate::report::terminal::padded;
use crate::shown::visible;
use crate::status::left::Order;
use crate::status::open::{NotRaised, Open};
use crate::status::price::LeftCost;
use crate::status::report::{Condition, StatusReport};
use crate::status::state::Freshness;

/// The report for people. `refresh` are the commands that read from the cloud what is live.
#[must_use]
pub fn say(status: &StatusReport, cost: &LeftCost, refresh: &[String]) -> String {
    let live = status.live.as_deref().unwrap_or("no profile as a whole");
    let mut out = match status.source {
        Freshness::Refreshed => match status.read_at {
            Some(at) => format!("live: {live}, read from the cloud at {at:.0}\n\n"),
            None => format!("live: {live}\n\n"),
        },
        Freshness::LastApply => format!("live: {live}, as of the last apply\n\n"),
    };
    let widest = status.components.iter().map(|component| component.name.len()).max().unwrap_or(0);
    for component in &status.components {
        let said = match component.condition {
            Condition::Settled => alike(&component.profiles),
            Condition::HalfSwitched => "half switched".to_owned(),
            Condition::Drifted => "drifted".to_owned(),
            Condition::Missing => "not there".to_owned(),
        };
        let _ = writeln!(out, "{}  {said}", padded(&component.name, widest));
        for difference in &component.differences {
            let wanted: Vec<String> =
                difference.profiles.iter().map(|(profile, value)| format!("{profile} {value}")).collect();
            let _ = writeln!(
                out,
                "{}    {} {}: {} ({})",
                padded("", widest),
                difference.address,
                difference.attribute,
                visible(&difference.live),
                visible(&wanted.join(", "))
            );
        }
    }
    out.push_str(&not_raised(status));
    if !status.left_on.is_empty() {
        out.push_str(&left_on(status, cost));
    }
    if status.absent {
        out.push_str("\nThe state has nothing of this stack, although a window is open or over: it may be the state of another stack.\n");
    }
    if status.source == Freshness::LastApply {
        for Open { profile, since, .. } in status.open.iter().filter(|open| open.instead.is_none()) {
            let _ = writeln!(
                out,
                "\nThe window of {profile} is open since {since:.0}: a state does not say whether its floors are up."
            );
        }
        out.push_str(
            "\nThis is what Terraform wrote down when it last ran: what people, schedules or the cloud have changed since is\n\
             not in it. To see what is there:\n",
        );
        for command in refresh {
            let _ = writeln!(out, "  {command}");
        }
    }
    out
}

/// The profiles that have the same sizes.
pub(super) fn alike(profiles: &[String]) -> String {
    match profiles {
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last} alike", first.join(", ")),
        [] => String::new(),
    }
}

/// The sizes that are not up although a window is open.
fn not_raised(status: &StatusReport) -> String {
    let mut out = String::new();
    for Open { profile, since, instead, .. } in &status.open {
        let own: Vec<&NotRaised> = status.not_raised.iter().filter(|one| one.profile == *profile).collect();
        if own.is_empty() && instead.is_none() {
            continue;
        }
        let source = if status.source == Freshness::LastApply { ", as of the last apply" } else { "" };
        let instead = instead.as_ref().map(|name| format!(", and {name} is live as a whole{source}"));
        let instead = instead.unwrap_or_default();
        let _ = writeln!(out, "\nNOT RAISED: the window of {profile} is open since {since:.0}{instead}");
        for sizes in own.chunk_by(|a, b| a.component == b.component) {
            let name = |one: &NotRaised| one.field.trim_start_matches("count.").replace('.', " ");
            let all =
                |say: &dyn Fn(&&NotRaised) -> String| sizes.iter().map(say).collect::<Vec<_>>().join(", ");
            let wanted = all(&|one| format!("{} {}", name(one), visible(&one.wanted)));
            let live = if sizes.iter().all(|one| one.live.is_none()) {
                "is not there".to_owned()
            } else {
                format!("has {}", all(&|one| visible(one.live.as_deref().unwrap_or("none"))))
            };
            let component = sizes.first().map_or("", |one| &one.component);
            let _ = writeln!(out, "  {component} should have {wanted}, and {live}");
        }
    }
    out
}

/// The sizes that are still on, and what they cost.
fn left_on(status: &StatusReport, cost: &LeftCost) -> String {
    let whose = match status.overdue.as_slice() {
        [] => "a window is over, and sizes of no profile are still on".to_owned(),
        names => format!("the window of {} is over, and it is still on", names.join(", ")),
    };
    let mut out = format!("\nOVERDUE: {whose}\n");
    for left in &status.left_on {
        let known = match left.order {
            Order::Above => "",
            Order::Unknown => "; nobody knows which of the two is larger",
        };
        let (live, wanted) = (visible(&left.live), visible(&left.wanted));
        let _ = writeln!(out, "  {} {}: {live}, should be {wanted}{known}", left.component, left.field);
    }
    out + &costs(cost)
}

/// What sizes that are still on cost.
pub(super) fn costs(cost: &LeftCost) -> String {
    let mut out = String::new();
    let dollars = |hours: u32| signed_dollars(round_amount(cost.hour * Decimal::from(hours)));
    if !cost.hour.is_zero() || cost.unknown.is_empty() && cost.partly.is_empty() {
        let [hour, day, month] = [1, 24, MONTH_HOURS].map(dollars);
        let _ = writeln!(
            out,
            "until somebody switches back this costs {hour} an hour, {day} a day, {month} a month"
        );
    }
    if !cost.unknown.is_empty() {
        let _ = writeln!(out, "what {} costs is not known, and not counted", cost.unknown.join(", "));
    }
    if !cost.partly.is_empty() {
        let _ =
            writeln!(out, "a part of what {} costs is not known, and not counted", cost.partly.join(", "));
    }
    out
}

//! Writes the quotas that a profile needs, for a terminal.

use std::fmt::Write as _;

use crate::money::number;
use crate::plan::addresses::{Room, Subnet};
use crate::quota::row::{Basis, Row, Source, Verdict};
use crate::shown::clipped;
use crate::switch::fit::Fit;
use crate::switch::ramp::Ramp;

/// The number of lines of one kind that are shown.
const SHOWN: usize = 20;
/// The indent of further lines of a row: below its name.
const INDENT: &str = "             ";

/// What is known of the quotas of a profile.
#[derive(Debug)]
pub struct Quotas<'a> {
    /// The name of the profile.
    pub profile: &'a str,
    /// What people call the cloud.
    pub cloud: &'a str,
    /// The command that lists the quotas of an account, if the cloud has one.
    pub list: Option<String>,
    /// The region of the stack.
    pub region: &'a str,
    /// The needed quotas.
    pub rows: &'a [Row<'a>],
    /// The largest launch that fits, and the profile that it starts from; `None` if the whole launch fits.
    pub fit: Option<(&'a str, Fit)>,
    /// The time to start what the floor adds.
    pub ramps: &'a [Ramp],
    /// The addresses in the given subnets.
    pub subnets: &'a [Subnet],
}

/// Writes the report.
#[must_use]
pub fn text(quotas: &Quotas<'_>) -> String {
    let Quotas { profile, region, rows, .. } = quotas;
    let outside = rows.iter().any(|row| row.outside.amount.is_some());
    let counted =
        if outside { "needs at its maximum, with what else runs" } else { "alone needs at its maximum" };
    let mut out = format!("{profile} in {region}: what this stack {counted}\n");
    let (settled, open): (Vec<&Row<'_>>, Vec<&Row<'_>>) = rows.iter().partition(|row| row.verdict.fits());
    let (thin, enough) = settled.into_iter().partition(|row| row.verdict == Verdict::Thin);
    for (title, rows) in [("to do", open), ("enough, but more than 80 % is needed", thin), ("enough", enough)]
    {
        let rows: Vec<&Row<'_>> = rows;
        if !rows.is_empty() {
            let _ = writeln!(out, "\n{title}:");
            for row in rows {
                self::row(row, quotas.cloud, &mut out);
            }
        }
    }
    fit(quotas, &mut out);
    ramps(quotas.ramps, quotas.cloud, &mut out);
    subnets(quotas.subnets, &mut out);
    if rows.iter().any(|row| row.basis == Basis::Default) {
        out.push_str("\n* the value of a new account: the value of yours is not known.\n");
        if let Some(list) = &quotas.list {
            let _ = writeln!(out, "  Save the output of `{list}` in account/, or pass --applied FILE.");
        }
    }
    out
}

fn row(row: &Row<'_>, cloud: &str, out: &mut String) {
    let quota = row.need.quota;
    let needed = match (row.total, row.at_least()) {
        (Some(total), _) => number(total),
        (None, 0) => "unknown".to_owned(),
        (None, least) => format!("{}+", number(least)),
    };
    let unit = if quota.unit == "count" { "" } else { quota.unit };
    let (name, code) = (clipped(quota.name, 35), quota.code.unwrap_or("-"));
    let line = format!("  {code:10} {name:35} {needed:>7} {unit:9} {}", verdict(row, cloud));
    let _ = writeln!(out, "{}", line.trim_end());
    let consumers = if row.verdict.fits() { Vec::new() } else { row.need.consumers() };
    if let Some(consumer) = consumers.first() {
        let more = match consumers.len() - 1 {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        let _ = writeln!(out, "{INDENT}{}: {}{more}", consumer.line.component, consumer.formula());
    }
    let details = details(row, cloud);
    if !details.is_empty() {
        let _ = writeln!(out, "{INDENT}{}", details.join(", "));
    }
}

fn verdict(row: &Row<'_>, cloud: &str) -> String {
    let star = if row.basis == Basis::Default { "*" } else { "" };
    let todo = match (row.verdict, row.open_request) {
        (Verdict::Enough | Verdict::Thin, _) => String::new(),
        (Verdict::Ask, _) => ": ask".to_owned(),
        (Verdict::Pending, Some(asked)) => format!(": {} requested, wait", number(asked)),
        (Verdict::PendingTooSmall, Some(asked)) => {
            format!(": only {} requested, reply in the support case", number(asked))
        }
        (Verdict::Pending | Verdict::PendingTooSmall, None) => ": requested".to_owned(),
        (Verdict::CannotBeRaised, _) => format!(": more than {cloud} gives"),
        (Verdict::Unknown, _) => ": unknown".to_owned(),
    };
    format!("of {}{star}{todo}", number(row.current))
}

/// What else is known of a quota.
fn details(row: &Row<'_>, cloud: &str) -> Vec<String> {
    let mut details = Vec::new();
    if let Some(outside) = row.outside.amount {
        let basis = if row.outside.basis == Source::Stated { "stated" } else { "measured" };
        details.push(format!("{} of that outside the profile ({basis})", number(outside)));
    }
    details.extend(row.in_use.map(|used| format!("{} in use", number(used))));
    if row.basis == Basis::Applied && row.verdict != Verdict::Enough {
        details.push(format!("default {}", number(row.default)));
    }
    details.extend(row.headroom.filter(|_| row.basis == Basis::Applied).map(|left| {
        let end = if left < 0 { "short" } else { "left" };
        format!("{} {end}", number(left.unsigned_abs()))
    }));
    details.extend(row.refused.map(|refused| format!("{cloud} did not grant {} before", number(refused))));
    details
}

fn fit(quotas: &Quotas<'_>, out: &mut String) {
    let Some((everyday, fit)) = &quotas.fit else { return };
    let stops: Vec<&str> = fit.binding.iter().map(|quota| quota.code.unwrap_or(quota.name)).collect();
    let verb = if stops.len() == 1 { "stops" } else { "stop" };
    let stops = stops.join(", ");
    let unknown = |row: &&Row<'_>| row.basis == Basis::Default && fit.binding.contains(&row.need.quota);
    let when = if quotas.rows.iter().any(|row| unknown(&row)) { "fits a new account" } else { "fits today" };
    if !fit.fits {
        let _ = writeln!(out, "\n{when}: not even the counts of {everyday}; {stops} {verb} them");
        return;
    }
    let (percent, tenth) = (fit.permille / 10, fit.permille % 10);
    let profile = quotas.profile;
    let _ = if fit.floors {
        writeln!(
            out,
            "\n{when}: all floors of {profile}, and {percent}.{tenth} % of the growth above them; {stops} {verb} the rest"
        )
    } else {
        writeln!(
            out,
            "\n{when}: {percent}.{tenth} % of the way from {everyday} to {profile}; {stops} {verb} it"
        )
    };
    for counts in fit.counts.chunks(2).take(SHOWN) {
        if let [(component, _, min), (_, _, max)] = counts {
            let _ = writeln!(out, "  {component:24} count: {{min: {min}, max: {max}}}");
        }
    }
    more(fit.counts.len() / 2, out);
}

fn ramps(ramps: &[Ramp], cloud: &str, out: &mut String) {
    if ramps.is_empty() {
        return;
    }
    let _ = writeln!(out, "\ntime that {cloud} takes to start what the floor adds:");
    for ramp in ramps.iter().take(SHOWN) {
        let time = match ramp.takes {
            None => format!("unknown, {cloud} documents no rate"),
            Some(time) if time.is_zero() => "no time".to_owned(),
            Some(time) => format!("at least {time:#}"),
        };
        let _ = writeln!(out, "  {:24} {} -> {} {}: {time}", ramp.component, ramp.from, ramp.to, ramp.what);
    }
    more(ramps.len(), out);
}

fn subnets(subnets: &[Subnet], out: &mut String) {
    if subnets.is_empty() {
        return;
    }
    out.push_str("\naddresses in the given subnets:\n");
    for row in subnets {
        let free = row.free.map_or("unknown".to_owned(), |free| free.to_string());
        let verdict = match row.verdict {
            Room::Enough | Room::Unknown => "",
            Room::Thin => ": thin",
            Room::TooFew => ": too few",
        };
        let _ =
            writeln!(out, "  {:26} {:>7} more are needed, {free} are free{verdict}", row.subnet, row.added);
    }
}

fn more(all: usize, out: &mut String) {
    if all > SHOWN {
        let _ = writeln!(out, "  and {} more", all - SHOWN);
    }
}

//! What was found, for a terminal.

use std::fmt::Write as _;

use jiff::Timestamp;

use crate::lookback::raise::{Became, Moment};
use crate::lookback::report::{Group, Lookback, Row, short};
use crate::money::{dollars, number};
use crate::shown::{clipped, visible};

/// How many rows of a group are shown that are over.
const SHOWN: usize = 20;
/// The longest subject that is shown, in characters.
const LONGEST: usize = 72;

/// Writes the report.
#[must_use]
pub fn text(found: &Lookback) -> String {
    let mut out = format!("{}\n", sentence(found));
    for group in Group::ALL {
        let rows: Vec<&Row> = found.of(group).collect();
        if rows.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{} ({})", group.title(), rows.len());
        let shown = if group <= Group::Partly { rows.len() } else { SHOWN.min(rows.len()) };
        let mut last = None;
        for row in &rows[..shown] {
            let commit = (&row.raise.at.id, row.raise.says);
            if last != Some(commit) {
                let says = row.raise.says.map(|says| format!(" (says \"{says}\")")).unwrap_or_default();
                let Moment { id, subject, .. } = &row.raise.at;
                let _ = writeln!(out, "  {} {}{says}", short(id), shortened(subject));
            }
            last = Some(commit);
            let _ = writeln!(out, "    {}", line(row, found.about.now));
        }
        if shown < rows.len() {
            let _ = writeln!(out, "  and {} more: --format json", rows.len() - shown);
        }
    }
    for own in notes(found) {
        let _ = writeln!(out, "\n{own}");
    }
    out
}

/// What was looked through, and the numbers of what was found.
#[must_use]
pub(super) fn sentence(found: &Lookback) -> String {
    let Some((first, last)) = &found.about.span else {
        return "the repository has no commits".to_owned();
    };
    let folder = if found.about.folder.is_empty() {
        String::new()
    } else {
        format!(" in {}", visible(&found.about.folder))
    };
    let plural = if found.about.commits == 1 { "commit" } else { "commits" };
    let commits = format!("{} {plural}", number(found.about.commits as u64));
    let mut out = format!(
        "{} raises{folder} call themselves temporary or were lowered again, in {commits} from {} to {}: ",
        found.rows.len(),
        day(first.time),
        day(last.time)
    );
    if found.rows.len() == 1 {
        out = out
            .replacen("1 raises", "1 raise", 1)
            .replacen("call themselves", "calls itself", 1)
            .replacen("were", "was", 1);
    }
    let groups = Group::ALL.into_iter().filter_map(|group| {
        let count = found.of(group).count();
        (count > 0).then(|| format!("{count} {}", group.title()))
    });
    let groups: Vec<String> = groups.collect();
    if groups.is_empty() {
        return format!(
            "no raise{folder} calls itself temporary or was lowered again, in {commits} from {} to {}",
            day(first.time),
            day(last.time)
        );
    }
    out.push_str(&groups.join(", "));
    let hours = [Group::Up, Group::Partly].map(|group| found.hour(group));
    let (hour, unknown) = (hours[0].0 + hours[1].0, hours[0].1 + hours[1].1);
    if found.of(Group::Up).chain(found.of(Group::Partly)).next().is_some() {
        let region = found.about.region.as_deref().unwrap_or("a region that is not known");
        let all = found.of(Group::Up).chain(found.of(Group::Partly)).count();
        let _ = if unknown == all {
            write!(out, "\nwhat it costs that some are still up is not known")
        } else {
            write!(
                out,
                "\nwhat is still up costs {} an hour at list price in {}",
                dollars(hour),
                visible(region)
            )
        };
        if unknown > 0 && unknown < all {
            let _ = write!(out, ", without {unknown} of {all} whose price is not known");
        }
    }
    out
}

/// One raise: where, from what to what, for how long, and what it costs.
pub(super) fn line(row: &Row, now: Timestamp) -> String {
    let raise = &row.raise;
    let days = raise.days(now);
    let long = match days {
        0 => "for less than a day".to_owned(),
        1 => "for 1 day".to_owned(),
        _ => format!("for {} days", number(u64::try_from(days).unwrap_or_default())),
    };
    let mut out = format!(
        "{}:{} {}: {} -> {} on {}",
        visible(&raise.file),
        raise.line,
        visible(&raise.key),
        raise.from,
        raise.to,
        day(raise.at.time)
    );
    let by = |at: &Moment| format!("on {} ({})", day(at.time), short(&at.id));
    if let Some(lowered) = &raise.lowered {
        let _ = write!(out, ", lowered to {} {}{}", lowered.to, by(&lowered.at), lowered.then());
    }
    let _ = match &raise.became {
        Became::Up => write!(out, ", up {long}"),
        Became::Back(value, at) => write!(out, ", back to {value} {}, {long}", by(at)),
        Became::Other(value, at) => write!(out, ", then {value} {}, which cannot be compared", by(at)),
        Became::FileDeleted(at) => write!(out, ", its file was deleted {}, {long}", by(at)),
        Became::Deleted(at) => write!(out, ", deleted or named otherwise {}, {long}", by(at)),
        Became::Computed(at) => write!(out, ", computed since {} ({})", day(at.time), short(&at.id)),
    };
    if let (Some(hourly), Some(cost)) = (row.hourly, row.cost(now)) {
        let hour = if raise.became.end().is_some() { hourly.raised } else { hourly.left };
        let _ = write!(out, "; {} an hour, {}", dollars(hour.expected), dollars(cost.expected));
        if cost.ceiling != cost.expected || cost.floor != cost.expected {
            // A raise of a floor costs more at the floor than at the ceiling.
            let (least, most) = (cost.floor.min(cost.ceiling), cost.floor.max(cost.ceiling));
            let _ = write!(out, " ({} to {})", dollars(least), dollars(most));
        }
        out.push_str(if raise.became.end().is_some() { " in all" } else { " so far" });
    }
    out
}

/// What cannot be known.
pub(super) fn notes(found: &Lookback) -> Vec<String> {
    let mut out = Vec::new();
    if found.about.shallow {
        out.push(
            "The clone is shallow: what was before its first commit is not known (git fetch --unshallow)."
                .to_owned(),
        );
    }
    let mut limits = String::from(
        "Only constants in .tf, .tfvars and .hcl files count, and in the files of data that those read, as they were on the \
         line of first parents; nobody knows from them what was changed by hand, by autoscalers or with -var.",
    );
    if found.stayed > 0 {
        let _ = match found.stayed {
            1 => write!(limits, " 1 other raise stayed, and does not call itself temporary."),
            many => write!(
                limits,
                " {} other raises stayed, and do not call themselves temporary.",
                number(many as u64)
            ),
        };
    }
    if found.unread > 0 {
        let versions = if found.unread == 1 { "version of a file" } else { "versions of files" };
        let _ = write!(limits, " {} {versions} could not be read.", number(found.unread as u64));
    }
    out.push(limits);
    if found.rows.iter().any(|row| row.hourly.is_some()) {
        out.push(
            "Costs are at today's list price, of the component alone (without replicas and proxies beside it), with \
             everything else as the files have it today. A raise whose constant is no size of a component today has no \
             price."
                .to_owned(),
        );
    }
    out
}

/// The day of a time in UTC.
pub(super) fn day(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d").to_string()
}

/// A subject as it may be shown.
pub(super) fn shortened(subject: &str) -> String {
    clipped(&visible(subject), LONGEST)
}

//! What the sums do not contain and what is not known, as sentences.

use serde::Serialize;

use crate::diagnostic::code::Code;
use crate::diff::{Diff, PartDiff};
use crate::external::limits::Headroom;
use crate::external::task::Task;
use crate::money::unit_price;
use crate::order::Order as _;
use crate::priced::Uncounted;
use crate::quota::row::Basis;
use crate::report::view::say;
use crate::report::view::unknown::singular;
use crate::report::view::waits;
use rust_decimal::Decimal;

/// Prices below this many dollars are said for a million units.
const TINY: Decimal = Decimal::from_parts(1, 0, 0, false, 4); // 0.0001

/// Something that is not known.
#[derive(Debug, Serialize)]
pub struct MissingView {
    /// What is missing, in a few words.
    pub what: &'static str,
    /// The same without its reasons, for a list: `CPU credits`.
    pub short: String,
    /// The sentence.
    pub text: String,
}

/// What is not known of a switch, what it costs first.
pub(super) fn missing(diff: &Diff<'_>, tasks: &[Task], at_floor: &[String]) -> Vec<MissingView> {
    let mut out: Vec<MissingView> = prices(diff).into_iter().collect();
    let (known, unknown): (Vec<&Uncounted>, Vec<&Uncounted>) =
        diff.uncounted.iter().partition(|use_| use_.price.is_some());
    if !unknown.is_empty() {
        let list = uses(&unknown, diff);
        out.push(MissingView {
            what: "no price",
            short: kinds(&unknown),
            text: format!("neither a price nor an amount is known: {list}"),
        });
    }
    if !known.is_empty() {
        let list = uses(&known, diff);
        let text = format!("the profiles state no amount: {list}");
        out.push(MissingView { what: "no amount", short: kinds(&known), text });
    }
    let cloud = diff.to.cloud.short();
    let guessed = diff.quotas.iter().filter(|quota| quota.basis == Basis::Default).count();
    if guessed > 0 {
        let whose = format!("of the {cloud} account");
        let (short, stand) = if guessed == diff.quotas.len() {
            (
                format!("the quotas {whose}"),
                "; those of a new account stand for them, unless --applied FILE reads yours",
            )
        } else {
            (format!("{} {whose}", say::count(guessed, "quota")), "; those of a new account stand for them")
        };
        let accepted = diff.to.header.allow.get(Code::QuotaUnknown.name());
        let accepted = accepted.map(|reason| format!("; {}", say::accepted(reason))).unwrap_or_default();
        let short_form = if accepted.is_empty() { short.clone() } else { format!("{short} (accepted)") };
        out.push(MissingView {
            what: "quotas",
            text: format!("{short}{stand}{accepted}"),
            short: short_form,
        });
    }
    if !at_floor.is_empty() {
        let names = say::names(at_floor);
        let text = format!(
            "how many of {names} will run: no expected count is stated, so the minimum stands for it"
        );
        out.push(MissingView {
            what: "expected counts",
            short: format!("how many of {names} will run"),
            text,
        });
    }
    let waiting = waits::parts(diff);
    if !waiting.is_empty() {
        let (change, wait) =
            if waiting.len() == 1 { ("changes", "it waits") } else { ("change", "they wait") };
        let short = format!("when {} {change}", say::names(&waiting));
        let text = format!(
            "{short}: {wait} for a maintenance window, and the sum is that of a change at the latest time"
        );
        out.push(MissingView { what: "maintenance", short, text });
    }
    for told in diff.untold() {
        out.push(MissingView { what: "along", short: told.to_owned(), text: told.to_owned() });
    }
    let unsure: Vec<&str> = (tasks.iter())
        .filter(|task| task.limits.verdict == Headroom::Unknown)
        .map(|task| task.name.as_str())
        .collect();
    if !unsure.is_empty() {
        let names = say::names(&unsure);
        let text = format!("whether the vendors' limits hold for {names}: a figure of the use is missing");
        out.push(MissingView {
            what: "limits",
            short: format!("whether the vendors' limits hold for {names}"),
            text,
        });
    }
    out
}

/// What no sum contains, for a title, where a component has use with a price and the profiles state no amount of it.
pub(super) fn not_counted(diff: &Diff<'_>) -> Option<&'static str> {
    let of_component = |own: &Uncounted| own.price.is_some() && diff.to.component(&own.name).is_some();
    diff.uncounted.iter().any(of_component).then_some("some traffic not counted")
}

/// The parts with a price that is not known: no sum contains them.
fn prices(diff: &Diff<'_>) -> Option<MissingView> {
    let mut parts: Vec<&PartDiff> = diff.unknown().map(|(part, _)| part).collect();
    parts.dedup_by_key(|part| (part.payer, part.name.as_str()));
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    let short = format!("the price of {}", say::names(&names));
    // Of a part that has other prices the sum contains those.
    let partly =
        parts.iter().any(|part| part.lines.iter().any(|line| line.total.is_some() && !line.is_unknown()));
    let text = match names.as_slice() {
        [] => return None,
        [name] if partly => {
            format!("the price of a part of {} is not known: this sum is without it", say::text(name))
        }
        names if partly => {
            format!("the prices of parts of {} are not known: this sum is without them", say::names(names))
        }
        [name] => format!("the price of {} is not known: this sum is without it", say::text(name)),
        names => format!("the prices of {} are not known: this sum is without them", say::names(names)),
    };
    Some(MissingView { what: "price", short, text })
}

/// Each kind of use once, with all parts that have it: `data through NAT at $0.048 per GB (network)`.
fn uses(uses: &[&Uncounted], diff: &Diff<'_>) -> String {
    let mut out: Vec<(String, Vec<&str>)> = Vec::new();
    for use_ in uses {
        let price = use_.price.as_ref().map(|price| format!(" at {}", per(price.usd, use_.unit)));
        let what = format!("{}{}", use_.what, price.unwrap_or_default());
        match out.iter_mut().find(|(known, _)| *known == what) {
            Some((_, names)) => names.push(&use_.name),
            None => out.push((what, vec![&use_.name])),
        }
    }
    let each = |(what, names): (String, Vec<&str>)| format!("{what} ({})", who(&names, diff));
    out.into_iter().map(each).collect::<Vec<_>>().join("; ")
}

/// The kinds of use, each once: `data out, CPU credits`.
fn kinds(uses: &[&Uncounted]) -> String {
    let short = |what: &'static str| what.split_once(',').map_or(what, |(short, _)| short);
    let mut kinds: Vec<&str> = uses.iter().map(|use_| short(use_.what)).collect();
    kinds.order();
    kinds.dedup();
    kinds.join(", ")
}

/// Several components of one kind are called by their number and their kind: `4 workers`.
fn who(names: &[&str], diff: &Diff<'_>) -> String {
    let kind = |name: &&str| diff.parts.iter().find(|part| part.name == **name).map(|part| part.kind);
    let mut kinds: Vec<(Option<&str>, Vec<&str>)> = Vec::new();
    for name in names {
        match kinds.iter_mut().find(|(known, _)| *known == kind(name)) {
            Some((_, names)) => names.push(name),
            None => kinds.push((kind(name), vec![name])),
        }
    }
    let each = |(kind, names): &(Option<&str>, Vec<&str>)| match kind {
        Some(kind) if names.len() > 2 => say::count(names.len(), kind),
        _ => say::names(names),
    };
    kinds.iter().map(each).collect::<Vec<_>>().join(", ")
}

/// `$0.048 per GB`, `$0.40 per million requests`.
fn per(usd: Decimal, unit: &str) -> String {
    let unit = singular(unit);
    if usd < TINY && !usd.is_zero() {
        let s = if unit.ends_with('s') { "" } else { "s" };
        return format!("{} per million {unit}{s}", unit_price(usd.saturating_mul(Decimal::from(1_000_000))));
    }
    format!("{} per {unit}", unit_price(usd))
}

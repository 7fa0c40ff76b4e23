//! Writes a review for a terminal.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::report::terminal::{Style, padded};
use crate::report::view::quota::QuotaView;
use crate::screen::Screen;

use super::felt::Felt;
use super::say::{self, MOST, NAMED};
use super::{Review, Reviewed, WHOLE};

/// A review for people; `source` is the path of the plan.
#[must_use]
pub fn text(review: &Review, source: &str, screen: impl Into<Screen>) -> String {
    let style = Style::from(screen.into());
    let mut out = String::new();
    let made = review.terraform.as_deref().map(|own| format!(", made by Terraform {}", say::name(own)));
    let title = style.bold(&say::name(source));
    style.wrapped("", &format!("{title}: {}{}", say::summary(review), made.unwrap_or_default()), &mut out);
    if !review.changes.is_empty() {
        style.wrapped("users feel: ", &felt(review), &mut out);
        style.wrapped("an hour:    ", &say::total(review), &mut out);
    }
    for said in say::beside(review) {
        style.wrapped("note: ", &said, &mut out);
    }
    let (told, quiet): (Vec<&Reviewed>, Vec<&Reviewed>) =
        review.changes.iter().partition(|own| own.is_told());
    let mut billed = BTreeSet::new();
    for own in told.iter().take(MOST) {
        let first = own.bill.is_some_and(|at| billed.insert(at));
        one(review, own, first, &style, &mut out);
    }
    if told.len() > MOST {
        let _ = writeln!(out, "\nand {} more; --format json has all of them", told.len() - MOST);
    }
    quietly(&quiet, &style, &mut out);
    quotas(review, &style, &mut out);
    style.finish(&out)
}

/// What users feel of all of it.
fn felt(review: &Review) -> String {
    let unknown = review.unknown().count();
    let open = match unknown {
        0 => String::new(),
        1 => "; of 1 change not all is known".to_owned(),
        more => format!("; of {more} changes not all is known"),
    };
    format!("{}{open}{}", review.felt(), say::more(review))
}

/// One change; `billed` says whether it is the first one on its bill.
fn one(review: &Review, own: &Reviewed, billed: bool, style: &Style, out: &mut String) {
    out.push('\n');
    let word = own.felt.word();
    let word =
        if own.felt > Felt::None || own.felt == Felt::Unknown { style.warn(word) } else { word.to_owned() };
    style.wrapped("", &format!("{word}  {}", style.bold(&say::name(&own.change.address))), out);
    style.wrapped("  Terraform says: ", &say::actions(&own.change), out);
    let widest =
        own.attributes.iter().map(|own| say::name(&own.name).chars().count()).max().unwrap_or(0).min(48);
    for attribute in own.attributes.iter().filter(|own| own.name != WHOLE).take(MOST) {
        let row = if attribute.rule.is_none() && own.unknown.contains(&attribute.name) {
            "  (unknown)"
        } else {
            ""
        };
        style.wrapped(
            &format!("    {}  ", padded(&say::name(&attribute.name), widest)),
            &format!("{}{row}", say::change(attribute)),
            out,
        );
    }
    for (what, avoid) in say::why(own) {
        style.wrapped("  ", what, out);
        if let Some(avoid) = avoid.filter(|_| own.felt > Felt::None) {
            style.wrapped("    instead: ", avoid, out);
        }
    }
    let times = say::times(own);
    if !times.is_empty() {
        style.wrapped("  ", &times, out);
    }
    for what in say::all_swallowed(own) {
        style.wrapped("  ", what, out);
    }
    for what in say::undone(own) {
        style.wrapped("  cannot be undone: ", what, out);
    }
    if !own.unknown.is_empty() {
        style.wrapped(
            "  not known what users feel of: ",
            &say::names(own.unknown.iter().map(String::as_str)),
            out,
        );
    }
    if let Some(bill) = own.bill.map(|at| &review.bills[at]).filter(|_| billed) {
        let is_own = bill.address == own.change.address;
        let whole = if is_own { String::new() } else { format!(" (all of {})", say::name(&bill.address)) };
        style.wrapped("  an hour: ", &format!("{}{whole}", say::hour(bill)), out);
    }
}

/// What nobody feels, in one line for each action.
fn quietly(quiet: &[&Reviewed], style: &Style, out: &mut String) {
    if quiet.is_empty() {
        return;
    }
    out.push_str("\nnobody feels:\n");
    for own in quiet.iter().take(MOST) {
        let what = say::why(own).first().map_or("", |why| why.0);
        style.wrapped(
            &format!("  {}  ", say::name(&own.change.address)),
            &format!("{}: {what}", say::actions(&own.change)),
            out,
        );
    }
    if quiet.len() > MOST {
        let _ = writeln!(out, "  and {} more", quiet.len() - MOST);
    }
}

fn quotas(review: &Review, style: &Style, out: &mut String) {
    if review.quotas.is_empty() {
        return;
    }
    out.push_str("\nquotas of which another amount is needed:\n");
    for touched in review.quotas.iter().take(NAMED * 4) {
        let own = QuotaView::new(&touched.diff, touched.cloud);
        let basis = if own.default { "the default" } else { "the account's" };
        style.wrapped(
            &format!("  {}  ", own.name),
            &format!("{} -> {}, of {} ({basis}): {}", own.from, own.to, own.current, own.verdict),
            out,
        );
    }
}

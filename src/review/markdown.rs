//! Writes a review for the comment of a pull request. What comes from a plan is escaped: it is no markup, no mention
//! and no link.

use std::fmt::Write as _;

use crate::report::view::quota::QuotaView;
use crate::template::markdown::markdown as escaped;

use super::felt::Felt;
use super::say;
use super::{Review, Reviewed, WHOLE};

/// The most changes that are told one by one: a comment has room for them, whatever they are called.
const MOST: usize = 40;

/// A review as Markdown.
#[must_use]
pub fn markdown(review: &Review) -> String {
    let mut out = String::new();
    let unknown = review.unknown().count();
    let open =
        if unknown == 0 { String::new() } else { format!(", and {unknown} of which not all is known") };
    let title = match (review.changes.is_empty(), review.felt()) {
        (true, _) if !review.is_open() => "This plan changes nothing".to_owned(),
        (_, Felt::Unknown) => "It is not known what users feel of this plan".to_owned(),
        (_, Felt::None) if unknown == 0 && !review.is_open() => "Users feel nothing of this plan".to_owned(),
        (_, felt) => format!("Users feel of this plan: {felt}{open}{}", say::more(review)),
    };
    let _ = writeln!(out, "### {title}\n");
    let _ = writeln!(out, "{}. An hour: {}.", escaped(&say::summary(review)), escaped(&say::total(review)));
    for said in say::beside(review) {
        let _ = writeln!(out, "- {}", escaped(&said));
    }
    let (told, quiet): (Vec<&Reviewed>, Vec<&Reviewed>) =
        review.changes.iter().partition(|own| own.is_told());
    if !told.is_empty() {
        out.push_str("\n| users feel | resource | Terraform says | what changes | an hour |\n| --- | --- | --- | --- | --- |\n");
        for own in told.iter().take(MOST) {
            let _ = writeln!(out, "{}", row(review, own));
        }
        if told.len() > MOST {
            let _ = writeln!(out, "\n{} more: `scaleprof review --format json`", told.len() - MOST);
        }
        out.push_str("\n<details><summary>What happens, and what to do instead</summary>\n\n");
        for own in told.iter().take(MOST) {
            details(own, &mut out);
        }
        out.push_str("\n</details>\n");
    }
    if !quiet.is_empty() {
        let _ = writeln!(out, "\n<details><summary>{} that nobody feels</summary>\n", quiet.len());
        for own in quiet.iter().take(MOST) {
            let address = escaped(&say::name(&own.change.address));
            let _ = writeln!(out, "- {address}: {}", escaped(&say::actions(&own.change)));
        }
        if quiet.len() > MOST {
            let _ = writeln!(out, "- {} more", quiet.len() - MOST);
        }
        out.push_str("\n</details>\n");
    }
    quotas(review, &mut out);
    out
}

/// A cell of a table: no line of it ends the row.
fn cell(text: &str) -> String {
    text.replace('\n', " ")
}

fn row(review: &Review, own: &Reviewed) -> String {
    let known = if own.unknown.is_empty() || own.felt == Felt::Unknown { "" } else { ", not all known" };
    let changes: Vec<String> = own
        .attributes
        .iter()
        .filter(|own| own.size.is_some())
        .take(say::NAMED)
        .map(|own| escaped(&format!("{} {}", say::name(&own.name), say::change(own))))
        .collect();
    let sizes = own.attributes.iter().filter(|own| own.size.is_some()).count();
    let other = sizes.saturating_sub(say::NAMED)
        + own.attributes.iter().filter(|own| own.size.is_none() && own.name != WHOLE).count();
    let mut changes = changes;
    if other > 0 {
        changes.push(format!("{other} other"));
    }
    let bill = own.bill.map(|at| escaped(&say::hour(&review.bills[at]))).unwrap_or_default();
    let address = escaped(&say::name(&own.change.address));
    let cells = [
        format!("**{}**{known}", own.felt),
        address,
        escaped(&say::actions(&own.change)),
        changes.join("<br>"),
        bill,
    ];
    format!("| {} |", cells.map(|own| cell(&own)).join(" | "))
}

fn details(own: &Reviewed, out: &mut String) {
    let _ = writeln!(out, "- {}", escaped(&say::name(&own.change.address)));
    for (what, avoid) in say::why(own) {
        let instead =
            avoid.filter(|_| own.felt > Felt::None).map(|avoid| format!(" Instead: {}.", escaped(avoid)));
        let _ = writeln!(out, "  - {}.{}", escaped(what), instead.unwrap_or_default());
    }
    let times = say::times(own);
    if !times.is_empty() {
        let _ = writeln!(out, "  - {}", escaped(&times));
    }
    for what in say::all_swallowed(own) {
        let _ = writeln!(out, "  - {}", escaped(what));
    }
    for what in say::undone(own) {
        let _ = writeln!(out, "  - cannot be undone: {}", escaped(what));
    }
    if !own.unknown.is_empty() {
        let names = say::names(own.unknown.iter().map(String::as_str));
        let _ = writeln!(out, "  - not known what users feel of: {}", escaped(&names));
    }
}

fn quotas(review: &Review, out: &mut String) {
    if review.quotas.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n<details><summary>{} quotas of which another amount is needed</summary>\n",
        review.quotas.len()
    );
    out.push_str("| quota | before | after | has | |\n| --- | --- | --- | --- | --- |\n");
    for own in review.quotas.iter().take(say::NAMED * 4) {
        let view = QuotaView::new(&own.diff, own.cloud);
        let has = if view.default { format!("{} (the default)", view.current) } else { view.current };
        let cells = [view.name, view.from, view.to, has, view.verdict.into_owned()];
        let _ = writeln!(out, "| {} |", cells.map(|own| escaped(&own)).join(" | "));
    }
    out.push_str("\n</details>\n");
}

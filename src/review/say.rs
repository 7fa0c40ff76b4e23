//! The words that all forms of a review share. What comes from a plan is shown on one line, in a bounded length, and
//! steers nothing.

use std::fmt::Write as _;

use jiff::SignedDuration;

use crate::cloud::existing::swallowed::Swallowed;
use crate::existing::planned::{Action, Changed};
use crate::money::{Amounts, dollars, dollars_to};
use crate::order::Order as _;
use crate::shown::clipped;
use crate::shown::visible;

use super::{Attribute, Bill, Review, Reviewed, Value};

/// The most characters of a name from a plan that are shown.
const LONGEST: usize = 160;

/// The most changes that are told one by one, in a text and in a comment.
pub(super) const MOST: usize = 200;

/// The most names that stand in one line.
pub(super) const NAMED: usize = 8;

/// A name from a plan: an address, a key, an attribute.
pub(crate) fn name(text: &str) -> String {
    clipped(&visible(text), LONGEST)
}

/// What Terraform says that it does, with its reason.
pub(super) fn actions(change: &Changed) -> String {
    let words: Vec<&str> = change.actions.iter().map(|action| action.word()).collect();
    let has = |action| change.actions.contains(&action);
    let mut said = words.join(", ");
    if has(Action::Create) && has(Action::Delete) {
        said = format!("replace ({said})");
    }
    if change.importing {
        said.push_str(", import");
    }
    if !change.replace_paths.is_empty() {
        let _ = write!(said, " for {}", names(change.replace_paths.iter().map(String::as_str)));
    }
    if let Some(reason) = &change.reason {
        let _ = write!(said, ", {}", name(reason));
    }
    if let Some(key) = &change.deposed {
        let _ = write!(said, ", deposed object {}", name(key));
    }
    if let Some(from) = &change.moved_from {
        let _ = write!(said, ", moved from {}", name(from));
    }
    said
}

/// Names in a line, the first few of many.
pub(super) fn names<'a>(all: impl Iterator<Item = &'a str>) -> String {
    let all: Vec<&str> = all.collect();
    let mut said = all.iter().take(NAMED).map(|own| name(own)).collect::<Vec<_>>().join(", ");
    if all.len() > NAMED {
        let _ = write!(said, " and {} more", all.len() - NAMED);
    }
    said
}

/// The size of an attribute on one side.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::Unset => "not set".to_owned(),
        Value::Known(shown) => name(&shown.to_string()),
        Value::Unknown => "not known".to_owned(),
    }
}

/// How an attribute changes.
pub(super) fn change(attribute: &Attribute) -> String {
    match &attribute.size {
        Some([from, to]) => format!("{} -> {}", value(from), value(to)),
        None => "changes".to_owned(),
    }
}

/// A length of time for people.
pub(super) fn length(of: SignedDuration) -> String {
    format!("{of:#}")
}

/// What becomes of a change in place of what was meant.
pub(super) const fn swallowed(what: Swallowed) -> &'static str {
    match what {
        Swallowed::Pending => "it waits for the maintenance window",
        Swallowed::Unrolled => "what runs stays as it is until somebody replaces it",
        Swallowed::Replaced => "the resource is destroyed and made anew",
        Swallowed::Renewed => "a new version is made beside the old one, and used from then on",
        Swallowed::Unused => "the size has no meaning in the mode that the resource is in",
    }
}

/// What keeps the sizes of a change from being what was meant, each once.
pub(super) fn all_swallowed(own: &Reviewed) -> Vec<&'static str> {
    let mut all: Vec<Swallowed> =
        own.attributes.iter().flat_map(|own| own.swallowed.iter().copied()).collect();
    all.order();
    all.dedup();
    all.into_iter().map(swallowed).collect()
}

/// How long a change takes, for how long users feel it, and for how long it cannot be changed again.
pub(super) fn times(own: &Reviewed) -> String {
    let mut said = Vec::new();
    said.extend(own.takes().filter(|own| !own.is_zero()).map(|own| format!("takes about {}", length(own))));
    said.extend(
        own.users()
            .filter(|own| !own.is_zero())
            .map(|own| format!("users feel it for about {}", length(own))),
    );
    said.extend(own.lock().map(|own| format!("cannot be changed again for {}", length(own))));
    said.join(", ")
}

/// An amount of money an hour: one, or from all counts at minimum to all at maximum.
fn amount(of: &Amounts) -> String {
    let own = |amount| {
        if dollars(amount) == "$0.00" && !amount.is_zero() { dollars_to(amount, 4) } else { dollars(amount) }
    };
    let (least, most) = (own(of.floor), own(of.ceiling));
    if least == most { least } else { format!("{least} to {most}") }
}

/// What a component costs an hour, before and after.
pub(super) fn hour(bill: &Bill) -> String {
    let [before, after] = &bill.hour;
    let known = format!("{} -> {}", amount(before), amount(after));
    if bill.unknown.is_empty() {
        return known;
    }
    let why = if bill.region.is_none() {
        "the region is not known, say --region".to_owned()
    } else {
        names(bill.unknown.iter().map(String::as_str))
    };
    if before.is_zero() && after.is_zero() {
        format!("unknown: {why}")
    } else {
        format!("{known} and what is unknown: {why}")
    }
}

/// What all components that change cost an hour.
pub(super) fn total(review: &Review) -> String {
    let [before, after] = review.hour();
    let open = review.bills.iter().filter(|bill| !bill.unknown.is_empty()).count();
    let known = format!("{} -> {}", amount(&before), amount(&after));
    match (review.bills.len(), open) {
        (0, _) => "nothing that has a price here changes".to_owned(),
        (_, 0) => known,
        (all, open) if all == open && before.is_zero() && after.is_zero() => "unknown".to_owned(),
        (all, open) => format!("{known}; of {open} of {all} components not all is known"),
    }
}

/// How many changes there are of which sort, in Terraform's words.
pub(super) fn summary(review: &Review) -> String {
    let mut counts: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for own in &review.changes {
        let words: Vec<&str> = own.change.actions.iter().map(|action| action.word()).collect();
        let both =
            own.change.actions.contains(&Action::Create) && own.change.actions.contains(&Action::Delete);
        let word = if both { "replace".to_owned() } else { words.join("+") };
        *counts.entry(word).or_default() += 1;
    }
    let each: Vec<String> = counts.iter().map(|(word, count)| format!("{count} {word}")).collect();
    if each.is_empty() { "no changes".to_owned() } else { each.join(", ") }
}

/// That the changes are not all, behind what users feel of them.
pub(super) fn more(review: &Review) -> &'static str {
    if review.is_open() { "; there is more than the changes, see the notes" } else { "" }
}

/// What else the plan says, a sentence each.
pub(super) fn beside(review: &Review) -> Vec<String> {
    let mut said = Vec::new();
    let mut say = |count: usize, one: &str, more: &str| {
        if count > 0 {
            said.push(format!("{count} {}", if count == 1 { one } else { more }));
        }
    };
    say(
        review.drifted,
        "resource differs from what Terraform wrote down when it last ran",
        "resources differ from what Terraform wrote down when it last ran",
    );
    say(
        review.deferred,
        "change is deferred to a later plan and is not in this one",
        "changes are deferred to a later plan and are not in this one",
    );
    say(
        review.invoked,
        "action of a provider is invoked, and what users feel of it is not known",
        "actions of providers are invoked, and what users feel of them is not known",
    );
    say(review.outputs, "output changes", "outputs change");
    say(review.checks, "check fails or is not known", "checks fail or are not known");
    if review.errored {
        said.push("planning ended with an error: what it has not come to is missing here".to_owned());
    } else if review.complete == Some(false) {
        said.push("the plan is not complete: something is left for a later one".to_owned());
    }
    if review.applyable == Some(false) && !review.errored && !review.changes.is_empty() {
        said.push("Terraform says that it does not apply this plan".to_owned());
    }
    said
}

/// What is known of a change beside its attributes: its rows, and what is said beside them, each with what to do
/// instead.
pub(super) fn why(own: &Reviewed) -> Vec<(&'static str, Option<&'static str>)> {
    let rules = own.rules.iter().map(|rule| (rule.what, rule.avoid));
    own.remarks.iter().map(|what| (*what, None)).chain(rules).collect()
}

/// What cannot be undone, each once.
pub(super) fn undone(own: &Reviewed) -> Vec<&'static str> {
    let mut all: Vec<&str> = own.rules.iter().filter_map(|rule| rule.undo).collect();
    all.order();
    all.dedup();
    all
}

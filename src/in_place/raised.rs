//! Sizes of a launch that stand in the files. Whoever reads there what a normal day is would take them for it.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::existing::edit::change::Literal;
use crate::in_place::earlier::{Profiles, all};
use crate::in_place::reading::Readings;
use crate::in_place::want::{Asking, Want, wants};
use crate::plan::Plan;
use crate::plan::baseline::baseline;
use crate::source::Place;

/// A finding for each value in the files that a profile of something else than a normal day says, or once said in a commit,
/// where it is another one than on a normal day. With `anew` the profile of a normal day is only now made of the files.
pub(crate) fn raised(plans: &BTreeMap<String, Plan>, readings: &Readings<'_>, anew: bool) -> Vec<Finding> {
    let earlier: OnceCell<Vec<Profiles>> = OnceCell::new();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for plan in plans.values() {
        let (Some(everyday), Some(tables)) = (baseline(plan, plans), plan.cloud.existing()) else { continue };
        let names = (plan.name(), everyday.name());
        for (name, root) in &plan.header.terraform {
            let Some(reading) = readings.of(root) else { continue };
            let asking = Asking { plan, baseline: Some(everyday), plans, tables, reading };
            for want in wants(&asking, name, &[]).wanted {
                let Some((now, place)) = &want.now else { continue };
                let (now, place) = (Literal::Text(now.clone()), *place);
                let usual = want.everyday().value;
                if !anew && now.is_like(&usual) || seen.contains(&(place.source, place.start)) {
                    continue;
                }
                // Anew all profiles say what stands there, but those that state it themselves.
                let own = if anew { want.place.source == plan.root.place.source } else { want.changes };
                let says = own && now.is_like(&want.wanted.value);
                let once =
                    || earlier.get_or_init(|| all(readings)).iter().any(|own| said(own, &want, &now, names));
                if says || once() {
                    seen.insert((place.source, place.start));
                    let usual = Some(usual).filter(|_| !anew);
                    found.push(finding(&want, (&now, usual), place, names, says));
                }
            }
        }
    }
    found
}

/// Whether a committed earlier text of a profile said a value, where a normal day had another one.
fn said(profiles: &Profiles, want: &Want, now: &Literal, (launch, everyday): (&str, &str)) -> bool {
    let of = |name: &str| profiles.get(name).and_then(|root| want.said_in(root));
    let is = |value: &Literal| value.is_like(now);
    of(launch).as_ref().is_some_and(is) && of(everyday).is_some_and(|usual| !is(&usual))
}

fn finding(
    want: &Want,
    (now, usual): (&Literal, Option<Literal>),
    place: Place,
    (launch, everyday): (&str, &str),
    says: bool,
) -> Finding {
    let Want { component, field, .. } = want;
    let says = if says { "says" } else { "said in an earlier commit" };
    let usual_is = usual.as_ref().map_or_else(String::new, |usual| format!(", and {usual} on a normal day"));
    let message = format!("`{field}` of `{component}` is {now} here, as `{launch}` {says}{usual_is}");
    let first = match usual {
        Some(_) => {
            format!("`scaleprof build {everyday}` puts the sizes of a normal day back; then run this again")
        }
        None => {
            format!("put `{everyday}` back as it was before the launch, and run `scaleprof build {everyday}`")
        }
    };
    Finding::new(Code::TfRaised, place, message)
        .label(want.place, format!("what `{launch}` says"))
        .help(format!("{first}. If a normal day has this size from now on, add `--as-normal`"))
}

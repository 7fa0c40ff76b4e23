//! Rules on `allow:` itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::probe::{Known, Probe};
use crate::diagnostic::code::Code;
use crate::diagnostic::suggest::closest;
use crate::diagnostic::{Finding, Findings};
use crate::in_place::reading::Readings;
use crate::kind::spec::Rules as _;
use crate::plan::Plan;
use crate::source::Place;

/// Every code in an `allow:` exists, may be allowed, and has a reason beside it.
pub(super) fn check(probe: &mut Probe<'_>) {
    for (path, reason) in entries(probe.plan) {
        let name = path.rsplit('/').next().unwrap_or_default();
        let place = key_place(probe.plan, &path);
        match Code::from_name(name) {
            None => {
                let finding = Finding::new(Code::BadValue, place, format!("there is no finding `{name}`"));
                let names = Code::ALL.iter().map(|code| code.name());
                probe.report(match closest(name, names) {
                    Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                    None => finding.help("`scaleprof explain` lists all codes"),
                });
            }
            Some(code) if !code.allowable() => probe.report(
                Finding::new(Code::NotAllowable, place, format!("`{name}` cannot be allowed"))
                    .note("what it finds would fail, or do something else than the profile says")
                    .help(format!("put it right: `scaleprof explain {name}` says how")),
            ),
            Some(_) if reason.trim().is_empty() => probe.report(
                Finding::new(Code::BadValue, place, format!("`{name}` is allowed without a reason"))
                    .help("say why, for the one who reads this next year"),
            ),
            Some(_) => {}
        }
    }
}

/// An `allow:` that no profile needs would hide a later finding.
pub(super) fn check_used(plan: &Plan, used: &BTreeSet<Place>, known: Known<'_>, findings: &mut Findings) {
    for (path, _) in entries(plan) {
        let name = path.rsplit('/').next().unwrap_or_default();
        let place = plan.top_place(&path);
        let found = Code::from_name(name).filter(|code| code.allowable() && was_looked_for(*code, known));
        if found.is_some() && !used.contains(&place) && !tolerates_unused(plan, &path) {
            findings.push(
                Finding::new(Code::UnusedAllow, place, format!("nothing here causes `{name}` any more"))
                    .help("remove the line"),
            );
        }
    }
}

/// Whether enough is known to report such a finding at all.
fn was_looked_for(code: Code, known: Known<'_>) -> bool {
    match code {
        Code::TooLate | Code::RampTooSlow => known.now.is_some(),
        Code::QuotaUnknown => known.applied.is_some(),
        Code::QuotaShort | Code::MachineNotInZone | Code::ZoneNotInAccount => {
            known.applied.is_some_and(|applied| !applied.is_nothing())
        }
        // What is said of existing Terraform.
        _ if code.name().starts_with("tf-") => known.in_place.is_some_and(Readings::are_judged),
        _ => true,
    }
}

/// Whether the profile, or the part of it that `path` leads to, allows unused lines.
fn tolerates_unused(plan: &Plan, path: &str) -> bool {
    let name = Code::UnusedAllow.name();
    let beside = path.rsplit_once('/').map_or(String::new(), |(list, _)| format!("{list}/{name}"));
    path.ends_with(name) || plan.header.allow.contains_key(name) || plan.root.at(&beside).is_some()
}

/// The place of the code, not of the reason beside it.
fn key_place(plan: &Plan, path: &str) -> Place {
    let key = path.rsplit_once('/').and_then(|(list, name)| plan.root.at(list)?.entry(name));
    key.map_or_else(|| plan.top_place(path), |entry| entry.place)
}

/// The path and the reason of every `allow:` entry.
fn entries(plan: &Plan) -> Vec<(String, &str)> {
    let mut out = Vec::new();
    let add = |prefix: &str, allow: &BTreeMap<String, String>| -> Vec<String> {
        allow.keys().map(|code| format!("{prefix}allow/{code}")).collect()
    };
    let header = &plan.header;
    let top = add("", &header.allow).into_iter().zip(header.allow.values().map(String::as_str));
    out.extend(top);
    for component in plan.components.iter().filter(|c| !c.common.allow.is_empty()) {
        let allow = &component.common.allow;
        let paths = add(&format!("components/{}/", component.name), allow);
        out.extend(paths.into_iter().zip(allow.values().map(String::as_str)));
    }
    for (name, external) in &header.external {
        let paths = add(&format!("external/{name}/"), &external.allow);
        out.extend(paths.into_iter().zip(external.allow.values().map(String::as_str)));
    }
    out
}

//! Rules on components that share a load balancer: whose it is, and that each of them gets its requests.

use std::collections::BTreeMap;

use crate::check::probe::Probe;
use crate::check::references::check_target;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules as _;
use crate::model::route::Behind;
use crate::model::size::Size;
use crate::order::Order as _;
use crate::plan::{Component, Plan};

/// New connections per second and data per hour through each load balancer, of all that share it, where any states them.
pub(super) fn balanced(plan: &Plan) -> BTreeMap<&str, (u32, Size)> {
    let mut all: BTreeMap<&str, (u32, Size)> = BTreeMap::new();
    for component in &plan.components {
        let facets = component.spec.facets();
        let Some((connections, data)) = facets.balanced else { continue };
        let whose = facets.behind.map_or(component.name.as_str(), |behind| behind.app.as_str());
        let sum = all.entry(whose).or_default();
        sum.0 = sum.0.saturating_add(connections);
        sum.1 = Size::from_mib(sum.1.mib().saturating_add(data.mib()));
    }
    all
}

/// The most components behind one load balancer that are each held against all others: several times what any cloud's
/// quota has. Of more, each is held against the one before it.
const MOST: usize = 500;

/// A component that shares a load balancer, and what it takes of it.
type Sharer<'a> = (&'a Component, &'a Behind);

/// Whatever is behind a load balancer is behind one that is there, and gets its requests.
pub(super) fn check(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    let mut shared: BTreeMap<&str, Vec<Sharer<'_>>> = BTreeMap::new();
    for component in &plan.components {
        let Some(behind) = component.spec.facets().behind else { continue };
        shared.entry(behind.app.as_str()).or_default().push((component, behind));
        probe.of_component(Some(component), |probe| {
            let fits = |own: &Component| own.spec.facets().balancer.is_some();
            check_target(&behind.app, "behind/app", ("`app` with a load balancer of its own", fits), probe);
        });
    }
    for mut sharers in shared.into_values() {
        sharers.order_by_key(|(_, behind)| behind.priority);
        for (at, own) in sharers.iter().enumerate() {
            let from = if sharers.len() > MOST { at.saturating_sub(1) } else { 0 };
            if let Some(earlier) =
                sharers[from..at].iter().find(|earlier| conflict(own.1, earlier.1).is_some())
            {
                probe.of_component(Some(own.0), |probe| report(own.1, *earlier, probe));
            }
        }
    }
}

/// What is wrong with one beside another that is asked before it: the field, and why.
fn conflict(own: &Behind, earlier: &Behind) -> Option<(&'static str, String)> {
    if own.priority == earlier.priority {
        return Some(("priority", format!("the priority {} is taken", own.priority)));
    }
    let (host, path) = own.taken_by(earlier)?;
    let field = if own.paths.is_empty() { "hosts" } else { "paths" };
    let what = [host, path].into_iter().flatten().collect::<Vec<_>>().concat();
    Some((field, format!("no request for `{what}` gets here")))
}

fn report(own: &Behind, (earlier, other): Sharer<'_>, probe: &mut Probe<'_>) {
    let Some((field, why)) = conflict(own, other) else { return };
    let message = format!("{why}: `{}` is behind the same load balancer", earlier.name);
    let place = probe.place(&format!("behind/{field}"));
    let (label, help) = if field == "priority" {
        ("and has the same", "take another number: the lowest is asked first".to_owned())
    } else {
        let help = format!(
            "give this one a lower `priority` than {}, or take the pattern out of one of both",
            other.priority
        );
        ("which is asked first, and takes all of them", help)
    };
    let finding = Finding::new(Code::RouteConflict, place, message)
        .label(probe.plan.place(&earlier.name, &format!("behind/{field}")), label);
    probe.report(finding.help(help));
}

//! Plan B for a cloud that has no machines left: a quota allows them, but does not promise that they are there.

use crate::cloud::no_room::{NoRoom, Smaller};
use crate::plan::Component;
use crate::runbook::commands;
use crate::runbook::inputs::{Inputs, changed};

/// The rows of plan B, for what the switch enlarges: what people see, and what they do about it. Components that show it
/// in the same words share a row.
pub(super) fn rows(inputs: &Inputs<'_>) -> Vec<(String, String)> {
    let diff = inputs.diff;
    let mut rows: Vec<(String, NoRoom, Vec<&Component>)> = Vec::new();
    for component in changed(diff).filter(|own| is_larger(own, diff.from.component(&own.name))) {
        let Some(no_room) = component.on.no_room(component.part()) else { continue };
        let sign = (no_room.sign)(&diff.to.header.cloud.region);
        match rows.iter_mut().find(|row| row.0 == sign) {
            Some((_, _, components)) => components.push(component),
            None => rows.push((sign, no_room, vec![component])),
        }
    }
    let row = |(sign, no_room, components): (String, NoRoom, Vec<&Component>)| {
        let fields = components.iter().filter_map(|own| own.spec.facets().size());
        let field = fields.map(|(field, _)| field).min().unwrap_or("machine");
        let then = (no_room.way_out)(Smaller {
            components: &names(&components),
            sizes: &smaller(&components, inputs),
            again: &again(inputs, field),
        });
        (sign, then)
    };
    rows.into_iter().map(row).collect()
}

/// Whether the switch asks the cloud for more or larger machines, which it may not have.
fn is_larger(own: &Component, before: Option<&Component>) -> bool {
    let Some(before) = before else { return true };
    let (old, new) = (before.spec.facets(), own.spec.facets());
    let most = |count: Option<&crate::model::capacity::Count>| count.map_or(0, |count| count.max);
    let database = match (&old.database, &new.database) {
        (Some(old), Some(new)) => {
            let readers = new.readers.count > old.readers.count
                || new.readers.count > 0 && old.reader().1.class != new.reader().1.class;
            old.class != new.class || new.multi_az && !old.multi_az || readers
        }
        (old, new) => old.is_some() != new.is_some(),
    };
    database || old.machine != new.machine || old.node != new.node || most(new.count) > most(old.count)
}

/// The sizes to take in place of the one that the cloud does not have.
fn smaller(components: &[&Component], inputs: &Inputs<'_>) -> String {
    let next: Vec<String> = components.iter().filter_map(|own| next_smaller(own, inputs)).collect();
    let family = "the same size of another family of the same architecture";
    if next.is_empty() {
        family.to_owned()
    } else {
        format!("the next smaller size ({}), or {family}", next.join(", "))
    }
}

/// The next smaller size of a component, unless that is the everyday one or the size does not change.
fn next_smaller(own: &Component, inputs: &Inputs<'_>) -> Option<String> {
    let size = |component: &Component| component.spec.facets().size().map(|(_, name)| name.to_owned());
    let (now, before) = (size(own)?, size(inputs.diff.from.component(&own.name)?)?);
    let plan = inputs.diff.to;
    let rungs = plan.cloud.family(&now, &plan.header.cloud.region)?;
    let below = *rungs.get(rungs.iter().position(|rung| *rung == now)?.checked_sub(1)?)?;
    (now != before && below != before).then(|| format!("{} {below}", own.name))
}

fn names(components: &[&Component]) -> String {
    components.iter().map(|own| own.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// How to bring another size into the cloud.
fn again(inputs: &Inputs<'_>, field: &str) -> String {
    let profile = inputs.diff.to.name();
    format!(
        "write it as “{field}” in profiles/{profile}.yaml, run {}, and apply as the step says",
        commands::build(profile)
    )
}

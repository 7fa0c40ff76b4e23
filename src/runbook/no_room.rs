//! Plan B for a cloud that has no machines left: a quota allows them, but does not promise that they are there.

use crate::plan::Component;
use crate::runbook::commands::{self, aws};
use crate::runbook::inputs::{Inputs, changed};

/// The rows of plan B, for the kinds that the switch enlarges: what people see, and what they do about it.
pub(super) fn rows(inputs: &Inputs<'_>) -> Vec<(String, String)> {
    let diff = inputs.diff;
    let grown = |kind: &str| -> Vec<&Component> {
        let of_kind = changed(diff).filter(|own| own.spec.kind().name == kind);
        of_kind.filter(|own| is_larger(own, diff.from.component(&own.name))).collect()
    };
    let mut out = Vec::new();
    let servers = grown("server");
    if !servers.is_empty() {
        out.push((
            "a machine stays stopped after its step: AWS has none of its type free (InsufficientInstanceCapacity)"
                .to_owned(),
            format!(
                "run {} every few minutes; otherwise take {}, or its everyday type again: {}",
                aws::START_INSTANCE,
                smaller(&servers, inputs),
                again(inputs, "machine")
            ),
        ));
    }
    let databases = grown("database");
    if !databases.is_empty() {
        out.push((
            "RDS has no room for a class or a standby: it answers InsufficientDBInstanceCapacity, or the apply succeeds and the step's check still shows the old class or MultiAZ False"
                .to_owned(),
            format!(
                "the database runs on as it was, and nothing is lost; take {}: {}; go without a standby only if the person who decides accepts it aloud",
                smaller(&databases, inputs),
                again(inputs, "class")
            ),
        ));
    }
    let apps = grown("app");
    if !apps.is_empty() {
        out.push((
            format!(
                "fewer tasks run than the floor, and the service's events say \"Capacity is unavailable at this time\" ({}): Fargate has no room",
                aws::DESCRIBE_SERVICES
            ),
            format!(
                "another apply changes nothing: ECS goes on trying by itself in the zones of its subnets; subnets in more zones (under network, days before) give it more to try; meanwhile let fewer users in, or lower the counts of {}; if a third of the floor is missing at go or no-go, the answer is no",
                names(&apps)
            ),
        ));
    }
    let groups: Vec<&Component> = grown("fleet").into_iter().chain(grown("workers")).collect();
    if !groups.is_empty() {
        let region = &diff.to.header.cloud.region;
        out.push((
            format!(
                "fewer machines are in service than the floor, and the group's activities say InsufficientInstanceCapacity: {}",
                aws::scaling_activities(region)
            ),
            format!(
                "another apply changes nothing: the group goes on trying by itself in all of its zones; take {}: {}; only new machines then have the new type, which is what you want; subnets in more zones (under network, days before) give it more to try",
                smaller(&groups, inputs),
                again(inputs, "machine")
            ),
        ));
    }
    out
}

/// Whether the switch asks the cloud for more or larger machines, which it may not have.
fn is_larger(own: &Component, before: Option<&Component>) -> bool {
    let Some(before) = before else { return true };
    let (old, new) = (before.spec.facets(), own.spec.facets());
    let most = |count: Option<&crate::model::capacity::Count>| count.map_or(0, |count| count.max);
    let database = match (&old.database, &new.database) {
        (Some(old), Some(new)) => old.class != new.class || new.multi_az && !old.multi_az,
        (old, new) => old.is_some() != new.is_some(),
    };
    database || old.machine != new.machine || most(new.count) > most(old.count)
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
    let size = |component: &Component| {
        let facets = component.spec.facets();
        facets.machine.or(facets.database.as_ref().map(|database| database.class)).map(str::to_owned)
    };
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
        "write it as `{field}` in profiles/{profile}.yaml, run {}, and apply as the step says",
        commands::build(profile)
    )
}

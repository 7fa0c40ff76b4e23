//! The step about zones: whether they have the machines and classes that the switch asks for. A machine that is
//! stopped for a type that its zone lacks would stay stopped.

use std::collections::BTreeSet;

use crate::cloud::commands::{ClassQuery, Commands};
use crate::cloud::lowered::Proof;
use crate::cloud::provider::Places;
use crate::order::Order as _;
use crate::plan::Component;
use crate::plan::zones::{Standing, standing};
use crate::runbook::commands;
use crate::runbook::inputs::{Inputs, changed};
use crate::runbook::people::lead;
use crate::runbook::steps::Step;
use crate::switch::timeline::{QUOTA_LEAD, Timeline};

/// The step; `None` if the account has answered already, or if the switch asks for nothing that a zone may lack.
pub(super) fn step(inputs: &Inputs<'_>, timeline: &Timeline<'_>) -> Option<Step> {
    let plan = inputs.diff.to;
    let (profile, region) = (plan.name(), &plan.header.cloud.region);
    let machines: Vec<Standing<'_>> = changed(inputs.diff)
        .filter(|component| asks_for_machines(component, inputs))
        .filter_map(|component| standing(plan, component, inputs.applied))
        .filter(|standing| !standing.is_known(inputs.applied))
        .collect();
    let built = changed(inputs.diff).filter(|own| own.is_built());
    let databases: Vec<&Component> = built.filter(|own| asks_for_class(own, inputs)).collect();
    if machines.is_empty() && databases.is_empty() {
        return None;
    }
    let mut notes = said(&machines);
    let cloud = plan.cloud.commands();
    let mut proofs: Vec<Proof> = subnets(cloud, &machines, region).into_iter().collect();
    proofs.extend(offerings(cloud, &machines, region));
    for component in databases {
        if let Some((note, proof)) = database(component, inputs) {
            notes.push(note);
            proofs.extend(proof);
        }
    }
    notes.push(format!(
        "If a zone lacks one of them, stop no machine. Take a size or a family that the zone has (profiles/{profile}.yaml), run {}, and read this page again.",
        commands::build(profile)
    ));
    notes.push(
        "A zone that offers a type may still have none of it free: plan B says what to do then.".to_owned(),
    );
    let given = matches!(plan.cloud.places(&plan.header.cloud, false, None), Places::Subnets(_));
    let save = cloud.save_zones(region, given).filter(|_| !machines.is_empty());
    let save = save.map(|save| format!("{save} && scaleprof check {profile}"));
    let due = timeline.first().saturating_add(QUOTA_LEAD);
    Some(Step {
        owner: lead(plan),
        takes: Some("minutes".to_owned()),
        commands: save.into_iter().collect(),
        notes,
        look: "Run these, and compare",
        proofs,
        ..Step::due("Check that the zones have the machines and classes", due, inputs).never_late()
    })
}

/// Whether the switch starts machines of a type that may be new to a zone.
fn asks_for_machines(component: &Component, inputs: &Inputs<'_>) -> bool {
    let Some(before) = inputs.diff.from.component(&component.name) else { return true };
    let (old, new) = (before.spec.facets(), component.spec.facets());
    let most = |count: Option<&crate::model::capacity::Count>| count.map_or(1, |count| count.max);
    old.machine != new.machine || most(new.count) > most(old.count)
}

/// Whether the switch asks for a database instance that may be new to a zone.
fn asks_for_class(component: &Component, inputs: &Inputs<'_>) -> bool {
    let Some(new) = component.spec.facets().database else { return false };
    let before = inputs.diff.from.component(&component.name);
    let Some(old) = before.and_then(|before| before.spec.facets().database) else { return true };
    old.class != new.class || new.multi_az && !old.multi_az
}

/// Where components need their machine types: those that need the same in the same places share a line.
fn said(machines: &[Standing<'_>]) -> Vec<String> {
    let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
    for standing in machines {
        let need = need(standing);
        match lines.iter_mut().find(|(known, _)| *known == need) {
            Some((_, names)) => names.push(standing.component),
            None => lines.push((need, vec![standing.component])),
        }
    }
    lines.into_iter().map(|(need, names)| format!("{}: {need}", names.join(", "))).collect()
}

/// Where a component needs its machine type.
fn need(standing: &Standing<'_>) -> String {
    let Standing { component: _, machine, alone, zones, subnets } = standing;
    let at: Vec<&str> = zones.iter().map(String::as_str).collect();
    let at = if subnets.is_empty() { at.join(", ") } else { format!("the zone of {}", subnets.join(", ")) };
    if *alone {
        format!("{machine} in {at}, where its machine and its volume are; it cannot go to another zone.")
    } else {
        format!("{machine} in {at}; if a zone lacks it, the others must carry the whole load.")
    }
}

/// The command that shows the zone of each given subnet; `None` without any.
fn subnets(cloud: &dyn Commands, machines: &[Standing<'_>], region: &str) -> Option<Proof> {
    let mut ids: Vec<&str> = machines.iter().flat_map(|one| &one.subnets).map(String::as_str).collect();
    ids.order();
    ids.dedup();
    let command = cloud.subnet_zones(region, &ids).filter(|_| !ids.is_empty())?;
    Some(Proof { command, expect: "the zone of each".to_owned() })
}

/// The command that shows which zones have each machine type.
fn offerings(cloud: &dyn Commands, machines: &[Standing<'_>], region: &str) -> Option<Proof> {
    let mut types: Vec<&str> = machines.iter().map(|one| one.machine).collect();
    types.order();
    types.dedup();
    let command = cloud.machine_zones(region, &types).filter(|_| !types.is_empty())?;
    let wanted: BTreeSet<String> = machines.iter().map(wanted).collect();
    Some(Proof { command, expect: wanted.into_iter().collect::<Vec<_>>().join("; ") })
}

/// What the answer must contain for one component.
fn wanted(standing: &Standing<'_>) -> String {
    let zones = if standing.subnets.is_empty() { standing.zones.join(", ") } else { "its zone".to_owned() };
    let zones = if standing.alone || standing.subnets.is_empty() { zones } else { "each zone".to_owned() };
    format!("{} {zones}", standing.machine)
}

/// The command that shows which zones have a database class with its engine and its storage, and a note on it.
fn database(component: &Component, inputs: &Inputs<'_>) -> Option<(String, Option<Proof>)> {
    let facets = component.spec.facets();
    let database = facets.database?;
    let (cloud, site) = (inputs.diff.to.cloud, &inputs.diff.to.header.cloud);
    let (class, engine, version) = (database.class, database.engine, database.version);
    let zones = match cloud.places(site, false, None) {
        Places::Zones(zones) => zones.join(", "),
        Places::Subnets(_) => "the zones of the given subnets".to_owned(),
    };
    let need = if database.multi_az { "two" } else { "one" };
    let note = format!(
        "{}: {class} for {} {version} in at least {need} of {zones}, and in the zone that the database is in now: it stays there while its class changes.",
        component.name,
        engine.name()
    );
    let query = ClassQuery {
        engine,
        version,
        class,
        storage: facets.storage.map(|storage| storage.volume_type.name()),
        standby: database.multi_az,
    };
    let command = cloud.commands().class_zones(&site.region, &query);
    let expect = format!("at least {need} of {zones}, and the zone that {} is in", component.name);
    Some((note, command.map(|command| Proof { command, expect })))
}

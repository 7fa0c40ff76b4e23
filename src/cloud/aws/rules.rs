//! The rules of AWS that hold for any kind with the thing that they are about. Each family of rules has a file.

mod balancer;
pub(crate) mod database;
mod growth;
mod image;
mod limits;
pub(crate) mod machines;
mod nat;
mod network;

mod ports;
mod speed;
mod state;
mod step;
mod support;
mod tags;
pub(crate) mod task;
mod zones;

use crate::cloud::provider::{Asked, Components, Part};
use crate::kind::spec::Rules;

/// Checks where a stack runs: region, network, zones, state and tags.
pub(crate) fn check_stack(asked: &Asked<'_>, stack: &Components<'_>, rules: &mut dyn Rules) {
    network::check(asked.site, stack, rules);
    ports::check(asked.site, stack, rules);
    zones::check(asked, rules);
    tags::check(asked.site, rules);
    if let Some(s3) = &asked.site.state.s3 {
        state::check(s3, rules);
    }
}

/// Checks a component, and its step from the baseline, by what any kind may have: a machine, an image, storage.
pub(crate) fn check_facets(
    part: Part<'_>,
    baseline: Option<Part<'_>>,
    asked: &Asked<'_>,
    rules: &mut dyn Rules,
) {
    let facets = part.spec.facets();
    let baseline = baseline.map(|part| part.spec.facets());
    machines::check(&facets, asked, rules);
    image::check(&facets, rules);
    limits::check(&facets, rules);
    growth::check(&facets, part.common.existing().is_some(), rules);
    if part.common.existing().is_none() {
        nat::check(&facets, asked.site, rules);
    }
    speed::check(&facets, asked, rules);
    support::check(&facets, asked, rules);
    if let Some(database) = &facets.database {
        database::check_class(database, rules);
    }
    if let Some(baseline) = &baseline {
        step::check(&facets, baseline, rules);
        balancer::check(&facets, baseline, asked, rules);
    }
}

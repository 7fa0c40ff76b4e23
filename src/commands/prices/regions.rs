//! The regions whose prices are fetched.

use std::collections::BTreeMap;

use crate::cloud::price_lists;
use crate::cloud::provider::Cloud;
use crate::commands::outcome::Failure;
use crate::commands::workspace::Workspace;
use crate::plan::Plan;
use crate::price::lists::PriceLists;
use crate::project::Project;

/// A cloud and the price lists that it publishes.
type Published = (&'static dyn Cloud, &'static dyn PriceLists);

/// Regions by the name of their cloud and their own, each with the price lists of its cloud.
pub(super) type Regions = BTreeMap<(&'static str, String), Published>;

/// The regions to fetch: those that the user named, or those of the profiles.
pub(super) fn in_use(workspace: &Workspace, given: &[String]) -> Result<Regions, Failure> {
    if !given.is_empty() {
        return given.iter().map(|region| named(region)).collect();
    }
    let example = price_lists().next().map(|(_, lists)| lists.example()).unwrap_or_default();
    let hint = |Failure(reason)| Failure(format!("{reason}; or name a region: --region {example}"));
    let project = Project::compile(workspace.profiles().map_err(hint)?, None).leak();
    if project.plans.is_empty() {
        return Err(Failure(format!(
            "no profile can be compiled, so no region is known: see `scaleprof check`, or name a region: \
             --region {example}"
        )));
    }
    let of_plan = |plan: &'static Plan| {
        let (cloud, region) = (plan.cloud, &plan.header.cloud.region);
        let lists = cloud.price_lists();
        let lists = lists.ok_or_else(|| Failure(format!("{} publishes no price lists", cloud.short())))?;
        let known = lists.is_region(region).then_some((cloud, lists));
        Ok(((cloud.name(), region.clone()), known.ok_or_else(|| unknown(region, &[lists]))?))
    };
    project.plans.values().map(of_plan).collect()
}

/// A region that the user named, of the first cloud that can have one of this name.
fn named(region: &str) -> Result<((&'static str, String), Published), Failure> {
    let all = || price_lists().map(|(_, lists)| lists).collect::<Vec<_>>();
    let of = price_lists().find(|(_, lists)| lists.is_region(region));
    let (cloud, lists) = of.ok_or_else(|| unknown(region, &all()))?;
    Ok(((cloud.name(), region.to_owned()), (cloud, lists)))
}

/// What is said about a name that can be no region of these price lists.
fn unknown(region: &str, lists: &[&dyn PriceLists]) -> Failure {
    let naming: Vec<&str> = lists.iter().map(|lists| lists.naming()).collect();
    Failure(format!("`{region}` is no region; {}", naming.join(", ")))
}

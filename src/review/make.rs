//! Makes a review of a plan.

use std::collections::BTreeMap;

use crate::cloud;
use crate::cloud::existing::Existing;
use crate::cloud::existing::kept::Kept;
use crate::cloud::provider::Cloud;
use crate::existing::planned::read as planned;
use crate::existing::planned::{PlanError, Planned, Wanted};
use crate::order::Order as _;
use crate::source::Place;

use super::parts::Parts;
use super::{Options, Review, Reviewed, judge, money};

/// Reads a plan, with what the tables of all clouds need of it.
///
/// # Errors
/// When the text is no plan that can be read.
pub fn read(text: &str, place: Place) -> Result<Planned, PlanError> {
    let tables = || cloud::all().iter().filter_map(|cloud| cloud.existing());
    let kept = Kept::of(tables());
    let marks: Vec<&'static str> = tables().flat_map(|own| own.marks).copied().collect();
    let region = tables().next().map_or("region", |own| own.region);
    planned::read(text, &Wanted { keep: &kept, marks: &marks, region, place })
}

/// Judges a plan.
#[must_use]
pub fn review(mut planned: Planned, options: &Options<'_>) -> Review {
    let changes = std::mem::take(&mut planned.changes);
    let mut bills = Vec::new();
    let mut quotas = Vec::new();
    let mut of_provider: BTreeMap<&str, (&'static Existing, Parts<'_>)> = BTreeMap::new();
    let mut dates: Option<(String, String)> = None;
    let clouds: Vec<(&'static dyn Cloud, &'static Existing)> =
        cloud::all().iter().filter_map(|cloud| Some((*cloud, cloud.existing()?))).collect();
    for (cloud, tables) in clouds {
        let mut parts = Parts::of(&planned, cloud, tables, options.region);
        let found = money::price(&mut parts, &changes, options, &mut bills, &mut quotas);
        dates = money::widest(dates, found);
        of_provider.insert(tables.provider, (tables, parts));
    }
    let changes = changes.into_iter().map(|change| match of_provider.get(&*change.provider) {
        Some((tables, parts)) => judge::judge(change, tables, parts),
        None => judge::unknown(change),
    });
    let mut changes: Vec<Reviewed> = changes.collect();
    changes.order_by(|a, b| {
        let key = |own: &Reviewed| (own.is_silent(), std::cmp::Reverse(own.rank()));
        key(a).cmp(&key(b)).then_with(|| a.change.address.cmp(&b.change.address))
    });
    let mut regions: Vec<String> =
        planned.regions.into_values().chain(options.region.map(str::to_owned)).collect();
    regions.order();
    regions.dedup();
    Review {
        terraform: planned.terraform,
        format: planned.format,
        changes,
        bills,
        quotas,
        regions,
        drifted: planned.drifted,
        deferred: planned.deferred,
        invoked: planned.invoked,
        outputs: planned.outputs,
        checks: planned.checks,
        errored: planned.errored,
        complete: planned.complete,
        applyable: planned.applyable,
        dates,
    }
}

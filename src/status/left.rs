//! The sizes that are still on after a window: above those of every profile whose turn it is, whoever set them.

use crate::cloud::provider::Cloud;
use crate::cloud::size::SizeAttribute;
use crate::status::sizes::size;
use std::cmp::Ordering;
use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::cloud::list_prices;
use crate::cloud::size::Measure;
use crate::plan::Plan;
use crate::status::extra::extra;
use crate::status::figure::{number, same};
use crate::status::sizes::Sizes;
use crate::status::state::{Freshness, State};

/// A size that is still on.
#[derive(Clone, Debug, Serialize)]
pub struct LeftOn {
    /// The name of the component.
    pub component: String,
    /// The address of the Terraform resource.
    pub address: String,
    /// The attribute, its segments split by dots.
    pub attribute: String,
    /// The field of the profile that sets it.
    pub field: &'static str,
    /// The value that is live.
    pub live: String,
    /// The value that should be live.
    pub wanted: String,
    /// How the two compare.
    pub order: Order,
    /// The attribute and what it measures.
    #[serde(skip)]
    pub size: &'static SizeAttribute,
}

/// How a size compares with what should be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// The live size is larger, or costs more.
    Above,
    /// The live size is another one, and nobody knows which costs more.
    Unknown,
}

/// The sizes of a component that are still on. `own` is what each profile writes for it, `due` are the profiles whose
/// turn it is.
pub(super) fn left_on(name: &str, own: &[(&Plan, &Sizes)], due: &[&Plan], state: &State) -> Vec<LeftOn> {
    let is_due = |plan: &Plan| due.iter().any(|one| one.name() == plan.name());
    let keys: BTreeSet<&(String, String)> = own.iter().flat_map(|(_, sizes)| sizes.keys()).collect();
    let left = |key: &(String, String)| {
        let size = size(due.first()?, name, key)?;
        let field = size.field;
        let live = state.value(&key.0, &key.1)?;
        // A schedule has lowered it since the last apply, which a state cannot show.
        let fallen = |(_, sizes): &(&Plan, &Sizes)| {
            sizes.get(key).is_some_and(|wanted| wanted.falls && same(&wanted.live, &live))
        };
        if state.freshness() == Freshness::LastApply && own.iter().any(fallen) {
            return None;
        }
        let mut nearest: Option<(Order, String)> = None;
        for (plan, sizes) in own.iter().filter(|(plan, _)| is_due(plan)) {
            let wanted = match sizes.get(key) {
                Some(wanted) if wanted.fits(&live) => return None,
                Some(wanted) => wanted.live.clone(),
                None => size.unwritten?.to_owned(),
            };
            let order = order(name, size, (&live, &wanted), plan)?;
            // If several wanted values are smaller, the largest of them is what should be live.
            let nearer = |(_, other): &(Order, String)| {
                number(&wanted).zip(number(other)).is_some_and(|(wanted, other)| wanted > other)
            };
            if nearest.as_ref().is_none_or(nearer) {
                nearest = Some((order, wanted));
            }
        }
        let (order, wanted) = nearest?;
        let (component, address, attribute) = (name.to_owned(), key.0.clone(), key.1.clone());
        Some(LeftOn { component, address, attribute, field, live, wanted, order, size })
    };
    keys.into_iter().filter_map(left).collect()
}

/// Whether `live` is above `wanted`; `None` if it is not.
fn order(
    component: &str,
    size: &'static SizeAttribute,
    (live, wanted): (&str, &str),
    plan: &Plan,
) -> Option<Order> {
    let above = |is: bool| is.then_some(Order::Above);
    match size.measure {
        Measure::Stays => None,
        Measure::Flag => above(live == "true" && wanted == "false"),
        Measure::Number | Measure::Gib => match number(live).zip(number(wanted)) {
            Some((live, wanted)) => above(live > wanted),
            None => Some(Order::Unknown),
        },
        Measure::Machine => match by_figures(plan.cloud, live, wanted) {
            Some(order) => above(order == Ordering::Greater),
            None => by_price(component, (size, live), plan),
        },
        Measure::Price => by_price(component, (size, live), plan),
    }
}

/// Compares two members of a family by vCPUs and memory; `None` across families, or if the figures are not known.
fn by_figures(cloud: &dyn Cloud, live: &str, wanted: &str) -> Option<Ordering> {
    let family = |name: &str| name.rsplit_once('.').map(|(family, _)| family.to_owned());
    if family(live) != family(wanted) {
        return None;
    }
    let order = cloud.figures(live)?.cmp(&cloud.figures(wanted)?);
    (order != Ordering::Equal).then_some(order)
}

/// Compares two sizes by list prices: the one that costs more is larger.
fn by_price(component: &str, (size, live): (&'static SizeAttribute, &str), plan: &Plan) -> Option<Order> {
    match extra(plan, component, &[(size, live)], plan, &list_prices()) {
        Some(hour) => (hour > Decimal::ZERO).then_some(Order::Above),
        None => Some(Order::Unknown),
    }
}

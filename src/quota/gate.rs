//! The gate in the stack's own Terraform: a plan fails while the account has less than the profile needs at
//! its floor, and warns while it has less than at the ceiling. The cloud would only say so in the middle of an apply.

use std::collections::BTreeMap;

use crate::quota::demand::Demand;
use crate::quota::table::Quota;

/// A quota that a plan of Terraform is held against, with what one profile needs of it.
#[derive(Clone, Copy, Debug)]
pub struct Gate {
    /// The quota.
    pub quota: &'static Quota,
    /// The amount needed at the floor, with what is stated to run outside; none when it is not known, or nothing.
    pub floor: Option<u64>,
    /// The same at the ceiling.
    pub peak: Option<u64>,
    /// What is stated to run outside.
    pub outside: Option<u64>,
}

/// The gates of one profile, sorted by quota; none when no profile needs more than a new account has. Those of all
/// profiles are of the same quotas, each with its own amounts.
#[must_use]
pub(crate) fn gates<'a>(own: Demand<'_>, all: impl Iterator<Item = Demand<'a>>) -> Vec<Gate> {
    let mut gated = BTreeMap::new();
    for demand in all {
        let more = amounts(demand).into_values().filter(|gate| {
            let default = gate.quota.default_in(demand.region);
            gate.quota.adjustable && gate.peak.is_some_and(|peak| peak > default)
        });
        gated.extend(more.map(|gate| (gate.quota.id(), gate.quota)));
    }
    let amounts = amounts(own);
    let gate = |(id, quota)| {
        let none = || Gate { quota, floor: None, peak: None, outside: own.stated(quota) };
        amounts.get(&id).copied().unwrap_or_else(none)
    };
    gated.into_iter().map(gate).collect()
}

/// What a profile needs of the quotas that can be asked for, by [`Quota::id`].
fn amounts(demand: Demand<'_>) -> BTreeMap<(&'static str, &'static str), Gate> {
    let askable = demand.needs().into_iter().filter(|need| need.quota.code.is_some());
    let gates = askable.map(|need| {
        let quota = need.quota;
        let outside = demand.stated(quota);
        let with = |amount: Option<u64>| amount.map(|amount| amount.saturating_add(outside.unwrap_or(0)));
        (quota.id(), Gate { quota, floor: with(need.floor), peak: with(need.amount), outside })
    });
    gates.collect()
}

//! A need held against the account.

use serde::Serialize;

use crate::quota::applied::{Applied, Handle};
use crate::quota::demand::Demand;
use crate::quota::table::{Per, Quota};
use crate::quota::{Need, needs};

/// What is known of the account's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The value that the cloud has granted the account, from a dump.
    Applied,
    /// What a new account starts with: the account's own value is not known.
    Default,
}

/// How the use outside the profile is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The profile states it, under `account`.
    Stated,
    /// What a utilization report says is in use, less what the everyday profile always runs.
    Measured,
    /// Nobody says: it is not counted.
    Unknown,
}

/// What runs in the account outside the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Outside {
    /// In the quota's unit; none when it is not known.
    pub amount: Option<u64>,
    /// How that is known.
    pub basis: Source,
}

impl Outside {
    const UNKNOWN: Self = Self { amount: None, basis: Source::Unknown };
}

/// What is to be done about a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The account has enough.
    Enough,
    /// It has enough, and more than 80 % of it is needed.
    Thin,
    /// Ask for the needed value.
    Ask,
    /// A request for as much is open.
    Pending,
    /// A request is open, for less than is needed; the cloud takes no second one for the same quota.
    PendingTooSmall,
    /// Nobody gets so much.
    CannotBeRaised,
    /// A figure is missing.
    Unknown,
}

impl Verdict {
    /// As it is written for programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Enough => "enough",
            Self::Thin => "thin",
            Self::Ask => "ask",
            Self::Pending => "pending",
            Self::PendingTooSmall => "pending-too-small",
            Self::CannotBeRaised => "cannot-be-raised",
            Self::Unknown => "unknown",
        }
    }

    /// Whether it is asked for, and not granted yet.
    #[must_use]
    pub(crate) const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::PendingTooSmall)
    }

    /// Whether the account has what is needed.
    #[must_use]
    pub const fn fits(self) -> bool {
        matches!(self, Self::Enough | Self::Thin)
    }
}

/// A need held against the account. Amounts are in the quota's unit.
#[derive(Clone, Debug, Serialize)]
pub struct Row<'a> {
    /// The need.
    #[serde(flatten)]
    pub need: Need<'a>,
    /// What runs in the account beside the profile.
    pub outside: Outside,
    /// The need, and what is known to run outside the profile; none when a figure is not known.
    pub total: Option<u64>,
    /// From which value on the switch begins: the floor, and what is known to run outside the profile.
    pub(crate) begins_at: Option<u64>,
    /// What is in use now, by everything; none when it is not known.
    pub in_use: Option<u64>,
    /// What the account has, as far as is known.
    pub current: u64,
    /// How that is known.
    pub basis: Basis,
    /// What a new account starts with.
    pub default: u64,
    /// What is left of `current`, or lacks (below zero), once `total` runs.
    pub headroom: Option<i64>,
    /// What an open request asks for.
    pub(crate) open_request: Option<u64>,
    /// What names that request at the cloud.
    pub request: Option<Handle>,
    /// What was not granted in the last 90 days; the least, if it was several times.
    pub refused: Option<u64>,
    /// What is to be done.
    pub verdict: Verdict,
}

/// The needs of a demand held against what is known of the account. What is in use beyond the floor of the everyday
/// profile runs outside the stack.
#[must_use]
pub fn rows<'a>(demand: Demand<'a>, applied: Option<&Applied>) -> Vec<Row<'a>> {
    // What the stack itself takes is asked for only where something is measured.
    let running = applied.map(|_| needs(demand.everyday, demand.quotas)).unwrap_or_default();
    let floor = |quota: &Quota| {
        let own = running.iter().find(|need| need.quota.id() == quota.id());
        own.map_or(Some(0), |need| need.floor)
    };
    let row = |need: Need<'a>| {
        let outside = outside(need.quota, demand, applied, floor(need.quota));
        row(need, outside, demand.region, applied)
    };
    demand.needs().into_iter().map(row).collect()
}

/// What runs outside the profile: as stated, else what is in use beyond the stack's own `floor`.
fn outside(quota: &Quota, demand: Demand<'_>, applied: Option<&Applied>, floor: Option<u64>) -> Outside {
    if let Some(stated) = demand.stated(quota) {
        return Outside { amount: Some(stated), basis: Source::Stated };
    }
    // Of a limit that holds for each resource by itself nothing else takes a part.
    let used = applied.and_then(|applied| applied.used(quota)).filter(|_| quota.per == Per::Region);
    match used.zip(floor) {
        Some((used, own)) => Outside { amount: Some(used.saturating_sub(own)), basis: Source::Measured },
        None => Outside::UNKNOWN,
    }
}

fn row<'a>(need: Need<'a>, outside: Outside, region: &str, applied: Option<&Applied>) -> Row<'a> {
    let quota = need.quota;
    let of = |what: fn(&Applied, &Quota) -> Option<u64>| applied.and_then(|applied| what(applied, quota));
    let default = of(Applied::default_of).unwrap_or_else(|| quota.default_in(region));
    let (current, basis) = match of(Applied::granted) {
        Some(value) => (value, Basis::Applied),
        None => (default, Basis::Default),
    };
    let total = need.amount.map(|own| own.saturating_add(outside.amount.unwrap_or(0)));
    let open_request = of(Applied::open);
    Row {
        outside,
        begins_at: need.floor.map(|floor| floor.saturating_add(outside.amount.unwrap_or(0))),
        total,
        in_use: of(Applied::used),
        current,
        basis,
        default,
        headroom: total.map(|total| signed(current).saturating_sub(signed(total))),
        open_request,
        request: applied.and_then(|applied| applied.open_handle(quota)),
        refused: of(Applied::refused),
        verdict: verdict(total, current, quota.adjustable, open_request),
        need,
    }
}

impl Row<'_> {
    /// The need, and what is known to run outside the profile, as far as figures are known.
    #[must_use]
    pub(crate) fn at_least(&self) -> u64 {
        self.need.at_least.saturating_add(self.outside.amount.unwrap_or(0))
    }

    /// Whether it begins with what the account has; none where either is not known.
    #[must_use]
    pub(crate) fn begins(&self) -> Option<bool> {
        let least = self.begins_at?;
        // Nobody has less than what a new account starts with.
        (self.basis == Basis::Applied || least <= self.current).then_some(least <= self.current)
    }
}

fn verdict(total: Option<u64>, current: u64, adjustable: bool, open: Option<u64>) -> Verdict {
    let Some(total) = total else { return Verdict::Unknown };
    match open {
        _ if u128::from(total) * 5 <= u128::from(current) * 4 => Verdict::Enough,
        _ if total <= current => Verdict::Thin,
        _ if !adjustable => Verdict::CannotBeRaised,
        Some(open) if open >= total => Verdict::Pending,
        Some(_) => Verdict::PendingTooSmall,
        None => Verdict::Ask,
    }
}

fn signed(amount: u64) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}

//! A diff for programs. Keys are stable, figures are decimal strings; the schema is published.

pub mod fill;
pub mod money;
pub mod number;

use money::{CostReport, GateReport, LineCostReport, PriceReport, ThreeReport, UnitsReport};

use number::Number;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::effect::{Effect, Rule};
use crate::model::span::Span;
use crate::model::window::Window;
use crate::money::plain;
use crate::priced::Uncounted;

/// What switching from one profile to another changes and costs, in US dollars.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "A scaleprof diff")]
pub struct Report {
    /// The version of this format; it grows by keys and changes its number otherwise.
    pub version: u32,
    /// The profile that is live before.
    pub from: String,
    /// The profile that is switched to.
    pub to: String,
    /// The stack.
    pub stack: String,
    /// Where it runs.
    pub region: String,
    /// ISO 4217.
    pub currency: &'static str,
    /// Whether it is the way back to the everyday profile, which has no window.
    pub back: bool,
    /// When the profile is live; none when nobody says for how long.
    pub window: Option<WindowReport>,
    /// The time around the window in which something of it is on; none without a window.
    pub phases: Option<PhasesReport>,
    /// What live users feel, the worst of all components.
    pub effect: Effect,
    /// The money of everything together.
    pub cost: CostReport,
    /// The network, the components and the external services, changed or not.
    pub components: Vec<PartReport>,
    /// Quotas that are needed differently.
    pub quotas: Vec<QuotaReport>,
    /// What costs something that is not known, and is left out of every sum.
    pub unknown: Vec<UnknownReport>,
    /// Use that is billed and that the profiles do not state: it is in no sum.
    pub uncounted: Vec<UncountedReport>,
    /// Limits and how they were held.
    pub gates: Vec<GateReport>,
    /// The dates of the prices that were used.
    pub prices: Option<DatesReport>,
}

/// A length of time, and when.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WindowReport {
    /// The first instant; none where only a length is known.
    pub start: Option<String>,
    /// The instant after the last.
    pub end: Option<String>,
    /// Real hours, also across a change of the clocks.
    pub hours: Number,
    /// The most months that something sold by the month is paid for: the vendor's months that the window
    /// touches or the plan's minimum, else months begun from the start of the window.
    pub months: i64,
    /// Real hours before it in which everything must be ready already.
    pub ready_hours: Number,
}

impl WindowReport {
    /// A length of time, and the window that it is of.
    #[must_use]
    pub fn of(window: Option<&Window>, span: Span, months: Option<i64>) -> Self {
        Self {
            start: window.map(|window| stamp(&window.start)),
            end: window.map(|window| stamp(&window.end)),
            hours: plain(span.hours()),
            months: months.unwrap_or(span.months),
            ready_hours: plain(window.map_or(Decimal::ZERO, ready)),
        }
    }
}

/// Real hours by which everything must be ready before the start.
fn ready(window: &Window) -> Decimal {
    let length = window.ready.timestamp().duration_until(window.start.timestamp());
    Span { seconds: length.as_secs(), months: 0 }.hours()
}

/// When the phases of a switch begin and end, by the latest safe start of each step and the earliest way back.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PhasesReport {
    /// The latest safe start of the first step; none where only a length is known.
    pub begins: Option<String>,
    /// Real hours from then to the start of the window.
    pub before_hours: Number,
    /// Real hours of the window's tail.
    pub tail_hours: Number,
    /// Real hours from the end of the tail to the earliest way back.
    pub after_hours: Number,
    /// The earliest way back.
    pub returns: Option<String>,
}

/// The network, a component or an external service.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PartReport {
    /// Its name in the profile.
    pub name: String,
    /// Its kind; `network` or `external` for what is no component.
    pub kind: &'static str,
    /// `added`, `removed`, `changed` or `same`.
    pub status: &'static str,
    /// What live users feel, the worst of its changes: `none`, `degraded`, `brief-failover`, `restart`,
    /// `replace` or `rejected`; none for what is no component.
    pub effect: Option<Effect>,
    /// Where the expected count comes from: `profile` or `floor`; none for what does not scale.
    pub expected_from: Option<&'static str>,
    /// The fields that differ.
    pub changes: Vec<ChangeReport>,
    /// Its money.
    pub cost: CostReport,
    /// What it is billed by.
    pub lines: Vec<LineReport>,
}

/// A field before and after.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangeReport {
    /// The field, segments split by dots.
    pub field: String,
    /// What it says before; none when it is left out.
    pub from: Value,
    /// What it says afterwards.
    pub to: Value,
    /// Where that is said: file, line, column.
    pub from_at: Option<String>,
    /// Where that is said: file, line, column.
    pub to_at: Option<String>,
    /// What live users feel.
    pub effect: Option<Effect>,
    /// More of it.
    pub effect_detail: Option<EffectReport>,
}

/// What a change does to live users.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EffectReport {
    /// What happens, in one line.
    pub what: &'static str,
    /// How long the change takes, typically, in seconds.
    pub takes_seconds: Option<i64>,
    /// For how long users feel it, in seconds.
    pub users_seconds: Option<i64>,
    /// For how long the cloud refuses another change of the kind, in seconds.
    pub lock_seconds: Option<i64>,
    /// What cannot be undone.
    pub undo: Option<&'static str>,
    /// How to avoid it.
    pub avoid: Option<&'static str>,
    /// Where that was read.
    pub source: &'static str,
}

impl From<&Rule> for EffectReport {
    fn from(rule: &Rule) -> Self {
        let seconds = |length: Option<jiff::SignedDuration>| length.map(|length| length.as_secs());
        Self {
            what: rule.what,
            takes_seconds: seconds(rule.takes),
            users_seconds: seconds(rule.users),
            lock_seconds: seconds(rule.lock),
            undo: rule.undo,
            avoid: rule.avoid,
            source: rule.source,
        }
    }
}

/// One thing that is billed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LineReport {
    /// What it is, for people.
    pub what: &'static str,
    /// The price list's service, or the vendor.
    pub service: String,
    /// The price list's key, or the subscription.
    pub key: String,
    /// What is counted.
    pub unit: &'static str,
    /// What the price is for: `hour`, `month` (of 730 hours, billed by the hour), `subscription`,
    /// `usage` (units of a month of 730 hours).
    pub per: &'static str,
    /// Units before.
    pub from: ThreeReport,
    /// Units afterwards.
    pub to: ThreeReport,
    /// Units that the window takes in all, where that does not follow from its length: overage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_window: Option<UnitsReport>,
    /// For how many months a subscription is paid, where that does not follow from the window's length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months: Option<i64>,
    /// What one costs; none when it is not known on both sides.
    pub price: Option<PriceReport>,
    /// What one cost before, where that is something else.
    pub price_before: Option<PriceReport>,
    /// Its money; none when a price of the same thing is not known before or after.
    pub cost: Option<LineCostReport>,
}

/// A quota before and after.
#[derive(Debug, Serialize, JsonSchema)]
pub struct QuotaReport {
    /// The service's code.
    pub service: &'static str,
    /// The quota's code; none for one that Service Quotas does not know.
    pub code: Option<&'static str>,
    /// The cloud's name for it.
    pub name: &'static str,
    /// What is counted.
    pub unit: &'static str,
    /// Needed before; none when a figure is not known.
    pub from: Option<u64>,
    /// Needed afterwards.
    pub to: Option<u64>,
    /// What runs in the account outside the profile; none when it is not known.
    pub outside: Option<u64>,
    /// How that is known: `stated`, `measured` or `unknown`.
    pub outside_basis: &'static str,
    /// Needed afterwards, with what runs outside.
    pub total: Option<u64>,
    /// What is in use now, by everything; none when it is not known.
    pub in_use: Option<u64>,
    /// What the account has, as far as is known.
    pub current: u64,
    /// How that is known: `applied` or `default`.
    pub basis: &'static str,
    /// What a new account starts with.
    pub default: u64,
    /// What is left of `current`, or lacks (below zero), once `total` runs.
    pub headroom: Option<i64>,
    /// What an open request asks for.
    pub open_request: Option<u64>,
    /// `enough`, `thin` (more than 80 % is needed), `ask`, `pending`, `pending-too-small`,
    /// `cannot-be-raised` or `unknown`.
    pub verdict: &'static str,
}

/// Something that costs what nobody knows.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UnknownReport {
    /// Whose.
    pub component: String,
    /// What it is, for people.
    pub what: &'static str,
    /// The price list's service.
    pub service: String,
    /// The price list's key.
    pub key: String,
    /// Where.
    pub region: String,
}

impl UnknownReport {
    /// A line of a part in a region.
    #[must_use]
    pub fn of(component: &str, what: &'static str, service: &str, key: &str, region: &str) -> Self {
        let [component, service, key, region] = [component, service, key, region].map(str::to_owned);
        Self { component, what, service, key, region }
    }
}

/// Use that is not counted.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UncountedReport {
    /// Whose.
    pub component: String,
    /// What it would be billed by.
    pub what: &'static str,
    /// What is counted.
    pub unit: &'static str,
    /// What one costs; none when it is not known.
    pub price: Option<PriceReport>,
}

impl From<&Uncounted> for UncountedReport {
    fn from(uncounted: &Uncounted) -> Self {
        Self {
            component: uncounted.name.clone(),
            what: uncounted.what,
            unit: uncounted.unit,
            price: uncounted.price.as_ref().map(PriceReport::from),
        }
    }
}

/// The dates of prices.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DatesReport {
    /// The oldest.
    pub first: String,
    /// The newest.
    pub last: String,
}

impl From<(String, String)> for DatesReport {
    fn from((first, last): (String, String)) -> Self {
        Self { first, last }
    }
}

/// RFC 3339, at the profile's own offset.
pub(super) fn stamp(at: &jiff::ZonedDateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// The published schema of a report.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::SchemaGenerator::default().into_root_schema_for::<Report>();
    format!("{:#}\n", schema.to_value())
}

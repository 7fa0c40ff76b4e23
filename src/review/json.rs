//! A review for programs. Keys are stable, figures are decimal strings; the schema is published.

use schemars::JsonSchema;
use serde::Serialize;

use crate::effect::Effect;
use crate::report::json::money::ThreeReport;
use crate::report::json::part::EffectReport;
use crate::report::json::quota::QuotaReport;
use crate::report::json::window::DatesReport;

use super::felt::Felt;
use super::{Attribute, Bill, Review, Reviewed, Value, say};

/// What a plan of Terraform does to live users, to the bill and to the quotas. Money is in US dollars at list price.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "A scaleprof review")]
pub struct ReviewReport {
    /// The version of this format; it grows by keys and changes its number otherwise.
    pub version: u32,
    /// The version of the plan's format.
    pub format_version: String,
    /// The version of Terraform that made the plan.
    pub terraform_version: Option<String>,
    /// The regions that are known.
    pub regions: Vec<String>,
    /// The currency of all amounts, by ISO 4217.
    pub currency: &'static str,
    /// What live users feel: the worst that is known of all changes.
    pub felt: Felt,
    /// How many changes there are of which it is not known, wholly or in part, what users feel.
    pub not_known: usize,
    /// What happens to each resource, what users feel most first.
    pub changes: Vec<ChangeReport>,
    /// What each component that changes costs an hour.
    pub bills: Vec<BillReport>,
    /// What they cost an hour in all, as far as it is known.
    pub hour: SidesReport,
    /// The quotas of which another amount is needed.
    pub quotas: Vec<QuotaInReport>,
    /// How many resources differ from what Terraform wrote down when it last ran.
    pub drifted: usize,
    /// How many changes Terraform defers to a later plan.
    pub deferred: usize,
    /// How many actions of providers Terraform invokes beside its changes.
    pub actions_invoked: usize,
    /// Whether there is more than the changes, of which nothing is known: what is deferred, what is invoked, and what
    /// planning has not come to.
    pub open: bool,
    /// How many outputs change.
    pub outputs: usize,
    /// How many checks fail, or are not known.
    pub failing_checks: usize,
    /// Whether planning ended with an error.
    pub errored: bool,
    /// Whether nothing is left for a later plan; null where the plan does not say so.
    pub complete: Option<bool>,
    /// Whether the plan can be applied; null where it does not say so.
    pub applyable: Option<bool>,
    /// The dates of the prices that were used.
    pub prices: Option<DatesReport>,
}

/// What happens to one resource.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangeReport {
    /// Its address.
    pub address: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// What Terraform does, in its own words and order.
    pub actions: Vec<&'static str>,
    /// Terraform's reason, in its own word.
    pub action_reason: Option<String>,
    /// The attributes for which Terraform replaces it.
    pub replace_paths: Vec<String>,
    /// The key of the old object that it is about; null for the resource itself.
    pub deposed: Option<String>,
    /// The address that it had before.
    pub previous_address: Option<String>,
    /// Whether Terraform takes over what is there already.
    pub importing: bool,
    /// What live users feel: the worst that is known, or `unknown`.
    pub felt: Felt,
    /// Of what it is not known what users feel: attributes, or `all of it`.
    pub not_known: Vec<String>,
    /// What is said of the whole resource beside its attributes.
    pub remarks: Vec<&'static str>,
    /// How long the change takes, typically, in seconds.
    pub takes_seconds: Option<i64>,
    /// For how long users feel it, in seconds.
    pub users_seconds: Option<i64>,
    /// For how long the cloud refuses another change of the kind, in seconds.
    pub lock_seconds: Option<i64>,
    /// What cannot be undone.
    pub undone: Vec<&'static str>,
    /// The sizes that change, and what else does.
    pub attributes: Vec<AttributeReport>,
    /// How many more attributes change.
    pub more_attributes: usize,
    /// The address of the bill that it is on.
    pub bill: Option<String>,
}

/// An attribute that changes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AttributeReport {
    /// Its name: its path, with the key of each block of several.
    pub name: String,
    /// Its value before, if it is a size that is known; no other value is ever here.
    pub from: Option<String>,
    /// Its value after, if it is a size that is known.
    pub to: Option<String>,
    /// Whether it is a size.
    pub is_size: bool,
    /// The kind of component.
    pub kind: Option<&'static str>,
    /// The field of that kind.
    pub field: Option<String>,
    /// What it does to live users, as `diff` says it; null if that is not known.
    pub effect: Option<Effect>,
    /// The row of the table that says so.
    pub effect_detail: Option<EffectReport>,
    /// What keeps the change from being what was meant: `pending`, `unrolled`, `replaced`, `renewed` or
    /// `unused`.
    pub swallowed: Vec<&'static str>,
}

/// What a component costs an hour.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BillReport {
    /// The address of its main resource.
    pub address: String,
    /// Its kind.
    pub kind: &'static str,
    /// Its region; null if it is not known.
    pub region: Option<String>,
    /// What is known of it.
    pub hour: SidesReport,
    /// What has no price; empty if all is known.
    pub not_known: Vec<String>,
}

/// A figure before and after.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SidesReport {
    /// Before the plan is applied.
    pub before: ThreeReport,
    /// After it is applied.
    pub after: ThreeReport,
}

/// A quota in a region.
#[derive(Debug, Serialize, JsonSchema)]
pub struct QuotaInReport {
    /// The region; `unknown` if it is not known.
    pub region: String,
    /// The quota.
    #[serde(flatten)]
    pub quota: QuotaReport,
}

/// A review as a report.
#[must_use]
pub fn report(review: &Review) -> ReviewReport {
    let [before, after] = review.hour();
    ReviewReport {
        version: 1,
        format_version: review.format.clone(),
        terraform_version: review.terraform.clone(),
        regions: review.regions.clone(),
        currency: "USD",
        felt: review.felt(),
        not_known: review.unknown().count(),
        changes: review.changes.iter().map(|own| change(review, own)).collect(),
        bills: review.bills.iter().map(bill).collect(),
        hour: SidesReport { before: before.into(), after: after.into() },
        quotas: review
            .quotas
            .iter()
            .map(|own| QuotaInReport { region: own.region.clone(), quota: QuotaReport::from(&own.diff) })
            .collect(),
        drifted: review.drifted,
        deferred: review.deferred,
        actions_invoked: review.invoked,
        open: review.is_open(),
        outputs: review.outputs,
        failing_checks: review.checks,
        errored: review.errored,
        complete: review.complete,
        applyable: review.applyable,
        prices: review.dates.clone().map(DatesReport::from),
    }
}

fn change(review: &Review, own: &Reviewed) -> ChangeReport {
    let seconds = |length: Option<jiff::SignedDuration>| length.map(|length| length.as_secs());
    ChangeReport {
        address: own.change.address.clone(),
        kind: own.change.kind.clone(),
        actions: own.change.actions.iter().map(|action| action.word()).collect(),
        action_reason: own.change.reason.clone(),
        replace_paths: own.change.replace_paths.clone(),
        deposed: own.change.deposed.clone(),
        previous_address: own.change.moved_from.clone(),
        importing: own.change.importing,
        felt: own.felt,
        not_known: own.unknown.clone(),
        remarks: own.remarks.clone(),
        takes_seconds: seconds(own.takes()),
        users_seconds: seconds(own.users()),
        lock_seconds: seconds(own.lock()),
        undone: say::undone(own),
        attributes: own.attributes.iter().map(attribute).collect(),
        more_attributes: own.change.more,
        bill: own.bill.map(|at| review.bills[at].address.clone()),
    }
}

fn attribute(own: &Attribute) -> AttributeReport {
    let value = |side: usize| match own.size.as_ref().map(|size| &size[side]) {
        Some(Value::Known(shown)) => Some(shown.to_string()),
        Some(Value::Unset | Value::Unknown) | None => None,
    };
    AttributeReport {
        name: own.name.clone(),
        from: value(0),
        to: value(1),
        is_size: own.size.is_some(),
        kind: own.field.as_ref().map(|field| field.0),
        field: own.field.as_ref().map(|field| field.1.to_string()),
        effect: own.rule.map(|rule| rule.effect),
        effect_detail: own.rule.map(EffectReport::from),
        swallowed: own.swallowed.iter().map(|own| own.name()).collect(),
    }
}

fn bill(own: &Bill) -> BillReport {
    let [before, after] = own.hour;
    BillReport {
        address: own.address.clone(),
        kind: own.kind,
        region: own.region.clone(),
        hour: SidesReport { before: before.into(), after: after.into() },
        not_known: own.unknown.clone(),
    }
}

/// The published schema of a report.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::SchemaGenerator::default().into_root_schema_for::<ReviewReport>();
    format!("{:#}\n", schema.to_value())
}

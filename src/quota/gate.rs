//! The gate in the stack's own Terraform: a plan fails while the account has less than the profile needs at
//! its floor, and warns while it has less than at the ceiling. AWS would only say so in the middle of an apply.

use std::collections::BTreeMap;

use hcl::Block;
use hcl::expr::{BinaryOp, BinaryOperator, Expression, Operation};

use crate::model::name::{label, slug};
use crate::plan::Plan;
use crate::quota::needs;
use crate::quota::table::Quota;
use crate::terraform::resource::{Body, other, reference};

/// What reads a quota of the account.
pub(super) const KIND: &str = "aws_servicequotas_service_quota";
/// The label of the one resource, and of the one check.
const LABEL: &str = "quotas";

/// What one profile needs of a quota: at its floor and at its ceiling; none when it is not known.
type Amounts = (Option<u64>, Option<u64>);

/// The blocks of the gate; none when no profile needs more than a new account has. All profiles have the
/// same addresses, each with its own numbers.
#[must_use]
pub fn gate(plan: &Plan, all: &[&Plan]) -> Vec<Block> {
    let own = amounts(plan);
    let own = |quota: &Quota| own.get(&(quota.service, quota.code)).map_or((None, None), |(_, own)| *own);
    let mut gated: BTreeMap<(&str, Option<&str>), &'static Quota> = BTreeMap::new();
    for plan in all {
        let region = &plan.header.cloud.region;
        let more = amounts(plan).into_iter().filter(|(_, (quota, (_, peak)))| {
            quota.adjustable && peak.is_some_and(|peak| peak > quota.default_in(region))
        });
        gated.extend(more.map(|(key, (quota, _))| (key, quota)));
    }
    if gated.is_empty() {
        return Vec::new();
    }
    let outside = |quota: &Quota| plan.header.account.used.get(quota.code.unwrap_or_default()).copied();
    let mut blocks = Vec::new();
    for quota in gated.values() {
        blocks.push(other("data", &[KIND, &name(quota)], |data| {
            data.set("service_code", quota.service).set("quota_code", quota.code.unwrap_or_default());
        }));
    }
    blocks.push(other("resource", &["terraform_data", LABEL], |resource| {
        resource.block("lifecycle", |lifecycle| {
            for quota in gated.values() {
                let Some(floor) = own(quota).0 else { continue };
                let then = "Nothing is changed before AWS has granted it: file what is in quotas/.";
                lifecycle.block("precondition", |block| {
                    condition(block, quota, floor, &said(quota, floor, "at its floor", outside(quota), then));
                });
            }
        });
    }));
    // A check without an assertion is no check to Terraform.
    if gated.values().any(|quota| own(quota).1.is_some()) {
        blocks.push(other("check", &[LABEL], |check| {
            for quota in gated.values() {
                let Some(peak) = own(quota).1 else { continue };
                let then = "It would stop short of its maximum: file what is in quotas/.";
                check.block("assert", |block| {
                    condition(block, quota, peak, &said(quota, peak, "at its maximum", outside(quota), then));
                });
            }
        }));
    }
    blocks
}

/// The needs of a plan by service and code, with what it says runs outside of it.
fn amounts(plan: &Plan) -> BTreeMap<(&'static str, Option<&'static str>), (&'static Quota, Amounts)> {
    let bill = plan.bill();
    let with_code = needs(bill, plan.cloud.quotas()).into_iter().filter_map(|need| {
        let quota = need.quota;
        let outside = plan.header.account.used.get(quota.code?).copied().unwrap_or(0);
        let with = |amount: Option<u64>| amount.map(|amount| amount.saturating_add(outside));
        Some(((quota.service, quota.code), (quota, (with(need.floor), with(need.amount)))))
    });
    with_code.collect()
}

/// The label of a quota's blocks.
pub(super) fn name(quota: &Quota) -> String {
    label(&slug(&format!("{}-{}", quota.service, quota.code.unwrap_or_default())))
}

/// What the account has of a quota.
pub(super) fn value(quota: &Quota) -> Expression {
    reference(&["data", KIND, &name(quota), "value"])
}

fn condition(block: &mut Body, quota: &Quota, least: u64, message: &str) {
    let enough = BinaryOp::new(value(quota), BinaryOperator::GreaterEq, least);
    block.set("condition", Operation::Binary(enough)).set("error_message", message);
}

fn said(quota: &Quota, amount: u64, when: &str, outside: Option<u64>, then: &str) -> String {
    let amount = quota.say(amount);
    let outside = outside.map(|outside| format!(" ({outside} of it outside the stack)"));
    let (name, code) = (quota.name, quota.code.unwrap_or_default());
    let outside = outside.unwrap_or_default();
    format!(
        "{name} ({code}): {amount} are needed with the stack {when}{outside}, and the account has less. {then}"
    )
}

//! The gate on quotas in the stack's own Terraform.

use hcl::Block;
use hcl::expr::{BinaryOp, BinaryOperator, Expression, Operation};

use crate::model::name::{label, slug};
use crate::quota::gate::Gate;
use crate::quota::table::Quota;
use crate::terraform::resource::{Body, other, reference};

/// What reads a quota of the account.
pub(super) const KIND: &str = "aws_servicequotas_service_quota";
/// The label of the one resource, and of the one check.
const LABEL: &str = "quotas";

/// The blocks of the gate. All profiles have the same addresses, each with its own numbers.
#[must_use]
pub(crate) fn gate(gates: &[Gate]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for Gate { quota, .. } in gates {
        blocks.push(other("data", &[KIND, &name(quota)], |data| {
            data.set("service_code", quota.service).set("quota_code", quota.code.unwrap_or_default());
        }));
    }
    blocks.push(other("resource", &["terraform_data", LABEL], |resource| {
        resource.block("lifecycle", |lifecycle| {
            for gate in gates {
                let Some(floor) = gate.floor else { continue };
                let then = "Nothing is changed before AWS has granted it: file what is in quotas/.";
                lifecycle.block("precondition", |block| condition(block, gate, floor, "at its floor", then));
            }
        });
    }));
    // A check without an assertion is no check to Terraform.
    if gates.iter().any(|gate| gate.peak.is_some()) {
        blocks.push(other("check", &[LABEL], |check| {
            for gate in gates {
                let Some(peak) = gate.peak else { continue };
                let then = "It would stop short of its maximum: file what is in quotas/.";
                check.block("assert", |block| condition(block, gate, peak, "at its maximum", then));
            }
        }));
    }
    blocks
}

/// The label of a quota's blocks.
pub(super) fn name(quota: &Quota) -> String {
    label(&slug(&format!("{}-{}", quota.service, quota.code.unwrap_or_default())))
}

/// What the account has of a quota.
pub(super) fn value(quota: &Quota) -> Expression {
    reference(&["data", KIND, &name(quota), "value"])
}

fn condition(block: &mut Body, gate: &Gate, least: u64, when: &str, then: &str) {
    let enough = BinaryOp::new(value(gate.quota), BinaryOperator::GreaterEq, least);
    block.set("condition", Operation::Binary(enough)).set("error_message", said(gate, least, when, then));
}

fn said(gate: &Gate, amount: u64, when: &str, then: &str) -> String {
    let Gate { quota, outside, .. } = gate;
    let amount = quota.say(amount);
    let outside = outside.map(|outside| format!(" ({outside} of it outside the stack)"));
    let (name, code) = (quota.name, quota.code.unwrap_or_default());
    let outside = outside.unwrap_or_default();
    format!(
        "{name} ({code}): {amount} are needed with the stack {when}{outside}, and the account has less. {then}"
    )
}

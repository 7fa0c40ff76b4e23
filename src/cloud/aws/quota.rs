//! Quotas of AWS: the table of those that items consume, `quotas.csv`, and Service Quotas, which raises them.

pub mod dump;
pub(crate) mod gate;
pub mod raise;

use std::sync::LazyLock;

use hcl::Block;
use serde_json::{Value, json};

use crate::cloud::aws::regions;
use crate::quota::asked::Asked;
use crate::quota::gate::Gate;
use crate::quota::requests::{Advice, Requests, Trial};
use crate::quota::table::{Per, Quota};
use crate::table::records;

/// The code of the quota on vCPUs of ordinary machines.
pub(crate) const STANDARD_VCPU: &str = "L-1216C47A";

/// All quotas, in the order of the file.
pub static QUOTAS: LazyLock<Vec<Quota>> =
    LazyLock::new(|| records(include_str!("quotas.csv")).map(|row| quota(&row)).collect());

fn quota(row: &[&'static str]) -> Quota {
    let text = |at: usize| row.get(at).copied().unwrap_or_default();
    let number = |text: &str| text.parse().unwrap_or(0);
    let code = text(1);
    let overrides = text(4).split(' ').filter_map(|pair| pair.split_once('='));
    Quota {
        cloud: "AWS",
        service: text(0),
        code: (!code.is_empty()).then_some(code),
        name: text(2),
        default: number(text(3)),
        overrides: overrides.map(|(region, value)| (region, number(value))).collect(),
        unit: text(5),
        adjustable: text(6) == "yes",
        measure: text(7),
        base_units: number(text(8)).max(1),
        per: if text(9) == "each" { Per::Each } else { Per::Region },
        source: text(10),
    }
}

/// The service that raises quotas.
#[derive(Debug)]
pub(crate) struct ServiceQuotas;

impl Requests for ServiceQuotas {
    /// `docs.aws.amazon.com/servicequotas/latest/userguide/reference_limits.html`
    fn open_limit(&self, region: &str) -> usize {
        if regions::is_opt_in(region) { 2 } else { 20 }
    }

    fn console(&self, quota: &Quota, region: &str) -> Option<String> {
        let code = quota.code?;
        let home = format!("https://{region}.console.aws.amazon.com/servicequotas/home");
        Some(format!("{home}/services/{}/quotas/{code}", quota.service))
    }

    /// For `aws service-quotas request-service-quota-increase --cli-input-json`.
    fn request(&self, quota: &Quota, value: u64) -> Option<Value> {
        let code = quota.code?;
        Some(json!({"ServiceCode": quota.service, "QuotaCode": code, "DesiredValue": value}))
    }

    fn raise(&self, asked: &Asked) -> Option<Vec<Block>> {
        Some(raise::raise(asked))
    }

    fn advice(&self) -> Advice {
        Advice {
            pace: Some("AWS grants small raises within minutes; large ones go to people and take days."),
            trial: Some(Trial { line: "\"SupportCaseAllowed\": false", refused: "NOT_APPROVED" }),
            contact: Some(
                "AWS Support at https://console.aws.amazon.com/support/home, by chat or telephone if your support plan has them, and your account manager at AWS if you have one",
            ),
            unread: Some("at AWS reads a request while it is PENDING"),
        }
    }

    fn gate(&self, gates: &[Gate]) -> Vec<Block> {
        gate::gate(gates)
    }
}

//! The quota-change manifests of a profile: a page for people, one file per request for the AWS CLI,
//! a Terraform root. The pages of external services stand beside them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use super::{Applied, Row, Verdict, compare, needs};
use crate::bill::bill;
use crate::cloud::aws::resource::{Resource, call, other, reference};
use crate::cloud::aws::{STATE, backend, beside, provider, terraform};
use crate::cloud::name::{label, slug};
use crate::emit::template::{TemplateError, Templates};
use crate::emit::{Artifact, hcl_file};
use crate::external;
use crate::plan::Plan;

/// Everything under `quotas/`.
///
/// # Errors
/// When a template of the user's own does not render.
pub fn artifacts(
    plan: &Plan,
    baseline: Option<&Plan>,
    all: &[&Plan],
    applied: Option<&Applied>,
    templates: &Templates,
) -> Result<Vec<Artifact>, TemplateError> {
    let region = &plan.header.cloud.region;
    let bill = bill(plan);
    let rows = compare(needs(&bill), region, applied);
    let mut out = Vec::new();
    for row in rows.iter().filter(|row| row.verdict == Verdict::Ask) {
        out.push(request(row));
    }
    out.push(Artifact::new("quotas/main.tf", root(plan, all, applied)));
    out.extend(external::artifacts(plan, baseline, templates)?);
    let page =
        Page { profile: plan.name(), stack: &plan.header.stack, region, rows: &rows, by: deadline(plan) };
    out.push(Artifact::new("quotas/quota-request.md", templates.render("quota-request.md", &page)?));
    Ok(out)
}

#[derive(Serialize)]
struct Page<'a> {
    profile: &'a str,
    stack: &'a str,
    region: &'a str,
    rows: &'a [Row<'a>],
    by: Option<String>,
}

/// By when everything must be up, in the profile's own zone.
fn deadline(plan: &Plan) -> Option<String> {
    plan.window.as_ref().map(|window| window.ready.strftime("%Y-%m-%d %H:%M %:z").to_string())
}

/// One request for `aws service-quotas request-service-quota-increase --cli-input-json`.
fn request(row: &Row<'_>) -> Artifact {
    let quota = row.need.quota;
    let code = quota.code.unwrap_or_default();
    let body = json!({
        "ServiceCode": quota.service,
        "QuotaCode": code,
        "DesiredValue": row.need.amount,
    });
    Artifact::bare(format!("quotas/requests/{}-{code}.json", quota.service), format!("{body:#}\n"))
}

/// The Terraform root that asks for the stack's quotas. The values are the largest need over all
/// profiles and never below what the account has: AWS refuses to lower a quota, and the provider fails.
fn root(plan: &Plan, all: &[&Plan], applied: Option<&Applied>) -> String {
    let cloud = &plan.header.cloud;
    let stack = slug(&plan.header.stack);
    let mut largest: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for plan in all {
        let (bill, region) = (bill(plan), &plan.header.cloud.region);
        for row in compare(needs(&bill), region, applied) {
            let (Verdict::Ask, Some(code), Some(amount)) =
                (row.verdict, row.need.quota.code, row.need.amount)
            else {
                continue;
            };
            let value = largest.entry((row.need.quota.service, code)).or_default();
            *value = amount.max(*value);
        }
    }
    let local = cloud.state.local.as_deref().unwrap_or(STATE);
    let local = beside(local, "-quotas");
    let mut blocks =
        vec![terraform(&cloud.state, backend(&cloud.state, &local, "-quotas")), provider(cloud, &stack)];
    for ((service, code), amount) in largest {
        let name = label(&slug(&format!("{service}-{code}")));
        let kind = "aws_servicequotas_service_quota";
        blocks.push(other("data", &[kind, &name], |data| {
            data.set("service_code", service).set("quota_code", code);
        }));
        let current = reference(&["data", kind, &name, "value"]);
        let resource = Resource::new(kind, name).identity(|r| {
            r.set("service_code", service).set("quota_code", code);
        });
        let resource = resource.capacity(|r| {
            r.set("value", call("max", [current, amount.into()]));
        });
        blocks.push(resource.into_block());
    }
    hcl_file("the stack's profiles", blocks)
}

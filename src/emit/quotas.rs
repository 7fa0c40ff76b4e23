//! The quota-change manifests of a profile: a page for people, one file per request for the AWS CLI, and
//! a Terraform root. The pages of external services stand beside them.

use serde_json::json;

use crate::artifact::Artifact;
use crate::emit::quota_page::Page;
use crate::plan::Plan;
use crate::quota::applied::Applied;
use crate::quota::root::root;
use crate::quota::row::{Row, Verdict, rows};
use crate::template::Templates;
use crate::template::error::TemplateError;

/// Everything under `quotas/`; of quotas nothing on a cloud that takes no requests.
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
    let external = crate::emit::external::artifacts(plan, baseline, templates)?;
    let Some(requests) = plan.cloud.requests() else { return Ok(external) };
    let rows = rows(plan.bill(), plan, baseline, applied);
    let mut out = Vec::new();
    for row in rows.iter().filter(|row| row.verdict == Verdict::Ask) {
        out.push(request(row));
    }
    out.push(Artifact::new("quotas/main.tf", root(plan, baseline.unwrap_or(plan), all, applied)));
    out.extend(external);
    let page = Page::new(plan, baseline, requests, &rows, applied);
    out.push(Artifact::new("quotas/quota-request.md", templates.render("quota-request.md", &page)?));
    Ok(out)
}

/// One request for `aws service-quotas request-service-quota-increase --cli-input-json`.
fn request(row: &Row<'_>) -> Artifact {
    let quota = row.need.quota;
    let code = quota.code.unwrap_or_default();
    let body = json!({"ServiceCode": quota.service, "QuotaCode": code, "DesiredValue": row.total});
    Artifact::bare(format!("quotas/requests/{}-{code}.json", quota.service), format!("{body:#}\n"))
}

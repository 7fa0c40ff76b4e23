//! The quota-change manifests of a profile: a page for people, one file per request for the cloud's own
//! tool, and a Terraform root. The pages of external services stand beside them.

use hcl::Block;

use crate::artifact::{Artifact, layout};
use crate::emit::quota_page::{Page, request_path};
use crate::model::name::slug;
use crate::plan::Plan;
use crate::quota::applied::Applied;
use crate::quota::asked::asked;
use crate::quota::row::{Verdict, rows};
use crate::template::Templates;
use crate::template::error::TemplateError;
use crate::terraform::file::hcl_file;
use crate::terraform::root::{STATE, backend, beside};

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
    let rows = rows(plan.demand(baseline), applied);
    let mut out = Vec::new();
    for row in &rows {
        let (Verdict::Ask, Some(total)) = (row.verdict, row.total) else { continue };
        let quota = row.need.quota;
        let request = requests.request(quota, total);
        out.extend(request.map(|body| Artifact::bare(request_path(quota), format!("{body:#}\n"))));
    }
    let everyday = baseline.unwrap_or(plan);
    let asked = asked(all.iter().map(|plan| plan.demand(Some(everyday))), applied);
    out.extend(requests.raise(&asked).map(|blocks| Artifact::new("quotas/main.tf", root(plan, blocks))));
    out.extend(external);
    let page = Page::new(plan, baseline, requests, &rows, applied);
    out.push(Artifact::new(layout::REQUEST_PAGE, templates.render("quota-request.md", &page)?));
    Ok(out)
}

/// The text of the Terraform root that asks, with a state of its own.
fn root(plan: &Plan, asks: Vec<Block>) -> String {
    let site = &plan.header.cloud;
    let local = beside(site.state.local.as_deref().unwrap_or(STATE), "-quotas");
    let backend = backend(&site.state, &local, "-quotas");
    let mut blocks = plan.cloud.head(site, &slug(&plan.header.stack), backend);
    blocks.extend(asks);
    hcl_file("the stack's profiles", blocks)
}

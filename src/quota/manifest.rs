//! The quota-change manifests of a profile: a page for people, one file per request for the AWS CLI,
//! a Terraform root, and a page per external service.

use serde::Serialize;
use serde_json::json;

use super::page::Page;
use super::root::root;
use super::{Applied, Row, Verdict, rows};
use crate::bill::bill;
use crate::cloud::name::slug;
use crate::emit::Artifact;
use crate::emit::template::{TemplateError, Templates};
use crate::plan::{External, Plan, Window, duration, stamp};

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
    let bill = bill(plan);
    let rows = rows(&bill, plan, baseline, applied);
    let mut out = Vec::new();
    for row in rows.iter().filter(|row| row.verdict == Verdict::Ask) {
        out.push(request(row));
    }
    out.push(Artifact::new("quotas/main.tf", root(plan, baseline.unwrap_or(plan), all, applied)));
    for request in external_requests(plan, baseline) {
        let text = templates.render("external-request.md", &request)?;
        out.push(Artifact::new(format!("quotas/external/{}.md", request.slug), text));
    }
    let page = Page::new(plan, baseline, &rows, applied);
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

/// What to ask one external service for.
#[derive(Debug, Serialize)]
pub struct ExternalRequest {
    /// The service's key in the profile.
    pub name: String,
    /// The name of its page.
    #[serde(skip)]
    pub slug: String,
    profile: String,
    stack: String,
    service: String,
    metric: String,
    per: &'static str,
    owner: Option<String>,
    contact: Option<String>,
    /// What the everyday plan includes, and its name.
    current: Option<u64>,
    current_plan: Option<String>,
    /// What will be used.
    needed: Option<u64>,
    plan: Option<String>,
    included: Option<u64>,
    price: Option<String>,
    lead_time: Option<String>,
    how: Option<String>,
    /// By when to ask, and by when it must be in force.
    ask_by: Option<String>,
    needed_by: Option<String>,
    until: Option<String>,
    /// Whether the everyday plan carries it.
    enough: Option<bool>,
}

/// One request per external service.
#[must_use]
pub fn external_requests(plan: &Plan, baseline: Option<&Plan>) -> Vec<ExternalRequest> {
    let before = |name: &str| baseline.and_then(|baseline| baseline.header.external.get(name));
    let all = plan.header.external.iter();
    all.map(|(name, external)| external_request(name, external, before(name).unwrap_or(external), plan))
        .collect()
}

fn external_request(name: &str, external: &External, before: &External, plan: &Plan) -> ExternalRequest {
    let owner = external.owner.as_deref().and_then(|owner| plan.header.owners.get(owner));
    let window = plan.window.as_ref();
    ExternalRequest {
        name: name.to_owned(),
        slug: slug(name),
        profile: plan.name().to_owned(),
        stack: plan.header.stack.clone(),
        service: external.service.clone(),
        metric: external.metric.clone().unwrap_or_else(|| "units".to_owned()),
        per: external.per.map_or("month", crate::plan::Period::word),
        owner: owner.map(|owner| owner.name.clone()),
        contact: owner.map(|owner| owner.contact.clone()),
        current: before.included,
        current_plan: before.plan.clone(),
        needed: external.expected,
        plan: external.plan.clone(),
        included: external.included,
        price: external.price.map(|price| price.to_string()),
        lead_time: external.lead_time.clone(),
        how: external.how.clone(),
        ask_by: window.zip(external.lead_time.as_deref()).and_then(|(window, lead)| ask_by(window, lead)),
        needed_by: window.map(|window| stamp(&window.ready)),
        until: window.map(|window| stamp(&window.end)),
        enough: external.expected.zip(before.included).map(|(needed, has)| needed <= has),
    }
}

fn ask_by(window: &Window, lead_time: &str) -> Option<String> {
    let lead = duration(lead_time).ok()?;
    Some(stamp(&window.ready.checked_sub(lead).ok()?))
}

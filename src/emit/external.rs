//! The page of each service, `quotas/external/<service>.md`.

use crate::artifact::{Artifact, layout};
use crate::external::task::tasks;
use crate::plan::Plan;
use crate::template::Templates;
use crate::template::error::TemplateError;

/// One page per service.
///
/// # Errors
/// When a template of the user's own does not render.
pub fn artifacts(
    plan: &Plan,
    baseline: Option<&Plan>,
    templates: &Templates,
) -> Result<Vec<Artifact>, TemplateError> {
    let page = |task: &crate::external::task::Task| {
        let text = templates.render("external-request.md", task)?;
        Ok(Artifact::new(format!("{}{}.md", layout::SERVICES, task.slug), text))
    };
    tasks(plan, baseline).iter().map(page).collect()
}

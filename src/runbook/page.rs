//! Writes the runbook as a page, from the template `runbook.md`.

use serde::Serialize;

use crate::artifact::layout;
use crate::model::name::slug;
use crate::runbook::Runbook;
use crate::runbook::steps::Step;
use crate::template::Templates;
use crate::template::error::TemplateError;

#[derive(Serialize)]
struct Page<'a> {
    #[serde(flatten)]
    runbook: &'a Runbook,
    /// The steps up to the start. They have another name here because the template has a macro `steps`.
    steps_there: &'a [Step],
    stack_slug: String,
    /// What people call the cloud.
    cloud: &'static str,
    /// What people call the cloud's own tool; `None` if it has none.
    tool: Option<&'static str>,
    /// Where in the cloud the dashboard is; `None` if it has none.
    dashboards: Option<&'static str>,
    /// Whether quotas have alarms.
    quota_alarms: bool,
    /// The commands that show which part has which size.
    status: [String; 2],
}

/// Writes the page.
///
/// # Errors
/// When a template of the user's own does not render.
pub fn page(runbook: &Runbook, templates: &Templates) -> Result<String, TemplateError> {
    let page = Page {
        runbook,
        steps_there: &runbook.steps,
        stack_slug: slug(&runbook.stack),
        cloud: runbook.cloud.short(),
        tool: runbook.cloud.commands().tool(),
        dashboards: runbook.cloud.dashboards(),
        quota_alarms: runbook.cloud.has_quota_alarms(),
        status: layout::status(&format!("generated/{}", runbook.everyday), None),
    };
    templates.render("runbook.md", &page)
}

//! Writes the runbook as a page, from the template `runbook.md`.

use serde::Serialize;

use crate::artifact::layout;
use crate::model::name::slug;
use crate::runbook::Runbook;
use crate::template::Templates;
use crate::template::error::TemplateError;

#[derive(Serialize)]
struct Page<'a> {
    #[serde(flatten)]
    runbook: &'a Runbook,
    stack_slug: String,
    /// What people call the cloud.
    cloud: &'static str,
    /// What people call the cloud's own tool; `None` if it has none.
    tool: Option<&'static str>,
    /// Where in the cloud the dashboard is; `None` if it has none.
    dashboards: Option<&'static str>,
    /// The percentages of a quota at which an alarm rings, in words; `None` if quotas have no alarms.
    quota_alarms: Option<String>,
    /// The first of these percentages and the last; `None` if quotas have no alarms.
    quota_alarm_bounds: Option<(u32, u32)>,
    /// The commands that show which part has which size.
    status: [String; 2],
}

/// Writes the page.
///
/// # Errors
/// When a template of the user's own does not render.
pub fn page(runbook: &Runbook, templates: &Templates) -> Result<String, TemplateError> {
    let alarms = runbook.cloud.quota_alarms();
    let page = Page {
        runbook,
        stack_slug: slug(&runbook.stack),
        cloud: runbook.cloud.short(),
        tool: runbook.cloud.commands().tool(),
        dashboards: runbook.cloud.dashboards().filter(|_| runbook.built),
        quota_alarms: (runbook.built && !alarms.is_empty()).then(|| listed(alarms)),
        quota_alarm_bounds: alarms.first().copied().zip(alarms.last().copied()),
        status: layout::status(&format!("generated/{}", runbook.everyday), None),
    };
    templates.render("runbook.md", &page)
}

/// `80 and 95 %`.
fn listed(percentages: &[u32]) -> String {
    let all: Vec<String> = percentages.iter().map(u32::to_string).collect();
    format!("{} %", all.join(" and "))
}

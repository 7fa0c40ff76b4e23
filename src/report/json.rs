//! A diff for programs. Keys are stable, figures are decimal strings; the schema is published.

pub(crate) mod gate;
pub(crate) mod line;
pub mod money;
pub mod number;
pub mod part;
pub mod quota;
pub mod unknown;
pub mod window;

use schemars::JsonSchema;
use serde::Serialize;

use crate::diff::Diff;
use crate::effect::Effect;
use crate::guardrail::Guardrail;
use crate::money::{Amounts, percent, plain};
use crate::report::json::gate::GateReport;
use crate::report::json::money::{CostReport, ThreeReport};
use crate::report::json::part::PartReport;
use crate::report::json::quota::QuotaReport;
use crate::report::json::unknown::{UncountedReport, UnknownReport};
use crate::report::json::window::{DatesReport, PhasesReport, WindowReport, WindowsReport};
use crate::source::Sources;

/// What switching from one profile to another changes and costs, in US dollars.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "A scaleprof diff")]
pub struct Report {
    /// The version of this format; it grows by keys and changes its number otherwise.
    pub version: u32,
    /// The profile that is live before.
    pub from: String,
    /// The profile that is switched to.
    pub to: String,
    /// The name of the stack.
    pub stack: String,
    /// The region that the stack runs in.
    pub region: String,
    /// The currency of all amounts, by ISO 4217.
    pub currency: &'static str,
    /// Whether it is the way back to the everyday profile, which has no window.
    pub back: bool,
    /// When the profile is live; null if its length is not known.
    pub window: Option<WindowReport>,
    /// All windows of the profile that is switched to; left out if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub windows: Option<WindowsReport>,
    /// The time around the window in which some of the launch's sizes are on; null without a window.
    pub phases: Option<PhasesReport>,
    /// What live users feel, the worst of all components.
    pub effect: Effect,
    /// What the whole switch costs.
    pub cost: CostReport,
    /// The network, the components and the external services, changed or not.
    pub components: Vec<PartReport>,
    /// The quotas of which another amount is needed.
    pub quotas: Vec<QuotaReport>,
    /// Lines whose price is not known, which are in no sum.
    pub unknown: Vec<UnknownReport>,
    /// Use that is billed and that the profiles do not state, which is in no sum.
    pub uncounted: Vec<UncountedReport>,
    /// What is not known of what changes along in Terraform of the team's own, a sentence each; left out if there is nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) not_known: Vec<String>,
    /// The limits on what the switch may cost, and whether each is kept.
    pub gates: Vec<GateReport>,
    /// The dates of the prices that were used.
    pub prices: Option<DatesReport>,
}

/// A diff as a report.
#[must_use]
pub fn report(diff: &Diff<'_>, gates: &[Guardrail], sources: &Sources) -> Report {
    let region = &diff.to.header.cloud.region;
    let share = |window: Amounts| {
        let of = |window| percent(window, diff.total.month_from.expected).map(plain);
        ThreeReport { floor: of(window.floor), expected: of(window.expected), ceiling: of(window.ceiling) }
    };
    let mut cost = CostReport::from(&diff.total);
    cost.percent_of_month = Some(diff.total.window().map_or_else(nobody_knows, share));
    Report {
        version: 2,
        from: diff.from.name().to_owned(),
        to: diff.to.name().to_owned(),
        stack: diff.to.header.stack.clone(),
        region: region.clone(),
        currency: "USD",
        back: diff.back,
        window: diff.span.map(|span| WindowReport::of(diff.window.as_ref(), span, diff.months())),
        windows: diff.several.as_ref().map(WindowsReport::from),
        phases: diff.span.map(|_| PhasesReport::of(diff)),
        effect: diff.effect(),
        cost,
        components: diff.parts.iter().map(|part| PartReport::of(part, sources)).collect(),
        quotas: diff.quotas.iter().map(QuotaReport::from).collect(),
        unknown: diff
            .unknown()
            .map(|(part, line)| UnknownReport::of(&part.name, line.what, &line.service, &line.key, region))
            .collect(),
        uncounted: diff.uncounted.iter().map(UncountedReport::from).collect(),
        not_known: diff.untold().map(str::to_owned).collect(),
        gates: gates.iter().map(|gate| GateReport::of(gate, sources)).collect(),
        prices: diff.dates.clone().map(DatesReport::from),
    }
}

const fn nobody_knows() -> ThreeReport {
    ThreeReport { floor: None, expected: None, ceiling: None }
}

/// The published schema of a report.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::SchemaGenerator::default().into_root_schema_for::<Report>();
    format!("{:#}\n", schema.to_value())
}

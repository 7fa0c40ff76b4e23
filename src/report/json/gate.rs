//! A limit on what a switch may cost, evaluated.

use schemars::JsonSchema;
use serde::Serialize;

use crate::guardrail::{Evaluation, Guardrail, Measure};
use crate::money::plain;
use crate::report::json::number::Number;
use crate::source::Sources;

/// A limit on what the switch may cost, and whether it is kept.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GateReport {
    /// `window`, `increase` (in percent) or `left_on`.
    pub measure: &'static str,
    /// `warn` or `fail`.
    pub level: &'static str,
    /// The limit.
    pub limit: Number,
    /// The amount that is compared with the limit; null if it is not known.
    pub actual: Option<Number>,
    /// `within`, `over` or `unknown`.
    pub verdict: &'static str,
    /// The same with expected counts, whatever size is asked for.
    pub expected: HeldReport,
    /// The same with all counts at their maximum.
    pub maximum: HeldReport,
    /// The result in one line.
    pub reason: String,
    /// The place of the limit in the profile; null for a limit of the command line.
    pub at: Option<String>,
}

/// Whether a limit is kept at one of the three sizes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HeldReport {
    /// The amount that is compared with the limit; null if it is not known.
    pub actual: Option<Number>,
    /// `within`, `over` or `unknown`.
    pub verdict: &'static str,
}

impl From<Evaluation> for HeldReport {
    fn from(held: Evaluation) -> Self {
        Self { actual: held.actual.map(plain), verdict: held.verdict.word() }
    }
}

impl GateReport {
    pub(super) fn of(gate: &Guardrail, sources: &Sources) -> Self {
        Self {
            measure: match gate.limit.measure {
                Measure::Window => "window",
                Measure::Windows => "windows",
                Measure::Increase => "increase",
                Measure::LeftOn => "left_on",
            },
            level: gate.limit.level.word(),
            limit: plain(gate.limit.at),
            actual: gate.actual.map(plain),
            verdict: gate.verdict.word(),
            expected: gate.expected.into(),
            maximum: gate.maximum.into(),
            reason: gate.reason.clone(),
            at: gate.limit.place.map(|place| sources.describe(place)),
        }
    }
}

//! A limit on what a switch may cost, in words.

use serde::Serialize;

use crate::guardrail::Guardrail;
use crate::source::Sources;

/// A limit, evaluated.
#[derive(Debug, Serialize)]
pub struct GateView {
    /// `within`, `over` or `unknown`.
    pub verdict: &'static str,
    /// `warn` or `fail`.
    pub level: &'static str,
    /// The result in one line.
    pub reason: String,
    /// The place of the limit in the profile; `None` if it comes from the command line.
    pub at: Option<String>,
}

impl GateView {
    pub(super) fn of(gate: &Guardrail, sources: &Sources) -> Self {
        Self {
            verdict: gate.verdict.word(),
            level: gate.limit.level.word(),
            reason: gate.reason.clone(),
            at: gate.limit.place.map(|place| sources.describe(place)),
        }
    }
}

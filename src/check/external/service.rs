//! An external service as its rules see it.

use crate::check::probe::Probe;
use crate::external::ask::{asks, changes};
use crate::external::choose::{Choice, choose};
use crate::external::limits::utilizations;
use crate::external::month::{Month, When};
use crate::external::offer::Offer;
use crate::external::usage::Use;
use crate::model::external::{External, Period};
use crate::source::Place;

/// A service that is checked, with what is computed for it.
pub(super) struct Service<'a> {
    pub(super) name: &'a str,
    pub(super) external: &'a External,
    /// The service in the everyday profile.
    pub(super) before: Option<&'a External>,
    pub(super) used: Use<'a>,
    pub(super) offer: Offer<'a>,
    pub(super) billed: Vec<Month>,
}

impl Service<'_> {
    pub(super) fn path(&self, field: &str) -> String {
        format!("external/{}/{field}", self.name)
    }

    pub(super) fn metric(&self) -> &str {
        self.external.metric.as_deref().unwrap_or("units")
    }

    /// Whether the profile changes the everyday plan.
    pub(super) fn changes(&self) -> bool {
        changes(&self.offer, self.before)
    }

    /// Whether the vendor is asked for another plan or for a larger limit.
    pub(super) fn is_asked(&self) -> bool {
        let ceilings = || utilizations(&self.used, &self.offer, &self.billed);
        self.changes() || !asks(self.external, self.before, &ceilings()).is_empty()
    }

    /// The place that states the usage in a length of time: at the traffic, or at `expected`.
    pub(super) fn usage_place(&self, per: Period, probe: &Probe<'_>) -> Place {
        match &self.external.uses {
            Some(uses) => {
                let per = if per == Period::Month { Period::Day } else { per };
                probe.plan.top_place(&format!("traffic/{}/{}", uses.traffic, per.word()))
            }
            None => probe.plan.top_place(&self.path("expected")),
        }
    }

    pub(super) fn choice(&self, probe: &Probe<'_>) -> Choice<'_> {
        choose(&self.used, self.before, When::of(probe.plan.window.as_ref()), &self.billed)
    }
}

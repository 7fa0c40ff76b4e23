//! What is live, as it is told.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::status::left::LeftOn;
use crate::status::open::{NotRaised, Open};
use crate::status::state::Freshness;

/// What is live, and what should not be.
#[derive(Debug, Serialize)]
pub struct StatusReport {
    /// The profile that all components have the sizes of; `None` if there is no such profile.
    pub live: Option<String>,
    /// What the sizes were read from: the cloud, or the last apply.
    pub source: Freshness,
    /// The time at which the cloud was asked, if it is known.
    pub read_at: Option<Timestamp>,
    /// The components, each with the profiles whose sizes it has.
    pub components: Vec<ComponentStatus>,
    /// The profiles whose window is over and whose sizes are still on.
    pub overdue: Vec<String>,
    /// All sizes that are still on after a window, whether they are of a profile or of none.
    pub left_on: Vec<LeftOn>,
    /// The windows that are open.
    pub open: Vec<Open>,
    /// Floors and ceilings that are too low for a window that is open.
    pub not_raised: Vec<NotRaised>,
    /// Whether the state has nothing of the stack although a window is open or over: it may be the state of another
    /// stack.
    pub absent: bool,
}

impl StatusReport {
    /// Whether somebody has to look.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let instead = self.open.iter().any(|open| open.instead.is_some());
        self.left_on.is_empty() && self.not_raised.is_empty() && !instead && !self.absent
    }
}

/// What is live of one component.
#[derive(Debug, Serialize)]
pub struct ComponentStatus {
    /// The name of the component.
    pub name: String,
    /// Whether its sizes are those of a profile.
    pub condition: Condition,
    /// The profiles whose sizes it has; several if they have the same sizes.
    pub profiles: Vec<String>,
    /// The sizes that are of no profile, or not of one profile alone.
    pub differences: Vec<Difference>,
}

/// Whether the sizes of a component are those of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// It has all sizes of one profile.
    Settled,
    /// Each size is of some profile, but together they are of none.
    HalfSwitched,
    /// A size is of no profile.
    Drifted,
    /// The state does not have it.
    Missing,
}

/// A size that does not fit.
#[derive(Debug, Serialize)]
pub struct Difference {
    /// The address of the Terraform resource.
    pub address: String,
    /// The attribute, its segments split by dots.
    pub attribute: String,
    /// The value in the state.
    pub live: String,
    /// The value in each profile: at this moment if the cloud was asked, otherwise while its window is open.
    pub profiles: BTreeMap<String, String>,
}

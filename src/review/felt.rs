//! What users feel of a change of a plan: the effects of the table, and what only a plan can do.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::effect::Effect;

/// What users feel, the mildest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Felt {
    /// Nobody knows.
    #[default]
    Unknown,
    /// Nothing.
    None,
    /// Everything works, but slower or with less capacity.
    Degraded,
    /// Connections drop for a minute or two.
    BriefFailover,
    /// The part is down for minutes.
    Restart,
    /// The part is replaced by a new one.
    Replace,
    /// The part is deleted.
    Gone,
    /// The cloud refuses the change.
    Rejected,
}

impl Felt {
    /// The word in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::None => "none",
            Self::Degraded => "degraded",
            Self::BriefFailover => "brief-failover",
            Self::Restart => "restart",
            Self::Replace => "replace",
            Self::Gone => "gone",
            Self::Rejected => "rejected",
        }
    }
}

impl Felt {
    /// The same as a sentence.
    #[must_use]
    pub(crate) const fn says(self) -> &'static str {
        match self {
            Self::Unknown => "it is not known what users feel",
            Self::None => "users feel nothing",
            Self::Degraded => "everything works, but slower or with less capacity",
            Self::BriefFailover => "connections drop for a minute or two",
            Self::Restart => "the part is down for minutes",
            Self::Replace => "the part is replaced by a new one",
            Self::Gone => "the part is deleted",
            Self::Rejected => "the cloud refuses the change",
        }
    }
}

impl From<Effect> for Felt {
    fn from(effect: Effect) -> Self {
        match effect {
            Effect::None => Self::None,
            Effect::Degraded => Self::Degraded,
            Effect::BriefFailover => Self::BriefFailover,
            Effect::Restart => Self::Restart,
            Effect::Replace => Self::Replace,
            Effect::Rejected => Self::Rejected,
        }
    }
}

impl fmt::Display for Felt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

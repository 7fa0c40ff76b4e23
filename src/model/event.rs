//! What a launch is about, and what is done when it does not go as planned.

use schemars::JsonSchema;
use serde::Deserialize;

/// What a launch is about: for the people who read the runbook.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// What happens, e.g. `TV spot on channel 4`.
    pub name: String,
    /// Who says go or no-go: a key of `owners`.
    pub lead: Option<String>,
    /// Where people meet while it lasts: a call, a channel, a room.
    pub call: Option<String>,
    /// What is to come out of it, e.g. `signups are answered within a second`.
    #[serde(default)]
    pub success: Vec<String>,
}

/// What is done when something goes wrong.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fallback {
    /// The trigger: what is seen.
    pub when: String,
    /// What is done then.
    pub then: String,
    /// Who does it: a key of `owners`.
    pub owner: Option<String>,
}

//! A pull request that is to be opened, between the command that writes it and the one that sends it.

use serde::{Deserialize, Serialize};

/// A pull request that is to be opened.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Proposal {
    /// In one line.
    pub(super) title: String,
    /// In Markdown.
    pub(super) body: String,
    /// The tag of its body, by which people and programs tell it apart.
    pub(super) tag: String,
    /// Whether it is a draft.
    pub(super) draft: bool,
    /// The comment of each day that it stays open, in Markdown.
    pub(super) reminder: String,
    /// The day, in UTC, that the reminder is for.
    pub(super) day: String,
}

//! What the command that knows what is due tells the one that sends it.

use serde::{Deserialize, Serialize};

/// What is to become of the pull request of a branch.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Told {
    /// It is to be open.
    Due(Proposal),
    /// It is to be closed, if it is open.
    Closed(Closing),
    /// It is to be left as it is.
    Left,
}

/// Why a pull request is no longer needed.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Closing {
    /// The reason, in Markdown.
    pub(super) reason: String,
    /// The tag of the request.
    pub(super) tag: String,
}

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
    /// The window that it is for, where nobody but people knows whether it is done: once they have closed the request of
    /// this window, none is opened for it.
    pub(super) once: Option<String>,
}

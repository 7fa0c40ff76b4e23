//! Where a comment goes, who writes it, and what happens to an earlier one.

use std::time::Duration;

use clap::ValueEnum;

use crate::comment::place::Place;
use crate::comment::tag::Tag;
use crate::comment::token::Token;

/// What happens to an earlier comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Behavior {
    /// Change it in place
    Update,
    /// Leave it and write another
    New,
    /// Remove it and write another
    DeleteAndNew,
    /// Fold it away as outdated and write another (GitHub; GitLab has no such thing)
    HideAndNew,
}

/// How long to be patient: a failed request is sent again after `base`, after twice that, and after four times that.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The first wait.
    pub base: Duration,
    /// The longest time for all requests and waits together, including the waits that the forge asks for.
    pub within: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { base: Duration::from_secs(1), within: Duration::from_secs(50) }
    }
}

/// The pull request, the token, and what to do there.
#[derive(Clone, Debug)]
pub struct Target {
    /// The pull request.
    pub place: Place,
    /// The token of the account that writes.
    pub token: Token,
    /// The tag by which the comment is found.
    pub tag: Tag,
    /// The tag of an earlier version. An own comment with this tag is taken over.
    pub formerly: Option<Tag>,
    /// What happens to an earlier comment.
    pub behavior: Behavior,
    /// How long to be patient.
    pub pace: Pace,
}

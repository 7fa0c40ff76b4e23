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

/// How patient to be: a request that failed is sent again after `base`, twice that, and twice that again.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The first wait.
    pub base: Duration,
    /// All requests and all waits together, those that the forge asks for included.
    pub within: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { base: Duration::from_secs(1), within: Duration::from_secs(50) }
    }
}

/// Where a comment goes, and how.
#[derive(Clone, Debug)]
pub struct Target {
    /// The pull request.
    pub place: Place,
    /// Who writes.
    pub token: Token,
    /// What the comment is found by.
    pub tag: Tag,
    /// What it was found by in an earlier version; one of one's own with this tag is taken over.
    pub formerly: Option<Tag>,
    /// What happens to an earlier one.
    pub behavior: Behavior,
    /// How patient to be.
    pub pace: Pace,
}

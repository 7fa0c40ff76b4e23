//! The one comment on a pull request: found again by its tag, changed in place.
//!
//! Two forges, one way: [`post()`] lists what is there, keeps what carries the [`Tag`] and is its own,
//! and writes. The token goes to the forge's API and nowhere else.

mod block;
mod client;
mod error;
mod fit;
mod github;
mod gitlab;
mod pages;
mod place;
mod post;
mod run;
mod tag;
mod text;
mod token;

pub use error::CommentError;
pub use fit::{LEAST, fit};
pub use place::Place;
pub use post::{Deed, Posted, post};
pub use tag::Tag;
pub use text::compose;
pub use token::Token;

use std::time::Duration;

use clap::ValueEnum;

/// Where pull requests are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Forge {
    /// GitHub, or GitHub Enterprise
    Github,
    /// GitLab, or one of your own
    Gitlab,
}

impl Forge {
    /// What people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Github => "GitHub",
            Self::Gitlab => "GitLab",
        }
    }

    /// How many characters (not bytes) one comment holds.
    #[must_use]
    pub const fn limit(self) -> usize {
        match self {
            Self::Github => 65_536,
            Self::Gitlab => 1_000_000,
        }
    }
}

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

//! The forges that pull requests are on.

use clap::ValueEnum;

/// The site that a pull request is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Forge {
    /// GitHub, or GitHub Enterprise
    Github,
    /// GitLab, or one of your own
    Gitlab,
}

impl Forge {
    /// The name for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Github => "GitHub",
            Self::Gitlab => "GitLab",
        }
    }

    /// The largest number of characters (not bytes) of one comment.
    #[must_use]
    pub const fn limit(self) -> usize {
        match self {
            Self::Github => 65_536,
            Self::Gitlab => 1_000_000,
        }
    }
}

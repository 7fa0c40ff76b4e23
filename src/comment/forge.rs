//! The forges that pull requests are on.

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

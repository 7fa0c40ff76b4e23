//! Why there is no comment, in one line that says what to do.

use std::fmt;

use crate::comment::forge::Forge;

/// Why there is no comment. No message holds the token.
#[derive(Debug)]
pub enum CommentError {
    /// What was asked for makes no sense.
    Usage(String),
    /// The environment holds no token.
    NoToken(Forge),
    /// No answer, or none but server errors: what was asked may have been done all the same.
    Unreachable(String),
    /// Too many requests, for longer than is worth waiting.
    Limited(String),
    /// The forge says no.
    Refused {
        /// The status of its answer.
        status: u16,
        /// Its reason, and what helps.
        message: String,
    },
    /// An answer that a forge's API does not give.
    Strange(String),
}

impl CommentError {
    /// Whether the forge finds the text too long.
    pub(super) fn is_too_long(&self) -> bool {
        match self {
            Self::Refused { status: 413, .. } => true,
            Self::Refused { status: 400 | 422, message } => message.contains("too long"),
            _ => false,
        }
    }
}

impl fmt::Display for CommentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoToken(Forge::Github) => f.write_str(
                "GITHUB_TOKEN is not set; in a workflow: `env: {GITHUB_TOKEN: ${{ github.token }}}` \
                 and `permissions: {pull-requests: write}`",
            ),
            Self::NoToken(Forge::Gitlab) => f.write_str(
                "GITLAB_TOKEN is not set; make it a masked CI variable with a project access token \
                 of the scope `api`",
            ),
            Self::Usage(message)
            | Self::Unreachable(message)
            | Self::Limited(message)
            | Self::Strange(message)
            | Self::Refused { message, .. } => f.write_str(message),
        }
    }
}

impl std::error::Error for CommentError {}

//! The reasons why there is no comment, each in one line that says what to do.

use std::fmt;

use crate::comment::forge::Forge;

/// The reason why there is no comment. No message contains the token.
#[derive(Debug)]
pub enum CommentError {
    /// The arguments make no sense.
    Usage(String),
    /// The environment contains no token.
    NoToken(Forge),
    /// There was no answer, or only server errors. The forge may have done what it was asked to do.
    Unreachable(String),
    /// There were too many requests, for longer than is worth waiting.
    Limited(String),
    /// The forge refuses the request.
    Refused {
        /// The status of the answer.
        status: u16,
        /// The reason of the forge, and what helps.
        message: String,
    },
    /// The answer is not one that a forge's API gives.
    Strange(String),
}

impl CommentError {
    /// Whether the forge refuses the text because it is too long.
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

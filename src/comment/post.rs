//! What a forge can do with comments, and what was done with the one.

use super::client::Client;
use super::github::Github;
use super::gitlab::Gitlab;
use super::run::Run;
use super::{Behavior, CommentError, Forge, Target};

/// What was done with the comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// There is a new one.
    Created,
    /// The earlier one says something else now.
    Updated,
    /// The earlier one says the same already.
    Unchanged,
}

/// The comment as it is now.
#[derive(Clone, Debug)]
pub struct Posted {
    /// What was done.
    pub deed: Deed,
    /// Where it can be read.
    pub url: String,
    /// What else is worth knowing, a line each.
    pub notes: Vec<String>,
}

/// A comment on a forge.
#[derive(Clone, Debug)]
pub(super) struct Comment {
    /// Later ones have higher numbers.
    pub(super) id: u64,
    /// Its name in GitHub's other API.
    pub(super) node: String,
    pub(super) author: Option<u64>,
    pub(super) body: String,
    pub(super) url: Option<String>,
}

/// Whose a comment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// The token's owner wrote it.
    Own {
        /// It is folded away.
        hidden: bool,
    },
    /// Another account wrote it.
    Other,
    /// The forge does not say.
    Unknown,
}

/// What a forge can do with the comments of a pull request.
pub(super) trait Api {
    /// All of them.
    fn list(&self) -> Result<Vec<Comment>, CommentError>;
    /// Whose each of these is, in their order.
    fn whose(&self, comments: &[Comment]) -> Result<Vec<Whose>, CommentError>;
    /// Writes one. Sent once: if no answer comes, it may be there.
    fn create(&self, body: &str) -> Result<Comment, CommentError>;
    fn update(&self, comment: &Comment, body: &str) -> Result<(), CommentError>;
    fn delete(&self, comment: &Comment) -> Result<(), CommentError>;
    fn hide(&self, comment: &Comment) -> Result<(), CommentError>;
    /// Where a comment can be read.
    fn url(&self, comment: &Comment) -> String;
}

/// Puts `body` on the pull request, as the comment that carries the target's tag.
///
/// # Errors
/// When the forge cannot be reached or says no, or cannot do what the behavior asks for.
pub fn post(target: &Target, body: &str) -> Result<Posted, CommentError> {
    let forge = target.place.forge();
    if forge == Forge::Gitlab && target.behavior == Behavior::HideAndNew {
        let message = "GitLab cannot hide a comment; use `--behavior delete-and-new` or `new`";
        return Err(CommentError::Usage(message.to_owned()));
    }
    let client = Client::new(target);
    let run = |api: &dyn Api| Run::new(api, &client, target, body).start(target.behavior);
    match forge {
        Forge::Github => run(&Github::new(&client)),
        Forge::Gitlab => run(&Gitlab::new(&client)),
    }
}

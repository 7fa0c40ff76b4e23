//! What a forge can do with the comments of a pull request.

use crate::comment::error::CommentError;

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

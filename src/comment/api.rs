//! What a forge can do with the comments of a pull request.

use crate::comment::error::CommentError;

/// A comment on a forge.
#[derive(Clone, Debug)]
pub(super) struct Comment {
    /// The number of the comment: later ones have higher numbers.
    pub(super) id: u64,
    /// The identifier of the comment in GitHub's GraphQL API.
    pub(super) node: String,
    pub(super) author: Option<u64>,
    pub(super) body: String,
    pub(super) url: Option<String>,
}

/// Who wrote a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// The owner of the token wrote it.
    Own {
        /// Whether it is folded away as outdated.
        hidden: bool,
    },
    /// Another account wrote it.
    Other,
    /// The forge does not say who wrote it.
    Unknown,
}

/// What a forge can do with the comments of a pull request.
pub(super) trait Api {
    /// Lists all comments of the pull request.
    fn list(&self) -> Result<Vec<Comment>, CommentError>;
    /// Says who wrote each of these comments, in their order.
    fn whose(&self, comments: &[Comment]) -> Result<Vec<Whose>, CommentError>;
    /// Writes a comment. The request is sent once: if no answer comes, the comment may exist.
    fn create(&self, body: &str) -> Result<Comment, CommentError>;
    fn update(&self, comment: &Comment, body: &str) -> Result<(), CommentError>;
    fn delete(&self, comment: &Comment) -> Result<(), CommentError>;
    fn hide(&self, comment: &Comment) -> Result<(), CommentError>;
    /// The address at which people read a comment.
    fn url(&self, comment: &Comment) -> String;
}

//! The hidden line by which a comment is found again.

use std::fmt;

use crate::comment::error::CommentError;

/// The longest tag, in characters.
const LONGEST: usize = 100;

/// The number of characters of a default tag that stand before the digest of all of it, if it is too long.
const KEPT: usize = 60;

/// The text that tells a comment apart from others on the same pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag(String);

impl Tag {
    /// Checks a tag.
    ///
    /// # Errors
    /// When it is empty, too long, or holds more than letters, digits and `. _ / -`.
    pub fn new(tag: &str) -> Result<Self, CommentError> {
        let fits = (1..=LONGEST).contains(&tag.len())
            && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._/-".contains(&byte));
        if fits {
            return Ok(Self(tag.to_owned()));
        }
        Err(CommentError::Usage(format!(
            "a tag is 1 to {LONGEST} letters, digits and `. _ / -`; `{}` is not",
            tag.escape_debug()
        )))
    }

    /// The tag of a switch when none is given: `shop/normal-launch`, below the project's `folder` in the
    /// repository if it has one. Two switches, stacks or folders never share one.
    #[must_use]
    pub fn of_switch(folder: &str, stack: &str, from: &str, to: &str) -> Self {
        // A name may contain a hyphen, but no dot.
        let between = if from.contains('-') || to.contains('-') { ".." } else { "-" };
        let slash = if folder.is_empty() { "" } else { "/" };
        Self::of_any(&format!("{folder}{slash}{stack}/{from}{between}{to}"))
    }

    /// The tag of the review of a plan when none is given: `review/plan` for `plan.json`, below the project's `folder` in
    /// the repository if it has one.
    #[must_use]
    pub fn of_plan(folder: &str, name: &str) -> Self {
        let slash = if folder.is_empty() { "" } else { "/" };
        Self::of_any(&format!("{folder}{slash}review/{name}"))
    }

    /// A text as a tag: as it is if it can be one, else its start with a digest of all of it.
    fn of_any(whole: &str) -> Self {
        Self::new(whole).unwrap_or_else(|_| {
            let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '_' };
            let start: String = whole.chars().take(KEPT).map(plain).collect();
            Self(format!("{start}/{:x}", md5::compute(whole)))
        })
    }

    /// The text itself.
    #[must_use]
    pub(crate) fn name(&self) -> &str {
        &self.0
    }

    /// Whether a comment starts with exactly this tag: `prod` does not match `non-prod`.
    #[must_use]
    pub fn marks(&self, comment: &str) -> bool {
        comment.lines().next() == Some(&self.to_string())
    }
}

/// The hidden line, which readers do not see.
impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<!-- scaleprof:{} -->", self.0)
    }
}

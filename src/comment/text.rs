//! The text of a comment: its tag, and a body that the forge only shows.

use crate::comment::block::Blocks;
use crate::comment::fit::fit;
use crate::comment::tag::Tag;

/// The text of a comment as it is sent: the line of the tag, and as much of `body` as fits into a comment of `limit`
/// characters.
#[must_use]
pub fn compose(tag: &Tag, body: &str, limit: usize) -> String {
    fit(&format!("{tag}\n{}\n", inert(&normal(body))), limit)
}

/// Whether a comment has this text, whatever line ends the forge stores.
pub(super) fn says(body: &str, text: &str) -> bool {
    normal(body) == normal(text)
}

/// A text that does nothing: GitLab executes a line like `/approve` in the name of the token's owner.
fn inert(text: &str) -> String {
    let mut blocks = Blocks::default();
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (indent, rest) = line.split_at(line.len() - line.trim_start().len());
        let is_command = rest.strip_prefix('/').is_some_and(|name| name.starts_with(char::is_alphabetic));
        out.push_str(indent);
        if is_command && !blocks.in_fence() {
            out.push('\\');
        }
        out.push_str(rest);
        blocks.read(line.trim_end_matches('\n'));
    }
    out
}

/// A text with plain line ends and nothing after its last line.
pub(super) fn normal(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.trim_end().to_owned()
}

//! Reads a list that a forge gives in pages, to its end. A list without an end is an error.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use ureq::http::Method;

use crate::comment::answer::Answer;
use crate::comment::api::Comment;
use crate::comment::client::{Client, Repeat};
use crate::comment::error::CommentError;

/// The largest number of pages of a hundred comments. GitHub takes 2,500 comments on a request, GitLab 5,000.
const MOST_PAGES: usize = 100;

/// The comments of all pages from `first` on, each once. `next` finds the address of the next page in an answer, and
/// `about` says the number of a comment and whether a person wrote it.
pub(super) fn pages<W: DeserializeOwned + Into<Comment>>(
    client: &Client<'_>,
    first: String,
    next: impl Fn(&Answer) -> Result<Option<String>, CommentError>,
    about: impl Fn(&W) -> (u64, bool),
) -> Result<Vec<Comment>, CommentError> {
    let (mut comments, mut known, mut visited) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    let mut url = first;
    while visited.len() < MOST_PAGES {
        let answer = client.call(&Method::GET, &url, None, Repeat::Safe)?;
        let before = known.len();
        for wire in client.read::<Vec<W>>(&answer)? {
            let (id, written) = about(&wire);
            if known.insert(id) && written {
                comments.push(wire.into());
            }
        }
        visited.insert(url);
        match next(&answer)? {
            None => return Ok(comments),
            Some(next) if visited.contains(&next) => {
                let message =
                    format!("a page of its list of comments names an earlier one as the next: {next}");
                return Err(client.strange(&message));
            }
            Some(next) if known.len() == before => {
                let message =
                    format!("a page of its list of comments has nothing new, and names another: {next}");
                return Err(client.strange(&message));
            }
            Some(next) => url = next,
        }
    }
    Err(client.strange("its list of comments has no end"))
}

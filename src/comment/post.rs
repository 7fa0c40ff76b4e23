//! Which comment is changed, and which is written: the same on every forge.

use std::collections::BTreeSet;

use super::block::Blocks;
use super::client::{Client, RETRIES};
use super::github::Github;
use super::gitlab::Gitlab;
use super::{Behavior, CommentError, Forge, LEAST, Tag, Target, fit};

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
    /// Folded away.
    pub(super) hidden: bool,
}

/// What a forge can do with the comments of a pull request.
pub(super) trait Api {
    /// All of them.
    fn list(&self) -> Result<Vec<Comment>, CommentError>;
    /// Those that the token's owner wrote; all of them if the forge does not tell who that is.
    fn own(&self, comments: &[Comment]) -> Vec<Comment>;
    /// Writes one. Sent once: if no answer comes, it may be there.
    fn create(&self, body: &str) -> Result<Comment, CommentError>;
    fn update(&self, comment: &Comment, body: &str) -> Result<(), CommentError>;
    fn delete(&self, comment: &Comment) -> Result<(), CommentError>;
    fn hide(&self, comment: &Comment) -> Result<(), CommentError>;
    /// Where a comment can be read.
    fn url(&self, comment: &Comment) -> String;
}

/// The text of a comment as it is sent: the tag's line, and as much of `body` as a comment of `limit`
/// characters holds.
#[must_use]
pub fn compose(tag: &Tag, body: &str, limit: usize) -> String {
    fit(&format!("{tag}\n{}\n", inert(&normal(body))), limit)
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
    match forge {
        Forge::Github => Post::new(&Github::new(&client), &client, target, body).run(target.behavior),
        Forge::Gitlab => Post::new(&Gitlab::new(&client), &client, target, body).run(target.behavior),
    }
}

/// One run.
struct Post<'a> {
    api: &'a dyn Api,
    client: &'a Client<'a>,
    tag: &'a Tag,
    body: &'a str,
    text: String,
    notes: Vec<String>,
}

impl<'a> Post<'a> {
    fn new(api: &'a dyn Api, client: &'a Client<'a>, target: &'a Target, body: &'a str) -> Self {
        let limit = target.place.forge().limit();
        let text = compose(&target.tag, body, limit);
        let mut notes = Vec::new();
        if text != compose(&target.tag, body, usize::MAX) {
            notes.push(format!("cut to the {limit} characters of a comment"));
        }
        Self { api, client, tag: &target.tag, body, text, notes }
    }

    fn run(mut self, behavior: Behavior) -> Result<Posted, CommentError> {
        let all = self.api.list()?;
        let known: BTreeSet<u64> = all.iter().map(|comment| comment.id).collect();
        let mut earlier = if behavior == Behavior::New { Vec::new() } else { self.earlier(all) };
        if let Some((newest, older)) = earlier.split_last()
            && says(newest, &self.text)
            // Another run may have been cut off between writing and tidying up.
            && match behavior {
                Behavior::Update | Behavior::New => true,
                Behavior::DeleteAndNew => older.is_empty(),
                Behavior::HideAndNew => !newest.hidden && older.iter().all(|comment| comment.hidden),
            }
        {
            return Ok(self.posted(Deed::Unchanged, newest));
        }
        if behavior == Behavior::Update
            && let Some(newest) = earlier.pop()
            && self.update(&newest)?
        {
            return Ok(self.posted(Deed::Updated, &newest));
        }
        let new = self.create(&known)?;
        // The new one first: whatever happens now, there is one to read.
        match behavior {
            Behavior::Update | Behavior::New => {}
            Behavior::DeleteAndNew => self.tidy(&earlier, "removed", |api, comment| api.delete(comment)),
            Behavior::HideAndNew => {
                earlier.retain(|comment| !comment.hidden);
                self.tidy(&earlier, "hid", |api, comment| api.hide(comment));
            }
        }
        Ok(self.posted(Deed::Created, &new))
    }

    /// The comments that carry the tag and are the token's owner's, the newest last.
    fn earlier(&mut self, all: Vec<Comment>) -> Vec<Comment> {
        let mut tagged: Vec<Comment> =
            all.into_iter().filter(|comment| self.tag.marks(&comment.body)).collect();
        if tagged.is_empty() {
            return tagged;
        }
        tagged.sort_by_key(|comment| comment.id);
        let own = self.api.own(&tagged);
        for other in tagged.iter().filter(|comment| own.iter().all(|own| own.id != comment.id)) {
            let url = self.api.url(other);
            self.notes.push(format!("left alone, for another account wrote it: {url}"));
        }
        own
    }

    /// Changes a comment; false if this one cannot be changed.
    fn update(&mut self, comment: &Comment) -> Result<bool, CommentError> {
        let api = self.api;
        match self.shorter(|text| api.update(comment, text)) {
            Ok(()) => Ok(true),
            Err(CommentError::Refused { status: 403 | 404, .. }) => {
                let url = api.url(comment);
                self.notes.push(format!("wrote another one, for the earlier one may not be changed: {url}"));
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Writes a comment, once: after silence it looks whether the comment is there.
    fn create(&mut self, known: &BTreeSet<u64>) -> Result<Comment, CommentError> {
        let (api, client, tag) = (self.api, self.client, self.tag);
        self.shorter(|text| {
            let mut tries = 0;
            loop {
                let lost = match api.create(text) {
                    Err(error @ CommentError::Unreachable(_)) if client.pause(tries) => error,
                    other => return other,
                };
                let arrived = api.list()?.into_iter().find(|comment| {
                    !known.contains(&comment.id) && tag.marks(&comment.body) && says(comment, text)
                });
                match arrived {
                    Some(comment) => return Ok(comment),
                    None if tries == RETRIES => return Err(lost),
                    None => tries += 1,
                }
            }
        })
    }

    /// Sends the text; half of it if the forge finds it too long.
    fn shorter<T>(&mut self, send: impl Fn(&str) -> Result<T, CommentError>) -> Result<T, CommentError> {
        match send(&self.text) {
            Err(error) if error.is_too_long() => {
                let half = (self.text.chars().count() / 2).max(LEAST);
                self.text = compose(self.tag, self.body, half);
                self.notes.push(format!("cut to {half} characters, for the forge takes less than it says"));
                send(&self.text)
            }
            other => other,
        }
    }

    /// Does away with earlier comments. One that stays is no reason to fail: the new one is there.
    fn tidy(
        &mut self,
        earlier: &[Comment],
        done: &str,
        act: impl Fn(&dyn Api, &Comment) -> Result<(), CommentError>,
    ) {
        for comment in earlier {
            let url = self.api.url(comment);
            match act(self.api, comment) {
                Ok(()) => self.notes.push(format!("{done} {url}")),
                // Gone already.
                Err(CommentError::Refused { status: 404, .. }) => {}
                Err(error) => self.notes.push(format!("an earlier comment stays, {url}: {error}")),
            }
        }
    }

    fn posted(self, deed: Deed, comment: &Comment) -> Posted {
        Posted { deed, url: self.api.url(comment), notes: self.notes }
    }
}

/// Whether a comment says `text`, however the forge keeps the ends of lines.
fn says(comment: &Comment, text: &str) -> bool {
    normal(&comment.body) == normal(text)
}

/// A text that does nothing: GitLab runs a line like `/approve`, in the name of the token's owner.
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

/// A text with plain ends of lines and nothing after its last one.
fn normal(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.trim_end().to_owned()
}

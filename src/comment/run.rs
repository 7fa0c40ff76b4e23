//! Decides which comment is changed and which is written, in the same way on every forge.

use std::collections::BTreeSet;

use crate::comment::api::{Api, Comment, Whose};
use crate::comment::client::{Client, RETRIES};
use crate::comment::error::CommentError;
use crate::comment::fit::LEAST;
use crate::comment::tag::Tag;
use crate::comment::target::{Behavior, Target};
use crate::comment::text::{compose, says};
use crate::order::Order as _;

/// The number of comments that are named because they were left alone.
const NAMED: usize = 3;

/// What was done with the comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A new comment was written.
    Created,
    /// The earlier comment has a new text.
    Updated,
    /// The earlier comment has this text already.
    Unchanged,
}

/// The comment as it is now.
#[derive(Clone, Debug)]
pub struct Posted {
    /// What was done.
    pub action: Action,
    /// The address at which people read the comment.
    pub url: String,
    /// Remarks for the user, one line each.
    pub notes: Vec<String>,
}

/// A comment that the owner of the token wrote.
struct Own {
    comment: Comment,
    /// Whether it is folded away as outdated.
    hidden: bool,
}

/// The work on one comment.
pub(super) struct Run<'a> {
    api: &'a dyn Api,
    client: &'a Client<'a>,
    target: &'a Target,
    body: &'a str,
    text: String,
    notes: Vec<String>,
}

impl<'a> Run<'a> {
    pub(super) fn new(api: &'a dyn Api, client: &'a Client<'a>, target: &'a Target, body: &'a str) -> Self {
        let limit = target.place.forge().limit();
        let text = compose(&target.tag, body, limit);
        let mut notes = Vec::new();
        if text != compose(&target.tag, body, usize::MAX) {
            notes.push(format!("cut to the {limit} characters of a comment"));
        }
        Self { api, client, target, body, text, notes }
    }

    pub(super) fn start(mut self, behavior: Behavior) -> Result<Posted, CommentError> {
        let all = self.api.list()?;
        let known: BTreeSet<u64> = all.iter().map(|comment| comment.id).collect();
        let mut earlier = if behavior == Behavior::New { Vec::new() } else { self.earlier(&all) };
        if let Some((newest, older)) = earlier.split_last()
            && says(&newest.comment.body, &self.text)
            // Another run may have been stopped between writing and tidying up.
            && match behavior {
                Behavior::Update | Behavior::New => true,
                Behavior::DeleteAndNew => older.is_empty(),
                Behavior::HideAndNew => !newest.hidden && older.iter().all(|own| own.hidden),
            }
        {
            return Ok(self.posted(Action::Unchanged, &newest.comment));
        }
        if behavior == Behavior::Update
            && let Some(Own { comment, .. }) = earlier.pop()
            && self.update(&comment)?
            && (self.target.tag.marks(&comment.body) || self.keeps(&comment)?)
        {
            return Ok(self.posted(Action::Updated, &comment));
        }
        let new = self.create(&known)?;
        // Write the new comment first: whatever happens afterwards, there is one to read.
        let meanwhile = if behavior == Behavior::New { Vec::new() } else { self.meanwhile(&known, &new) };
        match behavior {
            Behavior::New => {}
            Behavior::Update => {
                if let Some(oldest) = meanwhile.into_iter().next()
                    && self.give_way(&new, &oldest.comment)
                {
                    return Ok(self.posted(Action::Updated, &oldest.comment));
                }
            }
            Behavior::DeleteAndNew => {
                earlier.extend(meanwhile);
                self.tidy(&earlier, "removed", |api, comment| api.delete(comment));
            }
            Behavior::HideAndNew => {
                earlier.extend(meanwhile);
                earlier.retain(|own| !own.hidden);
                self.tidy(&earlier, "hid", |api, comment| api.hide(comment));
            }
        }
        Ok(self.posted(Action::Created, &new))
    }

    /// The comments that the owner of the token wrote and that carry the tag, the newest last. Without any, those
    /// with the tag of an earlier version.
    fn earlier(&mut self, all: &[Comment]) -> Vec<Own> {
        let target = self.target;
        let own = self.own(all, &target.tag);
        match &target.formerly {
            Some(formerly) if own.is_empty() => self.own(all, formerly),
            _ => own,
        }
    }

    /// The comments that carry a tag and that the owner of the token certainly wrote, the newest last.
    fn own(&mut self, all: &[Comment], tag: &Tag) -> Vec<Own> {
        let mut tagged: Vec<Comment> =
            all.iter().filter(|comment| tag.marks(&comment.body)).cloned().collect();
        if tagged.is_empty() {
            return Vec::new();
        }
        tagged.order_by_key(|comment| comment.id);
        let forge = self.target.place.forge().name();
        let (whose, unknown) = match self.api.whose(&tagged) {
            Ok(whose) => (whose, format!("{forge} does not say whose it is")),
            Err(error) => {
                let reason = format!("{forge} does not say whose it is ({error})");
                (vec![Whose::Unknown; tagged.len()], reason)
            }
        };
        let (mut own, mut left) = (Vec::new(), Vec::new());
        for (comment, whose) in tagged.into_iter().zip(whose) {
            match whose {
                Whose::Own { hidden } => own.push(Own { comment, hidden }),
                Whose::Other => left.push((comment, "another account wrote it")),
                Whose::Unknown => left.push((comment, unknown.as_str())),
            }
        }
        for (comment, why) in left.iter().rev().take(NAMED) {
            let url = self.api.url(comment);
            self.notes.push(format!("left alone, for {why}: {url}"));
        }
        if let Some(more) = left.len().checked_sub(NAMED).filter(|more| *more > 0) {
            self.notes.push(format!("left alone with them: {more} more"));
        }
        own
    }

    /// The own comments with the tag that another run wrote while this one wrote `new`: those that are older than it,
    /// the oldest first.
    fn meanwhile(&mut self, known: &BTreeSet<u64>, new: &Comment) -> Vec<Own> {
        match self.api.list() {
            Ok(mut all) => {
                all.retain(|comment| comment.id < new.id && !known.contains(&comment.id));
                let target = self.target;
                self.own(&all, &target.tag)
            }
            Err(error) => {
                self.notes.push(format!("not known whether another run wrote a comment meanwhile: {error}"));
                Vec::new()
            }
        }
    }

    /// Puts this text into the older comment of a run at the same time, and removes the one just written. Each of
    /// several runs does so, and the oldest comment stays. False if the older one cannot be changed.
    fn give_way(&mut self, new: &Comment, oldest: &Comment) -> bool {
        match self.update(oldest) {
            Ok(true) => {}
            Ok(false) => return false,
            Err(error) => {
                self.notes.push(format!("a comment of another run stays, {}: {error}", self.api.url(oldest)));
                return false;
            }
        }
        self.notes.push("another run wrote a comment meanwhile, and that one stays".to_owned());
        let new = Own { comment: new.clone(), hidden: false };
        self.tidy(&[new], "removed", |api, comment| api.delete(comment));
        true
    }

    /// Whether a comment that this run took over by its former tag is still its own. A run for another switch may
    /// have found it too; the one that writes last keeps it.
    fn keeps(&mut self, comment: &Comment) -> Result<bool, CommentError> {
        // Give a run that has found the comment, but not yet written it, the time to write.
        self.client.pause(0);
        let all = self.api.list()?;
        let now = all.iter().find(|other| other.id == comment.id);
        Ok(now.is_some_and(|now| self.target.tag.marks(&now.body)))
    }

    /// Changes a comment; false if the comment cannot be changed.
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

    /// Writes a comment once. If no answer comes, it looks whether the comment exists.
    fn create(&mut self, known: &BTreeSet<u64>) -> Result<Comment, CommentError> {
        let (api, client, tag) = (self.api, self.client, &self.target.tag);
        self.shorter(|text| {
            let mut tries = 0;
            loop {
                let lost = match api.create(text) {
                    Err(error @ CommentError::Unreachable(_)) if client.pause(tries) => error,
                    other => return other,
                };
                let arrived = api.list()?.into_iter().find(|comment| {
                    !known.contains(&comment.id) && tag.marks(&comment.body) && says(&comment.body, text)
                });
                match arrived {
                    Some(comment) => return Ok(comment),
                    None if tries == RETRIES => return Err(lost),
                    None => tries += 1,
                }
            }
        })
    }

    /// Sends the text, and half of it if the forge finds it too long.
    fn shorter<T>(&mut self, send: impl Fn(&str) -> Result<T, CommentError>) -> Result<T, CommentError> {
        match send(&self.text) {
            Err(error) if error.is_too_long() => {
                let half = (self.text.chars().count() / 2).max(LEAST);
                self.text = compose(&self.target.tag, self.body, half);
                self.notes.push(format!("cut to {half} characters, for the forge takes less than it says"));
                send(&self.text)
            }
            other => other,
        }
    }

    /// Removes or hides comments. It is no failure if one stays, because there is one to read.
    fn tidy(
        &mut self,
        comments: &[Own],
        done: &str,
        act: impl Fn(&dyn Api, &Comment) -> Result<(), CommentError>,
    ) {
        for Own { comment, .. } in comments {
            let url = self.api.url(comment);
            match act(self.api, comment) {
                Ok(()) => self.notes.push(format!("{done} {url}")),
                // The comment is gone already.
                Err(CommentError::Refused { status: 404, .. }) => {}
                Err(error) => self.notes.push(format!("a comment stays, {url}: {error}")),
            }
        }
    }

    /// The result. Addresses come from the forge, so they are printed as text.
    fn posted(self, action: Action, comment: &Comment) -> Posted {
        let clean = |text: &String| self.client.clean(text);
        Posted { action, url: clean(&self.api.url(comment)), notes: self.notes.iter().map(clean).collect() }
    }
}

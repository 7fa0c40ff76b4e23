//! GitLab: comments are notes of a merge request.

use std::cell::OnceCell;

use serde::Deserialize;
use serde_json::json;
use ureq::http::Method;

use crate::comment::answer::Answer;
use crate::comment::api::{Api, Comment, Whose};
use crate::comment::client::{Client, Repeat};
use crate::comment::error::CommentError;
use crate::comment::pages::pages;

/// A note in GitLab's JSON.
#[derive(Deserialize)]
struct Wire {
    id: u64,
    body: Option<String>,
    author: Option<User>,
    /// Whether it is a remark of GitLab itself: `added 1 commit`.
    #[serde(default)]
    system: bool,
}

impl From<Wire> for Comment {
    fn from(wire: Wire) -> Self {
        let author = wire.author.map(|user| user.id);
        let body = wire.body.unwrap_or_default();
        Self { id: wire.id, node: String::new(), author, body, url: None }
    }
}

#[derive(Deserialize)]
struct User {
    id: u64,
}

#[derive(Deserialize)]
struct MergeRequest {
    web_url: String,
}

/// GitLab, for one merge request.
pub(super) struct Gitlab<'a> {
    client: &'a Client<'a>,
    request: String,
    page: OnceCell<String>,
}

impl<'a> Gitlab<'a> {
    pub(super) fn new(client: &'a Client<'a>) -> Self {
        let place = client.place;
        let project = place.repo.replace('/', "%2F");
        let request = format!("{}/projects/{project}/merge_requests/{}", place.api, place.number);
        Self { client, request, page: OnceCell::new() }
    }

    fn one(&self, comment: &Comment) -> String {
        format!("{}/notes/{}", self.request, comment.id)
    }

    /// The address of a page of notes.
    fn notes(&self, page: &str) -> String {
        format!("{}/notes?per_page=100&page={page}&sort=asc", self.request)
    }

    /// The address of the page that a header names, if it names one.
    fn next(&self, answer: &Answer) -> Result<Option<String>, CommentError> {
        match answer.header("x-next-page").map(str::trim) {
            None | Some("") => Ok(None),
            Some(page) if page.bytes().all(|byte| byte.is_ascii_digit()) => Ok(Some(self.notes(page))),
            Some(page) => Err(self.client.strange(&format!("`{page}` is no number of a page"))),
        }
    }

    /// The page of the merge request, which notes do not contain.
    fn page(&self) -> &str {
        self.page.get_or_init(|| {
            let answer = self.client.call(&Method::GET, &self.request, None, Repeat::Safe);
            let request = answer.and_then(|answer| self.client.read::<MergeRequest>(&answer));
            request.map_or_else(|_| self.request.clone(), |request| request.web_url)
        })
    }
}

impl Api for Gitlab<'_> {
    fn list(&self) -> Result<Vec<Comment>, CommentError> {
        pages(self.client, self.notes("1"), |answer| self.next(answer), |note: &Wire| (note.id, !note.system))
    }

    fn whose(&self, comments: &[Comment]) -> Result<Vec<Whose>, CommentError> {
        let url = format!("{}/user", self.client.place.api);
        let answer = self.client.call(&Method::GET, &url, None, Repeat::Safe)?;
        let user: User = self.client.read(&answer)?;
        let whose = |comment: &Comment| match comment.author {
            Some(author) if author == user.id => Whose::Own { hidden: false },
            Some(_) => Whose::Other,
            None => Whose::Unknown,
        };
        Ok(comments.iter().map(whose).collect())
    }

    fn create(&self, body: &str) -> Result<Comment, CommentError> {
        let url = format!("{}/notes", self.request);
        let body = json!({"body": body});
        let answer = self.client.call(&Method::POST, &url, Some(&body), Repeat::Unsafe)?;
        self.client.read::<Wire>(&answer).map(Comment::from)
    }

    fn update(&self, comment: &Comment, body: &str) -> Result<(), CommentError> {
        let body = json!({"body": body});
        self.client.call(&Method::PUT, &self.one(comment), Some(&body), Repeat::Safe).map(drop)
    }

    fn delete(&self, comment: &Comment) -> Result<(), CommentError> {
        self.client.call(&Method::DELETE, &self.one(comment), None, Repeat::Safe).map(drop)
    }

    fn hide(&self, _comment: &Comment) -> Result<(), CommentError> {
        Err(CommentError::Usage("GitLab cannot hide a comment".to_owned()))
    }

    fn url(&self, comment: &Comment) -> String {
        format!("{}#note_{}", self.page(), comment.id)
    }
}

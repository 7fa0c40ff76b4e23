//! GitHub: comments by its REST API, and their authors and hiding them by GraphQL.

use serde::Deserialize;
use serde_json::{Value, json};
use ureq::http::Method;

use crate::comment::answer::Answer;
use crate::comment::api::{Api, Comment, Whose};
use crate::comment::client::{Client, Repeat};
use crate::comment::error::CommentError;
use crate::comment::pages::pages;
use crate::comment::place::Origin;

/// The largest number of nodes in one GraphQL request.
const MOST_NODES: usize = 100;

const WHOSE: &str =
    "query($ids: [ID!]!) { nodes(ids: $ids) { ... on IssueComment { viewerDidAuthor isMinimized } } }";

const HIDE: &str = "mutation($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) \
     { minimizedComment { isMinimized } } }";

/// A comment in GitHub's JSON.
#[derive(Deserialize)]
struct Wire {
    id: u64,
    #[serde(default)]
    node_id: String,
    body: Option<String>,
    html_url: Option<String>,
}

impl From<Wire> for Comment {
    fn from(wire: Wire) -> Self {
        let body = wire.body.unwrap_or_default();
        Self { id: wire.id, node: wire.node_id, author: None, body, url: wire.html_url }
    }
}

/// A comment in GitHub's GraphQL.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Known {
    viewer_did_author: bool,
    is_minimized: bool,
}

/// GitHub, for one pull request.
pub(super) struct Github<'a> {
    client: &'a Client<'a>,
    repo: String,
    comments: String,
}

impl<'a> Github<'a> {
    pub(super) fn new(client: &'a Client<'a>) -> Self {
        let place = client.place;
        let repo = format!("{}/repos/{}", place.api, place.repo);
        let comments = format!("{repo}/issues/{}/comments", place.number);
        Self { client, repo, comments }
    }

    fn one(&self, comment: &Comment) -> String {
        format!("{}/issues/comments/{}", self.repo, comment.id)
    }

    /// Sends a GraphQL request. GraphQL answers a refusal with the status 200.
    fn graphql(&self, query: &str, variables: &Value) -> Result<Value, CommentError> {
        let body = json!({"query": query, "variables": variables});
        let url = &self.client.place.graphql;
        let answer = self.client.call(&Method::POST, url, Some(&body), Repeat::Safe)?;
        let mut answer: Value = self.client.read(&answer)?;
        if let Some(error) = answer.get("errors").and_then(|errors| errors.get(0)) {
            let message = error.get("message").and_then(Value::as_str).unwrap_or("no reason given");
            return Err(self.client.refused(200, message));
        }
        Ok(answer["data"].take())
    }

    /// The authors of these comments, of those that still exist.
    fn known(&self, comments: &[Comment]) -> Result<Vec<Option<Known>>, CommentError> {
        let ids: Vec<&str> = comments.iter().map(|comment| comment.node.as_str()).collect();
        let nodes = self.graphql(WHOSE, &json!({"ids": ids}))?["nodes"].take();
        let nodes: Vec<Option<Known>> =
            serde_json::from_value(nodes).map_err(|error| self.client.strange(&error.to_string()))?;
        if nodes.len() == comments.len() {
            Ok(nodes)
        } else {
            Err(self.client.strange("another number of comments than was asked for"))
        }
    }

    /// The address of the next page, if it is on the same host.
    fn next(&self, answer: &Answer) -> Result<Option<String>, CommentError> {
        let Some(next) = answer.header("link").and_then(next_link) else { return Ok(None) };
        if Origin::of(next).as_ref() == Some(&self.client.place.origin) {
            return Ok(Some(next.to_owned()));
        }
        let message = format!("the next page is on another host, which gets no token: {next}");
        Err(self.client.strange(&message))
    }
}

impl Api for Github<'_> {
    fn list(&self) -> Result<Vec<Comment>, CommentError> {
        let first = format!("{}?per_page=100", self.comments);
        pages(self.client, first, |answer| self.next(answer), |wire: &Wire| (wire.id, true))
    }

    fn whose(&self, comments: &[Comment]) -> Result<Vec<Whose>, CommentError> {
        let mut whose = Vec::new();
        for comments in comments.chunks(MOST_NODES) {
            whose.extend(self.known(comments)?.into_iter().map(|known| match known {
                Some(known) if known.viewer_did_author => Whose::Own { hidden: known.is_minimized },
                Some(_) => Whose::Other,
                None => Whose::Unknown,
            }));
        }
        Ok(whose)
    }

    fn create(&self, body: &str) -> Result<Comment, CommentError> {
        let body = json!({"body": body});
        let answer = self.client.call(&Method::POST, &self.comments, Some(&body), Repeat::Unsafe)?;
        self.client.read::<Wire>(&answer).map(Comment::from)
    }

    fn update(&self, comment: &Comment, body: &str) -> Result<(), CommentError> {
        let body = json!({"body": body});
        self.client.call(&Method::PATCH, &self.one(comment), Some(&body), Repeat::Safe).map(drop)
    }

    fn delete(&self, comment: &Comment) -> Result<(), CommentError> {
        self.client.call(&Method::DELETE, &self.one(comment), None, Repeat::Safe).map(drop)
    }

    fn hide(&self, comment: &Comment) -> Result<(), CommentError> {
        self.graphql(HIDE, &json!({"id": comment.node})).map(drop)
    }

    fn url(&self, comment: &Comment) -> String {
        comment.url.clone().unwrap_or_else(|| self.one(comment))
    }
}

/// The address with `rel="next"` of a Link header.
fn next_link(header: &str) -> Option<&str> {
    let mut rest = header;
    while let Some((_, link)) = rest.split_once('<') {
        let (url, after) = link.split_once('>')?;
        let end = after.find(",<").or_else(|| after.find(", <")).unwrap_or(after.len());
        let is_next = after[..end].split(';').any(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or_default();
            name.trim().eq_ignore_ascii_case("rel")
                && value.trim().trim_matches('"').split(' ').any(|rel| rel.eq_ignore_ascii_case("next"))
        });
        if is_next {
            return Some(url);
        }
        rest = &after[end..];
    }
    None
}

#[cfg(test)]
mod tests {
    use super::next_link;

    #[test]
    fn finds_the_next_page() {
        let both = "<https://a/?page=1>; rel=\"prev\", <https://a/?page=3,4>; rel=\"next\"";
        assert_eq!(next_link(both), Some("https://a/?page=3,4"));
        assert_eq!(next_link("<https://a/2>; title=x; rel=next"), Some("https://a/2"));
        assert_eq!(next_link("<https://a/2>; rel=\"last next\""), Some("https://a/2"));
        assert_eq!(next_link("<https://a/2>; rel=\"last\""), None);
        assert_eq!(next_link("<https://a/2>; rel=\"nextish\""), None);
        assert_eq!(next_link("<https://a/2"), None);
        assert_eq!(next_link(""), None);
    }
}

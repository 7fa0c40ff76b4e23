//! Opens a pull request for a branch, brings the one that is open up to date, or closes it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::Method;

use crate::comment::client::{Client, Repeat};
use crate::comment::error::CommentError;
use crate::comment::forge::Forge;
use crate::comment::post::post;
use crate::comment::run::{Action, Posted};
use crate::comment::tag::Tag;
use crate::comment::target::Target;
use crate::comment::text::{compose, normal, says};

/// The longest title, in characters; GitHub and GitLab take 255 or more.
const LONGEST_TITLE: usize = 200;

/// A pull request that is to be there.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The branch with the change.
    pub branch: &'a str,
    /// The branch that it goes to.
    pub base: &'a str,
    /// In one line.
    pub title: &'a str,
    /// In Markdown.
    pub body: &'a str,
    /// Whether it is a draft, if it is new.
    pub draft: bool,
    /// The comment of each day that it stays open, in Markdown.
    pub reminder: &'a str,
    /// The day that the reminder is for, in UTC: `2027-02-05`.
    pub day: &'a str,
    /// What it is for, where only people know whether it is done: if they have closed one for the same, none is opened.
    pub once: Option<&'a str>,
}

impl Request<'_> {
    /// The line by which a request that is opened once is known again.
    fn mark(&self) -> Option<String> {
        self.once.map(|own| format!("<!-- scaleprof-for:{own} -->\n"))
    }
}

/// The pull request as it is now.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What was done.
    pub action: Action,
    /// The address at which people read it.
    pub url: String,
    /// The reminder of the day, if one was written.
    pub reminder: Option<Posted>,
}

/// A pull request in the JSON of either forge.
#[derive(Deserialize)]
struct Wire {
    #[serde(alias = "iid")]
    number: u64,
    title: String,
    #[serde(alias = "description")]
    body: Option<String>,
    #[serde(alias = "html_url")]
    web_url: String,
    created_at: Option<String>,
    /// GitLab's: the projects that it goes from and to.
    source_project_id: Option<u64>,
    target_project_id: Option<u64>,
}

/// Opens `request` in the repository of `target`, or changes the open one of the same branch; on each later day that it stays
/// open one comment reminds of it. The body carries the target's tag. None where people have closed one for the same.
///
/// # Errors
/// When a name of a branch is none, or the forge cannot be reached or refuses.
pub fn open(agent: &Agent, target: &Target, request: &Request<'_>) -> Result<Option<Opened>, CommentError> {
    let branches = checked([request.branch, request.base])?;
    let client = Client::new(agent, target);
    let run = Run { client: &client, target, branches };
    let body = request.mark().unwrap_or_default() + request.body;
    let text = compose(&target.tag, &body, target.place.forge().limit());
    let title: String = request.title.chars().take(LONGEST_TITLE).collect();
    let found = run.find(Asked::Open)?;
    if found.is_none() && run.is_refused(request)? {
        return Ok(None);
    }
    let (wire, action) = match found {
        Some(own) => {
            let same =
                own.title.ends_with(&title) && own.body.as_deref().is_some_and(|body| says(body, &text));
            if !same {
                run.update(&own, &title, &text)?;
            }
            (own, if same { Action::Unchanged } else { Action::Updated })
        }
        None => run.create(request, &title, &text)?,
    };
    let opened = wire.created_at.as_deref().and_then(day_of);
    let is_later = action != Action::Created && opened.is_some_and(|opened| opened.as_str() < request.day);
    let reminder = is_later.then(|| {
        let tag = Tag::new(&format!("reminder/{}", request.day))?;
        let place = target.place.at(wire.number);
        post(agent, &Target { place, tag, formerly: None, ..target.clone() }, request.reminder)
    });
    let reminder = reminder.transpose()?.filter(|posted| posted.action == Action::Created);
    Ok(Some(Opened { action, url: client.clean(&wire.web_url), reminder }))
}

/// Whether people have closed a pull request for the same as `request`, and none is open: then [`open`] opens none.
///
/// # Errors
/// When a name of a branch is none, or the forge cannot be reached or refuses.
pub fn is_refused(agent: &Agent, target: &Target, request: &Request<'_>) -> Result<bool, CommentError> {
    let branches = checked([request.branch, request.base])?;
    let client = Client::new(agent, target);
    let run = Run { client: &client, target, branches };
    Ok(run.find(Asked::Open)?.is_none() && run.is_refused(request)?)
}

/// Closes the open pull request of a branch that carries the target's tag, with a comment that says why; gives its address.
/// None where none is open, or what is open is of somebody else.
///
/// # Errors
/// When a name of a branch is none, or the forge cannot be reached or refuses.
pub fn close(
    agent: &Agent,
    target: &Target,
    branches: [&str; 2],
    reason: &str,
) -> Result<Option<String>, CommentError> {
    let branches = checked(branches)?;
    let client = Client::new(agent, target);
    let run = Run { client: &client, target, branches };
    let start = format!("{}\n", target.tag);
    let own = |wire: &Wire| wire.body.as_deref().is_some_and(|body| normal(body).starts_with(&start));
    let Some(wire) = run.find(Asked::Open)?.filter(own) else { return Ok(None) };
    let place = target.place.at(wire.number);
    post(agent, &Target { place, tag: Tag::new("closed")?, formerly: None, ..target.clone() }, reason)?;
    run.close(&wire)?;
    Ok(Some(client.clean(&wire.web_url)))
}

/// The names of the branches, if they are plain.
fn checked(branches: [&str; 2]) -> Result<[&str; 2], CommentError> {
    match branches.into_iter().find(|branch| !is_branch(branch)) {
        None => Ok(branches),
        Some(branch) => Err(CommentError::Usage(format!(
            "`{}` is no branch that is opened here: letters, digits and `. _ / -`",
            branch.escape_debug()
        ))),
    }
}

/// Which pull requests are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// Those that are open.
    Open,
    /// Those that people have closed, and those that are open.
    Any,
}

/// The work on the pull requests from one branch to another.
struct Run<'a> {
    client: &'a Client<'a>,
    target: &'a Target,
    branches: [&'a str; 2],
}

impl Run<'_> {
    /// The address of the pull requests of the repository.
    fn all(&self) -> String {
        let (place, forge) = (&self.target.place, self.target.place.forge());
        match forge {
            Forge::Github => format!("{}/repos/{}/pulls", place.api, place.repo),
            Forge::Gitlab => {
                format!("{}/projects/{}/merge_requests", place.api, place.repo.replace('/', "%2F"))
            }
        }
    }

    /// Whether there was one already for what is opened once; nothing else is ever refused.
    fn is_refused(&self, request: &Request<'_>) -> Result<bool, CommentError> {
        let Some(mark) = request.mark() else { return Ok(false) };
        let start = format!("{}\n{mark}", self.target.tag);
        let of_same = |own: &Wire| own.body.as_deref().is_some_and(|body| normal(body).starts_with(&start));
        Ok(self.all_of(Asked::Any)?.iter().any(of_same))
    }

    /// The oldest pull request of the branch.
    fn find(&self, asked: Asked) -> Result<Option<Wire>, CommentError> {
        Ok(self.all_of(asked)?.into_iter().min_by_key(|wire| wire.number))
    }

    /// The pull requests of the branch, from this repository and no fork: the newest hundred, which forges give first.
    fn all_of(&self, asked: Asked) -> Result<Vec<Wire>, CommentError> {
        let Self { branches: [branch, base], target, .. } = self;
        let query = match target.place.forge() {
            Forge::Github => {
                let owner = target.place.repo.split('/').next().unwrap_or_default();
                let state = if asked == Asked::Open { "open" } else { "all" };
                format!("state={state}&head={owner}:{branch}&base={base}")
            }
            Forge::Gitlab => {
                let state = if asked == Asked::Open { "opened" } else { "all" };
                format!("state={state}&source_branch={branch}&target_branch={base}")
            }
        };
        let url = format!("{}?{query}&per_page=100", self.all());
        let answer = self.client.call(&Method::GET, &url, None, Repeat::Safe)?;
        let all: Vec<Wire> = self.client.read(&answer)?;
        let own = |wire: &Wire| wire.source_project_id == wire.target_project_id;
        Ok(all.into_iter().filter(own).collect())
    }

    fn close(&self, own: &Wire) -> Result<(), CommentError> {
        let one = format!("{}/{}", self.all(), own.number);
        let (method, body) = match self.target.place.forge() {
            Forge::Github => (Method::PATCH, json!({"state": "closed"})),
            Forge::Gitlab => (Method::PUT, json!({"state_event": "close"})),
        };
        self.client.call(&method, &one, Some(&body), Repeat::Safe).map(drop)
    }

    /// Opens a new one. Where another run has opened it meanwhile, or no answer comes, the one that is there is taken.
    fn create(&self, request: &Request<'_>, title: &str, text: &str) -> Result<(Wire, Action), CommentError> {
        let Request { branch, base, draft, .. } = request;
        let body = match self.target.place.forge() {
            Forge::Github => {
                json!({"title": title, "head": branch, "base": base, "body": text, "draft": draft})
            }
            Forge::Gitlab => json!({
                "title": if *draft { format!("Draft: {title}") } else { title.to_owned() },
                "source_branch": branch,
                "target_branch": base,
                "description": text,
                "remove_source_branch": true,
            }),
        };
        match self.send(&Method::POST, &self.all(), &body) {
            Ok(answer) => Ok((answer, Action::Created)),
            Err(error @ (CommentError::Unreachable(_) | CommentError::Refused { status: 409 | 422, .. })) => {
                match self.find(Asked::Open)? {
                    Some(own) => Ok((own, Action::Created)),
                    None => Err(error),
                }
            }
            Err(error) => Err(error),
        }
    }

    fn update(&self, own: &Wire, title: &str, text: &str) -> Result<(), CommentError> {
        let one = format!("{}/{}", self.all(), own.number);
        // What people have made of a draft, or of what is none, stays.
        let is_draft = own.title.starts_with("Draft: ");
        let (method, body) = match self.target.place.forge() {
            Forge::Github => (Method::PATCH, json!({"title": title, "body": text})),
            Forge::Gitlab if is_draft => {
                (Method::PUT, json!({"title": format!("Draft: {title}"), "description": text}))
            }
            Forge::Gitlab => (Method::PUT, json!({"title": title, "description": text})),
        };
        self.client.call(&method, &one, Some(&body), Repeat::Safe).map(drop)
    }

    fn send(&self, method: &Method, url: &str, body: &Value) -> Result<Wire, CommentError> {
        let answer = self.client.call(method, url, Some(body), Repeat::Unsafe)?;
        self.client.read(&answer)
    }
}

/// The day of an instant in UTC.
fn day_of(text: &str) -> Option<String> {
    let at: Timestamp = text.parse().ok()?;
    Some(TimeZone::UTC.to_datetime(at).date().to_string())
}

/// Whether this is a plain name of a branch, which is the same in an address, a shell and an option.
fn is_branch(name: &str) -> bool {
    let plain = |part: &str| {
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        !part.is_empty() && !part.starts_with(['.', '-']) && part.bytes().all(letter)
    };
    name.len() <= 200 && !name.contains("..") && name.split('/').all(plain)
}

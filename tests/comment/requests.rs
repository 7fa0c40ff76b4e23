//! The pull requests of the forge on this machine, as GitHub and GitLab keep them.

use serde_json::{Value, json};

use super::{Reply, State};

/// A pull request as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub number: u64,
    pub branch: String,
    pub base: String,
    pub title: String,
    pub body: String,
    pub draft: bool,
    pub created: String,
    pub open: bool,
}

impl Kept {
    /// Changes what is given, and nothing else.
    fn change(&mut self, given: &Value, body: &str, closes: bool) {
        if let Some(title) = given["title"].as_str() {
            title.clone_into(&mut self.title);
        }
        if let Some(text) = given[body].as_str() {
            self.body = text.replace('\n', "\r\n");
        }
        self.open &= !closes;
    }
}

/// The present time of the forge.
fn today() -> String {
    jiff::Timestamp::try_from(std::time::SystemTime::now()).unwrap().to_string()
}

impl State {
    fn open_request(
        &mut self,
        branch: &str,
        base: &str,
        title: &str,
        body: &str,
        draft: bool,
    ) -> Option<Kept> {
        if self.requests.iter().any(|one| one.open && one.branch == branch && one.base == base) {
            return None;
        }
        let kept = Kept {
            number: 7 + self.requests.len() as u64,
            branch: branch.to_owned(),
            base: base.to_owned(),
            title: title.to_owned(),
            body: body.replace('\n', "\r\n"),
            draft,
            created: today(),
            open: true,
        };
        self.requests.push(kept.clone());
        Some(kept)
    }
}

fn parameter<'a>(query: &'a str, name: &str) -> &'a str {
    query.split('&').find_map(|part| part.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default()
}

/// GitHub's answers on `/repos/acme/shop/pulls`; none where it is about something else.
pub(super) fn github(
    state: &mut State,
    method: &str,
    path: &str,
    query: &str,
    body: &Value,
) -> Option<Reply> {
    let below = path.strip_prefix("/repos/acme/shop/pulls")?;
    let show = |one: &Kept| {
        json!({
            "number": one.number, "title": one.title, "body": one.body, "draft": one.draft,
            "html_url": format!("https://github.com/acme/shop/pull/{}", one.number),
            "created_at": one.created, "head": {"ref": one.branch}, "base": {"ref": one.base},
        })
    };
    let text = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
    Some(match (method, below) {
        ("GET", "") => {
            let branch = parameter(query, "head").strip_prefix("acme:").unwrap();
            let all = parameter(query, "state") == "all";
            let wanted = |one: &&Kept| {
                (all || one.open) && one.branch == branch && one.base == parameter(query, "base")
            };
            Reply::json(200, &state.requests.iter().filter(wanted).map(show).collect())
        }
        ("POST", "") => {
            let draft = body["draft"].as_bool().unwrap();
            match state.open_request(&text("head"), &text("base"), &text("title"), &text("body"), draft) {
                Some(kept) => Reply::json(201, &show(&kept)),
                None => Reply::json(422, &json!({"message": "A pull request already exists"})),
            }
        }
        ("PATCH", below) => {
            let number: u64 = below.trim_start_matches('/').parse().unwrap();
            let own = state.requests.iter_mut().find(|one| one.number == number).unwrap();
            own.change(body, "body", body["state"] == "closed");
            Reply::json(200, &show(own))
        }
        _ => Reply::not_found(),
    })
}

/// GitLab's answers on the merge requests of project 42; none where it is about the notes of one.
pub(super) fn gitlab(
    state: &mut State,
    method: &str,
    path: &str,
    query: &str,
    body: &Value,
) -> Option<Reply> {
    let below = path.strip_prefix("/projects/42/merge_requests")?;
    if below.contains("/notes") {
        return None;
    }
    let show = |one: &Kept| {
        json!({
            "iid": one.number, "title": one.title, "description": one.body, "draft": one.draft,
            "web_url": format!("https://gitlab.com/acme/web/shop/-/merge_requests/{}", one.number),
            "created_at": one.created, "source_branch": one.branch, "target_branch": one.base,
            "source_project_id": 42, "target_project_id": 42,
        })
    };
    let text = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
    Some(match (method, below) {
        ("GET", "") => {
            let branch = parameter(query, "source_branch");
            let all = parameter(query, "state") == "all";
            let wanted = |one: &&Kept| {
                (all || one.open) && one.branch == branch && one.base == parameter(query, "target_branch")
            };
            Reply::json(200, &state.requests.iter().filter(wanted).map(show).collect())
        }
        ("POST", "") => {
            let (title, base) = (text("title"), text("target_branch"));
            let draft = title.starts_with("Draft: ");
            match state.open_request(&text("source_branch"), &base, &title, &text("description"), draft) {
                Some(kept) => Reply::json(201, &show(&kept)),
                None => Reply::json(409, &json!({"message": ["Another open merge request already exists"]})),
            }
        }
        ("PUT", below) => {
            let number: u64 = below.trim_start_matches('/').parse().unwrap();
            let own = state.requests.iter_mut().find(|one| one.number == number)?;
            own.change(body, "description", body["state_event"] == "close");
            Reply::json(200, &show(own))
        }
        ("GET", below) => {
            let number: u64 = below.trim_start_matches('/').parse().unwrap();
            Reply::json(200, &show(state.requests.iter().find(|one| one.number == number)?))
        }
        _ => Reply::not_found(),
    })
}

//! `action.yml`, run as GitHub's runner does: step by step, expressions put in, outputs passed on.

use std::fs;

use serde_json::{Map, Value, json};

use super::checkout::Checkout;
use super::checkout::Ran;
use super::server::Server;
use super::server::TOKEN;

pub(crate) fn action() -> Value {
    serde_yaml::from_str(include_str!("../../action.yml")).unwrap()
}

pub(crate) fn steps(action: &Value) -> &[Value] {
    action["runs"]["steps"].as_array().unwrap()
}

/// A run of the action: its inputs, and what the runner knows.
pub(crate) struct Run {
    inputs: Map<String, Value>,
    github: Value,
    api: String,
    actor: &'static str,
    /// What the cache steps answer.
    cached: bool,
    path: Option<String>,
}

impl Run {
    /// On a pull request from a branch of the repository.
    pub(crate) fn pull_request(server: &Server) -> Self {
        let pull_request = json!({"number": 7, "head": {"repo": {"full_name": "acme/shop"}}});
        let github =
            json!({"repository": "acme/shop", "token": TOKEN, "event": {"pull_request": pull_request}});
        let api = server.address.clone();
        Self { inputs: Map::new(), github, api, actor: "octocat", cached: true, path: None }
    }

    /// On a push: there is no pull request.
    pub(crate) fn push(server: &Server) -> Self {
        let mut run = Self::pull_request(server);
        run.github["event"] = json!({"ref": "refs/heads/main"});
        run
    }

    /// From a branch of this repository, which may be gone, and by this account.
    pub(crate) fn of(mut self, repository: Option<&str>, actor: &'static str) -> Self {
        self.github["event"]["pull_request"]["head"]["repo"] = match repository {
            Some(name) => json!({"full_name": name}),
            None => Value::Null,
        };
        self.actor = actor;
        self
    }

    pub(crate) fn input(mut self, name: &str, value: &str) -> Self {
        self.inputs.insert(name.to_owned(), json!(value));
        self
    }

    /// With nothing in the cache, and programs of the checkout before all others.
    pub(crate) fn uncached(mut self, checkout: &Checkout) -> Self {
        self.cached = false;
        self.path = Some(format!("{}:{}", checkout.fakes().display(), std::env::var("PATH").unwrap()));
        self
    }

    /// Runs the steps until one fails; answers with the log and the summary of the run.
    pub(crate) fn start(&self, checkout: &Checkout) -> (Ran, String) {
        let action = action();
        let mut context = json!({"github": self.github, "steps": {}, "inputs": {}});
        for name in self.inputs.keys() {
            assert!(action["inputs"].get(name).is_some(), "there is no input `{name}`");
        }
        for (name, input) in action["inputs"].as_object().unwrap() {
            let value = self.inputs.get(name).unwrap_or(&input["default"]).as_str().unwrap();
            context["inputs"][name] = json!(filled(value, &context));
        }
        let file = |name: &str| checkout.scratch().join(name);
        fs::write(file("summary"), "").unwrap();
        let mut ran = Ran { ok: true, log: String::new() };
        for step in steps(&action) {
            if step.get("if").is_some_and(|condition| !holds(condition.as_str().unwrap(), &context)) {
                continue;
            }
            let outputs = match step["run"].as_str() {
                None => format!("cache-hit={}", if self.cached { "true" } else { "" }),
                Some(script) => {
                    fs::write(file("output"), "").unwrap();
                    let environment = self.environment(step, &context, checkout);
                    let step = checkout.script(script, &environment);
                    ran.log.push_str(&step.log);
                    ran.ok = step.ok;
                    fs::read_to_string(file("output")).unwrap()
                }
            };
            if let Some(id) = step["id"].as_str() {
                let outputs = outputs.lines().map(|line| line.split_once('=').unwrap());
                let outputs: Map<String, Value> =
                    outputs.map(|(name, value)| (name.to_owned(), json!(value))).collect();
                context["steps"][id] = json!({"outputs": outputs});
            }
            if !ran.ok {
                break;
            }
        }
        let summary = fs::read_to_string(file("summary")).unwrap();
        (ran, summary)
    }

    fn environment(&self, step: &Value, context: &Value, checkout: &Checkout) -> Vec<(String, String)> {
        let own = step["env"].as_object().into_iter().flatten();
        let own = own.map(|(name, value)| (name.clone(), filled(value.as_str().unwrap(), context)));
        let scratch = checkout.scratch().display().to_string();
        let of_runner = [
            ("GITHUB_ACTION_PATH", env!("CARGO_MANIFEST_DIR").to_owned()),
            ("GITHUB_ACTOR", self.actor.to_owned()),
            ("GITHUB_API_URL", self.api.clone()),
            ("GITHUB_GRAPHQL_URL", format!("{}/graphql", self.api)),
            ("GITHUB_OUTPUT", format!("{scratch}/output")),
            ("GITHUB_PATH", format!("{scratch}/path")),
            ("GITHUB_STEP_SUMMARY", format!("{scratch}/summary")),
            ("RUNNER_TEMP", scratch.clone()),
        ];
        let of_runner = of_runner.map(|(name, value)| (name.to_owned(), value));
        let path = self.path.clone().map(|path| ("PATH".to_owned(), path));
        of_runner.into_iter().chain(own).chain(path).collect()
    }
}

/// A text with its expressions put in.
fn filled(text: &str, context: &Value) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${{") {
        let (expression, after) = after.split_once("}}").unwrap();
        out.push_str(before);
        out.push_str(&value(expression.trim(), context));
        rest = after;
    }
    out + rest
}

/// What an expression of this action says: a path into the contexts. What an event lacks is empty, what
/// the action itself names must be there.
fn value(expression: &str, context: &Value) -> String {
    let mut at = context;
    for word in expression.split('.') {
        at = match at.get(word) {
            Some(below) => below,
            None if expression.starts_with("github.event.") => return String::new(),
            None => panic!("there is no `{expression}`"),
        };
    }
    match at {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn holds(condition: &str, context: &Value) -> bool {
    let (left, right) = condition.split_once(" != ").unwrap();
    value(left, context) != right.trim_matches('\'')
}

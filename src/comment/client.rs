//! Sends requests to a forge's API: repeats them patiently, and sends the token to nobody else.

use std::cell::Cell;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;
use ureq::http::{Method, Request, Response};
use ureq::{Agent, AsSendBody, Body, Timeout};

use crate::comment::answer::Answer;
use crate::comment::error::CommentError;
use crate::comment::forge::Forge;
use crate::comment::place::Place;
use crate::comment::target::{Pace, Target};
use crate::comment::token::Token;
use crate::net;
use crate::shown::is_unprintable;

/// How often a request is sent again.
pub(super) const RETRIES: u32 = 3;

/// The largest size of all answers together, in bytes: enough for every comment that a pull request can have, most of
/// them long.
const ALL_ANSWERS: u64 = 256 << 20;

/// Whether a request can be sent again if nobody knows whether the first one arrived.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    /// The second request has the same effect as the first.
    Safe,
    /// The second request would write a second comment.
    Unsafe,
}

/// The result of one try.
enum Try {
    Done(Answer),
    /// The forge refused it because there were too many requests; with the time that it asks to wait.
    Limited(Option<Duration>),
    /// The forge may have accepted it.
    Lost(String),
}

/// The connection to one forge, for one pull request.
pub(super) struct Client<'a> {
    pub(super) place: &'a Place,
    token: &'a Token,
    pace: Pace,
    agent: &'a Agent,
    started: Instant,
    /// The bytes that may still be received.
    left: Cell<u64>,
}

impl<'a> Client<'a> {
    pub(super) fn new(agent: &'a Agent, target: &'a Target) -> Self {
        Self {
            place: &target.place,
            token: &target.token,
            pace: target.pace,
            agent,
            started: Instant::now(),
            left: Cell::new(ALL_ANSWERS),
        }
    }

    /// Sends a request until it is answered. A refusal by the forge is an error.
    pub(super) fn call(
        &self,
        method: &Method,
        url: &str,
        body: Option<&Value>,
        repeat: Repeat,
    ) -> Result<Answer, CommentError> {
        let mut tries = 0;
        loop {
            match self.once(method, url, body)? {
                Try::Done(answer) if answer.status < 300 => return Ok(answer),
                Try::Done(answer) => return Err(self.refusal(&answer)),
                Try::Limited(wait) => {
                    // Clocks differ, so wait a little longer than the forge asks for, each time.
                    let wait = wait.unwrap_or_default().max(self.wait_after(tries));
                    if tries == RETRIES || !self.wait(wait) {
                        return Err(self.too_many(wait));
                    }
                }
                Try::Lost(reason) => {
                    if repeat == Repeat::Unsafe || tries == RETRIES || !self.wait(self.wait_after(tries)) {
                        return Err(CommentError::Unreachable(reason));
                    }
                }
            }
            tries += 1;
        }
    }

    /// Waits before the next try; false if the waits would become too long in all.
    pub(super) fn pause(&self, tries: u32) -> bool {
        self.wait(self.wait_after(tries))
    }

    /// The JSON of an answer.
    pub(super) fn read<T: DeserializeOwned>(&self, answer: &Answer) -> Result<T, CommentError> {
        serde_json::from_str(&answer.text).map_err(|error| {
            let api = &self.place.api;
            self.strange(&format!("its answer is not what it promises ({error}); is {api} its API?"))
        })
    }

    /// The error for an answer that makes no sense.
    pub(super) fn strange(&self, what: &str) -> CommentError {
        CommentError::Strange(self.clean(&format!("{}: {what}", self.place.forge.name())))
    }

    /// The error for a refusal, in the words of the forge.
    pub(super) fn refused(&self, status: u16, reason: &str) -> CommentError {
        let forge = self.place.forge.name();
        CommentError::Refused { status, message: self.clean(&format!("{forge} refuses: {reason}")) }
    }

    fn once(&self, method: &Method, url: &str, body: Option<&Value>) -> Result<Try, CommentError> {
        let Some(within) = self.pace.within.checked_sub(self.started.elapsed()) else {
            return Err(CommentError::Unreachable(self.late()));
        };
        let mut request = Request::builder().method(method).uri(url);
        let headers: &[(&str, &str)] = match self.place.forge {
            Forge::Github => {
                &[("accept", "application/vnd.github+json"), ("x-github-api-version", "2022-11-28")]
            }
            Forge::Gitlab => &[("accept", "application/json")],
        };
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some((name, value)) = self.token.header(self.place.forge) {
            request = request.header(name, value);
        }
        let answer = match body {
            Some(body) => request
                .header("content-type", "application/json")
                .body(body.to_string())
                .map_err(ureq::Error::Http)
                .and_then(|request| self.run(request, within)),
            None => request.body(()).map_err(ureq::Error::Http).and_then(|request| self.run(request, within)),
        };
        let answer = answer.and_then(|mut response| {
            let left = self.left.get();
            let text = response.body_mut().with_config().limit(left).lossy_utf8(true).read_to_string()?;
            self.left.set(left.saturating_sub(text.len() as u64));
            let headers = std::mem::take(response.headers_mut());
            Ok(Answer { status: response.status().as_u16(), headers, text })
        });
        match answer {
            Ok(answer) => Ok(self.judged(answer)),
            Err(error) => {
                let api = &self.place.api;
                let reason = match error {
                    ureq::Error::Timeout(Timeout::Global) => self.late(),
                    _ => self.clean(&format!("no answer from {api}: {error}")),
                };
                if net::may_pass(&error) {
                    Ok(Try::Lost(reason))
                } else {
                    Err(CommentError::Unreachable(reason))
                }
            }
        }
    }

    /// Sends one request. A request that gets no answer leaves time for another one.
    fn run(
        &self,
        request: Request<impl AsSendBody>,
        within: Duration,
    ) -> Result<Response<Body>, ureq::Error> {
        let config = self.agent.configure_request(request);
        let within = within.min(self.pace.within.mul_f64(0.4));
        // A redirect would take the token to another host, or lose the body.
        let config = config.max_redirects(0).timeout_global(Some(within));
        let request =
            if self.place.origin.is_loopback() { config.proxy(None).build() } else { config.build() };
        self.agent.run(request)
    }

    fn judged(&self, answer: Answer) -> Try {
        let forge = self.place.forge.name();
        match answer.status {
            429 => Try::Limited(answer.asked_wait()),
            403 => match answer.asked_wait() {
                Some(wait) => Try::Limited(Some(wait)),
                None if answer.reason().contains("secondary rate limit") => Try::Limited(None),
                None => Try::Done(answer),
            },
            status if status >= 500 => {
                let reason = answer.reason();
                let colon = if reason.is_empty() { "" } else { ": " };
                Try::Lost(self.clean(&format!("{forge} has trouble of its own ({status}){colon}{reason}")))
            }
            _ => Try::Done(answer),
        }
    }

    /// Waits of one, two and four seconds.
    fn wait_after(&self, tries: u32) -> Duration {
        self.pace.base.saturating_mul(1 << tries.min(RETRIES))
    }

    fn wait(&self, wait: Duration) -> bool {
        let in_time = self.started.elapsed().saturating_add(wait) < self.pace.within;
        if in_time {
            thread::sleep(wait);
        }
        in_time
    }

    /// The error if there is no time left for an answer.
    fn late(&self) -> String {
        let within = self.pace.within.as_secs_f64();
        self.clean(&format!(
            "no answer from {} in time; all requests together get {within} s",
            self.place.api
        ))
    }

    fn too_many(&self, wait: Duration) -> CommentError {
        let forge = self.place.forge.name();
        let then =
            Timestamp::try_from(SystemTime::now() + wait).and_then(|then| then.round(jiff::Unit::Second));
        let when = then.map_or_else(|_| "later".to_owned(), |then| format!("after {then}"));
        CommentError::Limited(format!("{forge} has had too many requests with this token; try again {when}"))
    }

    fn refusal(&self, answer: &Answer) -> CommentError {
        let Place { forge, api, .. } = self.place;
        let (name, place, status) = (forge.name(), self.place.words(), answer.status);
        let token = match forge {
            Forge::Github => "GITHUB_TOKEN",
            Forge::Gitlab => "GITLAB_TOKEN",
        };
        let needs = match forge {
            Forge::Github => "it needs `pull-requests: write`, which a pull request from a fork never gets",
            Forge::Gitlab => "it needs the scope `api` and the role Reporter",
        };
        let reason = answer.reason();
        let said = if reason.is_empty() { String::new() } else { format!(": {reason}") };
        let message = match status {
            300..=399 => {
                let to = answer.header("location").unwrap_or("another place");
                format!(
                    "{api} sends on to {to} ({status}), which is not followed with a token; \
                     give the repository's present name, or --api-url"
                )
            }
            401 => format!("{name} does not accept the token in {token} (401){said}"),
            403 => format!("the token in {token} may not comment on {place} (403){said}; {needs}"),
            404 => format!("{name} has no {place}, or none that the token in {token} may see (404)"),
            _ => format!("{name} refuses ({status}){said}"),
        };
        CommentError::Refused { status, message: self.clean(&message) }
    }

    /// The words of a forge as one line of text for a terminal: without the token, and cut to a length.
    pub(super) fn clean(&self, text: &str) -> String {
        let line = self.token.redact(text).replace(is_unprintable, " ");
        match line.char_indices().nth(500) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line,
        }
    }
}

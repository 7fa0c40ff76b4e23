//! One answer of a forge, read to its end.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use ureq::http::HeaderMap;

/// The answer: its status, its headers and its body.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Answer {
    /// The value of a header, if it is text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn number(&self, header: &str) -> Option<u64> {
        self.header(header)?.trim().parse().ok()
    }

    /// The reason that the forge gives for an error.
    pub(super) fn reason(&self) -> String {
        let Ok(answer) = serde_json::from_str::<Value>(&self.text) else { return String::new() };
        let mut reason = match answer.get("message").or_else(|| answer.get("error")) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        };
        for error in answer.get("errors").and_then(Value::as_array).into_iter().flatten() {
            if let Some(message) = error.as_str().or_else(|| error.get("message").and_then(Value::as_str)) {
                if !reason.is_empty() {
                    reason.push_str(": ");
                }
                reason.push_str(message);
            }
        }
        reason
    }

    /// How long the forge asks to wait before the next request, if it does.
    pub(super) fn asked_wait(&self) -> Option<Duration> {
        if let Some(seconds) = self.number("retry-after") {
            return Some(Duration::from_secs(seconds));
        }
        let reset = match self.number("x-ratelimit-remaining").or_else(|| self.number("ratelimit-remaining"))
        {
            Some(0) => self.number("x-ratelimit-reset").or_else(|| self.number("ratelimit-reset"))?,
            _ => return None,
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Some(Duration::from_secs(reset).saturating_sub(now))
    }
}

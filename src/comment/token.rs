//! The token: read from the environment, sent in one header, and never shown.

use std::fmt;

use ureq::http::HeaderValue;

use crate::comment::error::CommentError;
use crate::comment::forge::Forge;

/// Allows requests to write comments. It has no way to be shown.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// The token from `GITHUB_TOKEN` (or `GH_TOKEN`) or `GITLAB_TOKEN`; `variable` reads the environment.
    ///
    /// # Errors
    /// When there is none, or it contains characters that no token has.
    pub fn find(forge: Forge, variable: impl Fn(&str) -> Option<String>) -> Result<Self, CommentError> {
        let names: &[&str] = match forge {
            Forge::Github => &["GITHUB_TOKEN", "GH_TOKEN"],
            Forge::Gitlab => &["GITLAB_TOKEN"],
        };
        for name in names {
            let value = variable(name).unwrap_or_default();
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
                let message = format!("{name} holds a space or a character that is not in any token");
                return Err(CommentError::Usage(message));
            }
            return Ok(Self(value.to_owned()));
        }
        Err(CommentError::NoToken(forge))
    }

    /// The header that carries the token.
    pub(super) fn header(&self, forge: Forge) -> Option<(&'static str, HeaderValue)> {
        let (name, value) = match forge {
            Forge::Github => ("authorization", format!("Bearer {}", self.0)),
            Forge::Gitlab => ("private-token", self.0.clone()),
        };
        let mut value = HeaderValue::try_from(value).ok()?;
        value.set_sensitive(true);
        Some((name, value))
    }

    /// The text without the token.
    pub(super) fn redact(&self, text: &str) -> String {
        text.replace(&self.0, "***")
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

//! Removes the secrets of the environment from everything that is printed or posted.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::order::Order as _;
use crate::template::markdown::markdown;

/// The shortest value that counts as a secret, in bytes. A shorter one could be a part of ordinary words.
const SHORTEST: usize = 8;
/// The shortest value of lower-case letters that counts as a secret, in bytes: `postgres` and `password` are words.
const SHORTEST_WORD: usize = 16;

static SECRETS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let all = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let mut secrets: Vec<String> =
        all.filter(|(name, _)| is_secret(name)).map(|(_, value)| value.trim().to_owned()).collect();
    let is_word = |secret: &str| secret.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    secrets.retain(|secret| secret.len() >= if is_word(secret) { SHORTEST_WORD } else { SHORTEST });
    // A text may already be escaped when it comes here.
    let escaped = |secret: &String| [markdown(secret), html(secret), json(secret)];
    secrets.extend(secrets.iter().flat_map(escaped).collect::<Vec<String>>());
    // A secret that contains another one is replaced first.
    secrets.order_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets.dedup();
    secrets
});

fn html(text: &str) -> String {
    let entities =
        [('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&#x27;"), ('/', "&#x2f;")];
    entities.iter().fold(text.to_owned(), |text, (c, entity)| text.replace(*c, entity))
}

fn json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(&quoted).to_owned()
}

/// The text without the tokens and passwords in the environment of this process.
pub(super) fn redacted(text: &str) -> Cow<'_, str> {
    let mut text = Cow::from(text);
    for secret in SECRETS.iter() {
        if text.contains(secret.as_str()) {
            text = text.replace(secret.as_str(), "***").into();
        }
    }
    text
}

/// Whether a variable with this name holds a secret, and not the path or the name of one.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let mut words = name.split('_');
    let is_word = words.any(|word| {
        ["TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIALS", "PAT"].contains(&word)
    });
    let is_key = ["API_KEY", "APIKEY", "PRIVATE_KEY"].iter().any(|key| name.ends_with(key));
    let names_a_place = ["_FILE", "_PATH", "_DIR", "_URL", "_URI", "_NAME", "_ID", "_TYPE"];
    (is_word || is_key) && !names_a_place.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_their_names() {
        for name in
            ["GITHUB_TOKEN", "GITLAB_TOKEN", "CLOUD_SECRET_ACCESS_KEY", "CLOUD_SESSION_TOKEN", "db_password"]
        {
            assert!(is_secret(name), "{name}");
        }
        for name in ["PATH", "CLOUD_WEB_IDENTITY_TOKEN_FILE", "CLOUD_ACCESS_KEY_ID", "TOKENS_URL", "HOME"] {
            assert!(!is_secret(name), "{name}");
        }
    }
}

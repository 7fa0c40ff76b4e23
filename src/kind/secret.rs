//! The rules on where a secret is kept that hold in every cloud.

use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules;
use crate::model::secret::{Kept, LOGIN, Secret};

/// It is kept in one place, and has the part that is asked for. `field` is where it stands.
pub(crate) fn check(secret: &Secret, field: &str, rules: &mut dyn Rules) {
    let finding = match secret.kept() {
        None => Finding::new(Code::BadValue, rules.place(field), "a secret is kept in one place")
            .help("write one of `{database: NAME}`, `{secret: …}` and `{parameter: …}`"),
        Some(Kept::Database(_, key)) if !LOGIN.contains(&key) => {
            let message = format!("the login of a database has no `{key}`");
            Finding::new(Code::BadValue, rules.place(&format!("{field}/key")), message)
                .help(
                    "write `key: password` or `key: username`; its address is no secret: apply the database first, alone, and write what the outputs say into `environment`",
                )
        }
        Some(Kept::Parameter(_)) if secret.key.is_some() => {
            Finding::new(Code::BadValue, rules.place(&format!("{field}/key")), "a parameter has no parts")
                .help("leave `key` out, or keep it as a `secret`, which can have several")
        }
        Some(_) => return,
    };
    rules.report(finding);
}

/// How the names of variables end that hold secrets.
const NAMES: [&str; 10] = [
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "SECRET",
    "TOKEN",
    "CREDENTIALS",
    "API_KEY",
    "SECRET_KEY",
    "PRIVATE_KEY",
    "ACCESS_KEY",
];

/// A variable in plain text is no secret, by its name and by its value. The message does not repeat the value; the line that it stands in is shown, as in every finding.
pub(crate) fn check_plain(name: &str, value: &str, field: &str, rules: &mut dyn Rules) {
    let upper = name.to_ascii_uppercase();
    let ends = |end: &str| {
        upper.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with(['_', '-', '.']))
    };
    let said = if ["", "true", "false"].contains(&value) {
        return;
    } else if NAMES.into_iter().any(ends) {
        format!("`{name}` is a secret by its name, and its value stands here in plain text")
    } else if has_password(value) {
        format!("the URL in `{name}` has a password, which stands here in plain text")
    } else {
        return;
    };
    rules.report(Finding::new(Code::PlainSecret, rules.place(field), said).help(format!(
        "write `secrets: {{{name}: {{database: NAME, key: password}}}}`, or `{{secret: …}}` or `{{parameter: …}}` in it; if this is the value, make a new one, for it is known now"
    )));
}

/// Whether a text is a URL with a password: `scheme://user:password@host`.
fn has_password(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let user = authority.rsplit_once('@').map(|(user, _)| user);
    user.and_then(|user| user.split_once(':')).is_some_and(|(_, password)| !password.is_empty())
}

#[cfg(test)]
mod tests {
    use super::has_password;

    #[test]
    fn a_url_has_a_password_between_a_colon_and_an_at_sign() {
        for text in ["mysql://shop:hunter2@db.example.com/shop", "redis://:hunter2@cache:6379"] {
            assert!(has_password(text), "{text}");
        }
        for text in ["https://example.com:8080/a:b@c", "mysql://shop@db", "mysql://shop:@db", "a:b@c", "://"]
        {
            assert!(!has_password(text), "{text}");
        }
    }
}

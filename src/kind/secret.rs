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
                .help("write `key: password` or `key: username`; what is no secret goes to `environment`")
        }
        Some(Kept::Parameter(_)) if secret.key.is_some() => {
            Finding::new(Code::BadValue, rules.place(&format!("{field}/key")), "a parameter has no parts")
                .help("leave `key` out, or keep it as a `secret`, which can have several")
        }
        Some(_) => return,
    };
    rules.report(finding);
}

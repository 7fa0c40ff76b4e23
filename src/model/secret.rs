//! Where a secret of a component is kept: a profile stands in git and never holds the value itself.

use schemars::JsonSchema;
use serde::Deserialize;

/// Where a secret is kept: one of `database`, `secret` and `parameter`. It is read when a task starts.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_field_names)] // Fields are called as in profiles.
#[schemars(extend("examples" = [{"database": "shop-db", "key": "password"}]))]
pub struct Secret {
    /// A component of kind `database`: the login of its administrator.
    database: Option<String>,
    /// A secret of yours, as the cloud names it.
    secret: Option<String>,
    /// A parameter of yours, as the cloud names it.
    parameter: Option<String>,
    /// The part of it that is meant, where it has several: of a database `password` (the usual) or `username`.
    #[schemars(regex(pattern = r"^[A-Za-z0-9_.-]{1,255}$"), extend("examples" = ["password"], "patternErrorMessage" = "a key has letters, digits, `_`, `.` and `-`"))]
    pub(crate) key: Option<String>,
}

/// What a secret is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept<'a> {
    /// The login of a database of the profile: the component, and the part of the login.
    Database(&'a str, &'a str),
    /// A secret of the user's own, with the part of it that is meant; all of it when there is none.
    Secret(&'a str, Option<&'a str>),
    /// A parameter of the user's own.
    Parameter(&'a str),
}

/// The parts of the login of a database, the usual one first.
pub(crate) const LOGIN: [&str; 2] = ["password", "username"];

impl Secret {
    /// Where it is kept; nothing where that is not one place.
    #[must_use]
    pub fn kept(&self) -> Option<Kept<'_>> {
        let key = self.key.as_deref();
        match (self.database.as_deref(), self.secret.as_deref(), self.parameter.as_deref()) {
            (Some(database), None, None) => Some(Kept::Database(database, key.unwrap_or(LOGIN[0]))),
            (None, Some(secret), None) => Some(Kept::Secret(secret, key)),
            (None, None, Some(parameter)) => Some(Kept::Parameter(parameter)),
            _ => None,
        }
    }
}

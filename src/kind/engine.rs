//! Database engines.

use schemars::JsonSchema;
use serde::Deserialize;

/// A database engine.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// PostgreSQL.
    Postgres,
    /// MySQL.
    Mysql,
}

impl Engine {
    /// The word in a profile, which is RDS's too.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
        }
    }

    /// Its name for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MySQL",
        }
    }

    /// How to ask a running database for its limit on connections.
    #[must_use]
    pub(crate) const fn limit_query(self) -> &'static str {
        match self {
            Self::Postgres => "SHOW max_connections",
            Self::Mysql => "SHOW VARIABLES LIKE 'max_connections'",
        }
    }

    /// How many dots a version has that names a minor one: `16.1`, `8.0.36`.
    #[must_use]
    pub(crate) const fn minor_dots(self) -> usize {
        match self {
            Self::Postgres => 1,
            Self::Mysql => 2,
        }
    }

    /// The family of its parameter groups, e.g. `postgres16` or `mysql8.0`.
    #[must_use]
    pub fn family(self, version: &str) -> Option<String> {
        let mut parts = version.split('.');
        let major = parts.next()?;
        match self {
            Self::Postgres => Some(format!("postgres{major}")),
            Self::Mysql => Some(format!("mysql{major}.{}", parts.next()?)),
        }
    }

    /// The port that clients connect to.
    #[must_use]
    pub const fn port(self) -> u16 {
        match self {
            Self::Postgres => 5432,
            Self::Mysql => 3306,
        }
    }
}

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
    /// Aurora, which speaks as PostgreSQL.
    #[serde(rename = "aurora-postgres")]
    AuroraPostgres,
    /// Aurora, which speaks as MySQL.
    #[serde(rename = "aurora-mysql")]
    AuroraMysql,
}

/// What a database speaks with its clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// As PostgreSQL does.
    Postgres,
    /// As MySQL does.
    Mysql,
}

impl Engine {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Postgres, Self::Mysql, Self::AuroraPostgres, Self::AuroraMysql];

    /// The word in a profile.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
            Self::AuroraPostgres => "aurora-postgres",
            Self::AuroraMysql => "aurora-mysql",
        }
    }

    /// Its name for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MySQL",
            Self::AuroraPostgres => "Aurora PostgreSQL",
            Self::AuroraMysql => "Aurora MySQL",
        }
    }

    /// What it speaks with its clients.
    #[must_use]
    pub const fn dialect(self) -> Dialect {
        match self {
            Self::Postgres | Self::AuroraPostgres => Dialect::Postgres,
            Self::Mysql | Self::AuroraMysql => Dialect::Mysql,
        }
    }

    /// Whether all instances of a database share one storage, which grows by itself: a writer, and readers that scale.
    #[must_use]
    pub const fn shares_storage(self) -> bool {
        match self {
            Self::Postgres | Self::Mysql => false,
            Self::AuroraPostgres | Self::AuroraMysql => true,
        }
    }

    /// How to ask a running database for its limit on connections.
    #[must_use]
    pub(crate) const fn limit_query(self) -> &'static str {
        match self.dialect() {
            Dialect::Postgres => "SHOW max_connections",
            Dialect::Mysql => "SHOW VARIABLES LIKE 'max_connections'",
        }
    }

    /// How many dots a version has that names a minor one: `16.1`, `8.0.36`.
    #[must_use]
    pub(crate) const fn minor_dots(self) -> usize {
        match self.dialect() {
            Dialect::Postgres => 1,
            Dialect::Mysql => 2,
        }
    }

    /// The major version that a version belongs to: `16` of `16.4`, `8.0` of `8.0.36`.
    #[must_use]
    pub fn major(self, version: &str) -> Option<String> {
        let mut parts = version.split('.');
        let major = parts.next()?;
        match self.dialect() {
            Dialect::Postgres => Some(major.to_owned()),
            Dialect::Mysql => Some(format!("{major}.{}", parts.next()?)),
        }
    }

    /// The port that clients connect to.
    #[must_use]
    pub const fn port(self) -> u16 {
        match self.dialect() {
            Dialect::Postgres => 5432,
            Dialect::Mysql => 3306,
        }
    }
}

//! Which major versions of a database engine RDS has.

use super::table;

/// When the table was read.
pub const READ: &str = "2026-11-28";

/// The major versions of an engine (`postgres`, `mysql`) in rising order, as a profile writes them: `16`, `8.0`.
pub fn majors(engine: &str) -> impl Iterator<Item = &'static str> {
    table(include_str!("engines.csv")).filter(move |row| row[0] == engine).map(|row| row[1])
}

/// Whether RDS has the major version that `version` belongs to; a version that is only the first part of several
/// majors (`8` of MySQL) belongs to each of them.
#[must_use]
pub fn is_known(engine: &str, version: &str) -> bool {
    let below = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    majors(engine).any(|major| below(version, major) || below(major, version))
}

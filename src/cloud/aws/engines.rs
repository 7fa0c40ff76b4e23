//! Which major versions of a database engine RDS has, and from when on it charges for their support.

use crate::cloud::aws::table::table;
use crate::kind::engine::Engine;
use std::sync::LazyLock;

use jiff::civil::{Date, date};

/// What RDS calls an engine.
#[must_use]
pub(crate) const fn api_name(engine: Engine) -> &'static str {
    match engine {
        Engine::Postgres => "postgres",
        Engine::Mysql => "mysql",
        Engine::AuroraPostgres => "aurora-postgresql",
        Engine::AuroraMysql => "aurora-mysql",
    }
}

/// The family of an engine's parameter groups, e.g. `postgres16` or `aurora-mysql8.0`.
#[must_use]
pub(crate) fn family(engine: Engine, version: &str) -> Option<String> {
    Some(format!("{}{}", api_name(engine), engine.major(version)?))
}

/// When the list of versions was read.
pub(crate) const READ: &str = "2026-11-28";

/// The day of the dates of support: what is known where nobody says what day it is.
pub const AS_OF: Date = date(2026, 9, 13);

/// A major version of an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Major {
    /// The engine, as a profile names it.
    pub engine: &'static str,
    /// `13`, `8.0`.
    pub name: &'static str,
    /// The first day on which Extended Support is charged.
    pub charged: Date,
    /// The first day on which it is charged at the rate of the third year.
    pub year3: Date,
    /// The first day on which RDS does not run it any more: it upgrades the database by itself.
    pub over: Date,
}

/// How RDS supports a major version on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// In the price of the instance.
    Standard,
    /// In its first or second year of Extended Support.
    YearOneTwo(Major),
    /// In its third.
    YearThree(Major),
    /// Not any more.
    Over(Major),
    /// The table has no such version.
    Unknown,
}

static MAJORS: LazyLock<Vec<Major>> = LazyLock::new(|| {
    let major = |row: Vec<&'static str>| {
        let day = |at: usize| row.get(at)?.parse().ok();
        Some(Major {
            engine: row.first()?,
            name: row.get(1)?,
            charged: day(2)?,
            year3: day(3)?,
            over: day(4)?,
        })
    };
    table(include_str!("engines.csv")).filter_map(major).collect()
});

/// The major versions of an engine (`postgres`, `mysql`) in rising order, as a profile writes them: `16`, `8.0`.
pub(crate) fn majors(engine: &str) -> impl Iterator<Item = &'static str> {
    MAJORS.iter().filter(move |major| major.engine == engine).map(|major| major.name)
}

/// Whether RDS has the major version that `version` belongs to; a version that is only the first part of several
/// majors (`8` of MySQL) belongs to each of them.
#[must_use]
pub(crate) fn is_known(engine: &str, version: &str) -> bool {
    let below = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    majors(engine).any(|major| below(version, major) || below(major, version))
}

/// How RDS supports a version of an engine on a day. One newer than all that are known is in standard support.
///
/// PostgreSQL's major version is the number before the first dot, MySQL's the two before the second.
#[must_use]
pub fn support(engine: &str, version: &str, on: Date) -> Support {
    let own = || MAJORS.iter().filter(|major| major.engine == engine);
    let dots = own().next().map_or(0, |major| major.name.matches('.').count());
    let numbers = |text: &str| -> Vec<u32> {
        text.split('.').take(dots + 1).map_while(|part| part.parse().ok()).collect()
    };
    let wanted = numbers(version);
    if wanted.len() != dots + 1 {
        return Support::Unknown;
    }
    if let Some(major) = own().find(|major| numbers(major.name) == wanted) {
        return match on {
            _ if on < major.charged => Support::Standard,
            _ if on < major.year3 => Support::YearOneTwo(*major),
            _ if on < major.over => Support::YearThree(*major),
            _ => Support::Over(*major),
        };
    }
    let newest = own().map(|major| numbers(major.name)).max();
    if newest.is_some_and(|newest| wanted > newest) { Support::Standard } else { Support::Unknown }
}

/// The major versions of an engine that are in standard support on a day, the oldest first.
pub(crate) fn supported(engine: &str, on: Date) -> impl Iterator<Item = &'static str> {
    MAJORS.iter().filter(move |major| major.engine == engine && on < major.charged).map(|major| major.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_in_order() {
        let text = include_str!("engines.csv");
        let rows = text.lines().filter(|line| !line.starts_with('#')).count() - 1;
        assert_eq!(MAJORS.len(), rows, "a line cannot be read");
        for major in MAJORS.iter() {
            assert!(major.charged < major.year3 && major.year3 < major.over, "{major:?}");
        }
        for pair in MAJORS.windows(2).filter(|pair| pair[0].engine == pair[1].engine) {
            assert!(pair[0].charged < pair[1].charged, "{pair:?}");
        }
    }

    #[test]
    fn support_ends_on_its_day() {
        let word = |engine, version, on| match support(engine, version, on) {
            Support::Standard => "standard",
            Support::YearOneTwo(_) => "1-2",
            Support::YearThree(_) => "3",
            Support::Over(_) => "over",
            Support::Unknown => "unknown",
        };
        for (engine, version, on, expected) in [
            ("postgres", "13", date(2026, 2, 28), "standard"),
            ("postgres", "13", date(2026, 3, 1), "1-2"),
            ("postgres", "13.14", date(2027, 2, 3), "1-2"),
            ("postgres", "13.14-R2", date(2028, 3, 1), "3"),
            ("postgres", "16", date(2027, 2, 3), "standard"),
            ("postgres", "14.9", date(2027, 2, 28), "standard"),
            ("postgres", "14.9", date(2027, 3, 1), "1-2"),
            ("postgres", "11", date(2027, 3, 31), "3"),
            ("postgres", "11", date(2027, 4, 1), "over"),
            ("postgres", "10", date(2027, 2, 3), "unknown"),
            ("postgres", "9.6", date(2027, 2, 3), "unknown"),
            ("postgres", "19", date(2027, 2, 3), "standard"),
            ("mysql", "5.7", date(2027, 2, 3), "3"),
            ("mysql", "5.7.44-RDS.20240408", date(2026, 2, 28), "1-2"),
            ("mysql", "8.0.36", date(2026, 7, 31), "standard"),
            ("mysql", "8.0.36", date(2026, 8, 1), "1-2"),
            ("mysql", "8.4", date(2027, 2, 3), "standard"),
            ("mysql", "9.7", date(2027, 2, 3), "standard"),
            ("mysql", "8", date(2027, 2, 3), "unknown"),
            ("mysql", "5.6", date(2027, 2, 3), "unknown"),
            ("mariadb", "11.4", date(2027, 2, 3), "unknown"),
        ] {
            assert_eq!(word(engine, version, on), expected, "{engine} {version} {on}");
        }
        assert_eq!(supported("postgres", date(2027, 3, 1)).next(), Some("15"));
    }
}

//! Which versions of an engine RDS has on which instance classes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::cloud::aws::table::table;
use crate::kind::engine::Engine;

/// When the table was read.
pub(crate) const READ: &str = "2026-05-20";

/// Why RDS does not run a version on a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mismatch {
    /// It does from this version on.
    From(&'static str),
    /// It does up to this major version.
    Newest(&'static str),
}

/// The versions of a family: from which on, and up to which major one.
struct Versions {
    from: Vec<&'static str>,
    newest: Option<&'static str>,
}

static FAMILIES: LazyLock<BTreeMap<(&'static str, &'static str), Versions>> = LazyLock::new(|| {
    let stated = |text: &'static str| Some(text).filter(|text| *text != "-");
    let family = |row: Vec<&'static str>| {
        let &[family, engine, from, newest] = &row[..] else { return None };
        let from = stated(from).map(|from| from.split(' ').collect()).unwrap_or_default();
        Some(((family, engine), Versions { from, newest: stated(newest) }))
    };
    table(include_str!("class_versions.csv")).filter_map(family).collect()
});

/// The numbers of a version: `[13, 4]` of `13.4` and of `13.4-R2`.
fn numbers(version: &str) -> Vec<u32> {
    let digits = |part: &str| {
        let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        part[..end].parse().ok()
    };
    version.split('.').map_while(digits).collect()
}

/// Why RDS does not run a version of an engine on a class; nothing where it does, or where that is not known. Of a
/// version that is only a major one RDS takes a newer minor one, which it runs on the class if it runs any.
#[must_use]
pub(crate) fn mismatch(class: &str, engine: Engine, version: &str) -> Option<Mismatch> {
    let family = class.split('.').nth(1)?;
    let versions = FAMILIES.get(&(family, engine.name()))?;
    let (wanted, major) = (numbers(version), engine.minor_dots());
    // `8` of MySQL belongs to several major versions.
    let own = wanted.get(..major)?;
    if let Some(newest) = versions.newest.filter(|newest| own > &numbers(newest)[..]) {
        return Some(Mismatch::Newest(newest));
    }
    let oldest = versions.from.first()?;
    let of_major = |from: &&&'static str| numbers(from).get(..major) == Some(own);
    let from = match versions.from.iter().find(of_major) {
        Some(from) if wanted.len() > major && wanted < numbers(from) => from,
        None if own < numbers(oldest).get(..major)? => oldest,
        _ => return None,
    };
    Some(Mismatch::From(from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::aws::classes::CLASSES;

    #[test]
    fn the_table_is_whole_and_each_family_is_one() {
        let text = include_str!("class_versions.csv");
        let rows = text.lines().filter(|line| !line.starts_with('#')).count() - 1;
        assert_eq!(FAMILIES.len(), rows, "a line cannot be read, or is there twice");
        for ((family, engine), versions) in FAMILIES.iter() {
            assert!(CLASSES.names().any(|class| class.split('.').nth(1) == Some(family)), "{family}");
            assert!(["mysql", "postgres"].contains(engine), "{engine}");
            assert_ne!(versions.from.is_empty(), versions.newest.is_none(), "{family} says nothing, or both");
            assert!(versions.from.is_sorted_by_key(|from| numbers(from)), "{family}");
        }
    }

    #[test]
    fn a_class_has_the_versions_from_its_own_on() {
        use Mismatch::{From, Newest};
        for (class, engine, version, expected) in [
            ("db.m7g.large", Engine::Postgres, "13.3", Some(From("13.4"))),
            ("db.m7g.large", Engine::Postgres, "13.4", None),
            ("db.m7g.large", Engine::Postgres, "14.4", Some(From("14.5"))),
            ("db.m7g.large", Engine::Postgres, "14.4-R2", Some(From("14.5"))),
            ("db.m7g.large", Engine::Postgres, "13.23", None),
            ("db.m7g.large", Engine::Postgres, "13", None),
            ("db.m7g.large", Engine::Postgres, "12", Some(From("13.4"))),
            ("db.m7g.large", Engine::Postgres, "12.22", Some(From("13.4"))),
            ("db.m7g.large", Engine::Postgres, "17.2", None),
            ("db.m6g.large", Engine::Postgres, "13.1", None),
            ("db.t4g.micro", Engine::Mysql, "8.0.23", Some(From("8.0.25"))),
            ("db.t4g.micro", Engine::Mysql, "8.0", None),
            ("db.t4g.micro", Engine::Mysql, "8", None),
            ("db.t4g.micro", Engine::Mysql, "8.4.3", None),
            ("db.t4g.micro", Engine::Mysql, "5.7.44-rds.20240408", Some(From("8.0.25"))),
            ("db.t2.micro", Engine::Mysql, "8.0", Some(Newest("5.7"))),
            ("db.t2.micro", Engine::Mysql, "5.7.44", None),
            ("db.t2.micro", Engine::Postgres, "16.3", Some(Newest("12"))),
            ("db.t3.micro", Engine::Postgres, "16.3", None),
            ("db.m9x.large", Engine::Postgres, "16.3", None),
        ] {
            assert_eq!(mismatch(class, engine, version), expected, "{class} {engine:?} {version}");
        }
    }
}

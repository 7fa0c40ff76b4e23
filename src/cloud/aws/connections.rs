//! How many connections a database takes at once.

use crate::cloud::aws::machines::machine_under;
use crate::kind::engine::Dialect;
use crate::kind::spec::DatabaseFacet;

/// The connections that a database takes: as set by hand, else by the engine's default formula.
///
/// PostgreSQL: `LEAST({DBInstanceClassMemory/9531392}, 5000)`; MySQL: `{DBInstanceClassMemory/12582880}`
/// (RDS user guide, `CHAP_Limits`). `DBInstanceClassMemory` is below the nominal memory; observed:
/// 0.90 of it at 4 GiB (db.t4g.medium), 0.955 at 16 GiB (db.r6g.large), 0.965 at 32 GiB (db.r6g.xlarge)
/// (Aurora user guide, awsdocs/amazon-aurora-user-guide@7a931b4, 2023-06).
#[must_use]
pub(crate) fn connection_limit(database: &DatabaseFacet<'_>) -> Option<u64> {
    if let Some(limit) = database.max_connections {
        return Some(limit.into());
    }
    if database.engine.shares_storage() {
        return aurora(database);
    }
    let mib = machine_under(database.class)?.memory_mib?;
    let usable_per_mille = if mib < 16 * 1024 { 900 } else { 955 };
    let bytes = mib * 1024 * 1024 / 1000 * usable_per_mille;
    Some(match database.engine.dialect() {
        Dialect::Postgres => (bytes / BYTES_EACH).min(MOST),
        Dialect::Mysql => bytes / 12_582_880,
    })
}

/// Bytes of memory for each connection to PostgreSQL, and the most that the formula gives.
const BYTES_EACH: u64 = 9_531_392;
const MOST: u64 = 5000;

/// Connections that PostgreSQL takes at the most where its capacity may fall below one unit.
/// docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html, "Maximum connections"
pub(crate) const LOW_CAPACITY: u64 = 2000;

/// MiB of memory in a unit of capacity. Source: the same page.
const UNIT_MIB: f64 = 2048.0;

/// The connections that an instance of Aurora takes. What scales by itself takes as many at its smallest as at its largest
/// size.
///
/// PostgreSQL has the formula of RDS. Of the nominal memory the least that any row of both tables leaves is taken: 0.885 of
/// what a class has (db.r4.large), 0.84 of the memory of one capacity unit, 0.91 of that of four and more. MySQL has 1,000
/// for each doubling above 8 GiB, rounded, and below that 135 (8 GiB), 90 and 45 (2 GiB).
/// Tables: awsdocs/amazon-aurora-user-guide@7a931b4 `AuroraPostgreSQL.Managing.md`,
/// `AuroraMySQL.Managing.Performance.md`, `aurora-serverless-v2.setting-capacity.md`.
fn aurora(database: &DatabaseFacet<'_>) -> Option<u64> {
    let scaled = database.capacity;
    let mib = match scaled {
        // Half units: the product is whole.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Some(range) => (range.max * UNIT_MIB) as u64,
        None => machine_under(database.class)?.memory_mib?,
    };
    Some(match database.engine.dialect() {
        Dialect::Postgres => {
            let usable_per_mille = match scaled {
                None => 885,
                Some(range) if range.max < 4.0 => 840,
                Some(_) => 910,
            };
            let low = scaled.is_some_and(|range| range.min < 1.0);
            let most = if low { LOW_CAPACITY } else { MOST };
            (mib * 1024 * 1024 / 1000 * usable_per_mille / BYTES_EACH).min(most)
        }
        Dialect::Mysql => match mib / 1024 {
            0..4 if scaled.is_none() => 45,
            0..8 => 90,
            8..16 => 135,
            gib => {
                let doublings = (gib / 8).ilog2();
                // Rounded up from the square root of two on.
                let over = gib * gib >= 64 << (2 * doublings + 1);
                u64::from(doublings + u32::from(over)) * 1000
            }
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::engine::Engine;
    use crate::kind::spec::ReaderFacet;
    use crate::model::capacity::Range;

    fn limit(engine: Engine, class: &str, capacity: Option<Range>) -> Option<u64> {
        connection_limit(&DatabaseFacet {
            class,
            engine,
            version: "16",
            multi_az: false,
            max_connections: None,
            proxy: false,
            capacity,
            readers: ReaderFacet { class: None, count: 0 },
        })
    }

    /// The tables of the user guide: of MySQL exact, of PostgreSQL no more than they say and no less than nine tenths.
    #[test]
    fn aurora_takes_what_the_tables_say() {
        for (class, mysql, postgres) in [
            ("db.t3.small", 45, None),
            ("db.t4g.medium", 90, Some(405)),
            ("db.t3.large", 135, Some(844)),
            ("db.r5.large", 1000, Some(1600)),
            ("db.r6g.xlarge", 2000, Some(3479)),
            ("db.r6g.4xlarge", 4000, Some(5000)),
            ("db.r5.12xlarge", 6000, Some(5000)),
            ("db.r5.16xlarge", 6000, Some(5000)),
            ("db.r5.24xlarge", 7000, Some(5000)),
        ] {
            assert_eq!(limit(Engine::AuroraMysql, class, None), Some(mysql), "{class}");
            let Some(said) = postgres else { continue };
            let own = limit(Engine::AuroraPostgres, class, None).unwrap_or_default();
            assert!(own <= said && own * 10 >= said * 9, "{class}: {own}, not {said}");
        }
        for (max, mysql, postgres) in [
            (1.0, 90, 189),
            (4.0, 135, 823),
            (8.0, 1000, 1669),
            (16.0, 2000, 3360),
            (32.0, 3000, 5000),
            (64.0, 4000, 5000),
            (80.0, 4000, 5000),
            (128.0, 5000, 5000),
        ] {
            let of = |engine, min| limit(engine, "db.serverless", Some(Range { min, max }));
            assert_eq!(of(Engine::AuroraMysql, 1.0), Some(mysql), "{max}");
            let own = of(Engine::AuroraPostgres, 1.0).unwrap_or_default();
            assert!(own <= postgres && own * 10 >= postgres * 9, "{max}: {own}, not {postgres}");
            assert_eq!(of(Engine::AuroraPostgres, 0.5), Some(own.min(2000)), "{max}");
        }
    }
}

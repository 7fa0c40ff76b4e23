//! How many connections a database takes at once.

use crate::cloud::aws::machines::machine_under;
use crate::kind::engine::Engine;
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
    let mib = machine_under(database.class)?.memory_mib?;
    let usable_per_mille = if mib < 16 * 1024 { 900 } else { 955 };
    let bytes = mib * 1024 * 1024 / 1000 * usable_per_mille;
    Some(match database.engine {
        Engine::Postgres => (bytes / 9_531_392).min(5000),
        Engine::Mysql => bytes / 12_582_880,
    })
}

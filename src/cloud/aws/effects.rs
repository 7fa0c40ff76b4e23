//! What a change of a field does to live users on AWS: the table `effects.csv`, one row for each field of each kind and
//! each way that it can go.

use std::sync::LazyLock;

use crate::effect::{Rule, table};
use crate::kind::spec::{DatabaseFacet, Facets};
use crate::model::capacity::VolumeType;

/// All rows, in the order of the file.
pub static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| table(include_str!("effects.csv")));

/// Whether a condition of the table holds that only AWS has.
#[must_use]
pub(crate) fn holds(when: &str, before: &Facets<'_>, after: &Facets<'_>) -> bool {
    // Between General Purpose and Provisioned IOPS, alone, with a parameter group of its own; its row names the source.
    when != "own-parameters" || {
        let each = |is: fn(&DatabaseFacet<'_>) -> bool| {
            [before, after].map(|facets| facets.database.as_ref().is_some_and(is))
        };
        let standby = each(|database| database.multi_az);
        let own = each(|database| database.max_connections.is_some());
        let provisioned = |facets: &Facets<'_>| {
            facets.storage.map(|own| matches!(own.volume_type, VolumeType::Io1 | VolumeType::Io2))
        };
        standby != [true; 2] && own != [false; 2] && provisioned(before) != provisioned(after)
    }
}

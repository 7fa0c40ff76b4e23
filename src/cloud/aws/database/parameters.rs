//! The parameters of a database that a profile sets.

use hcl::Expression;

use crate::cloud::aws::engines::family;
use crate::cloud::aws::unit::Unit;
use crate::cloud::lowered::Output;
use crate::kind::database::Database;
use crate::kind::spec::Of;
use crate::model::name::Name;

/// The parameter group's name. Limit: 255 characters, RDS `CreateDBParameterGroup` and `CreateDBClusterParameterGroup`.
pub(super) const PARAMETERS: Name = Name::new("database parameter group", "", 255);

/// A parameter group with the limit on connections, if the profile sets one; gives its name. `resource` is its
/// type: of an instance, or of a cluster.
pub(super) fn parameters(
    of: &Of<Database>,
    unit: &Unit<'_>,
    resource: &'static str,
    out: &mut Output,
) -> Option<Expression> {
    let limit = of.identity.max_connections?;
    let family = family(of.identity.engine, &of.identity.version)?;
    let group = unit.resource(resource, "").identity(|r| {
        r.set("name", unit.name(&PARAMETERS)).set("family", family);
        r.block("parameter", |b| {
            // It is read at start only.
            b.set("name", "max_connections").set("value", limit.to_string());
            b.set("apply_method", "pending-reboot");
        });
    });
    let name = group.attr("name");
    out.add(group);
    Some(name)
}

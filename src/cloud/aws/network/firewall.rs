//! Security groups, and who may reach what.

use hcl::Expression;

use crate::cloud::lowered::Output;
use crate::terraform::resource::{Precondition, Resource, object};

/// The security group that everything in the stack shares: its members reach each other and the outside. Databases,
/// machines, groups, services, and the scheduled actions of these refer to it, so that all of them wait for it.
pub(super) fn internal_group(
    stack: &str,
    vpc: &Expression,
    required: Option<Precondition>,
    out: &mut Output,
) -> Expression {
    let name = format!("{stack}-internal");
    let id = security_group_with("internal", &name, "Everything inside the stack", vpc, required, out);
    out.add(Resource::new("aws_vpc_security_group_ingress_rule", "internal_self").identity(|r| {
        r.set("security_group_id", id.clone()).set("referenced_security_group_id", id.clone());
        r.set("ip_protocol", "-1");
    }));
    id
}

/// A security group that may send anything anywhere.
pub(crate) fn security_group(
    label: &str,
    name: &str,
    description: &str,
    vpc: &Expression,
    out: &mut Output,
) -> Expression {
    security_group_with(label, name, description, vpc, None, out)
}

fn security_group_with(
    label: &str,
    name: &str,
    description: &str,
    vpc: &Expression,
    required: Option<Precondition>,
    out: &mut Output,
) -> Expression {
    let group = Resource::new("aws_security_group", label).require(required).identity(|r| {
        r.set("name", name).set("description", description).set("vpc_id", vpc.clone());
        r.set("tags", object([("Name", name.into())]));
    });
    let id = group.attr("id");
    out.add(group);
    out.add(Resource::new("aws_vpc_security_group_egress_rule", label).identity(|r| {
        r.set("security_group_id", id.clone()).set("cidr_ipv4", "0.0.0.0/0").set("ip_protocol", "-1");
    }));
    id
}

/// Lets TCP in on a port, from a range or from the members of another group.
pub(crate) fn allow_in(
    label: &str,
    group: &Expression,
    from: (&str, Expression),
    port: u16,
    out: &mut Output,
) {
    out.add(Resource::new("aws_vpc_security_group_ingress_rule", label).identity(|r| {
        r.set("security_group_id", group.clone()).set(from.0, from.1);
        r.set("ip_protocol", "tcp").set("from_port", port).set("to_port", port);
    }));
}

//! IAM policy documents.

use hcl::Expression;

use crate::terraform::resource::{call, list, object};

/// A policy of one statement that allows `actions` on `resource`.
#[must_use]
pub fn allow<T: Into<Expression>>(actions: impl IntoIterator<Item = T>, resource: Expression) -> Expression {
    document(object([("Effect", "Allow".into()), ("Action", list(actions)), ("Resource", resource)]))
}

/// The policy that says which service may act as a role.
#[must_use]
pub(crate) fn assumed_by(service: &str) -> Expression {
    document(object([
        ("Effect", "Allow".into()),
        ("Action", "sts:AssumeRole".into()),
        ("Principal", object([("Service", service.into())])),
    ]))
}

fn document(statement: Expression) -> Expression {
    call("jsonencode", [object([("Version", "2012-10-17".into()), ("Statement", list([statement]))])])
}

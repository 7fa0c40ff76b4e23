//! IAM policy documents.

use hcl::Expression;

use crate::terraform::resource::{call, list, object};

/// One statement of a policy: what may be done, with what.
#[derive(Clone, Debug)]
pub(crate) struct Statement(Expression);

impl Statement {
    /// Allows `actions` on `resource`.
    #[must_use]
    pub(crate) fn new<T: Into<Expression>>(
        actions: impl IntoIterator<Item = T>,
        resource: Expression,
    ) -> Self {
        Self(object([("Effect", "Allow".into()), ("Action", list(actions)), ("Resource", resource)]))
    }
}

/// A policy of one statement that allows `actions` on `resource`.
#[must_use]
pub fn allow<T: Into<Expression>>(actions: impl IntoIterator<Item = T>, resource: Expression) -> Expression {
    allow_each([Statement::new(actions, resource)])
}

/// A policy of these statements.
#[must_use]
pub(crate) fn allow_each(statements: impl IntoIterator<Item = Statement>) -> Expression {
    document(statements.into_iter().map(|statement| statement.0))
}

/// The policy that says which service may act as a role.
#[must_use]
pub(crate) fn assumed_by(service: &str) -> Expression {
    document([object([
        ("Effect", "Allow".into()),
        ("Action", "sts:AssumeRole".into()),
        ("Principal", object([("Service", service.into())])),
    ])])
}

fn document(statements: impl IntoIterator<Item = Expression>) -> Expression {
    call("jsonencode", [object([("Version", "2012-10-17".into()), ("Statement", list(statements))])])
}

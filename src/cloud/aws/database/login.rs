//! The login of the administrator of a database: RDS makes it and keeps it in Secrets Manager, or the user does.

use hcl::Expression;
use hcl::expr::{Traversal, TraversalOperator};

use crate::cloud::aws::unit::Unit;
use crate::cloud::field::Field;
use crate::cloud::lowered::Output;
use crate::kind::database::Database;
use crate::kind::spec::Of;
use crate::terraform::resource::{Body, call, each, other, reference};

/// What says where the user keeps it.
pub(super) const FIELD: Field = Field::new("password_secret")
    .about(
        "The ARN of a secret of yours in Secrets Manager that holds the administrator's login as JSON, `username` and\n\
         `password`, in place of the one that RDS makes and keeps. What has replicas needs it. Terraform 1.11 or newer hands\n\
         it on without writing it down.",
    )
    .pattern("^arn:aws:secretsmanager:[a-z0-9-]{1,32}:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]{1,512}-[A-Za-z0-9]{6}$", "it is the whole ARN of a secret in Secrets Manager, which ends with six characters of AWS's own")
    .examples(&["arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-db-AbCdEf"]);

/// The secret that holds the administrator's name and password of a database.
/// docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
#[must_use]
pub(crate) fn secret(of: &Of<Database>, label: &str) -> Expression {
    if let Some(own) = of.identity.password_secret.as_deref() {
        return own.into();
    }
    let of = if of.identity.engine.shares_storage() { "aws_rds_cluster" } else { "aws_db_instance" };
    call("one", [each(&[of, label, "master_user_secret"], "secret_arn")])
}

/// Writes what gives a database its password.
pub(super) fn password(of: &Of<Database>, unit: &Unit<'_>, out: &mut Output) -> impl Fn(&mut Body) + use<> {
    let own = of.identity.password_secret.as_deref().map(|secret| {
        // What is written to a database and to no state, came with 1.11.
        out.data(other("terraform", &[], |terraform| {
            terraform.set("required_version", ">= 1.11");
        }));
        out.data(other("ephemeral", &["aws_secretsmanager_secret_version", &unit.label], |body| {
            body.set("secret_id", secret);
        }));
        let text =
            reference(&["ephemeral", "aws_secretsmanager_secret_version", &unit.label, "secret_string"]);
        let key = TraversalOperator::Index("password".into());
        Expression::from(Traversal::new(call("jsondecode", [text]), [key]))
    });
    let arguments = if of.identity.engine.shares_storage() {
        ["master_password_wo", "master_password_wo_version"]
    } else {
        ["password_wo", "password_wo_version"]
    };
    move |r| {
        if let Some(password) = &own {
            r.set(arguments[0], password.clone()).set(arguments[1], 1);
        } else {
            r.set("manage_master_user_password", true);
        }
    }
}

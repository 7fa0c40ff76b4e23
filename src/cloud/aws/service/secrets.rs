//! The secret variables of an app: what names them on AWS, and who may read them.

use std::collections::{BTreeMap, BTreeSet};

use hcl::Expression;

use crate::cloud::aws::database::{cluster_name, instance_name, login};
use crate::cloud::aws::iam::{self, Statement};
use crate::cloud::aws::unit::Unit;
use crate::cloud::field::Field;
use crate::cloud::lowered::Output;
use crate::kind::database::Database;
use crate::model::name::{label, slug};
use crate::model::secret::{Kept, Secret};
use crate::terraform::resource::{call, list, object};

/// A secret of Secrets Manager. Its full ARN ends with six characters that AWS has added to its name.
/// docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html
pub(crate) const SECRET: Field = Field::new("secrets.*.secret")
    .about(
        "The ARN of a secret in Secrets Manager, with the six characters at its end. Where its value is JSON, `key` names\n\
         the part that is meant.",
    )
    .pattern("^arn:aws:secretsmanager:[a-z0-9-]{1,32}:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]{1,512}-[A-Za-z0-9]{6}$", "it is the whole ARN of a secret in Secrets Manager, which ends with six characters of AWS's own")
    .examples(&["arn:aws:secretsmanager:eu-west-1:123456789012:secret:stripe-AbCdEf"]);

/// A parameter of Systems Manager.
/// docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
pub(crate) const PARAMETER: Field = Field::new("secrets.*.parameter")
    .about("The ARN of a parameter in Systems Manager, mostly a `SecureString`.")
    .pattern(
        "^arn:aws:ssm:[a-z0-9-]{1,32}:[0-9]{12}:parameter/[A-Za-z0-9_./-]{1,1011}$",
        "it is the ARN of a parameter in Systems Manager",
    )
    .examples(&["arn:aws:ssm:eu-west-1:123456789012:parameter/shop/token"]);

/// What its code may do.
pub(crate) const TASK_ROLE: Field = Field::new("task_role")
    .about("The ARN of an IAM role that its code acts as; `ecs-tasks.amazonaws.com` must be allowed to assume it.")
    .pattern("^arn:aws:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,512}$", "it is the ARN of an IAM role")
    .examples(&["arn:aws:iam::123456789012:role/shop-api"]);

/// Where ECS reads a secret: the ARN, and of a secret with several parts `:<part>::` behind it.
/// docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
fn value_from(kept: Kept<'_>, unit: &Unit<'_>) -> Option<Expression> {
    Some(match kept {
        Kept::Database(name, key) => {
            call("join", [":".into(), list([login_of(name, unit)?, key.into(), "".into(), "".into()])])
        }
        Kept::Secret(arn, Some(key)) => format!("{arn}:{key}::").into(),
        Kept::Secret(arn, None) | Kept::Parameter(arn) => arn.into(),
    })
}

/// The secret with the login of a database of the stack.
fn login_of(name: &str, unit: &Unit<'_>) -> Option<Expression> {
    Some(login::secret(unit.other::<Database>(name)?, &label(&slug(name))))
}

/// The variables of a container definition, sorted by name.
#[must_use]
pub(crate) fn variables(secrets: &BTreeMap<String, Secret>, unit: &Unit<'_>) -> Vec<Expression> {
    let from = secrets.iter().filter_map(|(name, secret)| Some((name, value_from(secret.kept()?, unit)?)));
    from.map(|(name, from)| object([("name", name.as_str().into()), ("valueFrom", from)])).collect()
}

/// Lets the role that starts the tasks read exactly these secrets. It is known as `secrets` beside the component's name.
pub(crate) fn policy(secrets: &BTreeMap<String, Secret>, unit: &Unit<'_>, out: &mut Output) {
    let (mut databases, mut own, mut parameters) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for kept in secrets.values().filter_map(Secret::kept) {
        match kept {
            Kept::Database(name, _) => databases.insert(name),
            Kept::Secret(arn, _) => own.insert(arn),
            Kept::Parameter(arn) => parameters.insert(arn),
        };
    }
    let logins = databases.iter().filter_map(|name| login_of(name, unit));
    let secrets: Vec<Expression> = logins.chain(own.into_iter().map(Expression::from)).collect();
    let parameters: Vec<Expression> = parameters.into_iter().map(Expression::from).collect();
    let statements = [("secretsmanager:GetSecretValue", secrets), ("ssm:GetParameters", parameters)];
    let statements = statements.into_iter().filter(|(_, names)| !names.is_empty());
    let policy = iam::allow_each(statements.map(|(action, names)| Statement::new([action], list(names))));
    let role = unit.refer("aws_iam_role", "execution", "id");
    out.add(unit.resource("aws_iam_role_policy", "secrets").identity(|r| {
        r.set("name", "secrets").set("role", role).set("policy", policy);
    }));
    for name in databases {
        look_at_rotation(name, unit, out);
    }
}

/// RDS makes a new password every seven days, and tasks that run go on with the one that they have started with.
/// docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
fn look_at_rotation(database: &str, unit: &Unit<'_>, out: &mut Output) {
    let Some(of) = unit.other::<Database>(database) else { return };
    if of.identity.password_secret.is_some() {
        return;
    }
    let (slug, region) = (slug(database), &unit.site.region);
    let (what, name, root) = if of.identity.engine.shares_storage() {
        ("cluster", cluster_name(unit.stack, &slug), "DBClusters")
    } else {
        ("instance", instance_name(unit.stack, &slug), "DBInstances")
    };
    let secret = format!(
        "aws rds describe-db-{what}s --db-{what}-identifier {name} --region {region} --output text --query '{root}[0].MasterUserSecret.SecretArn'"
    );
    unit.look_before(
        &format!("secretsmanager describe-secret --secret-id \"$({secret})\""),
        "NextRotationDate",
        "a time after the end. If it is earlier, put it off, because tasks that run do not learn a new password: aws secretsmanager rotate-secret with the same --secret-id and --region, and --no-rotate-immediately --rotation-rules AutomaticallyAfterDays=30",
        out,
    );
}

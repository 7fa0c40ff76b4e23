//! The proxy of a database: its clients connect to it, and it shares fewer connections to the database between them.

use hcl::Expression;
use rust_decimal::Decimal;

use crate::bill::{Lines, Quantity};
use crate::cloud::aws::alarm::{Alarm, Metric, Signal};
use crate::cloud::aws::connections::connection_limit;
use crate::cloud::aws::database::login;
use crate::cloud::aws::iam::{self, Statement};
use crate::cloud::aws::item::Item;
use crate::cloud::aws::unit::Unit;
use crate::cloud::lowered::Output;
use crate::kind::database::Database;
use crate::kind::engine::Dialect;
use crate::kind::spec::{Kind as _, Of};
use crate::model::name::Name;
use crate::terraform::resource::list;
use crate::watch::{Measure, Watch};

/// The proxy's name. Limit: 63 characters, RDS `CreateDBProxy`.
pub(super) const NAME: Name = Name::new("database proxy", "", 63);
/// The role's name. Limit: 64 characters, IAM `CreateRole`.
pub(super) const ROLE: Name = Name::new("role", "-proxy", 64);

/// Percent of the database's connections that the proxy may take: with the rest people can still log in.
const SHARE: u64 = 90;

/// The connections to the database that its clients share, where that is known.
pub(super) fn pool(of: &Of<Database>) -> Option<u64> {
    Some(Database::facets(of).database.as_ref().and_then(connection_limit)? * SHARE / 100)
}

/// What it consumes, in front of so many instances.
pub(super) fn bill(of: &Of<Database>, instances: Quantity, lines: &mut Lines<'_>) {
    if of.identity.proxy {
        let item = Item::Proxy { class: of.capacity.class.clone() };
        lines.add(item, instances);
    }
}

/// What is watched of it.
pub(super) fn alarms(of: &Of<Database>) -> Option<Alarm> {
    let pool = pool(of).filter(|_| of.identity.proxy)?;
    let threshold = Decimal::from(pool * u64::from(of.capacity.alarms.connections) / 100);
    let what = "connections that its clients hold at once";
    let watch = Watch::above("proxy", what, Measure::Count("connections"), threshold)
        .then("find who keeps transactions open, or a session to itself: the others wait for it");
    // docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.monitoring.html
    Some(watch.on(|unit| {
        let proxy = unit.refer("aws_db_proxy", "", "name");
        Signal::metric(Metric::of(
            ["AWS/RDS", "DatabaseConnectionsCurrentlyBorrowed", "Sum"],
            "ProxyName",
            proxy,
        ))
    }))
}

/// Writes the proxy in front of what an argument of its target names.
pub(super) fn lower(
    of: &Of<Database>,
    (argument, name_of): (&'static str, Expression),
    unit: &Unit<'_>,
    out: &mut Output,
) {
    if !of.identity.proxy {
        return;
    }
    let secret = login::secret(of, &unit.label);
    let role = unit.resource("aws_iam_role", "proxy").identity(|r| {
        r.set("name", unit.name(&ROLE)).set("assume_role_policy", iam::assumed_by("rds.amazonaws.com"));
    });
    let (id, arn) = (role.attr("id"), role.attr("arn"));
    out.add(role);
    let read = Statement::new(["secretsmanager:GetSecretValue"], list([secret.clone()]));
    out.add(unit.resource("aws_iam_role_policy", "proxy").identity(|r| {
        r.set("name", "secret").set("role", id).set("policy", iam::allow_each([read]));
    }));
    let ready = unit.refer_whole("aws_iam_role_policy", "proxy");
    // Its address is what clients know: another proxy has another one.
    let proxy = unit.resource("aws_db_proxy", "").keep().after([ready]).identity(|r| {
        r.set("name", unit.name(&NAME)).set("role_arn", arn);
        r.set(
            "engine_family",
            match of.identity.engine.dialect() {
                Dialect::Postgres => "POSTGRESQL",
                Dialect::Mysql => "MYSQL",
            },
        );
        r.set("vpc_subnet_ids", unit.sites.private_ids());
        r.set("vpc_security_group_ids", list([unit.sites.internal.clone()]));
        r.block("auth", |b| {
            b.set("auth_scheme", "SECRETS").set("iam_auth", "DISABLED").set("secret_arn", secret);
        });
    });
    let (name, endpoint) = (proxy.attr("name"), proxy.attr("endpoint"));
    out.add(proxy);
    let group = unit.resource("aws_db_proxy_default_target_group", "").identity(|r| {
        r.set("db_proxy_name", name.clone());
        r.block("connection_pool_config", |b| {
            b.set("max_connections_percent", SHARE);
        });
    });
    let group_name = group.attr("name");
    out.add(group);
    out.add(unit.resource("aws_db_proxy_target", "").identity(|r| {
        r.set("db_proxy_name", name).set("target_group_name", group_name);
        r.set(argument, name_of);
    }));
    unit.tell("proxy", format!("Where the clients of {} connect", unit.slug), endpoint, out);
}

//! Rules on what a database is: its version, its class for it, and names that it may not have.

use crate::cloud::aws::class_versions::{self, Mismatch, mismatch};
use crate::cloud::aws::connections::connection_limit;
use crate::cloud::aws::engines;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::database::Identity;
use crate::kind::engine::{Dialect, Engine};
use crate::kind::spec::{DatabaseFacet, Rules};
use crate::model::relative::is_relative;

/// RDS takes the names, and has the version.
pub(crate) fn check_identity(identity: &Identity, rules: &mut dyn Rules) {
    let Identity { engine, username, database, version, max_connections, .. } = identity;
    if let Some(reason) = refused_username(*engine, username) {
        let message = format!("RDS refuses the user name `{username}`: {reason}");
        let finding = Finding::new(Code::BadValue, rules.place("username"), message);
        rules.report(finding.help("choose another, or leave it out"));
    }
    if let Some(reason) = database.as_deref().and_then(|name| refused_database(*engine, name)) {
        let finding = Finding::new(Code::BadValue, rules.place("database"), reason);
        rules.report(finding.help("choose another name"));
    }
    check_version(*engine, version, rules);
    if max_connections.is_some() && engine.major(version).is_none() {
        let message = format!("`max_connections` needs the version in full, and `{version}` is not");
        let finding = Finding::new(Code::BadValue, rules.place("version"), message);
        rules.report(finding.help("for example `\"8.0\"`"));
    }
}

/// RDS runs the version on each class, as far as the table knows, and the class has the memory for a limit set by hand.
pub(super) fn check_class(database: &DatabaseFacet<'_>, rules: &mut dyn Rules) {
    check_raised(database, rules);
    check_version_of("class", database, rules);
    if let (Some(_), (field, reader)) = (database.readers.class, database.reader()) {
        check_version_of(field, &reader, rules);
    }
}

fn check_version_of(field: &str, database: &DatabaseFacet<'_>, rules: &mut dyn Rules) {
    let DatabaseFacet { class, engine, version, .. } = *database;
    // A version that RDS does not have at all is a finding of its own.
    if is_relative(class) || !engines::is_known(engine.name(), version) {
        return;
    }
    let Some(why) = mismatch(class, engine, version) else { return };
    let title = engine.title();
    let (message, help) = match why {
        Mismatch::From(from) => (
            format!("RDS has `{class}` for {title} from {from} on, and the version is {version}"),
            format!("upgrade to {from} or later well before the launch, or take a class of another family"),
        ),
        Mismatch::Newest(newest) => (
            format!("RDS has `{class}` up to {title} {newest}, and the version is {version}"),
            "take a class of a newer family, for example `db.m6g` or `db.t4g`".to_owned(),
        ),
    };
    let finding = Finding::new(Code::ClassVersion, rules.place(field), message)
        .label(rules.place("version"), "the version")
        .note(format!("the table is of {}; RDS adds versions from time to time", class_versions::READ));
    rules.report(finding.help(format!("{help}; or allow it: `allow: {{class-version: …}}`")));
}

/// A limit on connections set by hand is one that the memory of the class allows.
fn check_raised(database: &DatabaseFacet<'_>, rules: &mut dyn Rules) {
    let Some(raised) = database.max_connections.map(u64::from) else { return };
    let own = DatabaseFacet { max_connections: None, ..*database };
    let Some(usual) = connection_limit(&own).filter(|usual| raised > usual.saturating_mul(2)) else { return };
    let message = format!(
        "`max_connections` is {raised}, and AWS's own formula gives `{}` {usual}: each takes memory",
        database.class
    );
    let finding = Finding::new(Code::ConnectionsTight, rules.place("max_connections"), message);
    rules.report(finding.help("a connection pooler, or a larger class; allow it once it has been measured"));
}

/// RDS has the version, as far as the table knows.
fn check_version(engine: Engine, version: &str, rules: &mut dyn Rules) {
    if engines::is_known(engine.name(), version) {
        return;
    }
    let majors: Vec<&str> = engines::majors(engine.name()).collect();
    let message = format!("RDS is not known to have {} `{version}`", engine.name());
    let finding = Finding::new(Code::UnknownVersion, rules.place("version"), message);
    rules.report(
        finding
            .note(format!("the list of versions is of {}; a newer one may exist", engines::READ))
            .help(format!("choose one of {}, or allow it with a reason", majors.join(", "))),
    );
}

/// Why RDS would refuse an administrator's name.
/// Source: RDS API reference, `CreateDBInstance`.
fn refused_username(engine: Engine, name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    match engine {
        // RDS API reference, `CreateDBCluster`.
        Engine::AuroraPostgres | Engine::AuroraMysql if name.len() > 16 => {
            Some("it is longer than 16 characters")
        }
        Engine::Mysql if name.len() > 32 => Some("it is longer than 32 characters"),
        Engine::Postgres | Engine::AuroraPostgres
            if is_reserved(&lower) || lower == "admin" || lower.starts_with("pg_") =>
        {
            Some("it is a reserved word")
        }
        _ if lower.starts_with("rdsadmin") || OWN_ROLES.contains(&lower.as_str()) => Some("it is its own"),
        _ => None,
    }
}

/// Why RDS would refuse the name of the first database. Source: as for the administrator's.
fn refused_database(engine: Engine, name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    if ["rdsadmin", "mysql", "template0", "template1"].contains(&lower.as_str()) {
        return Some("the engine has a database of this name");
    }
    (engine.dialect() == Dialect::Postgres && is_reserved(&lower))
        .then_some("this is a reserved word of the engine")
}

/// Roles that RDS makes in each database.
/// docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Roles.html
const OWN_ROLES: [&str; 6] =
    ["rds_superuser", "rds_password", "rds_replication", "rds_iam", "rds_ad", "rdsrepladmin"];

/// Words that PostgreSQL reserves, `public` and `none` as names of roles.
/// www.postgresql.org/docs/17/sql-keywords-appendix.html, www.postgresql.org/docs/17/sql-createrole.html
const RESERVED: &str = "all analyse analyze and any array as asc asymmetric authorization binary both case cast check \
    collate collation column concurrently constraint create cross current_catalog current_date current_role \
    current_schema current_time current_timestamp current_user default deferrable desc distinct do else end except \
    false fetch for foreign freeze from full grant group having ilike in initially inner intersect into is isnull join \
    lateral leading left like limit localtime localtimestamp natural none not notnull null offset on only or order \
    outer overlaps placing primary public references returning right select session_user similar some symmetric \
    system_user table tablesample then to trailing true union unique user using variadic verbose when where window with";

fn is_reserved(lower: &str) -> bool {
    RESERVED.split_whitespace().any(|word| word == lower)
}

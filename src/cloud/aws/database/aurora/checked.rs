//! What AWS refuses of Aurora, and what does not come by itself.

use crate::cloud::aws::connections::{LOW_CAPACITY, connection_limit};
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::database::Database;
use crate::kind::engine::Dialect;
use crate::kind::spec::{Kind as _, Of, Rules};
use crate::model::capacity::Range;
use crate::model::relative::is_relative;

/// The class of an instance that scales by itself.
pub(crate) const SERVERLESS: &str = "db.serverless";

/// The families of classes that Aurora has begin with one of these: memory optimized, and burstable ones.
/// docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.Types.html
const FAMILIES: [char; 3] = ['r', 'x', 't'];

/// The class is one of Aurora's, and its capacity goes with it.
pub(in crate::cloud::aws::database) fn check(
    of: &Of<Database>,
    baseline: Option<&Of<Database>>,
    rules: &mut dyn Rules,
) {
    let class = of.capacity.class.as_str();
    let family = class.split('.').nth(1).unwrap_or_default();
    if class != SERVERLESS && !is_relative(class) && !family.starts_with(FAMILIES) {
        let message = format!("Aurora has no `{class}`: its classes have much memory, or are burstable");
        let finding = Finding::new(Code::ClassNotOffered, rules.place("class"), message);
        rules.report(finding.help("take one such as `db.r6g.large`, or `db.serverless` with `capacity`"));
    }
    match (class == SERVERLESS, of.capacity.capacity) {
        (true, None) => {
            let finding =
                Finding::new(Code::MissingField, rules.place("class"), "`capacity` is missing".to_owned());
            rules.report(finding.help("say between which sizes it scales: `capacity: {min: 2, max: 16}`"));
        }
        (false, Some(_)) if !is_relative(class) => {
            let message = format!("`{class}` has one size, and `capacity` would be for nothing");
            let finding = Finding::new(Code::BadValue, rules.place("capacity"), message);
            rules.report(finding.help(format!("leave it out, or take `class: {SERVERLESS}`")));
        }
        (true, Some(range)) => check_capacity(of, baseline, range, rules),
        (false, _) => {}
    }
}

fn check_capacity(of: &Of<Database>, baseline: Option<&Of<Database>>, range: Range, rules: &mut dyn Rules) {
    let Some(normal) = baseline else { return };
    let then = normal.capacity.capacity;
    if let Some(then) = then {
        for (field, now, then) in [("min", range.min, then.min), ("max", range.max, then.max)] {
            if now < then {
                let path = format!("capacity/{field}");
                let message = format!("`{field}` is {now}, below the {then} of a normal day");
                let finding = Finding::new(Code::LaunchBelowNormal, rules.place(&path), message)
                    .help("raise it, or allow it with a reason: `allow: {launch-below-normal: …}`");
                rules.report(rules.beside_normal(finding, &path));
            }
        }
    }
    let limits = [normal, of].map(|of| Database::facets(of).database.as_ref().and_then(connection_limit));
    let ([Some(before), Some(after)], Some(then)) = (limits, then) else { return };
    if after <= before {
        return;
    }
    let message =
        format!("each instance goes on with a limit of {before} connections, not {after}, until it restarts");
    let field = if range.max > then.max { "capacity/max" } else { "capacity/min" };
    let mut finding = Finding::new(Code::ConnectionsAfterRestart, rules.place(field), message)
        .note("the limit hangs on `max`, and is read at start; capacity itself follows at once");
    if then.min < 1.0 && of.identity.engine.dialect() == Dialect::Postgres {
        finding = finding.note(format!("with a `min` below 1 it is {LOW_CAPACITY} at the most"));
    }
    let finding = rules.beside_normal(finding, field);
    rules.report(finding.help(
        "have the same `max`, and a `min` of 1 or more, every day: only what is used costs; or restart each instance days before",
    ));
}

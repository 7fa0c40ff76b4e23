//! Rules on database connections: the connections that could be open at once, against the limit of the class.

use crate::plan::connections::{Client, about_deployments, clients, most};

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::{DatabaseFacet, Rules as _};

/// The tenths of the limit that clients may fill: beyond nine tenths nobody can log in to help.
const MOST: u64 = 9;
/// The tenths of the limit from which a surge of deployments or retries can exceed it.
const TIGHT: u64 = 7;

/// The connections that a database accepts, where that is known.
type Limit<'a> = &'a dyn Fn(&DatabaseFacet<'_>) -> Option<u64>;

/// Every database can hold the connections that this profile opens: with its own class, and with the everyday one,
/// which it may have again while the clients are still up, if the launch is called off.
pub(super) fn check(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    let clients = clients(plan);
    for component in &plan.components {
        let limit: Limit<'_> = &|database| component.on.connection_limit(database);
        if let Some(database) = component.spec.facets().database {
            probe.of_component(Some(component), |probe| check_raised(&database, limit, probe));
        }
        let (Some(database), Some(clients)) =
            (component.spec.facets().database, clients.get(component.name.as_str()))
        else {
            continue;
        };
        if most(clients) == 0 {
            continue;
        }
        probe.of_component(Some(component), |probe| {
            check_class(&database, limit, clients, "", probe);
            let normal = probe.baseline_component();
            let normal = normal.and_then(|normal| normal.spec.facets().database);
            if let Some(normal) = normal.filter(|normal| {
                (normal.class, normal.max_connections) != (database.class, database.max_connections)
            }) {
                check_class(&normal, limit, clients, "the everyday class ", probe);
            }
        });
    }
}

/// A limit set by hand is one that the memory of the class allows.
fn check_raised(database: &DatabaseFacet<'_>, limit: Limit<'_>, probe: &mut Probe<'_>) {
    let Some(raised) = database.max_connections.map(u64::from) else { return };
    let own = DatabaseFacet { max_connections: None, ..*database };
    let Some(usual) = limit(&own).filter(|usual| raised > usual.saturating_mul(2)) else { return };
    let message = format!(
        "`max_connections` is {raised}, and {}'s own formula gives `{}` {usual}: each takes memory",
        probe.plan.cloud.short(),
        database.class
    );
    let finding = Finding::new(Code::ConnectionsTight, probe.place("max_connections"), message);
    probe.report(finding.help("a connection pooler, or a larger class; allow it once it has been measured"));
}

fn check_class(
    database: &DatabaseFacet<'_>,
    limit: Limit<'_>,
    clients: &[Client<'_>],
    which: &str,
    probe: &mut Probe<'_>,
) {
    let class = database.class;
    let place = probe.place("class");
    let (demand, deployed) = (most(clients), about_deployments(clients));
    let Some(limit) = limit(database) else {
        let message = format!(
            "how many connections {which}`{class}` takes is not known; {demand} could be open{deployed}"
        );
        return probe.report(Finding::new(Code::ConnectionsUnknown, place, message).help(format!(
            "look it up (`{}`) and write it down: `max_connections: …`",
            database.engine.limit_query()
        )));
    };
    let code = if demand * 10 > limit * MOST {
        Code::TooManyConnections
    } else if demand * 10 > limit * TIGHT {
        Code::ConnectionsTight
    } else {
        return;
    };
    let share = demand.saturating_mul(100).checked_div(limit).unwrap_or(u64::MAX);
    let message = format!(
        "{demand} connections could be open{deployed}, {share} % of the {limit} that {which}`{class}` takes"
    );
    let mut finding = Finding::new(code, place, message);
    let mut largest: Vec<_> = clients.to_vec();
    largest.sort_by_key(|client| (u64::MAX - client.connections, client.component.name.as_str()));
    for Client { component, connections, .. } in largest.iter().take(3) {
        let at = probe.plan.place(&component.name, "count/max");
        finding = finding.label(at, format!("`{}` could open {connections}", component.name));
    }
    if largest.len() > 3 {
        finding = finding.note(format!("the three largest of {} components are marked", largest.len()));
    }
    if !which.is_empty() {
        finding = finding.note(
            "if the everyday profile is applied before the window ends, its class can be back while the clients are still up",
        );
    }
    let mut help =
        "fewer connections per instance, a connection pooler, or a larger class every day".to_owned();
    let added = |client: &Client<'_>| client.deployment.added();
    let calm = clients.iter().map(added).fold(demand, u64::saturating_sub);
    if probe.plan.window.is_some() && calm < demand && calm * 10 <= limit * MOST {
        let calm = calm.to_string();
        help.extend(["; `freeze: true` in `window`, if nobody deploys: then it is ", &calm]);
    }
    probe.report(finding.help(help));
}

//! Rules on database connections: the connections that could be open at once, against the limit of the class.

use crate::plan::connections::{Client, about_deployments, clients, most, unknown};

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules as _;
use crate::plan::Component;

/// The tenths of the limit that clients may fill: beyond nine tenths nobody can log in to help.
const MOST: u64 = 9;
/// The tenths of the limit from which a surge of deployments or retries can exceed it.
const TIGHT: u64 = 7;

/// Whatever is connected to can hold the connections that this profile opens: at its own size, and at the everyday one,
/// which it may have again while the clients are still up, if the launch is called off.
pub(super) fn check(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    let clients = clients(plan);
    for component in &plan.components {
        let Some(clients) = clients.get(component.name.as_str()).filter(|clients| most(clients) > 0) else {
            continue;
        };
        if check_known(clients, probe) {
            continue;
        }
        probe.of_component(Some(component), |probe| {
            check_size(component, clients, "", probe);
            let sized =
                |own: &Component| (own.spec.facets().size().map(|(_, name)| name.to_owned()), limit(own));
            let normal = probe.baseline_component();
            if let Some(normal) = normal.filter(|normal| sized(normal) != sized(component)) {
                check_size(normal, clients, "the everyday ", probe);
            }
        });
    }
}

/// Reports the clients of which nobody knows how many there are; whether there is one.
fn check_known<'a>(clients: &[Client<'a>], probe: &mut Probe<'a>) -> bool {
    for client in clients.iter().filter(|client| !client.known) {
        let name = &client.component.name;
        probe.of_component(Some(client.component), |probe| {
            let message =
                format!("how many connections `{name}` opens is not known: not all of it is stated");
            let finding = Finding::new(Code::ConnectionsUnknown, probe.place("connects_to"), message);
            probe.report(finding.help("state its `count`, and how it is deployed, as they are today"));
        });
    }
    !unknown(clients).is_empty()
}

/// The connections that a component takes, where that is known.
fn limit(component: &Component) -> Option<u64> {
    component.connection_limit()
}

fn check_size(component: &Component, clients: &[Client<'_>], which: &str, probe: &mut Probe<'_>) {
    let facets = component.spec.facets();
    let Some((field, size)) = facets.size() else { return };
    let which = if which.is_empty() { String::new() } else { format!("{which}{field} ") };
    let place = probe.place(field);
    let (demand, deployed) = (most(clients), about_deployments(clients));
    let Some(limit) = limit(component) else {
        let Some(database) = &facets.database else { return };
        let message = format!(
            "how many connections {which}`{size}` takes is not known; {demand} could be open{deployed}"
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
        "{demand} connections could be open{deployed}, {share} % of the {limit} that {which}`{size}` takes"
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
    let mut help = match facets.database {
        Some(_) => "fewer connections per instance, a connection pooler, or a larger class every day",
        None => "fewer connections per instance: each node takes so many, however large it is",
    }
    .to_owned();
    let added = |client: &Client<'_>| client.deployment.added();
    let calm = clients.iter().map(added).fold(demand, u64::saturating_sub);
    if probe.plan.window.is_some() && calm < demand && calm * 10 <= limit * MOST {
        let calm = calm.to_string();
        help.extend(["; `freeze: true` in `window`, if nobody deploys: then it is ", &calm]);
    }
    probe.report(finding.help(help));
}

//! Rules on database connections: the connections that could be open at once, against the limit of the class.

use crate::order::Order as _;
use crate::plan::connections::{Client, To, about_deployments, clients, most, reader_limit, unknown};

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::{DatabaseFacet, Rules as _};
use crate::plan::Component;

/// The tenths of the limit that clients may fill: beyond nine tenths nobody can log in to help.
const MOST: u64 = 9;
/// The tenths of the limit from which a surge of deployments or retries can exceed it.
const TIGHT: u64 = 7;

/// Whatever is connected to can hold the connections that this profile opens: at its own size, and at the everyday one,
/// which it may have again while the clients are still up, if the launch is called off.
pub(super) fn check(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    for to in [To::Itself, To::Readers] {
        let clients = clients(plan, to);
        for component in &plan.components {
            let Some(clients) = clients.get(component.name.as_str()).filter(|clients| most(clients) > 0)
            else {
                continue;
            };
            if check_known(clients, probe) {
                continue;
            }
            probe.of_component(Some(component), |probe| match to {
                // What connects to a proxy waits for a connection of the database in place of being refused.
                To::Itself if component.spec.facets().database.is_some_and(|database| database.proxy) => {}
                To::Itself => check_both(component, clients, probe),
                To::Readers => check_readers(component, clients, probe),
            });
        }
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

fn check_both(component: &Component, clients: &[Client<'_>], probe: &mut Probe<'_>) {
    let taken = |own: &Component| {
        let (field, size) = own.spec.facets().size()?;
        Some(Taken { field, what: size.to_owned(), limit: limit(own), to: To::Itself })
    };
    let Some(own) = taken(component) else { return };
    let normal = probe.baseline_component().and_then(taken).filter(|normal| *normal != own);
    check_size(&own, clients, "", component, probe);
    if let Some(normal) = normal {
        check_size(&normal, clients, "the everyday ", component, probe);
    }
}

/// The readers of a component can hold the connections that are meant for them. They are spread evenly.
fn check_readers(component: &Component, clients: &[Client<'_>], probe: &mut Probe<'_>) {
    let readers = |own: &Component| own.spec.facets().database.map_or(0, |database| database.readers.count);
    let count = readers(component);
    if count == 0 {
        for Client { component: client, .. } in clients {
            let field = format!("connects_to/{}", component.name);
            let place = probe.plan.place(&client.name, &field);
            let shares = |database: DatabaseFacet<'_>| database.engine.shares_storage();
            let (what, add) = if component.spec.facets().database.is_some_and(shares) {
                ("readers", "readers: {min: 1, max: 3}")
            } else {
                ("replicas", "replicas: {count: 1}")
            };
            let message = format!("`{}` has no {what} that `reader_connections` could go to", component.name);
            let finding = Finding::new(Code::UnresolvedReference, place, message)
                .label(probe.place(""), "it has none here");
            let help = format!("add `{add}` to it, or leave `reader_connections` out");
            probe.report(finding.help(help));
        }
        return;
    }
    let taken = |own: &Component| {
        let (field, reader) = own.spec.facets().database?.reader();
        let what = format!("{} of {}", readers(own), reader.class);
        Some(Taken { field, what, limit: reader_limit(own), to: To::Readers })
    };
    let Some(own) = taken(component) else { return };
    check_size(&own, clients, "", component, probe);
}

/// What takes the connections.
#[derive(Debug, PartialEq, Eq)]
struct Taken {
    /// The field that says how big it is.
    field: &'static str,
    /// How big it is.
    what: String,
    /// The connections that it takes, where that is known.
    limit: Option<u64>,
    /// Whether connections go to the component itself, or to what follows it.
    to: To,
}

/// The connections that a component takes, where that is known.
fn limit(component: &Component) -> Option<u64> {
    component.connection_limit()
}

fn check_size(
    Taken { field, what: size, limit, to }: &Taken,
    clients: &[Client<'_>],
    which: &str,
    component: &Component,
    probe: &mut Probe<'_>,
) {
    let facets = component.spec.facets();
    let which = if which.is_empty() { String::new() } else { format!("{which}{field} ") };
    let place = probe.place(field);
    let (demand, deployed) = (most(clients), about_deployments(clients));
    let Some(limit) = *limit else {
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
    largest.order_by_key(|client| (u64::MAX - client.connections, client.component.name.as_str()));
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
        Some(_) if *to == To::Readers => {
            "fewer connections per instance, one replica more, or a larger class"
        }
        Some(_) => {
            "fewer connections per instance, a connection pooler (`proxy: true`, in the everyday profile), or a larger class every day"
        }
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

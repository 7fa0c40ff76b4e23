//! The rule on the ports of NAT gateways, which all that is private shares.

use crate::bill::{Line, Role};
use crate::cloud::aws::network::gateways;
use crate::cloud::provider::Components;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules;
use crate::model::site::Site;
use crate::money::figure;

/// The connections that a gateway with one address carries at once to one destination.
/// docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
const PORTS: u64 = 55_000;

/// Fewer of them than this for each machine are a matter of luck: clients keep as many open by themselves. Go's
/// `http.DefaultTransport` keeps 100, and opens more (pkg.go.dev/net/http, `MaxIdleConns`).
const EACH: u64 = 100;

/// Each machine and task finds ports at its gateway, also when all of them call one destination.
pub(super) fn check(site: &Site, stack: &Components<'_>, rules: &mut dyn Rules) {
    let gateways = gateways(site).len() as u64;
    // How those of a network that is there are shared is not known.
    if gateways == 0 {
        return;
    }
    let behind = |line: &&Line| match line.item.role() {
        Role::Machine => !stack.facets(&line.component).public,
        Role::Task => true,
        _ => false,
    };
    let lines = || stack.bill.lines.iter().filter(behind);
    let all = lines().fold(0, |sum: u64, line| sum.saturating_add(line.quantity.ceiling));
    let Some(each) = (PORTS * gateways).checked_div(all).filter(|each| *each < EACH) else { return };
    let Some(largest) = lines().max_by_key(|line| line.quantity.ceiling) else { return };
    let (share, through) = match gateways {
        1 => ("one NAT gateway".to_owned(), "it carries".to_owned()),
        some => (format!("{some} NAT gateways"), "each carries".to_owned()),
    };
    let message = format!(
        "{} machines and tasks share {share}: {through} {} connections at once to one destination, {each} for each",
        figure(all.into()),
        figure(PORTS.into())
    );
    let finding = Finding::new(Code::NatPorts, rules.top_place("cloud/network"), message)
        .label(rules.component_place(&largest.component, "count/max"), "most of them")
        .note("what finds no port is dropped: calls of a vendor, a queue or a registry then time out");
    let more = if gateways == 1 { "`nat: per-zone` has a gateway in each zone; or " } else { "" };
    rules.report(finding.help(format!(
        "{more}keep connections open and use them again, and allow it: `allow: {{nat-ports: …}}`"
    )));
}

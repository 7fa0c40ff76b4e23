//! The network: made for the stack, or there already and given by ids.

pub(crate) mod firewall;
pub mod range;

use range::{Range, place_of};

use hcl::Expression;

use crate::bill::{Lines, Quantity};
use crate::cloud::aws::item::Item;
use crate::cloud::aws::regions;
use crate::cloud::lowered::Output;
use crate::cloud::provider::{Places, Stack};
use crate::model::name::label;
use crate::model::site::{Nat, Network, Site};
use crate::order::Order as _;
use crate::terraform::resource::{Resource, list, object, other, reference};
use crate::watch::{Measure, Watch};

/// What components need to know of the network.
#[derive(Debug)]
pub struct Subnets {
    /// The network's id.
    pub vpc: Expression,
    /// Subnets for what is not public.
    pub private: Vec<Placement>,
    /// Subnets for what is.
    pub public: Vec<Placement>,
    /// The security group that everything inside the stack is in.
    pub internal: Expression,
    /// What must be there before something private can reach the outside at its first start.
    pub(crate) private_routes: Vec<Expression>,
    /// What must be there before something public can be reached.
    pub(crate) public_routes: Vec<Expression>,
}

impl Subnets {
    /// The network of what stands in none of ours.
    pub(crate) const fn nowhere() -> Self {
        Self {
            vpc: Expression::Null,
            private: Vec::new(),
            public: Vec::new(),
            internal: Expression::Null,
            private_routes: Vec::new(),
            public_routes: Vec::new(),
        }
    }
}

/// One subnet.
#[derive(Clone, Debug)]
pub struct Placement {
    /// Its id.
    pub subnet: Expression,
    /// Its availability zone.
    pub zone: Expression,
    /// What tells it apart from the others for good.
    key: String,
}

/// How well a name and a subnet fit: FNV-1a of both, the same on every machine and in every version.
fn fit(name: &str, key: &str) -> u64 {
    let bytes = name.bytes().chain(*b"/").chain(key.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The one that fits a name best.
pub fn best<T>(name: &str, all: impl Iterator<Item = T>, key: impl Fn(&T) -> &str) -> Option<T> {
    all.max_by_key(|one| fit(name, key(one)))
}

/// Where machines stand; `alone` is the slug of a component that is one machine.
#[must_use]
pub fn places(site: &Site, public: bool, alone: Option<&str>) -> Places {
    let network = &site.network;
    let one = |all: Vec<String>| match alone {
        Some(name) => best(name, all.into_iter(), String::as_str).into_iter().collect(),
        None => all,
    };
    if created(network).is_some() {
        return Places::Zones(one(zones(network, &site.region)));
    }
    let public = network.public_subnets.as_ref().filter(|_| public);
    Places::Subnets(one(public.or(network.subnets.as_ref()).cloned().unwrap_or_default()))
}

impl Subnets {
    /// The ids of the private subnets.
    #[must_use]
    pub(crate) fn private_ids(&self) -> Expression {
        list(self.private.iter().map(|site| site.subnet.clone()))
    }

    /// The ids of the public subnets.
    #[must_use]
    pub(crate) fn public_ids(&self) -> Expression {
        list(self.public.iter().map(|site| site.subnet.clone()))
    }

    /// The one subnet of a machine that stands alone: the one that fits its name best, whatever the order
    /// of the others. Neither another component nor a subnet that goes may move it.
    #[must_use]
    pub fn of(&self, name: &str, public: bool) -> Option<&Placement> {
        let sites = if public { &self.public } else { &self.private };
        best(name, sites.iter(), |site| &site.key)
    }
}

/// The range of a network that is made when the profile names none.
const DEFAULT_RANGE: &str = "10.0.0.0/16";

/// The address range to make, or `None` for a network that is there.
#[must_use]
pub(crate) fn created(network: &Network) -> Option<&str> {
    match (&network.create, &network.vpc) {
        (None, Some(_)) => None,
        (range, _) => Some(range.as_deref().unwrap_or(DEFAULT_RANGE)),
    }
}

/// The zones of a created network: as given, else the region's first three.
#[must_use]
pub fn zones(network: &Network, region: &str) -> Vec<String> {
    let all = || regions::zones(region).into_iter().take(3).collect();
    network.zones.clone().unwrap_or_else(all)
}

/// How many zones the stack spreads over; for a given network, at most one per subnet.
#[must_use]
pub(crate) fn zone_count(network: &Network, region: &str) -> usize {
    match created(network) {
        Some(_) => zones(network, region).len(),
        None => network.subnets.as_ref().map_or(0, Vec::len),
    }
}

/// The network's part of the bill.
pub fn bill(site: &Site, lines: &mut Lines<'_>) {
    let network = &site.network;
    lines.add(Item::SecurityGroup, Quantity::fixed(1));
    // Each stack stands in two zones at the least, and what is in one talks to what is in the other.
    lines.add_use(None, |data| Item::DataBetweenZones(data.unwrap_or_default()));
    if created(network).is_none() {
        return;
    }
    let zones = zone_count(network, &site.region) as u64;
    let gateways = gateway_count(network, zones);
    lines.add(Item::Vpc, Quantity::fixed(1));
    lines.add(Item::InternetGateway, Quantity::fixed(1));
    lines.add(Item::Subnet, Quantity::fixed(2 * zones));
    // A line each: AWS limits them per zone, and no two stand in one.
    for _ in 0..gateways {
        lines.add(Item::NatGateway, Quantity::fixed(1));
    }
    lines.add(Item::ElasticIp, Quantity::fixed(gateways));
    lines.add(Item::NetworkInterface, Quantity::fixed(gateways));
    lines.add(Item::AlarmMetric, Quantity::fixed(gateways));
}

/// In how many zones a load balancer stands: one subnet in each.
#[must_use]
pub(crate) fn balanced_zones(site: &Site) -> u64 {
    let network = &site.network;
    if created(network).is_some() {
        return zone_count(network, &site.region) as u64;
    }
    network.public_subnets.as_ref().or(network.subnets.as_ref()).map_or(0, Vec::len) as u64
}

fn gateway_count(network: &Network, zones: u64) -> u64 {
    match network.nat.unwrap_or_default() {
        Nat::Single => zones.min(1),
        Nat::PerZone => zones,
    }
}

/// What tells the gateways of a created network apart, in its Terraform; none in a given one.
#[must_use]
pub(crate) fn gateways(site: &Site) -> Vec<String> {
    let network = &site.network;
    if created(network).is_none() {
        return Vec::new();
    }
    match network.nat.unwrap_or_default() {
        Nat::Single => vec!["main".to_owned()],
        Nat::PerZone => zones(network, &site.region).iter().map(|zone| zone_label(zone).to_owned()).collect(),
    }
}

/// What is watched of each gateway: it carries 55,000 connections at once to each destination, and drops what is more.
/// docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html
#[must_use]
pub(crate) fn gateway_watch() -> Watch {
    Watch::above("ports", "connections that found no port at a NAT gateway", Measure::Count("connections"), 0).then(
        "too many connections to one destination: keep them open and use them again, lower count.max of what opens them",
    )
    // What is dropped is dropped once: five minutes in a row would miss it.
    .minutes(1)
}

/// Writes the network, and says where components go in it. What is required of it holds for all components.
pub fn lower(stack: &Stack<'_>, out: &mut Output) -> Subnets {
    let (network, region) = (&stack.site.network, &stack.site.region);
    let name = stack.name;
    let mut sites = match created(network).map(Range::read) {
        Some(Ok(range)) => create(name, range, (&zones(network, region), region), network, out),
        // A range that cannot be read has been reported, and nothing is built.
        Some(Err(_)) | None => given(network, out),
    };
    sites.internal = firewall::internal_group(name, &sites.vpc, stack.required.clone(), out);
    sites
}

fn given(network: &Network, out: &mut Output) -> Subnets {
    let site = |id: &String, out: &mut Output| {
        let name = label(id);
        out.data(other("data", &["aws_subnet", &name], |data| {
            data.set("id", id.as_str());
        }));
        let zone = reference(&["data", "aws_subnet", &name, "availability_zone"]);
        Placement { subnet: id.as_str().into(), zone, key: id.clone() }
    };
    let private = network.subnets.clone().unwrap_or_default();
    let public = network.public_subnets.clone().unwrap_or_else(|| private.clone());
    let mut ids: Vec<&String> = private.iter().chain(&public).collect();
    ids.order();
    ids.dedup();
    let sites: Vec<(&String, Placement)> = ids.into_iter().map(|id| (id, site(id, out))).collect();
    let pick = |ids: &[String]| -> Vec<Placement> {
        let find = |id: &String| sites.iter().find(|(known, _)| *known == id);
        ids.iter().filter_map(find).map(|(_, site)| site.clone()).collect()
    };
    let vpc = network.vpc.clone().unwrap_or_default();
    Subnets {
        vpc: vpc.into(),
        private: pick(&private),
        public: pick(&public),
        internal: Expression::Null,
        private_routes: Vec::new(),
        public_routes: Vec::new(),
    }
}

fn create(
    stack: &str,
    range: Range,
    (zones, region): (&[String], &str),
    network: &Network,
    out: &mut Output,
) -> Subnets {
    let name = || object([("Name", stack.into())]);
    let vpc = Resource::new("aws_vpc", "main").identity(|r| {
        r.set("cidr_block", range.part(range.prefix, 0));
        r.set("enable_dns_hostnames", true).set("enable_dns_support", true).set("tags", name());
    });
    let id = vpc.attr("id");
    out.add(vpc);
    let gateway = Resource::new("aws_internet_gateway", "main").identity(|r| {
        r.set("vpc_id", id.clone()).set("tags", name());
    });
    let gateway_id = gateway.attr("id");
    out.add(gateway);

    let table = route_table(stack, "public", &id, ("gateway_id", gateway_id), out);
    let mut public = Vec::new();
    let mut public_routes = vec![reference(&["aws_route", "public"])];
    for zone in zones {
        let own = range.public(place_of(zone, region));
        public.push(subnet(stack, "public", zone, &own, &id, &table, out));
        public_routes
            .push(reference(&["aws_route_table_association", &format!("public_{}", zone_label(zone))]));
    }
    let mut private = Vec::new();
    let mut private_routes = Vec::new();
    let mut shared = None;
    for (zone, site) in zones.iter().zip(&public) {
        let table = match (network.nat.unwrap_or_default(), &shared) {
            (Nat::Single, Some(table)) => Expression::clone(table),
            (nat, _) => {
                let letter = zone_label(zone);
                let suffix = if nat == Nat::Single { "main" } else { letter };
                let nat = nat_gateway(stack, suffix, &site.subnet, out);
                let name = if suffix == "main" { "private".to_owned() } else { format!("private_{suffix}") };
                private_routes.push(reference(&["aws_route", &name]));
                route_table(stack, &name, &id, ("nat_gateway_id", nat), out)
            }
        };
        let own = range.private(place_of(zone, region));
        private.push(subnet(stack, "private", zone, &own, &id, &table, out));
        private_routes
            .push(reference(&["aws_route_table_association", &format!("private_{}", zone_label(zone))]));
        shared = Some(table);
    }
    Subnets { vpc: id, private, public, internal: Expression::Null, private_routes, public_routes }
}

fn subnet(
    stack: &str,
    side: &str,
    zone: &str,
    range: &str,
    vpc: &Expression,
    table: &Expression,
    out: &mut Output,
) -> Placement {
    let letter = zone_label(zone);
    let label = format!("{side}_{letter}");
    let subnet = Resource::new("aws_subnet", label.as_str()).identity(|r| {
        r.set("vpc_id", vpc.clone()).set("availability_zone", zone).set("cidr_block", range);
        r.set("tags", object([("Name", format!("{stack}-{side}-{letter}").into())]));
    });
    let site =
        Placement { subnet: subnet.attr("id"), zone: subnet.attr("availability_zone"), key: zone.to_owned() };
    out.add(subnet);
    out.add(Resource::new("aws_route_table_association", label).identity(|r| {
        r.set("route_table_id", table.clone()).set("subnet_id", site.subnet.clone());
    }));
    site
}

fn route_table(
    stack: &str,
    label: &str,
    vpc: &Expression,
    (argument, target): (&str, Expression),
    out: &mut Output,
) -> Expression {
    let table = Resource::new("aws_route_table", label).identity(|r| {
        r.set("vpc_id", vpc.clone());
        r.set("tags", object([("Name", format!("{stack}-{}", label.replace('_', "-")).into())]));
    });
    let id = table.attr("id");
    out.add(table);
    out.add(Resource::new("aws_route", label).identity(|r| {
        r.set("route_table_id", id.clone()).set("destination_cidr_block", "0.0.0.0/0");
        r.set(argument, target);
    }));
    id
}

fn nat_gateway(stack: &str, suffix: &str, subnet: &Expression, out: &mut Output) -> Expression {
    let gateway = reference(&["aws_internet_gateway", "main"]);
    // No component's label has two underscores in a row, so none can be called like this one.
    let label = format!("nat__{suffix}");
    let name = object([("Name", format!("{stack}-nat").into())]);
    let address = Resource::new("aws_eip", label.as_str()).after([gateway.clone()]).identity(|r| {
        r.set("domain", "vpc").set("tags", name.clone());
    });
    let allocation = address.attr("allocation_id");
    out.add(address);
    let nat = Resource::new("aws_nat_gateway", suffix).after([gateway]).identity(|r| {
        r.set("allocation_id", allocation).set("subnet_id", subnet.clone()).set("tags", name);
    });
    let id = nat.attr("id");
    out.add(nat);
    id
}

/// What tells a zone apart within its region: `a` of `eu-west-1a`.
fn zone_label(zone: &str) -> &str {
    zone.rsplit('-').next().unwrap_or(zone).trim_start_matches(|c: char| c.is_ascii_digit())
}

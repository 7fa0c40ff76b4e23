//! Rules on the region and the network.

use std::collections::BTreeSet;

use crate::check::{Probe, state};
use crate::cloud::aws::network::range::{Range, place_of};
use crate::cloud::aws::network::{created, zones};
use crate::cloud::aws::regions;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::diagnostic::suggest::closest;
use crate::model::site::Network;
use crate::plan::{Component, Plan};
use crate::quota::addresses;

/// The region is known, the network is consistent, and everything fits into it.
pub(super) fn check(probe: &mut Probe<'_>) {
    let cloud = &probe.plan.header.cloud;
    check_region(&cloud.region, "cloud/region", probe);
    state::check(probe);
    check_shape(&cloud.network, probe);
}

/// The region is in the table.
pub(super) fn check_region(region: &str, path: &str, probe: &mut Probe<'_>) {
    if regions::index(region).is_some() {
        return;
    }
    if let Some(whose) = regions::partition(region) {
        let message = format!("`{region}` is in another partition of AWS ({whose}), which is not supported");
        let finding = Finding::new(Code::OtherPartition, probe.plan.top_place(path), message);
        let note = "its accounts, ARNs and prices are its own: what is built here would be for another cloud";
        return probe
            .report(finding.note(note).help("nothing that must stay in it can be built with this tool"));
    }
    let message = format!("`{region}` is no known region");
    let finding = Finding::new(Code::UnknownRegion, probe.plan.top_place(path), message);
    probe.report(match closest(region, regions::names()) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.help("write one such as `eu-west-1`"),
    });
}

fn invalid(field: &str, message: impl Into<String>, help: &str, probe: &mut Probe<'_>) {
    let place = probe.plan.top_place(&format!("cloud/{field}"));
    probe.report(Finding::new(Code::NetworkInvalid, place, message).help(help));
}

fn check_shape(network: &Network, probe: &mut Probe<'_>) {
    match (&network.create, &network.vpc) {
        (Some(_), Some(_)) => {
            invalid("network", "a network is either made or there already", "keep `create` or `vpc`", probe);
        }
        (None, Some(vpc)) => check_given(network, vpc, probe),
        (_, None) => check_created(network, probe),
    }
}

fn check_given(network: &Network, vpc: &str, probe: &mut Probe<'_>) {
    if !is_id(vpc, "vpc-") {
        invalid(
            "network/vpc",
            format!("`{vpc}` is no id of a network"),
            "write one like `vpc-0a1b2c3d`",
            probe,
        );
    }
    check_public(network, probe);
    if network.zones.is_some() || network.nat.is_some() {
        invalid("network", "`zones` and `nat` are for a network that is made", "remove them", probe);
    }
    let private = network.subnets.as_deref().unwrap_or_default();
    let public = network.public_subnets.as_deref().unwrap_or_default();
    for (field, ids) in [("subnets", private), ("public_subnets", public)] {
        let mut seen = BTreeSet::new();
        for (at, id) in ids.iter().enumerate() {
            let item = format!("network/{field}/{at}");
            if !is_id(id, "subnet-") {
                let message = format!("`{id}` is no id of a subnet");
                invalid(&item, message, "write one like `subnet-0a1b2c3d`", probe);
            } else if !seen.insert(id) {
                invalid(&item, format!("`{id}` is given twice"), "give each subnet once", probe);
            }
        }
        if ids.len() < 2 && (field == "subnets" || network.public_subnets.is_some()) {
            too_few(&format!("network/{field}"), "fewer than two subnets are given", probe);
        }
    }
}

/// A component that the internet must reach is in a subnet that it can reach.
fn check_public(network: &Network, probe: &mut Probe<'_>) {
    let public = probe.plan.components.iter().find(|component| component.spec.facets().public);
    if let (Some(component), None) = (public, &network.public_subnets) {
        let message = format!("`{}` is public, and no `public_subnets` are given", component.name);
        let place = probe.plan.top_place("cloud/network");
        let finding = Finding::new(Code::PublicSubnetsMissing, place, message)
            .label(probe.plan.place(&component.name, ""), "reached from the internet");
        probe.report(
            finding.help("give those with a route to the internet gateway, or allow it if all have one"),
        );
    }
}

fn too_few(field: &str, message: &str, probe: &mut Probe<'_>) {
    // Nothing is known of the zones of a region that is not known.
    if regions::index(&probe.plan.header.cloud.region).is_none() {
        return;
    }
    let place = probe.plan.top_place(&format!("cloud/{field}"));
    probe.report(
        Finding::new(Code::TooFewZones, place, message)
            .note("databases and load balancers need two zones at the least")
            .help("give two or three, each in a zone of its own"),
    );
}

/// Whether a text is an id with this prefix: 8 or 17 hexadecimal digits.
fn is_id(text: &str, prefix: &str) -> bool {
    let digits = text.strip_prefix(prefix).unwrap_or_default();
    matches!(digits.len(), 8 | 17) && digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

fn check_created(network: &Network, probe: &mut Probe<'_>) {
    if network.subnets.is_some() || network.public_subnets.is_some() {
        let message = "`subnets` are for a network that is there already";
        invalid("network", message, "add `vpc:`, or remove them", probe);
    }
    let region = probe.plan.header.cloud.region.as_str();
    let zones = zones(network, region);
    for (at, zone) in zones.iter().enumerate() {
        let item = format!("network/zones/{at}");
        let letter = zone.strip_prefix(region).unwrap_or_default();
        let like_one = letter.len() == 1 && letter.bytes().all(|b| b.is_ascii_lowercase());
        // The letters of zones differ between accounts, so only their form can be checked here.
        if !like_one {
            let message = format!("`{zone}` is no zone of {region}");
            invalid(&item, message, &format!("write one like `{region}a`"), probe);
        } else if zones[..at].contains(zone) {
            invalid(&item, format!("`{zone}` is given twice"), "give each zone once", probe);
        } else if let Some(other) =
            zones[..at].iter().find(|other| place_of(other, region) == place_of(zone, region))
            && zones.len() <= 3
        {
            let message =
                format!("`{zone}` has the address range of `{other}`: a zone keeps its own for good");
            invalid(&item, message, "take another one of the region's zones beside it", probe);
        }
    }
    if zones.len() > 3 {
        invalid("network/zones", "more than three zones", "give two or three", probe);
    }
    if zones.len() < 2 {
        too_few("network", "the network would have fewer than two zones", probe);
    }
    match created(network).map(Range::read) {
        Some(Ok(range)) => check_room(range, zones.len() as u64, probe),
        Some(Err(message)) => invalid("network/create", message, "write one like `10.20.0.0/16`", probe),
        None => {}
    }
}

/// There are addresses for everything at its maximum.
fn check_room(range: Range, zones: u64, probe: &mut Probe<'_>) {
    let needed = addresses::at_peak(probe.plan);
    let sides = [
        ("private", needed.private, range.private_addresses(), "databases and servers"),
        ("public", needed.public, range.public_addresses(), "load balancers, gateways and servers"),
    ];
    for (side, needed, room, each) in sides {
        let at_peak = needed.in_each_of(zones);
        if at_peak <= room {
            continue;
        }
        let spread = (needed.spread > 0)
            .then(|| format!("{} machines and tasks spread over {zones} subnets", needed.spread));
        let each = (needed.each > 0).then(|| format!("{} in each subnet for {each}", needed.each));
        let parts: Vec<String> = spread.into_iter().chain(each).collect();
        let message = format!("each {side} subnet needs {at_peak} addresses at the maximum, and has {room}");
        let place = probe.plan.top_place("cloud/network");
        let mut finding = Finding::new(Code::NetworkTooSmall, place, message);
        if let Some((name, most)) = largest(probe.plan).filter(|_| side == "private") {
            finding =
                finding.label(probe.plan.place(name, "count/max"), format!("`{name}` needs {most} of them"));
        }
        probe.report(
            finding
                .note(parts.join(", "))
                .help("take a larger range when the stack is new; an existing one cannot grow in place"),
        );
    }
}

/// The component that runs most machines or tasks at its maximum.
fn largest(plan: &Plan) -> Option<(&str, u64)> {
    let peak = |component: &Component| {
        let own = plan.bill_of(component, &*component.spec);
        let instances = own.lines.iter().filter(|line| line.item.role().is_instance());
        instances.fold(0, |sum: u64, line| sum.saturating_add(line.quantity.peak()))
    };
    let all = plan.components.iter().map(|component| (component.name.as_str(), peak(component)));
    all.max_by_key(|(_, peak)| *peak)
}

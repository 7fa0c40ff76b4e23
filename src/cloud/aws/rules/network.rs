//! Rules on the region and the network.

use std::collections::{BTreeMap, BTreeSet};

use crate::bill::addresses::at_peak;
use crate::cloud::aws::network::range::{Range, place_of};
use crate::cloud::aws::network::{created, zones};
use crate::cloud::aws::{regions, words};
use crate::cloud::provider::Components;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::diagnostic::suggest::closest;
use crate::kind::spec::Rules;
use crate::model::site::{Network, Site};

/// The region is known, the network is consistent, and everything fits into it.
pub(super) fn check(site: &Site, stack: &Components<'_>, rules: &mut dyn Rules) {
    check_region(&site.region, "cloud/region", rules);
    check_shape(site, stack, rules);
}

/// The region is in the table.
pub(super) fn check_region(region: &str, path: &str, rules: &mut dyn Rules) {
    if regions::index(region).is_some() {
        return;
    }
    if let Some(whose) = regions::partition(region) {
        let message = format!("`{region}` is in another partition of AWS ({whose}), which is not supported");
        let finding = Finding::new(Code::OtherPartition, rules.top_place(path), message);
        let note = "its accounts, ARNs and prices are its own: what is built here would be for another cloud";
        return rules
            .report(finding.note(note).help("nothing that must stay in it can be built with this tool"));
    }
    let message = format!("`{region}` is no known region");
    let finding = Finding::new(Code::UnknownRegion, rules.top_place(path), message);
    rules.report(match words::region(region).or_else(|| closest(region, regions::names())) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.help("write one such as `eu-west-1`"),
    });
}

fn invalid(field: &str, message: impl Into<String>, help: &str, rules: &mut dyn Rules) {
    let place = rules.top_place(&format!("cloud/{field}"));
    rules.report(Finding::new(Code::NetworkInvalid, place, message).help(help));
}

fn check_shape(site: &Site, stack: &Components<'_>, rules: &mut dyn Rules) {
    let network = &site.network;
    match (&network.create, &network.vpc) {
        (Some(_), Some(_)) => {
            invalid("network", "a network is either made or there already", "keep `create` or `vpc`", rules);
        }
        (None, Some(vpc)) => check_given(site, vpc, stack, rules),
        (_, None) => check_created(site, stack, rules),
    }
}

fn check_given(site: &Site, vpc: &str, stack: &Components<'_>, rules: &mut dyn Rules) {
    let network = &site.network;
    if !is_id(vpc, "vpc-") {
        invalid(
            "network/vpc",
            format!("`{vpc}` is no id of a network"),
            "write one like `vpc-0a1b2c3d`",
            rules,
        );
    }
    check_public(network, stack, rules);
    if network.zones.is_some() || network.nat.is_some() {
        invalid("network", "`zones` and `nat` are for a network that is made", "remove them", rules);
    }
    let private = network.subnets.as_deref().unwrap_or_default();
    let public = network.public_subnets.as_deref().unwrap_or_default();
    for (field, ids) in [("subnets", private), ("public_subnets", public)] {
        let mut seen = BTreeSet::new();
        for (at, id) in ids.iter().enumerate() {
            let item = format!("network/{field}/{at}");
            if !is_id(id, "subnet-") {
                let message = format!("`{id}` is no id of a subnet");
                invalid(&item, message, "write one like `subnet-0a1b2c3d`", rules);
            } else if !seen.insert(id) {
                invalid(&item, format!("`{id}` is given twice"), "give each subnet once", rules);
            }
        }
        if ids.len() < 2 && (field == "subnets" || network.public_subnets.is_some()) {
            too_few(&format!("network/{field}"), "fewer than two subnets are given", site, rules);
        }
    }
}

/// A component that the internet must reach is in a subnet that it can reach.
fn check_public(network: &Network, stack: &Components<'_>, rules: &mut dyn Rules) {
    let public = stack.parts.iter().find(|part| part.spec.facets().public);
    if let (Some(part), None) = (public, &network.public_subnets) {
        let message = format!("`{}` is public, and no `public_subnets` are given", part.name);
        let place = rules.top_place("cloud/network");
        let finding = Finding::new(Code::PublicSubnetsMissing, place, message)
            .label(rules.component_place(part.name, ""), "reached from the internet");
        rules.report(
            finding.help("give those with a route to the internet gateway, or allow it if all have one"),
        );
    }
}

fn too_few(field: &str, message: &str, site: &Site, rules: &mut dyn Rules) {
    // Nothing is known of the zones of a region that is not known.
    if regions::index(&site.region).is_none() {
        return;
    }
    let place = rules.top_place(&format!("cloud/{field}"));
    rules.report(
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

fn check_created(site: &Site, stack: &Components<'_>, rules: &mut dyn Rules) {
    let network = &site.network;
    if network.subnets.is_some() || network.public_subnets.is_some() {
        let message = "`subnets` are for a network that is there already";
        invalid("network", message, "add `vpc:`, or remove them", rules);
    }
    let region = site.region.as_str();
    let zones = zones(network, region);
    for (at, zone) in zones.iter().enumerate() {
        let item = format!("network/zones/{at}");
        let letter = zone.strip_prefix(region).unwrap_or_default();
        let like_one = letter.len() == 1 && letter.bytes().all(|b| b.is_ascii_lowercase());
        // The letters of zones differ between accounts, so only their form can be checked here.
        if !like_one {
            let message = format!("`{zone}` is no zone of {region}");
            invalid(&item, message, &format!("write one like `{region}a`"), rules);
        } else if zones[..at].contains(zone) {
            invalid(&item, format!("`{zone}` is given twice"), "give each zone once", rules);
        } else if let Some(other) =
            zones[..at].iter().find(|other| place_of(other, region) == place_of(zone, region))
            && zones.len() <= 3
        {
            let message =
                format!("`{zone}` has the address range of `{other}`: a zone keeps its own for good");
            invalid(&item, message, "take another one of the region's zones beside it", rules);
        }
    }
    if zones.len() > 3 {
        invalid("network/zones", "more than three zones", "give two or three", rules);
    }
    if zones.len() < 2 {
        too_few("network", "the network would have fewer than two zones", site, rules);
    }
    match created(network).map(Range::read) {
        Some(Ok(range)) => check_room(range, zones.len() as u64, stack, rules),
        Some(Err(message)) => invalid("network/create", message, "write one like `10.20.0.0/16`", rules),
        None => {}
    }
}

/// There are addresses for everything at its maximum.
fn check_room(range: Range, zones: u64, stack: &Components<'_>, rules: &mut dyn Rules) {
    let needed = at_peak(stack.bill, |name| stack.facets(name).stands());
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
        let place = rules.top_place("cloud/network");
        let mut finding = Finding::new(Code::NetworkTooSmall, place, message);
        if let Some((name, most)) = largest(stack).filter(|_| side == "private") {
            finding = finding.label(
                rules.component_place(name, &stack.facets(name).counted.path("max")),
                format!("`{name}` needs {most} of them"),
            );
        }
        rules.report(
            finding
                .note(parts.join(", "))
                .help("take a larger range when the stack is new; an existing one cannot grow in place"),
        );
    }
}

/// The component that runs most machines or tasks at its maximum.
fn largest<'a>(stack: &Components<'a>) -> Option<(&'a str, u64)> {
    let mut peaks: BTreeMap<&str, u64> = BTreeMap::new();
    for line in stack.bill.lines.iter().filter(|line| line.item.role().is_instance()) {
        let peak = peaks.entry(&line.component).or_default();
        *peak = peak.saturating_add(line.quantity.peak());
    }
    let all = stack.parts.iter().map(|part| (part.name, peaks.get(part.name).copied().unwrap_or(0)));
    all.max_by_key(|(_, peak)| *peak)
}

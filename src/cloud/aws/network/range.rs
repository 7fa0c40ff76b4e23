//! The addresses of a created network, and which of them are a zone's own.

use crate::cloud::aws::regions;

/// An IPv4 range in CIDR notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    address: u32,
    /// The length of the prefix in bits.
    pub prefix: u32,
}

impl Range {
    /// Reads `10.20.0.0/16`.
    ///
    /// # Errors
    /// The reason, in one line: not CIDR notation, bits set behind the prefix, or a size that cannot
    /// be cut into the stack's subnets.
    pub fn read(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no address range: write one like `10.20.0.0/16`");
        let (address, prefix) = text.split_once('/').ok_or_else(wrong)?;
        let address: std::net::Ipv4Addr = address.parse().map_err(|_| wrong())?;
        let prefix: u32 = prefix.parse().map_err(|_| wrong())?;
        if !(16..=22).contains(&prefix) {
            return Err(format!(
                "`{text}` must be between /16 (AWS's largest) and /22 (room for six subnets)"
            ));
        }
        let address = u32::from(address);
        if address.trailing_zeros() < 32 - prefix {
            let start = std::net::Ipv4Addr::from(address & (u32::MAX << (32 - prefix)));
            return Err(format!("`{text}` has bits set behind the prefix: the range starts at {start}"));
        }
        if !std::net::Ipv4Addr::from(address).is_private() {
            return Err(format!("`{text}` is not private (10/8, 172.16/12 or 192.168/16)"));
        }
        Ok(Self { address, prefix })
    }

    /// Part `at` of the range when it is cut into parts of `prefix` bits.
    pub(super) fn part(self, prefix: u32, at: u32) -> String {
        let address = self.address + (at << (32 - prefix));
        format!("{}/{prefix}", std::net::Ipv4Addr::from(address))
    }

    /// The private subnet of the zone in place `at`: a quarter of the range each.
    pub(super) fn private(self, at: u32) -> String {
        self.part(self.prefix + 2, at)
    }

    /// The public subnet of the zone in place `at`: a quarter of the last quarter each.
    pub(super) fn public(self, at: u32) -> String {
        self.part(self.prefix + 4, 12 + at)
    }

    /// Addresses for machines and tasks in one private subnet; AWS keeps five of each subnet.
    #[must_use]
    pub(crate) const fn private_addresses(self) -> u64 {
        (1 << (30 - self.prefix)) - 5
    }

    /// The same in one public subnet, for load balancers, gateways and public machines.
    #[must_use]
    pub(crate) const fn public_addresses(self) -> u64 {
        (1 << (28 - self.prefix)) - 5
    }
}

/// Which part of a created network is a zone's own, of the three that there are: by where it stands among the
/// zones of its region, so that none that is added or goes moves another one.
#[must_use]
pub(crate) fn place_of(zone: &str, region: &str) -> u32 {
    let known = regions::zones(region);
    let letter = || zone.bytes().last().map_or(0, |letter| usize::from(letter.wrapping_sub(b'a')));
    let place = known.iter().position(|one| one == zone).unwrap_or_else(letter);
    u32::try_from(place % 3).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::Order as _;

    /// None of the zones that a network has when the profile names none shares its place with another one.
    #[test]
    fn the_zones_taken_by_default_have_a_place_each() {
        for region in regions::names() {
            let zones: Vec<String> = regions::zones(region).into_iter().take(3).collect();
            let mut places: Vec<u32> = zones.iter().map(|zone| place_of(zone, region)).collect();
            places.order();
            places.dedup();
            assert_eq!(places.len(), zones.len(), "{region}");
        }
    }
}

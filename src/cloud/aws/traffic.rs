//! What machines and tasks send and fetch, on the bill.

use crate::bill::Lines;
use crate::cloud::aws::item::Item;
use crate::cloud::aws::network::created;
use crate::model::site::Site;
use crate::model::size::Size;

/// Adds what machines and tasks send to the internet, and what of it and of what they fetch goes through NAT; `private`
/// is what has no public address. Without a NAT gateway of the stack nothing is unstated about it.
pub(crate) fn add_traffic(
    lines: &mut Lines<'_>,
    site: &Site,
    data: Option<Size>,
    nat: Option<Size>,
    private: bool,
) {
    lines.add_use(data, |data| Item::DataOut(data.unwrap_or_default()));
    if nat.is_some() || (private && created(&site.network).is_some()) {
        lines.add_use(nat, |nat| Item::NatData(nat.unwrap_or_default()));
    }
}

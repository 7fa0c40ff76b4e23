//! What storage is billed by: its size, and the IOPS and the throughput beyond what its price includes.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::cloud::aws::prices::Service;
use crate::cloud::aws::storage::{
    GP3_IOPS, GP3_THROUGHPUT, RDS_STRIPE, RDS_STRIPED_IOPS, RDS_STRIPED_THROUGHPUT,
};
use crate::model::capacity::VolumeType;
use crate::model::size::Size;

/// IOPS of io2 up to which each tier reaches; the third has no end.
/// Source: aws.amazon.com/ebs/pricing.
const IO2_TIERS: [u32; 2] = [32_000, 64_000];

/// Where meters go: what is billed, by which service and key, in which unit, and how many of these.
pub(super) type Add<'a> = dyn FnMut(&'static str, Service, Cow<'static, str>, &'static str, Decimal) + 'a;

/// What sells storage, and how.
#[derive(Clone, Copy)]
pub(super) struct Seller {
    service: Service,
    /// From how many GiB on it stripes gp3 over several volumes.
    stripes_from: u64,
    /// The last IOPS of each tier but the last, in which it sells those of io2.
    io2_tiers: &'static [u32],
    /// The unit of throughput, and how many MiB per second it is.
    throughput_unit: (&'static str, u32),
}

/// Volumes.
pub(super) const EBS: Seller = Seller {
    service: Service::EBS,
    stripes_from: u64::MAX,
    io2_tiers: &IO2_TIERS,
    throughput_unit: ("GiBps-Mo", 1024),
};

/// The storage of RDS instances.
pub(super) const RDS: Seller = Seller {
    service: Service::RDS_STORAGE,
    stripes_from: RDS_STRIPE,
    io2_tiers: &[],
    throughput_unit: ("MBps-Mo", 1),
};

/// Storage as it is billed.
pub(super) struct Storage {
    pub(super) seller: Seller,
    pub(super) volume_type: VolumeType,
    pub(super) size: Size,
    pub(super) iops: Option<u32>,
    pub(super) throughput: Option<u32>,
}

impl Storage {
    /// Adds its meters, whose keys end in `ending`.
    pub(super) fn meters(&self, ending: &str, add: &mut Add<'_>) {
        let Seller { service, stripes_from, io2_tiers, throughput_unit } = self.seller;
        let striped = self.size.gib() >= stripes_from;
        let (free_iops, free_throughput) = included(self.volume_type, striped);
        let tiers = if self.volume_type == VolumeType::Io2 { io2_tiers } else { &[] };
        let key = |what: &str| format!("{}{what}{ending}", self.volume_type.name());
        add("storage", service, key("").into(), "GB-Mo", self.size.gib().into());
        let iops = self.iops.unwrap_or(0).saturating_sub(free_iops);
        let ends = tiers.iter().copied().chain([u32::MAX]);
        let mut begin = 0;
        for (tier, end) in ends.enumerate() {
            let within = iops.min(end).saturating_sub(begin);
            begin = end;
            if within > 0 {
                let name = if tiers.is_empty() { String::new() } else { format!(":tier{}", tier + 1) };
                add("IOPS", service, key(&format!("-iops{name}")).into(), "IOPS-Mo", within.into());
            }
        }
        let throughput = self.throughput.unwrap_or(0).saturating_sub(free_throughput);
        if throughput > 0 {
            let (unit, each) = throughput_unit;
            let amount = Decimal::from(throughput) / Decimal::from(each);
            add("throughput", service, key("-throughput").into(), unit, amount);
        }
    }
}

/// IOPS and MiB per second that the price of a type includes; all where they are not sold.
const fn included(volume_type: VolumeType, striped: bool) -> (u32, u32) {
    match volume_type {
        VolumeType::Gp2 => (u32::MAX, u32::MAX),
        VolumeType::Gp3 if striped => (RDS_STRIPED_IOPS, RDS_STRIPED_THROUGHPUT),
        VolumeType::Gp3 => (GP3_IOPS, GP3_THROUGHPUT),
        VolumeType::Io1 | VolumeType::Io2 => (0, u32::MAX),
    }
}

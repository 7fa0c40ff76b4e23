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

/// Storage as it is billed, of EBS or of RDS.
pub(super) struct Storage {
    service: Service,
    volume_type: VolumeType,
    size: Size,
    iops: Option<u32>,
    throughput: Option<u32>,
    /// IOPS and MiB per second that its price includes; all where they are not sold.
    included: (u32, u32),
    /// The last IOPS of each tier but the last, where these are sold in tiers.
    tiers: &'static [u32],
    /// The unit of throughput, and how many MiB per second it is.
    throughput_unit: (&'static str, u32),
}

impl Storage {
    /// An EBS volume.
    pub(super) const fn ebs(
        volume_type: VolumeType,
        size: Size,
        iops: Option<u32>,
        throughput: Option<u32>,
    ) -> Self {
        Self {
            service: Service::EBS,
            volume_type,
            size,
            iops,
            throughput,
            included: included(volume_type, false),
            tiers: if matches!(volume_type, VolumeType::Io2) { &IO2_TIERS } else { &[] },
            throughput_unit: ("GiBps-Mo", 1024),
        }
    }

    /// The storage of an RDS instance.
    pub(super) const fn rds(
        volume_type: VolumeType,
        size: Size,
        iops: Option<u32>,
        throughput: Option<u32>,
    ) -> Self {
        Self {
            service: Service::RDS_STORAGE,
            volume_type,
            size,
            iops,
            throughput,
            included: included(volume_type, size.gib() >= RDS_STRIPE),
            tiers: &[],
            throughput_unit: ("MBps-Mo", 1),
        }
    }

    /// Adds its meters, whose keys end in `ending`.
    pub(super) fn meters(&self, ending: &str, add: &mut Add<'_>) {
        let key = |what: &str| format!("{}{what}{ending}", self.volume_type.name());
        add("storage", self.service, key("").into(), "GB-Mo", self.size.gib().into());
        let iops = self.iops.unwrap_or(0).saturating_sub(self.included.0);
        let ends = self.tiers.iter().copied().chain([u32::MAX]);
        let mut begin = 0;
        for (tier, end) in ends.enumerate() {
            let within = iops.min(end).saturating_sub(begin);
            begin = end;
            if within > 0 {
                let name = if self.tiers.is_empty() { String::new() } else { format!(":tier{}", tier + 1) };
                add("IOPS", self.service, key(&format!("-iops{name}")).into(), "IOPS-Mo", within.into());
            }
        }
        let throughput = self.throughput.unwrap_or(0).saturating_sub(self.included.1);
        if throughput > 0 {
            let (unit, each) = self.throughput_unit;
            let amount = Decimal::from(throughput) / Decimal::from(each);
            add("throughput", self.service, key("-throughput").into(), unit, amount);
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

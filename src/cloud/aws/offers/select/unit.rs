//! What prices are for: our word, and those of AWS's price lists.

/// What a price is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Unit {
    /// Here.
    pub(in super::super) name: &'static str,
    /// In AWS's price lists, whatever the case of the letters.
    known: &'static [&'static str],
}

impl Unit {
    /// Whether AWS means this unit.
    pub(in super::super) fn is(self, unit: &str) -> bool {
        self.known.iter().any(|known| known.eq_ignore_ascii_case(unit))
    }
}

pub(super) const HOURS: Unit = Unit { name: "Hrs", known: &["Hrs", "Hr", "Hours", "Hour"] };
pub(super) const GB_MONTH: Unit = Unit { name: "GB-Mo", known: &["GB-Mo", "GB-Month"] };
pub(super) const IOPS: Unit = Unit { name: "IOPS-Mo", known: &["IOPS-Mo", "IOPS-Month"] };
pub(super) const GIBPS: Unit = Unit { name: "GiBps-Mo", known: &["GiBps-Mo"] };
pub(super) const MBPS: Unit = Unit { name: "MBps-Mo", known: &["MBps-Mo"] };
pub(super) const VCPU_HOURS: Unit = Unit { name: "vCPU-Hrs", known: &["Hours", "Hrs", "vCPU-Hours"] };
pub(super) const GB_HOURS: Unit = Unit { name: "GB-Hrs", known: &["Hours", "Hrs", "GB-Hours"] };
pub(super) const LCU_HOURS: Unit = Unit { name: "LCU-Hrs", known: &["LCU-Hrs", "LCU-Hours"] };
pub(super) const NLCU_HOURS: Unit =
    Unit { name: "NLCU-Hrs", known: &["LCU-Hrs", "LCU-Hours", "NLCU-Hrs", "NLCU-Hours"] };
pub(super) const GB: Unit = Unit { name: "GB", known: &["GB"] };
pub(super) const REQUESTS: Unit = Unit { name: "Requests", known: &["Requests"] };
pub(super) const ALARMS: Unit = Unit { name: "Alarm-Mo", known: &["Alarms"] };
pub(super) const METRICS: Unit = Unit { name: "Metric-Mo", known: &["Metrics"] };
pub(super) const SECRETS: Unit = Unit { name: "Secret-Mo", known: &["Secrets"] };

//! What prices are for: our word, and those of AWS's price lists.

/// What a price is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    /// Here.
    pub(crate) name: &'static str,
    /// In AWS's price lists, whatever the case of the letters.
    known: &'static [&'static str],
}

impl Unit {
    /// Whether AWS means this unit.
    pub(crate) fn is(self, unit: &str) -> bool {
        self.known.iter().any(|known| known.eq_ignore_ascii_case(unit))
    }
}

pub(crate) const HOURS: Unit = Unit { name: "Hrs", known: &["Hrs", "Hr", "Hours", "Hour"] };
pub(crate) const GB_MONTH: Unit = Unit { name: "GB-Mo", known: &["GB-Mo", "GB-Month"] };
pub(crate) const IOPS: Unit = Unit { name: "IOPS-Mo", known: &["IOPS-Mo", "IOPS-Month"] };
pub(crate) const GIBPS: Unit = Unit { name: "GiBps-Mo", known: &["GiBps-Mo"] };
pub(crate) const MBPS: Unit = Unit { name: "MBps-Mo", known: &["MBps-Mo"] };
pub(crate) const VCPU_HOURS: Unit = Unit { name: "vCPU-Hrs", known: &["Hours", "Hrs", "vCPU-Hours"] };
pub(crate) const ACU_HOURS: Unit =
    Unit { name: "ACU-Hrs", known: &["ACU-Hr", "ACU-Hrs", "ACU-Hour", "ACU-Hours"] };
pub(crate) const IOS: Unit = Unit { name: "Requests", known: &["IOs", "IO", "Requests"] };
pub(crate) const GB_HOURS: Unit = Unit { name: "GB-Hrs", known: &["Hours", "Hrs", "GB-Hours"] };
pub(crate) const LCU_HOURS: Unit = Unit { name: "LCU-Hrs", known: &["LCU-Hrs", "LCU-Hours"] };
pub(crate) const NLCU_HOURS: Unit =
    Unit { name: "NLCU-Hrs", known: &["LCU-Hrs", "LCU-Hours", "NLCU-Hrs", "NLCU-Hours"] };
pub(crate) const GB: Unit = Unit { name: "GB", known: &["GB"] };
pub(crate) const REQUESTS: Unit = Unit { name: "Requests", known: &["Requests"] };
pub(crate) const ALARMS: Unit = Unit { name: "Alarm-Mo", known: &["Alarms"] };
pub(crate) const METRICS: Unit = Unit { name: "Metric-Mo", known: &["Metrics"] };
pub(crate) const SECRETS: Unit = Unit { name: "Secret-Mo", known: &["Secrets"] };

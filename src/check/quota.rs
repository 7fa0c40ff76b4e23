//! Rules on quotas that no request can raise.

use super::Probe;
use crate::bill::bill;
use crate::diagnostic::{Code, Finding};
use crate::quota;

/// Nothing asks for more than AWS gives anybody.
pub(super) fn check(probe: &mut Probe<'_>) {
    let region = &probe.plan.header.cloud.region;
    let bill = bill(probe.plan);
    for need in quota::needs(&bill) {
        let default = need.quota.default_in(region);
        let Some(amount) = need.amount.filter(|amount| *amount > default && !need.quota.adjustable) else {
            continue;
        };
        let Some(consumer) = need.consumers.first() else {
            continue;
        };
        let message = format!(
            "{} of `{}`: {default} is the most, and this needs {amount}",
            need.quota.unit, need.quota.name
        );
        let component = probe.plan.component(&consumer.line.component);
        let before = std::mem::replace(&mut probe.component, component);
        let place = probe.place("count/max");
        probe.report(
            Finding::new(Code::QuotaHardLimit, place, message)
                .note(format!("source: {}", need.quota.source))
                .help("split it over several components"),
        );
        probe.component = before;
    }
}

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
            "`{}` needs {amount} {}; AWS allows {default} (`{}`)",
            consumer.line.component, need.quota.unit, need.quota.name
        );
        probe.of_component(probe.plan.component(&consumer.line.component), |probe| {
            let finding = Finding::new(Code::QuotaHardLimit, probe.place("count/max"), message)
                .note(format!("source: {}", need.quota.source));
            probe.report(finding.help("split it over several components"));
        });
    }
}

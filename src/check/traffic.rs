//! Rules on traffic: the busiest hour is no more than the day, and no less than an even share of it.

use rust_decimal::Decimal;

use super::Probe;
use crate::diagnostic::{Code, Finding};
use crate::money::figure;
use crate::plan::Period;

/// Each time that is given fits into the longer ones, and fills them.
pub(super) fn check(probe: &mut Probe<'_>) {
    for (name, traffic) in &probe.plan.header.traffic {
        let given: Vec<(Period, Decimal)> = traffic.given().collect();
        for (long, short) in given.iter().zip(given.iter().skip(1)) {
            check_pair(name, *long, *short, probe);
        }
    }
}

fn check_pair(
    name: &str,
    (long, much): (Period, Decimal),
    (short, few): (Period, Decimal),
    probe: &mut Probe<'_>,
) {
    let (Some(seconds), Some(part)) = (long.seconds(), short.seconds()) else { return };
    let (long, short) = (long.word(), short.word());
    let even = much / Decimal::from(seconds / part.max(1));
    let message = if few > much {
        format!("the busiest {short} of `{name}` has {}, more than its whole {long}", figure(few))
    } else if few < even.round_dp(9) {
        let even = figure(even.round_dp(2));
        format!(
            "the busiest {short} of `{name}` has {}, less than an even share of its {long}: {even}",
            figure(few)
        )
    } else {
        return;
    };
    let place = |period: &str| probe.plan.top_place(&format!("traffic/{name}/{period}"));
    let finding =
        Finding::new(Code::TrafficOrder, place(short), message).label(place(long), format!("in a {long}"));
    probe.report(finding.help("scale them together (`x10` on the whole), or measure them on one busy day"));
}

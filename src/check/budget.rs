//! The rule on a profile's budget: the warning level is below the stop.

use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules as _;

pub(super) fn check(probe: &mut Probe<'_>) {
    let Some(budget) = &probe.plan.header.budget else {
        return;
    };
    let all = [
        ("window", &budget.window),
        ("windows", &budget.windows),
        ("increase", &budget.increase),
        ("left_on", &budget.left_on),
    ];
    for (name, levels) in all {
        let Some((warn, fail)) = levels.as_ref().and_then(|levels| levels.warn.zip(levels.fail)) else {
            continue;
        };
        if warn > fail {
            let place = probe.plan.top_place(&format!("budget/{name}/warn"));
            let other = probe.plan.top_place(&format!("budget/{name}/fail"));
            let message = format!("`warn` at {warn} is never reached: `fail` is at {fail}");
            let finding = Finding::new(Code::BadValue, place, message).label(other, "fails before it warns");
            probe.report(finding.help("let `warn` be the smaller one"));
        }
    }
}

//! Rules on how much of a service is used, and for what.

use crate::check::external::service::Service;
use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::diagnostic::suggest::closest;
use crate::kind::spec::Rules as _;

/// The profile states once what is counted and how much of it is used.
pub(super) fn check(service: &Service<'_>, probe: &mut Probe<'_>) {
    let external = service.external;
    let missing: Vec<&str> = [
        ("metric", external.metric.is_none()),
        ("per", external.per.is_none()),
        ("expected", external.expected.is_none() && external.uses.is_none()),
    ]
    .into_iter()
    .filter_map(|(field, missing)| missing.then_some(field))
    .collect();
    if !missing.is_empty() {
        let like = [("metric", "metric: map loads"), ("per", "per: month"), ("expected", "expected: 30000")];
        let example: Vec<&str> =
            like.into_iter().filter(|(field, _)| missing.contains(field)).map(|(_, like)| like).collect();
        // What follows from the traffic need not be reckoned by hand.
        let first = probe.plan.header.traffic.keys().next().filter(|_| missing.contains(&"expected"));
        let follows = match first {
            Some(name) => format!(", or `uses: {{traffic: {name}, each: …}}` in place of `expected`"),
            None if missing.contains(&"expected") => format!(
                "; or, in place of `expected`, `uses: {{traffic: visits, each: 0.1}}`, with {}",
                stated("visits", probe)
            ),
            None => String::new(),
        };
        let verb = if missing.len() == 1 { "is" } else { "are" };
        let missing = missing.join(", ");
        let message = format!(
            "the profile does not say how much `{}` will be used: {missing} {verb} missing",
            service.name
        );
        probe.report(
            Finding::new(Code::ExternalUsage, probe.plan.external_place(service.name), message)
                .help(format!("add it, for example `{}`{follows}", example.join(", "))),
        );
    }
    if external.used.is_some() && external.uses.is_none() {
        let message = "`used` counts only beside `uses`: `expected` is the whole amount already";
        let place = probe.plan.top_place(&service.path("used"));
        probe.report(Finding::new(Code::BadValue, place, message).help("write `uses:`, or leave `used` out"));
    }
    let Some(uses) = &external.uses else { return };
    let traffic = &probe.plan.header.traffic;
    if !traffic.contains_key(&uses.traffic) {
        let message = format!("there is no traffic `{}`", uses.traffic);
        let place = probe.plan.top_place(&service.path("uses/traffic"));
        let finding = Finding::new(Code::UnresolvedReference, place, message);
        return probe.report(match closest(&uses.traffic, traffic.keys().map(String::as_str)) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None => finding.help(format!(
                "add it: {}. `each` says how many {} one of them is, and 1 if it is left out",
                stated(&uses.traffic, probe),
                service.metric()
            )),
        });
    }
    if external.expected.is_some() {
        let message = format!("how much `{}` will be used is stated twice", service.name);
        probe.report(
            Finding::new(Code::ExternalUsage, probe.plan.top_place(&service.path("expected")), message)
                .label(probe.plan.top_place(&service.path("uses")), "here, from the traffic")
                .help("keep one of `expected` and `uses`"),
        );
    } else if missing.is_empty()
        && service.used.counted(&service.billed).is_none()
        // What the everyday profile lacks altogether is said there.
        && probe.baseline.is_none_or(|everyday| everyday.header.traffic.contains_key(&uses.traffic))
    {
        let message = format!(
            "how much `{}` will be used is not known: `{}` has no `day`, here or in the everyday profile",
            service.name, uses.traffic
        );
        let place = probe.plan.top_place(&service.path("uses"));
        let help = format!("add `day:` to `traffic: {}:`, here and in the everyday profile", uses.traffic);
        probe.report(Finding::new(Code::ExternalUsage, place, message).help(help));
    }
}

/// How traffic is stated, so that it is known in each length of time that a vendor counts by.
fn stated(name: &str, probe: &Probe<'_>) -> String {
    let here = format!("`traffic: {{{name}: {{day: …, hour: …}}}}` at the top");
    match probe.baseline {
        Some(everyday) => format!(
            "{here} of `{}`, and what comes in the window, such as `{name}: x10`, here",
            everyday.name()
        ),
        None => format!(
            "{here}, its busiest hour too, and what comes in a launch, such as `{name}: x10`, in that profile"
        ),
    }
}

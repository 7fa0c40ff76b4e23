//! Rules on the plans that a vendor sells: each is listed once, and says what it includes.

use std::collections::BTreeSet;

use crate::check::external::service::Service;
use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::diagnostic::suggest::closest;
use crate::kind::spec::Rules as _;
use crate::model::external::Period;
use crate::model::ladder::Overage;

/// The plan in force is one of `plans` or has its own figures, and no plan contradicts itself.
pub(super) fn check(service: &Service<'_>, probe: &mut Probe<'_>) {
    check_named(service, probe);
    let external = service.external;
    let mut wrong: Vec<(String, String, &str)> = Vec::new();
    let mut seen = BTreeSet::new();
    for (at, own) in external.plans.iter().enumerate() {
        if !seen.insert(own.name.as_str()) {
            let message = format!("there is a plan `{}` already", own.name);
            wrong.push((format!("plans/{at}/name"), message, "give each plan a name of its own"));
        }
        if own.included.is_none() && own.overage.is_none() {
            let message = format!("the plan `{}` does not say what it includes", own.name);
            let help = "add `included:`, or `overage:` where all of it is billed by the piece";
            wrong.push((format!("plans/{at}"), message, help));
        }
        if let Some(overage) = &own.overage {
            check_overage(service, overage, own.included, &format!("plans/{at}/overage"), &mut wrong);
        }
    }
    if let Some(overage) = &external.overage {
        check_overage(service, overage, external.included, "overage", &mut wrong);
    }
    for (field, message, help) in wrong {
        let place = probe.plan.top_place(&service.path(&field));
        probe.report(Finding::new(Code::ExternalPlan, place, message).help(help));
    }
}

/// `plan` names one of `plans`, or has its figures beside it.
fn check_named(service: &Service<'_>, probe: &mut Probe<'_>) {
    let external = service.external;
    let beside = [
        ("included", external.included.is_some()),
        ("price", external.price.is_some()),
        ("overage", external.overage.is_some()),
    ];
    let beside = beside.into_iter().find_map(|(field, given)| given.then_some(field));
    let place = probe.plan.top_place(&service.path("plan"));
    let finding = match (&external.plan, beside) {
        (Some(name), Some(field)) if service.offer.listed => {
            let message = format!("`{field}` is stated twice: by the plan `{name}`, and here");
            let place = probe.plan.top_place(&service.path(field));
            Finding::new(Code::ExternalPlan, place, message)
                .help("leave it to the plan, in the profile that this one extends too")
        }
        (Some(name), None) if !external.plans.is_empty() && !service.offer.listed => {
            let finding = Finding::new(Code::ExternalPlan, place, format!("there is no plan `{name}`"));
            match closest(name, external.plans.iter().map(|own| own.name.as_str())) {
                Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                None => finding.help("name one of `plans`, or write `included:` and `price:` beside it"),
            }
        }
        (None, None) if !external.plans.is_empty() => {
            let message = format!("nothing says which plan of `{}` is in force", service.name);
            Finding::new(Code::ExternalPlan, place, message).help("add `plan:`, the name of one of `plans`")
        }
        _ => return,
    };
    probe.report(finding);
}

fn check_overage(
    service: &Service<'_>,
    overage: &Overage,
    included: Option<u64>,
    field: &str,
    wrong: &mut Vec<(String, String, &str)>,
) {
    if service.external.per.is_some_and(|per| per != Period::Month) {
        let message = "what is used beyond a plan is billed by the month".to_owned();
        wrong.push((field.to_owned(), message, "write `per: month`, and other lengths as `limits`"));
    }
    let mut below = included.unwrap_or(0);
    for (at, tier) in overage.tiers.iter().enumerate() {
        if tier.above <= below {
            let message =
                format!("this price begins above {}, which is not above the {below} before it", tier.above);
            let help = "`above` counts from the first unit, those included among them, and rises";
            wrong.push((format!("{field}/tiers/{at}/above"), message, help));
        }
        below = tier.above.max(below);
    }
}

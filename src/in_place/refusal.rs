//! What a build would refuse, as findings.

use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::in_place::reading::Reading;
use crate::in_place::want::{Asked, Want, Wants};
use crate::plan::Plan;
use crate::shown::visible;
use crate::source::{Place, Source, SourceId, offset};
use crate::tuning::joint::{Clash, Joint};
use crate::tuning::wanted::Refused;

/// A refusal as a finding: where it stands in the files, if that is one place, and which field of the profile wants it.
pub(crate) fn finding(refused: Refused, wanted: &[Want], reading: &Reading, plan: &Plan) -> Finding {
    let field = wanted.get(refused.wanted).map_or_else(|| plan.top_place("terraform"), |want| want.place);
    let place = refused.place.map(|place| reading.place(place));
    let finding = Finding::new(refused.code, place.unwrap_or(field), refused.message);
    let finding = finding.label(field, "the profile says it here");
    let finding = refused.notes.into_iter().fold(finding, Finding::note);
    finding.help(if refused.separable { separate(plan) } else { refused.help })
}

/// What is refused in roots that were planned together: each with its component, and two that are at odds with none.
pub(crate) fn findings(joint: &Joint, asked: &[Asked<'_>], plan: &Plan) -> Vec<(Option<String>, Finding)> {
    let mut all = Vec::new();
    for (planned, (_, reading, Wants { wanted, .. })) in joint.parts.iter().zip(asked) {
        for refused in &planned.refused {
            let component = wanted.get(refused.wanted).map(|want| want.component.clone());
            all.push((component, finding(refused.clone(), wanted, reading, plan)));
        }
    }
    for own in &joint.clashes {
        let ((one, reading, _), (other, ..)) = (&asked[own.parts.0], &asked[own.parts.1]);
        all.push((None, clash(plan, (one, other), own, reading)));
    }
    all
}

/// How a value comes to a constant of its own.
fn separate(plan: &Plan) -> String {
    format!(
        "`scaleprof build {} --refactor` prints a patch that gives this one a constant of its own, and whose own plan is \
         empty; or let the profile change the others alike, or accept them with `also` in its `terraform:`",
        plan.name()
    )
}

/// Two roots want different things of one place.
fn clash(plan: &Plan, names: (&str, &str), clash: &Clash, reading: &Reading) -> Finding {
    let place = |name: &str| plan.top_place(&format!("terraform/{name}"));
    let own = |(id, source): (SourceId, &Source)| (source.path == clash.path).then_some(id);
    let at = reading.estate.sources.all().find_map(own).map(|source| {
        let (start, end) = (offset(clash.at.start), offset(clash.at.end));
        reading.place(Place { source, start, end })
    });
    let (one, other) = names;
    let message =
        format!("`{one}` and `{other}` want different things of one place in `{}`", visible(&clash.path));
    let finding = Finding::new(Code::TfTwoRoots, at.unwrap_or_else(|| place(one)), message);
    let finding = finding.label(place(one), "one root").label(place(other), "the other root");
    finding.help(format!(
        "`scaleprof build {} --refactor` prints a patch that gives each a constant of its own; or let the profile change \
         both alike",
        plan.name()
    ))
}

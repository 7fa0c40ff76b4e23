//! What a build would refuse, as findings.

use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::in_place::reading::Reading;
use crate::in_place::want::Want;
use crate::plan::Plan;
use crate::shown::visible;
use crate::tuning::wanted::Refused;

/// A refusal as a finding: where it stands in the files, if that is one place, and which field of the profile wants it.
pub(crate) fn finding(refused: Refused, wanted: &[Want], reading: &Reading, plan: &Plan) -> Finding {
    let field = wanted.get(refused.wanted).map_or(plan.root.place, |want| want.place);
    let place = refused.place.map(|place| reading.place(place));
    let finding = Finding::new(refused.code, place.unwrap_or(field), refused.message);
    let finding = finding.label(field, "the profile says it here");
    let finding = refused.notes.into_iter().fold(finding, Finding::note);
    finding.help(if refused.code == Code::TfShared { separate(plan) } else { refused.help })
}

/// How a value comes to a constant of its own.
fn separate(plan: &Plan) -> String {
    format!(
        "`scaleprof build {} --refactor` prints a patch that gives this one a constant of its own, and whose own plan is \
         empty; or let the profile change the others alike",
        plan.name()
    )
}

/// A file that is changed for one root, beside those of `edited`: a finding, if it is changed for another one too. Each
/// was read without the change of the other.
pub(crate) fn changes<'a>(
    plan: &Plan,
    root: &'a str,
    path: &str,
    edited: &mut Vec<(String, &'a str)>,
) -> Option<Finding> {
    let Some((_, other)) = edited.iter().find(|(own, by)| own == path && *by != root) else {
        edited.push((path.to_owned(), root));
        return None;
    };
    let place = |name: &str| plan.top_place(&format!("terraform/{name}"));
    let message = format!("`{other}` and `{root}` both change `{}`", visible(path));
    let finding = Finding::new(Code::TfTwoRoots, place(root), message).label(place(other), "the other root");
    let help =
        "put the values of the two roots into files of their own, or let the profile change one of them";
    Some(finding.help(help))
}

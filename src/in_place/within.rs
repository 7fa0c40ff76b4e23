//! Limits inside of what a launch changes, in the team's own Terraform, which stay as they are: of a container in a task.

use rust_decimal::Decimal;

use crate::cloud::existing::shown::Shown;
use crate::cloud::existing::sort::Sort;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::existing::edit::change::Literal;
use crate::in_place::want::{Asking, Want};
use crate::survey::size::{Is, Sizing};

/// A finding for each limit that is larger than the launch makes what it is a part of, or keeps a raise of memory from a part.
pub(crate) fn findings(asking: &Asking<'_>, wanted: &[Want]) -> Vec<(String, Finding)> {
    let Asking { plan, tables, reading, .. } = *asking;
    let found = reading.survey(tables);
    let Some(of) = found.roots.iter().find(|of| of.root.dir == reading.dir()) else { return Vec::new() };
    let mut all = Vec::new();
    for want in wanted.iter().filter(|want| want.changes && !is_part(&want.wanted.path)) {
        let Some(kind) = plan.component(&want.component).map(|own| own.spec.kind().name) else { continue };
        let field = want.field.as_str();
        let changes = |size: &&Sizing<'_>| {
            let is = |own: &Want| own.wanted.address == size.address && own.wanted.path == size.path;
            wanted.iter().any(is)
        };
        let within = of.sizes.iter().filter(|size| {
            size.address == want.wanted.address
                && is_part(&size.path)
                && size.is_offered()
                && size.field_of(kind).is_some_and(|own| own == field)
        });
        let within: Vec<&Sizing<'_>> = within.collect();
        let left = within.iter().filter(|size| !changes(size));
        let before = all.len();
        all.extend(left.filter_map(|size| Some((want.component.clone(), finding(size, want, asking)?))));
        let is_said = all[before..].iter().any(|(_, finding)| finding.code == Code::TaskSize);
        let together = together(&within, want, wanted).filter(|_| !is_said);
        all.extend(together.map(|finding| (want.component.clone(), finding)));
    }
    all
}

/// Whether a path goes into a list.
fn is_part(path: &str) -> bool {
    path.contains('[')
}

/// A finding where all parts have more than the whole together in the launch, and have not on a normal day.
fn together(within: &[&Sizing<'_>], want: &Want, wanted: &[Want]) -> Option<Finding> {
    let Literal::Number(whole) = want.wanted.value else { return None };
    let now = want.now.as_ref()?.0.parse::<Decimal>().ok()?;
    let (mut before, mut after) = (Decimal::ZERO, Decimal::ZERO);
    for size in within {
        let Is::Known(Shown::Number(limit)) = size.is else { return None };
        let own =
            wanted.iter().find(|own| own.wanted.address == size.address && own.wanted.path == size.path);
        let then = match own.map(|own| &own.wanted.value) {
            Some(Literal::Number(then)) => *then,
            Some(_) => return None,
            None => limit,
        };
        (before, after) = (before.checked_add(limit)?, after.checked_add(then)?);
    }
    if within.len() < 2 || after <= whole || before > now {
        return None;
    }
    let Want { component, field, place, .. } = want;
    let [after, whole] = [after, whole].map(|number| number.normalize().to_string());
    let message = format!(
        "the {} limits in `{}` are {after} together, more than the {whole} of `{field}` of `{component}`",
        within.len(),
        want.wanted.address
    );
    let help = format!(
        "lower them to at most {whole} together in the Terraform first, or make `{field}` no smaller"
    );
    Some(Finding::new(Code::TaskSize, *place, message).help(help))
}

fn finding(size: &Sizing<'_>, want: &Want, asking: &Asking<'_>) -> Option<Finding> {
    let (Is::Known(Shown::Number(limit)), Literal::Number(whole)) = (&size.is, &want.wanted.value) else {
        return None;
    };
    let (now, _) = want.now.as_ref()?;
    let is_raised = *whole > now.parse::<Decimal>().ok()?;
    let place = size.origin.constant().map_or(size.place, |constant| constant.place);
    let Want { component, field, place: said, .. } = want;
    let [limit_text, whole_text] = [limit, whole].map(|number| number.normalize().to_string());
    let what = format!("`{}` of `{}`", size.attribute, size.address);
    let (code, message, help) = if limit > whole {
        (
            Code::TaskSize,
            format!(
                "{what} stays {limit_text}, more than the {whole_text} that all have with `{field}` of `{component}`"
            ),
            format!(
                "lower it to at most {whole_text} in the Terraform first, or make `{field}` no smaller than it is"
            ),
        )
    } else if is_raised && size.sort == Sort::Mib {
        // A share of CPU is no limit where others leave theirs; memory is.
        (
            Code::TfWithin,
            format!("{what} stays {limit_text}, though `{field}` of `{component}` rises to {whole_text}"),
            "take the limit out of the Terraform, or write the number of the whole into both: then it rises along; or \
             allow it, if this part needs no more"
                .to_owned(),
        )
    } else {
        return None;
    };
    Some(
        Finding::new(code, asking.reading.place(place), message)
            .label(*said, "the profile changes it here")
            .help(help),
    )
}

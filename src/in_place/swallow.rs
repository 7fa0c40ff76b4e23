//! Changes that Terraform would plan, and that would not do what was meant.

use std::collections::BTreeMap;

use crate::cloud::existing::swallowed::{Swallowed, Swallowing};
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::in_place::reading::Reading;
use crate::in_place::want::Want;

/// What becomes of the changes of a profile, beside what was meant: a finding for each cause and component.
pub(crate) fn findings<'a>(wanted: &'a [Want], reading: &Reading) -> Vec<(&'a str, Finding)> {
    let mut all: BTreeMap<(&str, Swallowed, &str), (&Swallowing, Vec<&Want>)> = BTreeMap::new();
    for want in wanted.iter().filter(|want| want.changes) {
        for one in &want.swallowed {
            let key = (want.component.as_str(), one.effect, one.address.as_str());
            all.entry(key).or_insert_with(|| (one, Vec::new())).1.push(want);
        }
    }
    all.into_iter()
        .filter_map(|((component, ..), (one, wants))| Some((component, finding(one, &wants, reading)?)))
        .collect()
}

fn finding(one: &Swallowing, wants: &[&Want], reading: &Reading) -> Option<Finding> {
    let mut fields: Vec<String> = wants.iter().map(|want| format!("`{}`", want.field)).collect();
    fields.dedup();
    let what = fields.join(" and ");
    let component = &wants.first()?.component;
    let Swallowing { address, attribute, is_set, .. } = one;
    let state = if *is_set { "is set like this" } else { "is not set" };
    let (code, message, why, help) = match one.effect {
        Swallowed::Pending => (
            Code::TfPending,
            format!("{what} of `{component}` changes in the next maintenance window, and not with the apply"),
            format!("`{attribute}` of `{address}` {state}"),
            format!(
                "write `{attribute} = true` into `{address}` before the launch and the way back, or apply each \
                 before a maintenance window that lies before its time"
            ),
        ),
        Swallowed::Unrolled => (
            Code::TfNotRolled,
            format!("{what} of `{component}` changes in a version of the template that nothing uses"),
            format!(
                "`{attribute}` of `{address}` {state}: it stays with the default version, which is an older one"
            ),
            format!(
                "set `{attribute}` of `{address}` to the latest version of the template, and apply that first"
            ),
        ),
        Swallowed::Replaced => (
            Code::TfReplaces,
            format!(
                "{what} of `{component}` cannot change in place: the resource is destroyed and made anew"
            ),
            format!("`{attribute}` of `{address}` makes it so"),
            "leave it as on a normal day, or build a second one beside it and move over before the launch"
                .to_owned(),
        ),
        Swallowed::Renewed | Swallowed::Unused => return None,
    };
    let mut finding = Finding::new(code, reading.place(one.place), message);
    for want in wants {
        finding = finding.label(want.place, "the profile changes it here");
    }
    Some(finding.note(why).help(help))
}

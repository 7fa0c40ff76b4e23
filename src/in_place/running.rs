//! Numbers of what runs, in the team's own Terraform, that a launch leaves outside its floor and ceiling.

use rust_decimal::Decimal;

use crate::cloud::existing::running::Running;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::existing::instance::Instance;
use crate::in_place::want::{Asking, Want};
use crate::plan::Component;
use crate::source::Place;
use crate::tuning::wanted::Via;

/// A finding for each number of what runs that stays below the floor of the launch, or above its ceiling. `members` are the
/// resources of each component.
pub(crate) fn findings(
    asking: &Asking<'_>,
    members: &[(&Component, Vec<&Instance>)],
    wanted: &[Want],
) -> Vec<(String, Finding)> {
    let mut all = Vec::new();
    for (component, members) in members {
        let own: Vec<&Want> = wanted.iter().filter(|own| own.component == component.name).collect();
        for member in members {
            for row in asking.tables.running.iter().filter(|row| row.resource == &*member.address.kind) {
                let Some(outside) = outside(row, member, &own, asking) else { continue };
                all.push((component.name.clone(), finding(row, member, &component.name, &outside)));
            }
        }
    }
    all
}

/// A number that a launch leaves outside of what it wants.
struct Outside<'a> {
    sets: Decimal,
    place: Place,
    below: bool,
    want: &'a Want,
}

/// The number that a resource states, if it is known, is not ignored, and does not change along with the launch.
fn outside<'a>(
    row: &Running,
    member: &Instance,
    wanted: &[&'a Want],
    asking: &Asking<'_>,
) -> Option<Outside<'a>> {
    let found = row.path.find(&member.content);
    let [found] = found.as_slice() else { return None };
    let address = member.address.to_string();
    let is_changed = |own: &&Want| own.wanted.address == address && own.wanted.path == found.path;
    if member.ignores(&found.path) || wanted.iter().any(is_changed) {
        return None;
    }
    let sets = found.value.number()?;
    let constant = found.value.origin.constant();
    let place = asking.reading.place(constant.map_or(member.place, |own| own.place));
    // What uses a constant that the launch changes changes with it: an override leaves the constant as it is.
    let changes = |own: &&Want| own.wanted.via != Some(Via::Override);
    let is_at = |own: &Want| own.now.as_ref().is_some_and(|(_, at)| *at == place);
    if constant.is_some() && wanted.iter().copied().filter(changes).any(is_at) {
        return None;
    }
    let ends = [("min", true), ("max", false)];
    ends.into_iter().find_map(|(end, below)| {
        let field = format!("{}.{end}", row.field);
        let want = wanted.iter().copied().find(|own| own.field == field && own.changes)?;
        let wants: Decimal = want.wanted.value.to_string().parse().ok()?;
        let is_outside = if below { sets < wants } else { sets > wants };
        is_outside.then_some(Outside { sets, place, below, want })
    })
}

fn finding(row: &Running, member: &Instance, component: &str, outside: &Outside<'_>) -> Finding {
    let Outside { sets, place, below, want } = outside;
    let (attribute, address) = (row.path.plain(), member.address.to_string());
    let (side, end) = if *below { ("below", "floor") } else { ("above", "ceiling") };
    let message = format!(
        "`{attribute}` of `{address}` stays {sets}, {side} the {end} of `{component}` in the launch, {}",
        want.wanted.value
    );
    let why = if row.is_refused {
        format!("once the group has its new size, an apply sets it back to {sets}, which is refused")
    } else {
        format!("each apply sets the number of what runs back to {sets}, whatever runs by then")
    };
    let attribute = attribute.rsplit('.').next().unwrap_or_default();
    Finding::new(Code::TfDesired, *place, message)
        .label(want.place, "the profile says it here")
        .note(why)
        .help(format!(
            "write `lifecycle {{ ignore_changes = [{attribute}] }}` into `{address}` and apply that before the launch, \
             so that only the floor and the ceiling decide"
        ))
}

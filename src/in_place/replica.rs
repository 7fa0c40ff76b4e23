//! Replicas that are resources of their own in the team's Terraform, and stay smaller than what they follow in a launch.

use crate::cloud::existing::Copied;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::existing::instance::{Exists, Instance};
use crate::in_place::want::{Asking, Want};
use crate::kind::engine::Engine;
use crate::plan::Component;
use crate::source::Place;
use crate::survey::gather::named_by;
use crate::tuning::wanted::Via;

/// The field of a database that says how large it is.
const CLASS: &str = "class";

/// A finding for each replica that has less than what it follows once that is as large as in the launch. `members` are the
/// resources of each component.
pub(crate) fn findings(
    asking: &Asking<'_>,
    members: &[(&Component, Vec<&Instance>)],
    wanted: &[Want],
) -> Vec<(String, Finding)> {
    let root = asking.reading.estate.roots.iter().find(|root| root.dir == asking.reading.dir());
    let Some(root) = root else { return Vec::new() };
    let there: Vec<&Instance> = root.instances.iter().filter(|one| one.exists != Exists::No).collect();
    let mut all = Vec::new();
    for want in wanted.iter().filter(|own| own.field == CLASS && own.changes) {
        for one in &there {
            let follows = |row: &&Copied| {
                let named = row.path.as_ref().map(|path| named_by(one, path, &there)).unwrap_or_default();
                *one.address.kind == *row.resource
                    && named.iter().any(|own| own.address.to_string() == want.wanted.address)
            };
            if asking.tables.copies.iter().any(|row| follows(&row)) {
                all.extend(smaller(one, want, members, wanted, asking));
            }
        }
    }
    all
}

/// What is said of a replica, by the component that it belongs to, if it is smaller than what `want` makes of the other.
fn smaller(
    replica: &Instance,
    want: &Want,
    members: &[(&Component, Vec<&Instance>)],
    wanted: &[Want],
    asking: &Asking<'_>,
) -> Option<(String, Finding)> {
    let address = replica.address.to_string();
    let own =
        members.iter().find(|(_, all)| all.first().is_some_and(|head| head.address.to_string() == address));
    let own = own.map(|(component, _)| *component);
    let (class, place) = stated(own, asking).or_else(|| in_files(replica, wanted, asking))?;
    let of = want.wanted.value.to_string();
    let of = of.trim_matches('"');
    let cloud = asking.plan.cloud;
    let (less, more) = (cloud.figures(&class)?, cloud.figures(of)?);
    if less.0 >= more.0 && less.1 >= more.1 {
        return None;
    }
    let message = format!(
        "the replica `{address}` is `{class}`, smaller than the `{of}` that it follows in the launch"
    );
    let followed = asking.plan.component(&want.component);
    let engine = followed.and_then(|own| own.spec.facets().database.map(|database| database.engine));
    let mut finding = Finding::new(Code::ReplicaSmaller, place, message)
        .label(want.place, "what it follows")
        .note("it does every write that the database does, and falls behind when these come fast");
    if engine == Some(Engine::Postgres) {
        finding = finding
            .note("PostgreSQL stops a replica whose `max_connections` is below that of what it follows");
    }
    let finding = finding.help(match own {
        Some(own) => format!("write the same size: `{}: {{class: {of}}}`", own.name),
        None => format!(
            "make a component of it in the everyday profile (`terraform: {{address: {address}}}`), and give it the same class here"
        ),
    });
    Some((own.map_or(want.component.as_str(), |own| own.name.as_str()).to_owned(), finding))
}

/// The class that the profile states of a component.
fn stated(component: Option<&Component>, asking: &Asking<'_>) -> Option<(String, Place)> {
    let component = component?;
    asking.plan.entry(&component.name)?.node.get(CLASS)?;
    let class = component.spec.facets().database?.class.to_owned();
    Some((class, asking.plan.place(&component.name, CLASS)))
}

/// The class that the files state, if the launch does not change it along with another one.
fn in_files(replica: &Instance, wanted: &[Want], asking: &Asking<'_>) -> Option<(String, Place)> {
    let row = asking.tables.sizes_of(&replica.address.kind).find(|row| row.of.field == Some(CLASS))?;
    let found = row.path.find(&replica.content);
    let [found] = found.as_slice() else { return None };
    let constant = found.value.origin.constant();
    let place = asking.reading.place(constant.map_or(replica.place, |own| own.place));
    let goes_along = |own: &Want| {
        own.changes
            && own.wanted.via != Some(Via::Override)
            && own.now.as_ref().is_some_and(|(_, at)| *at == place)
    };
    if constant.is_some() && wanted.iter().any(goes_along) {
        return None;
    }
    Some((found.value.text()?.to_owned(), place))
}

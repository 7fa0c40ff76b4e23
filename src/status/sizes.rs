//! The sizes that a profile writes for each component, and what each of them measures.

use crate::cloud;
use crate::cloud::size::{NUMBER, SizeAttribute, is_one_of};
use crate::model::name::{label, slug};
use crate::status::figure::same;
use std::collections::BTreeMap;

use hcl::{Body, Expression};
use jiff::Timestamp;

use crate::cloud::lowered::Output;
use crate::plan::Plan;
use crate::status::state::Freshness;
use crate::switch::schedule::schedules_of;
use crate::switch::steps::lower;
use crate::terraform::moment::Moment;
use crate::terraform::resource::Capacity;

/// The sizes that a profile writes for one component, by address and attribute.
pub(super) type Sizes = BTreeMap<(String, String), Wanted>;

/// The values that a profile wants for one attribute.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// The value while its window is open.
    pub(super) live: String,
    /// The value at the present moment.
    pub(super) now: String,
    /// The values at all moments at which it may have been applied so far.
    so_far: Vec<String>,
    /// Whether a schedule lowers it again after the window.
    pub(super) falls: bool,
}

impl Wanted {
    /// Whether the value that was found is the profile's. A value from the cloud must be the one of this moment. A
    /// value from a state may be the one of any moment so far, because a state does not show what schedules have done
    /// since.
    pub(super) fn is(&self, found: &str, source: Freshness) -> bool {
        match source {
            Freshness::Refreshed => same(&self.now, found),
            Freshness::LastApply => self.fits(found),
        }
    }

    /// Whether it is the profile's value at any moment so far.
    pub(super) fn fits(&self, found: &str) -> bool {
        self.so_far.iter().any(|one| same(one, found))
    }

    /// The value that people are told it should be.
    pub(super) fn told(self, source: Freshness) -> String {
        match source {
            Freshness::Refreshed => self.now,
            Freshness::LastApply => self.live,
        }
    }
}

/// The sizes that a profile writes for each component, as far as they are known before Terraform runs. `now` is the
/// present instant.
pub(super) fn sizes(
    plan: &Plan,
    baseline: Option<&Plan>,
    all: &[&Plan],
    now: Timestamp,
) -> BTreeMap<String, Sizes> {
    // Without a schedule the value is the same at every moment.
    let moment = schedules_of(plan, baseline).map_or(Moment::Raised, |all| Moment::of(&all, now));
    let of = |(name, output): (String, Output)| {
        let mut sizes = Sizes::new();
        for capacity in output.capacities() {
            flatten((&capacity.body, ""), &capacity.ignored, &capacity.address, moment, &mut sizes);
        }
        for size in plan.component(&name).into_iter().flat_map(|own| own.on.sizes()) {
            if let Some((key, wanted)) = number(size, &name, &output) {
                sizes.insert(key, wanted);
            }
        }
        (name, sizes)
    };
    lower(plan, baseline, all).into_iter().map(of).collect()
}

/// How many resources of a part a profile writes for a component; nothing of a size that is no number of resources.
fn number(size: &SizeAttribute, name: &str, output: &Output) -> Option<((String, String), Wanted)> {
    let address = format!("{}.{}_{}*", size.resource, label(&slug(name)), size.part);
    let own = |one: &Capacity| is_one_of(&one.address, &address);
    let count = (size.path == NUMBER).then(|| output.capacities().filter(own).count().to_string())?;
    let wanted = Wanted { live: count.clone(), now: count.clone(), so_far: vec![count], falls: false };
    Some(((address, NUMBER.to_owned()), wanted))
}

fn flatten((body, path): (&Body, &str), ignored: &[&str], address: &str, now: Moment, out: &mut Sizes) {
    for attribute in body.attributes() {
        let name = format!("{path}{}", attribute.key());
        if ignored.contains(&name.as_str()) {
            continue;
        }
        // Terraform chooses between the two by the time when it runs. A value that it computes itself is not known
        // before.
        let at = |moment: Moment| plain(moment.choose(attribute.expr()));
        if let (Some(live), Some(present)) = (at(Moment::Raised), at(now)) {
            let falls = at(Moment::Ended).as_ref() != Some(&live);
            // A window that was moved to a later time may have been open already.
            let so_far = [Moment::Before, Moment::Raised, Moment::Tail, Moment::Ended].into_iter();
            let so_far = so_far.filter(|one| *one <= now.max(Moment::Raised)).filter_map(at).collect();
            out.insert((address.to_owned(), name), Wanted { live, now: present, so_far, falls });
        }
    }
    for block in body.blocks() {
        // The provider may change the order of several blocks with one name.
        let alone = body.blocks().filter(|other| other.identifier() == block.identifier()).count() == 1;
        if alone {
            let path = format!("{path}{}.0.", block.identifier());
            flatten((block.body(), &path), ignored, address, now, out);
        }
    }
}

fn plain(value: &Expression) -> Option<String> {
    match value {
        Expression::Bool(value) => Some(value.to_string()),
        Expression::Number(value) => Some(value.to_string()),
        Expression::String(value) => Some(value.clone()),
        _ => None,
    }
}

/// The size that an attribute of a resource of a component is; `None` if the attribute is not a size.
pub(super) fn size(
    plan: &Plan,
    component: &str,
    (address, attribute): &(String, String),
) -> Option<&'static SizeAttribute> {
    let (resource, own) = address.split_once('.')?;
    let behind = own.strip_prefix(&label(&slug(component)))?.trim_start_matches('_');
    cloud::sizes(plan.cloud)
        .filter(|size| size.resource == resource && size.path == attribute)
        .filter_map(|size| Some((size.fit(behind)?, size)))
        .max_by_key(|(fit, _)| *fit)
        .map(|(_, size)| size)
}

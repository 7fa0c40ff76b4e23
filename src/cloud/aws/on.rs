//! What AWS makes of a kind: one implementation in the kind's own file, and the way from a component of any kind to it.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;

use serde_json::Value;

use crate::bill::{Lines, Quantity};
use crate::cloud::aws::alarm::Alarm;
use crate::cloud::aws::families::Families;
use crate::cloud::aws::image::Ami;
use crate::cloud::aws::item::Item;
use crate::cloud::aws::rules::{check_facets, machines};
use crate::cloud::aws::storage::{StorageService, speed};
use crate::cloud::aws::tracking::Policy;
use crate::cloud::aws::unit::Unit;
use crate::cloud::field::Field;
use crate::cloud::lowered::Output;
use crate::cloud::no_room::NoRoom;
use crate::cloud::provider::{Asked, MachineStep, OnCloud, Part, StorageSpeed};
use crate::cloud::size::SizeAttribute;
use crate::kind::spec::{Facets, Kind, Of, Rules};
use crate::model::name::Name;
use crate::model::site::Site;
use crate::watch::Watch;

/// A kind on AWS.
pub(crate) trait OnAws: Kind {
    /// What AWS calls what it is made of, for people.
    const SERVICES: &'static str;

    /// The attributes of its resources that are sizes: a test holds that each field that is one stands here.
    const SIZES: &'static [SizeAttribute];

    /// The families of the sizes that it comes in; nothing for a kind whose sizes are plain numbers.
    const FAMILIES: Option<Families>;

    /// What AWS says of its fields.
    const FIELDS: &'static [Field];

    /// The names that it takes, with their limits.
    fn names(of: &Of<Self>) -> &'static [Name];

    /// How AWS shows that it has no room for it, and the way out.
    fn no_room(of: &Of<Self>) -> NoRoom;

    /// What was meant by a value that no field takes, where it is in a unit of AWS.
    fn meant(_field: &str, _value: &Value) -> Option<String> {
        None
    }

    /// The rules that hold on AWS, for a component and for its step from the baseline.
    fn check(_of: &Of<Self>, _baseline: Option<&Of<Self>>, _site: &Site, _rules: &mut dyn Rules) {}

    /// Whether a condition of the table of effects holds that only this kind has on AWS.
    fn effect_holds(_when: &str, _before: &Of<Self>, _after: &Of<Self>) -> bool {
        true
    }

    /// How many connections it takes at once; nothing where that is not known, and for what nobody connects to.
    fn connection_limit(_of: &Of<Self>) -> Option<u64> {
        None
    }

    /// How many connections each of what follows it and can be read takes at once.
    fn reader_limit(_of: &Of<Self>) -> Option<u64> {
        None
    }

    /// What is watched while it is live, beside what says it.
    fn alarms(of: &Of<Self>) -> Vec<Alarm>;

    /// The policies by which it scales by itself.
    fn policies(_of: &Of<Self>) -> Vec<Policy> {
        Vec::new()
    }

    /// What it consumes, but for alarms: those on what is watched, and those that its policies make. What has no size and
    /// need not be there where the component exists already is added with [`Lines::add_beside`].
    fn bill(of: &Of<Self>, site: &Site, lines: &mut Lines<'_>);

    /// What it becomes, but for its policies.
    fn lower(of: &Of<Self>, unit: &Unit<'_>, out: &mut Output);
}

/// A kind on AWS as components of any kind reach it.
pub(crate) trait AnyOnAws: OnCloud {
    /// The families of its sizes.
    fn families(&self) -> Option<Families>;

    /// What is watched of a component, beside what says it.
    fn alarms(&self, part: Part<'_>) -> Vec<Alarm>;

    /// What a component becomes.
    fn lower(&self, unit: &Unit<'_>, out: &mut Output);
}

/// The way from a component of any kind to the implementation of kind `K`.
pub(crate) struct Aws<K>(PhantomData<fn() -> K>);

impl<K: OnAws> Aws<K> {
    /// The one value of this type.
    pub(crate) const KIND: Self = Self(PhantomData);

    /// The component's two bodies, if it is of this kind; a registry by the name of the kind gives it no other.
    fn of(part: Part<'_>) -> Option<&Of<K>> {
        let spec: &dyn Any = part.spec;
        spec.downcast_ref()
    }
}

impl<K: Kind> fmt::Debug for Aws<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(K::NAME)
    }
}

impl<K: OnAws> OnCloud for Aws<K> {
    fn services(&self) -> &'static str {
        K::SERVICES
    }

    fn names(&self, part: Part<'_>) -> &'static [Name] {
        Self::of(part).map_or(&[], K::names)
    }

    fn fields(&self) -> &'static [Field] {
        K::FIELDS
    }

    fn sizes(&self) -> &'static [SizeAttribute] {
        K::SIZES
    }

    fn meant(&self, field: &str, value: &Value) -> Option<String> {
        <K as OnAws>::meant(field, value)
    }

    fn check(&self, part: Part<'_>, baseline: Option<Part<'_>>, asked: &Asked<'_>, rules: &mut dyn Rules) {
        if let Some(of) = Self::of(part) {
            <K as OnAws>::check(of, baseline.and_then(Self::of), asked.site, rules);
        }
        check_facets(part, baseline, asked, rules);
    }

    fn watches(&self, part: Part<'_>) -> Vec<Watch> {
        self.alarms(part).into_iter().map(|alarm| alarm.watch).collect()
    }

    fn no_room(&self, part: Part<'_>) -> Option<NoRoom> {
        Self::of(part).map(K::no_room)
    }

    fn connection_limit(&self, part: Part<'_>) -> Option<u64> {
        Self::of(part).and_then(K::connection_limit)
    }

    fn reader_limit(&self, part: Part<'_>) -> Option<u64> {
        Self::of(part).and_then(K::reader_limit)
    }

    fn machine_step(&self, to: &Facets<'_>, from: &Facets<'_>) -> MachineStep {
        machines::step(to, from)
    }

    fn effect_holds(&self, when: &str, before: Part<'_>, after: Part<'_>) -> bool {
        Self::of(before)
            .zip(Self::of(after))
            .is_none_or(|(before, after)| K::effect_holds(when, before, after))
    }

    fn storage_speed(&self, facets: &Facets<'_>) -> StorageSpeed {
        facets
            .storage
            .map_or_else(StorageSpeed::default, |storage| speed(storage, StorageService::of(facets)))
    }

    fn smallest_disk(&self, facets: &Facets<'_>) -> Option<u64> {
        facets.image.and_then(|image| Ami::from(image).smallest_disk())
    }

    fn bill(&self, part: Part<'_>, site: &Site, lines: &mut Lines<'_>) {
        let Some(of) = Self::of(part) else { return };
        K::bill(of, site, lines);
        if !lines.is_built() {
            // Nothing is made to watch it.
            return;
        }
        let watched: u64 = K::alarms(of).iter().map(|alarm| alarm.watch.metrics).sum();
        let tracked: u64 = K::policies(of).iter().map(Policy::billed).sum();
        lines.add(Item::AlarmMetric, Quantity::fixed(watched + tracked));
    }
}

impl<K: OnAws> AnyOnAws for Aws<K> {
    fn families(&self) -> Option<Families> {
        K::FAMILIES
    }

    fn alarms(&self, part: Part<'_>) -> Vec<Alarm> {
        Self::of(part).map(K::alarms).unwrap_or_default()
    }

    fn lower(&self, unit: &Unit<'_>, out: &mut Output) {
        if let Some(of) = Self::of(unit.component.part) {
            K::lower(of, unit, out);
            for policy in K::policies(of) {
                policy.lower(unit, out);
            }
        }
    }
}

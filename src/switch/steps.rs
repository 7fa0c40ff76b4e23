//! What a switch does to the resources of each component, worked out from what both profiles become in the cloud.

use std::collections::BTreeSet;

use hcl::Block;

use crate::cloud::lowered::{Around, Output, Proof, View, handed_over, resized, resized_by_hand};
use crate::cloud::provider::{Lowering, Sized, Stack, Watched};
use crate::model::name::slug;
use crate::model::schedule::Schedules;
use crate::model::size::Size;
use crate::parallel;
use crate::plan::{Component, Plan};
use crate::switch::schedule::{schedules_of, timed};
use crate::terraform::delta::Delta;
use crate::terraform::moment::{Moment, Timed};
use crate::terraform::resource::Precondition;

/// What becomes of each component of a launch: at the cut-over, at the rollback, and how to see it.
#[derive(Clone, Debug)]
pub struct Steps {
    /// The component.
    pub component: String,
    /// The cut-over to the launch, applied before the floors rise.
    pub(crate) cut_over: Delta,
    /// The rollback to the everyday sizes, applied once the window is over.
    pub(crate) roll_back: Delta,
    /// How to see that the launch's sizes are there: right afterwards, and wrong before.
    pub sizes: Vec<Proof>,
    /// How to see that the launch's counts are there.
    pub counts: Vec<Proof>,
    /// What to look at, or to do, before anything about it is changed.
    pub before: Vec<Proof>,
    /// What is typed before and after the launch's sizes are made, however that is done.
    pub(crate) around: Around,
    /// The same of the everyday sizes.
    pub(crate) around_back: Around,
    /// The commands that make the launch's sizes without Terraform; empty where nobody has said how.
    pub sizes_by_hand: Vec<String>,
    /// The same for its counts.
    pub counts_by_hand: Vec<String>,
    /// The arguments that those commands can set, each with the type of its resource.
    pub(crate) settable: BTreeSet<(String, &'static str)>,
    /// The commands that make the everyday sizes again without Terraform; empty where nobody has said how.
    pub(crate) sizes_back_by_hand: Vec<String>,
    /// The same for its counts.
    pub(crate) counts_back_by_hand: Vec<String>,
    /// How to see that the everyday sizes are back.
    pub(crate) roll_back_sizes: Vec<Proof>,
    /// How to see that the everyday counts are back.
    pub(crate) roll_back_counts: Vec<Proof>,
}

/// A plan while its Terraform is written: what the components become hangs on what other profiles say about storage,
/// and on the window.
pub(crate) struct Lowered<'a> {
    baseline: Option<&'a Plan>,
    all: &'a [&'a Plan],
    schedules: Option<Schedules>,
    lowering: Box<dyn Lowering + 'a>,
}

impl<'a> Lowered<'a> {
    /// Begins to write a plan; `stack` is the slug of its stack. `all` are the plans of all profiles, `plan` among them.
    /// What all components share goes to `shared`.
    #[must_use]
    pub(crate) fn new(
        plan: &'a Plan,
        stack: &'a str,
        baseline: Option<&'a Plan>,
        all: &'a [&'a Plan],
        required: Option<Precondition>,
        shared: &mut Output,
    ) -> Self {
        let parts = plan.components.iter().map(Component::part).collect();
        let stack = Stack { name: stack, site: &plan.header.cloud, parts, required };
        let lowering = plan.cloud.lower(&stack, shared);
        Self { baseline, all, schedules: schedules_of(plan, baseline), lowering }
    }

    /// What one of the plan's components becomes.
    #[must_use]
    pub(crate) fn component(&self, component: &Component) -> Output {
        if !component.is_built() {
            return Output::default();
        }
        let everyday = self.baseline.and_then(|baseline| timed(component, baseline));
        let timed = self.schedules.as_ref().zip(everyday).map(|(schedules, everyday)| {
            let lasting = component.spec.facets().stateful;
            Timed { everyday, schedules, lasting }
        });
        self.lowering.component(&Sized {
            part: component.part(),
            storage_kept_larger: kept_larger(component, self.all),
            storage_most: storage_most(component, self.all),
            timed,
        })
    }

    /// What a component that people change by hand would be, in each reading of it: its commands have the names that are
    /// there. None of what is changed in another way.
    fn by_hand(&self, component: &Component) -> Vec<Output> {
        if component.common.resource.is_none() {
            return Vec::new();
        }
        let of = |own: &Component| {
            let part = own.part();
            self.lowering.component(&Sized {
                part,
                storage_kept_larger: false,
                storage_most: None,
                timed: None,
            })
        };
        component.readings().iter().map(of).collect()
    }

    /// What a switch does to a component that exists.
    pub(crate) fn existing(&self, component: &Component, before: (&Component, &Self)) -> Steps {
        let (from, to) = (before.1.by_hand(before.0), self.by_hand(component));
        Steps::agreed(&component.name, &from, &to)
    }

    /// How many widgets of components a dashboard could show at most.
    #[must_use]
    pub(crate) fn most_widgets(&self) -> usize {
        self.lowering.most_widgets()
    }

    /// The blocks of what watches the stack as a whole.
    #[must_use]
    pub(crate) fn monitoring(&self, watched: &Watched<'_>) -> Vec<Block> {
        self.lowering.monitoring(watched)
    }
}

/// What each component of a plan becomes.
#[must_use]
pub fn lower(plan: &Plan, baseline: Option<&Plan>, all: &[&Plan]) -> Vec<(String, Output)> {
    let stack = slug(&plan.header.stack);
    let lowered = Lowered::new(plan, &stack, baseline, all, None, &mut Output::default());
    parallel::map(&plan.components, |component| (component.name.clone(), lowered.component(component)))
}

/// What a switch from `everyday` to `plan` and back does to the resources of each component that both have.
#[must_use]
pub fn steps(plan: &Plan, everyday: &Plan, all: &[&Plan]) -> Vec<Steps> {
    let stack = slug(&plan.header.stack);
    let to = Lowered::new(plan, &stack, Some(everyday), all, None, &mut Output::default());
    let from = Lowered::new(everyday, &stack, None, all, None, &mut Output::default());
    let steps = parallel::map(&plan.components, |component| {
        let before = everyday.component(&component.name)?;
        if !component.is_built() {
            return Some(to.existing(component, (before, &from)));
        }
        Some(Steps::of(&component.name, &from.component(before), &to.component(component)))
    });
    steps.into_iter().flatten().collect()
}

impl Steps {
    /// What the switch of one component does, from what it becomes in both profiles.
    #[must_use]
    pub(crate) fn of(component: &str, from: &Output, to: &Output) -> Self {
        Self {
            component: component.to_owned(),
            cut_over: Delta::of((&from.blocks, Moment::Before), (&to.blocks, Moment::Before), &to.follows),
            roll_back: Delta::of((&to.blocks, Moment::Ended), (&from.blocks, Moment::Ended), &from.follows),
            sizes: resized(from, to),
            around: handed_over(from, to),
            around_back: handed_over(to, from),
            roll_back_sizes: resized(to, from),
            counts: to.counts.clone(),
            before: to.before.clone(),
            sizes_by_hand: resized_by_hand(from, to),
            counts_by_hand: to.set_counts.clone(),
            settable: to.views.iter().flat_map(View::settable).collect(),
            sizes_back_by_hand: resized_by_hand(to, from),
            counts_back_by_hand: from.set_counts.clone(),
            roll_back_counts: from.counts.clone(),
        }
    }
}

impl Steps {
    /// What the switch of a component does that people change by hand, as far as all readings of it agree: half of a
    /// command that hangs on what is not known is worse than none. Terraform has nothing to do with it.
    fn agreed(component: &str, from: &[Output], to: &[Output]) -> Self {
        let nothing = Output::default();
        let read = |at: usize| {
            let [from, to] = [from, to].map(|all| pick(all, at).unwrap_or(&nothing));
            Self::of(component, from, to)
        };
        let mut agreed = read(0);
        for at in 1..from.len().max(to.len()) {
            let other = read(at);
            keep(&mut agreed.sizes, &other.sizes);
            keep(&mut agreed.counts, &other.counts);
            for (own, other) in
                [(&mut agreed.around, &other.around), (&mut agreed.around_back, &other.around_back)]
            {
                keep(&mut own.first, &other.first);
                keep(&mut own.last, &other.last);
            }
            keep(&mut agreed.before, &other.before);
            keep(&mut agreed.sizes_by_hand, &other.sizes_by_hand);
            keep(&mut agreed.counts_by_hand, &other.counts_by_hand);
            keep(&mut agreed.sizes_back_by_hand, &other.sizes_back_by_hand);
            keep(&mut agreed.counts_back_by_hand, &other.counts_back_by_hand);
            keep(&mut agreed.roll_back_sizes, &other.roll_back_sizes);
            keep(&mut agreed.roll_back_counts, &other.roll_back_counts);
        }
        Self { cut_over: Delta::default(), roll_back: Delta::default(), ..agreed }
    }
}

/// One of several outputs: the first, where there is only one.
fn pick(all: &[Output], at: usize) -> Option<&Output> {
    all.get(at).or_else(|| all.first())
}

/// Keeps a list only if it is the same in another reading.
fn keep<T: PartialEq>(own: &mut Vec<T>, other: &[T]) {
    if own.as_slice() != other {
        own.clear();
    }
}

/// Whether another profile has storage here that is larger and stays.
fn kept_larger(component: &Component, all: &[&Plan]) -> bool {
    let Some(own) = component.spec.facets().storage else {
        return false;
    };
    all.iter().filter_map(|plan| plan.component(&component.name)).any(|other| {
        other.spec.facets().storage.is_some_and(|storage| storage.keep && storage.size > own.size)
    })
}

/// The most that any profile lets the cloud grow this storage to. None of them takes it back: what has grown meanwhile
/// might be above it.
fn storage_most(component: &Component, all: &[&Plan]) -> Option<Size> {
    let others = all.iter().filter_map(|plan| plan.component(&component.name));
    others.filter_map(|other| other.spec.facets().storage?.max_size).max()
}

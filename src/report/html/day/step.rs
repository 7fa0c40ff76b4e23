//! The steps of the switch, as the picture of the day has them.

use jiff::SignedDuration;

use crate::diff::Diff;
use crate::diff::orders::quotas_by;
use crate::plan::{Component, Plan};
use crate::report::view::View;
use crate::report::view::order::OrderView;
use crate::report::view::when::length;
use crate::shown::clipped;
use crate::switch::schedule::{TESTS, timed};
use crate::switch::timeline::{APPLY, QUOTA_LEAD, REHEARSAL, Resize, way_back};

/// The number of characters of an order that are shown.
const TITLE: usize = 44;

/// What a step is to users and to the people who carry it out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Something is ordered, and takes time to come.
    Order,
    /// People prepare themselves, days before.
    Prepare,
    /// A decision.
    Decision,
    /// Work that users feel.
    Felt,
    /// Work that users do not feel.
    Work,
    /// It happens by itself.
    Itself,
    /// The launch.
    Launch,
    /// Something that comes long after the launch.
    Later,
}

impl Kind {
    /// The class in the style sheet.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Prepare => "prepare",
            Self::Decision => "decision",
            Self::Felt => "felt",
            Self::Work => "work",
            Self::Itself => "itself",
            Self::Launch => "launch",
            Self::Later => "later",
        }
    }

    /// The words beside the title of a step; empty if the title says it.
    pub(super) const fn beside(self) -> &'static str {
        match self {
            Self::Felt => "users feel it",
            Self::Itself => "by itself",
            Self::Order | Self::Prepare | Self::Decision | Self::Work | Self::Launch | Self::Later => "",
        }
    }

    /// The words of the legend.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Order => "order, and how long it takes",
            Self::Prepare => "preparation",
            Self::Decision => "decision",
            Self::Felt => "users feel it",
            Self::Work => "work that users do not feel",
            Self::Itself => "happens by itself",
            Self::Launch => "the launch",
            Self::Later => "after the launch",
        }
    }
}

/// One step. Its times are lengths before the start of the window.
pub(super) struct Step {
    pub(super) title: String,
    /// When it begins, at the latest.
    pub(super) due: SignedDuration,
    /// When it is over.
    pub(super) until: SignedDuration,
    pub(super) owner: Option<String>,
    pub(super) kind: Kind,
    /// For how long users feel it, in words.
    pub(super) felt: Option<String>,
    /// Whether it is the switch back.
    pub(super) is_way_back: bool,
}

/// All steps of a switch whose length is known.
pub(super) fn steps(view: &View, diff: &Diff<'_>) -> Vec<Step> {
    let (plan, timeline, phases) = (diff.to, &diff.timeline, &diff.phases);
    let lead = plan.header.event.as_ref().and_then(|event| name(plan, event.lead.as_deref()));
    let step = |title: &str, due: SignedDuration, takes: SignedDuration, kind| Step {
        title: title.to_owned(),
        due,
        until: due.saturating_sub(takes),
        owner: lead.clone(),
        kind,
        felt: None,
        is_way_back: false,
    };
    let zero = SignedDuration::ZERO;
    let end = zero.saturating_sub(phases.window);
    let closes = end.saturating_sub(phases.tail);
    let back = way_back(phases.window, phases.tail);
    let order = |order: &OrderView, until, kind| Step {
        title: clipped(&order.what, TITLE),
        due: order.due,
        until,
        owner: order.owner.clone(),
        kind,
        felt: None,
        is_way_back: false,
    };
    let arrives = |due| if due == quotas_by(timeline) { timeline.first() } else { timeline.deadline };
    let mut out: Vec<Step> =
        view.orders.iter().map(|own| order(own, arrives(own.due), Kind::Order)).collect();
    out.extend(view.given_back.iter().map(|own| order(own, own.due, Kind::Later)));
    let cloud = plan.cloud.short();
    let vendors = if plan.header.external.is_empty() { "" } else { " and the vendors" };
    let told = REHEARSAL.saturating_add(QUOTA_LEAD);
    out.push(step(&format!("tell {cloud}{vendors} of the date"), told, zero, Kind::Prepare));
    // A profile that extends another launch is a rehearsal itself.
    if plan.extends.as_deref() == Some(diff.from.name()) {
        let takes = timeline.first().saturating_sub(timeline.deadline);
        out.push(step("rehearse at launch size, there and back", REHEARSAL, takes, Kind::Prepare));
    }
    // What waits for a maintenance window has no time of its own.
    let felt = || {
        timeline.resizes.iter().filter(|resize| resize.effect.interrupts() && resize.waits().next().is_none())
    };
    if felt().next().is_some() {
        out.push(step("decide: begin the interruptions?", timeline.decision(), zero, Kind::Decision));
    }
    out.extend(felt().map(|own| resize(own, plan)));
    out.push(step("apply the rest", timeline.apply, APPLY, Kind::Work));
    let rising: Vec<&Component> =
        plan.components.iter().filter(|own| timed(own, diff.from).is_some()).collect();
    let itself =
        |title: &str, due, until| Step { until, owner: None, ..step(title, due, zero, Kind::Itself) };
    if !rising.is_empty() {
        out.push(itself("the minimum counts rise", timeline.raise, end));
    }
    out.push(step(
        "smoke tests, each by its owner",
        timeline.deadline.saturating_add(TESTS),
        TESTS,
        Kind::Work,
    ));
    out.push(step("decide: go or no-go", timeline.deadline, zero, Kind::Decision));
    out.push(Step { owner: None, ..step("the launch", zero, phases.window, Kind::Launch) });
    if rising.iter().any(|own| !own.spec.facets().stateful) {
        let title = if phases.tail.is_zero() { "the counts fall" } else { "the minimum counts fall" };
        out.push(itself(title, end, end.saturating_sub(phases.tail)));
        if !phases.tail.is_zero() {
            out.push(itself("the maximum counts fall", closes, closes));
        }
    }
    for own in rising.iter().filter(|own| own.spec.facets().stateful) {
        let owner = name(plan, own.common.owner.as_deref());
        out.push(Step {
            until: back,
            owner,
            ..step(
                &format!("{}: move its data to the machines that stay", own.name),
                closes,
                zero,
                Kind::Work,
            )
        });
    }
    let way = if felt().next().is_some() { Kind::Felt } else { Kind::Work };
    let checked = back.saturating_sub(SignedDuration::from_hours(1));
    out.push(Step {
        until: checked,
        is_way_back: true,
        ..step("switch back: apply the everyday sizes", back, zero, way)
    });
    out.push(step("check that nothing is left on", checked, zero, Kind::Work));
    out
}

/// The resize of a component, which users feel.
fn resize(own: &Resize<'_>, plan: &Plan) -> Step {
    let rules = own.all().filter_map(|change| change.effect);
    let users = rules.filter(|rule| rule.effect.interrupts()).filter_map(|rule| rule.users).max();
    Step {
        title: format!("resize {}", own.component.name),
        due: own.latest,
        until: own.latest.saturating_sub(own.takes.unwrap_or(own.holds)),
        owner: name(plan, own.component.common.owner.as_deref()),
        kind: Kind::Felt,
        felt: users.map(|users| format!("users feel it for about {}", length(users))),
        is_way_back: false,
    }
}

/// The name of an owner.
fn name(plan: &Plan, owner: Option<&str>) -> Option<String> {
    Some(plan.header.owners.get(owner?)?.name.clone())
}

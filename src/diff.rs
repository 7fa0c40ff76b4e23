//! What switching from one plan to another changes: fields, money and quotas. A [`Diff`] is computed once, from two
//! plans and prices; `report` and `runbook` only write it.

pub mod around;
mod costs;
pub(crate) mod line;
pub mod money;
pub(crate) mod orders;
pub mod pair;
pub(crate) mod phases;
pub mod quotas;
pub mod several;

use jiff::SignedDuration;

use crate::diff::costs::{Costs, Way};
use crate::diff::line::Terms;
use crate::diff::money::{LeftOn, LineDiff, Totals};
use crate::diff::pair::Pair;
use crate::diff::quotas::QuotaDiff;
use crate::diff::several::{OneWindow, Several};
use crate::effect::Effect;
use crate::model::span::Span;
use crate::model::window::Window;
use crate::money::Amounts;
use crate::parallel;
use crate::plan::Plan;
use crate::price::Prices;
use crate::priced::{Payer, Uncounted};
use crate::quota::applied::Applied;
use crate::switch::change::{Change, changes};
use crate::switch::stay::{Phases, Stay};
use crate::switch::timeline::{BACK, Timeline};

/// A switch from one plan to another.
#[derive(Debug)]
pub struct Diff<'a> {
    /// The plan that is live before the switch.
    pub from: &'a Plan,
    /// The plan that is live in the window.
    pub to: &'a Plan,
    /// Whether the switch is the way back to the everyday plan, which has no window.
    pub back: bool,
    /// The window of `to`, or the one that the user gave in its place; `None` if the user gave only a length.
    pub window: Option<Window>,
    /// All windows of `to`, if there are several and the user gave none in their place.
    pub several: Option<Several>,
    /// The length of the window; `None` if it is not known, and on the way back.
    pub span: Option<Span>,
    /// The latest safe start of each step. On the way back it is the timeline of the launch.
    pub timeline: Timeline<'a>,
    /// The length of each phase, from the first step that Terraform does to the earliest way back.
    pub phases: Phases<SignedDuration>,
    /// The network, the components and the external services: all of them, changed or not.
    pub parts: Vec<PartDiff>,
    /// The quotas of which the two plans need different amounts.
    pub quotas: Vec<QuotaDiff>,
    /// Use that is billed, and whose amount the profiles do not state.
    pub uncounted: Vec<Uncounted>,
    /// The sum over all parts.
    pub total: Totals,
    /// The first and the last date of the prices that were used.
    pub dates: Option<(String, String)>,
}

/// How a switch changes a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The part is new.
    Added,
    /// The part is removed.
    Removed,
    /// Some of its fields change, or its bill does.
    Changed,
    /// Nothing about it changes.
    Same,
}

impl Status {
    /// The word in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Same => "same",
        }
    }
}

/// Which sizes of a part are still on after its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StillOn {
    /// The sizes that no schedule brings back. Its counts have fallen, unless they have no schedule.
    Sizes,
    /// Its sizes and its counts, as in the window.
    Counts,
}

/// How a switch changes one component, the network or an external service.
#[derive(Debug)]
pub struct PartDiff {
    /// Whether the part is a component, the network or an external service.
    pub payer: Payer,
    /// Its name in the profile.
    pub name: String,
    /// The kind of a component; `network` or `external` for the others.
    pub kind: &'static str,
    /// The component that it changes along with, if it is in no profile.
    pub along: Option<String>,
    /// How the switch changes the part.
    pub status: Status,
    /// The fields of the profile that change.
    pub changes: Vec<Change>,
    /// What live users feel: the worst effect of its changes; `None` if the part is not a component.
    pub effect: Option<Effect>,
    /// The lines of its bill.
    pub lines: Vec<LineDiff>,
    /// The length of each phase in which the part differs from the everyday plan.
    pub stay: Stay,
    /// The sum over its lines.
    pub total: Totals,
    /// Whether the profile gives an `expected` count; `None` if the part does not scale.
    pub expects: Option<bool>,
}

/// What a switch is computed with, beside the two plans and prices.
#[derive(Debug, Default)]
pub struct DiffOptions<'a> {
    /// A window that takes the place of the profile's own.
    pub window: Option<&'a Window>,
    /// A length of time without dates, which takes the place of a window.
    pub span: Option<Span>,
    /// The everyday plan, whose usage savings plans cover.
    pub everyday: Option<&'a Plan>,
    /// The quotas of the account, if they were saved.
    pub applied: Option<&'a Applied>,
}

impl<'a> Diff<'a> {
    /// Computes what switching from `from` to `to` changes.
    #[must_use]
    pub fn new(from: &'a Plan, to: &'a Plan, prices: &Prices, options: &DiffOptions<'_>) -> Self {
        let way = Way::of((from, to), options.everyday, options.window, options.span);
        let Way { back, window, span, .. } = way;
        let timeline = Timeline::of(way.launch, way.everyday);
        let costs = Costs::of(&way, prices);
        let pairs = costs.pairs(back);
        let mut uncounted = costs.to.uncounted.clone();
        let idle = |pair: &Pair<'_>| -> Vec<Uncounted> {
            let name = pair.name().to_owned();
            let lines = pair.not_stated().into_iter();
            lines
                .map(|line| Uncounted { name: name.clone(), what: line.what, unit: line.unit, price: None })
                .collect()
        };
        uncounted.extend(pairs.iter().flat_map(idle));
        let parts = parallel::map(&pairs, |pair| part(pair, from, to, &way.terms(&timeline, pair)));
        let mut total: Totals = parts.iter().map(|part| part.total).sum();
        // A switch that changes nothing is free, whatever its length.
        let idle = parts.iter().all(|part| part.status == Status::Same);
        if span.is_none() && idle {
            total.phases = Some(Phases::default());
        }
        let own = to.window.as_ref().filter(|_| options.window.is_none() && options.span.is_none() && !back);
        let several = Several::of(&to.windows, own, |window| {
            let options = DiffOptions { window: Some(window), span: None, applied: None, ..*options };
            let diff = Diff::new(from, to, prices, &options);
            let subscribes = diff.parts.iter().flat_map(|part| &part.lines).any(LineDiff::is_subscribed);
            OneWindow { cost: diff.total.window(), subscribes, before: diff.phases.before }
        });
        let dates = crate::priced::dates(costs.from.parts.iter().chain(&costs.to.parts));
        Self {
            from,
            to,
            back,
            window: window.cloned(),
            several,
            span,
            phases: Phases { before: timeline.first(), window: way.length(), tail: way.tail(), after: BACK },
            timeline,
            quotas: quotas::compare(from.bill(), &costs.after, (from, to), options.everyday, options.applied),
            uncounted,
            parts,
            total,
            dates,
        }
    }

    /// How much more the same switch costs in a window that is an hour longer; `None` if the length of the window is not
    /// known. `everyday` is the plan whose usage savings plans cover.
    #[must_use]
    pub(crate) fn hour_longer(&self, prices: &Prices, everyday: Option<&Plan>) -> Option<Amounts> {
        let seconds = self.span?.seconds.checked_add(3600)?;
        let window = match &self.window {
            Some(window) => Some(window.lasting(seconds)?),
            None => None,
        };
        let span = window.is_none().then(|| Span::of_seconds(seconds));
        let way = Way::of((self.from, self.to), everyday, window.as_ref(), span);
        let costs = Costs::of(&way, prices);
        let pairs = costs.pairs(way.back);
        // Its steps are the same: they lead to its start.
        let totals = pairs.iter().map(|pair| totals(pair, &way.terms(&self.timeline, pair)).1);
        Some(totals.sum::<Totals>().window()? - self.total.window()?)
    }

    /// The lines whose price is not known although they cost something, each with its part.
    pub fn unknown(&self) -> impl Iterator<Item = (&PartDiff, &LineDiff)> {
        self.parts
            .iter()
            .flat_map(|part| part.lines.iter().filter(|line| line.is_unknown()).map(move |line| (part, line)))
    }

    /// What is not known of what changes along, a sentence each.
    pub(crate) fn untold(&self) -> impl Iterator<Item = &str> {
        let to = &self.to.untold;
        let from = self.from.untold.iter().filter(|told| !to.contains(told));
        to.iter().chain(from).map(String::as_str)
    }

    /// The largest number of months that a subscription is paid for, if vendors' months or minimum terms say so.
    #[must_use]
    pub fn months(&self) -> Option<i64> {
        self.parts.iter().flat_map(|part| &part.lines).filter_map(|line| line.months).max()
    }

    /// What the sizes that are still on cost on top of the everyday plan, for as long as nobody switches back. `still`
    /// says which sizes of a part are on. `diff` and `status` both use it, so one state has one figure.
    pub fn still_on(&self, still: impl Fn(&PartDiff) -> Option<StillOn>) -> LeftOn {
        let cost = |part: &PartDiff| {
            Some(match still(part)? {
                StillOn::Sizes => part.total.left_on,
                StillOn::Counts => part.lines.iter().filter_map(LineDiff::running).sum(),
            })
        };
        self.parts.iter().filter_map(cost).sum()
    }

    /// What live users feel: the worst effect of all parts.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.parts.iter().filter_map(|part| part.effect).max().unwrap_or_default()
    }

    /// The parts that change.
    pub fn changed(&self) -> impl Iterator<Item = &PartDiff> {
        self.parts.iter().filter(|part| part.status != Status::Same)
    }
}

/// The lines of a part, and the sum over them.
fn totals(pair: &Pair<'_>, terms: &Terms) -> (Vec<LineDiff>, Totals) {
    let lines = pair.lines(terms);
    let total = Totals::of(&lines, pair.residual(), terms.span.is_some());
    (lines, total)
}

fn part(pair: &Pair<'_>, from: &Plan, to: &Plan, terms: &Terms) -> PartDiff {
    let name = pair.name();
    let section = if pair.payer() == Payer::External { "external" } else { "components" };
    let changes = match pair.payer() {
        Payer::Network => Vec::new(),
        Payer::Component | Payer::External => changes(section, name, from, to),
    };
    let (lines, total) = totals(pair, terms);
    let moved = lines.iter().any(|line| line.from != line.to);
    let status = match (pair.from, pair.to) {
        (None, _) => Status::Added,
        (_, None) => Status::Removed,
        _ if moved || !changes.is_empty() || total.is_change() => Status::Changed,
        _ => Status::Same,
    };
    let component = to.component(name).or_else(|| from.component(name));
    let component = component.filter(|_| pair.payer() == Payer::Component);
    let kind = match pair.payer() {
        Payer::Network => "network",
        Payer::External => "external",
        Payer::Component => component.map_or("", |component| component.spec.kind().name),
    };
    let count = component.and_then(|component| component.spec.facets().count);
    let expects = count.map(|count| count.expected.is_some());
    let effect = component.map(|_| worst(&changes));
    PartDiff {
        payer: pair.payer(),
        name: name.to_owned(),
        along: to.lead(name).or_else(|| from.lead(name)).map(str::to_owned),
        kind,
        status,
        changes,
        effect,
        lines,
        stay: terms.stay,
        total,
        expects,
    }
}

/// The effect of a component: the worst one of its changes.
fn worst(changes: &[Change]) -> Effect {
    changes.iter().filter_map(|change| change.effect).map(|rule| rule.effect).max().unwrap_or_default()
}

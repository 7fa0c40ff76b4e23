//! What switching from one plan to another changes: fields, money, quotas. Computed once, apart from how
//! it is written.

pub mod around;
pub mod money;
pub mod phases;
pub mod quotas;

use crate::change::Change;
use money::{LeftOn, LineDiff, Totals};
use quotas::QuotaDiff;

use std::borrow::Cow;

use jiff::{SignedDuration, ToSpan as _};

use around::{Around, Reckoning, Sides};
use money::Terms;

use crate::bill::{self, BillOfMaterials};
use crate::change::changes;
use crate::cost::{self, Cost, Payer, Uncounted};
use crate::effect::Effect;
use crate::external::month::When;
use crate::model::span::Span;
use crate::model::window::{Window, month_after};
use crate::money::Amounts;
use crate::parallel;
use crate::plan::Plan;
use crate::price::Prices;
use crate::quota::applied::Applied;
use crate::timeline::stay::{Phases, Stay};
use crate::timeline::{BACK, Timeline};

/// A switch from one plan to another.
#[derive(Debug)]
pub struct Diff<'a> {
    /// What is live before.
    pub from: &'a Plan,
    /// What is live in the window.
    pub to: &'a Plan,
    /// Whether it is the way back, to the everyday plan: it has no window.
    pub back: bool,
    /// When: the window of `to` or the one that was given in its place, unless a mere length was.
    pub window: Option<Window>,
    /// For how long; none when nobody says, and on the way back.
    pub span: Option<Span>,
    /// By when each step must have begun; of the way back it is that of the way there.
    pub timeline: Timeline<'a>,
    /// How long the phases are: from the first step that Terraform does to the earliest way back.
    pub phases: Phases<SignedDuration>,
    /// The network, the components, the external services; all of them, changed or not.
    pub parts: Vec<PartDiff>,
    /// Quotas that are needed differently.
    pub quotas: Vec<QuotaDiff>,
    /// What hangs on traffic that the profiles do not state.
    pub uncounted: Vec<Uncounted>,
    /// The money of all parts together.
    pub total: Totals,
    /// The first and the last date of the prices that were used.
    pub dates: Option<(String, String)>,
}

/// What happens to a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is new.
    Added,
    /// It goes.
    Removed,
    /// Some of its fields change, or its bill.
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

/// What of a part is still on after its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StillOn {
    /// What no schedule brings back: its counts have fallen, unless they have no schedule.
    Sizes,
    /// Its counts too, as in the window.
    Counts,
}

/// One component, the network or an external service.
#[derive(Debug)]
pub struct PartDiff {
    /// What it is.
    pub payer: Payer,
    /// Its name in the profile.
    pub name: String,
    /// Its kind; `network` or `external` for what is no component.
    pub kind: &'static str,
    /// What happens to it.
    pub status: Status,
    /// What changes in the profile.
    pub changes: Vec<Change>,
    /// What live users feel: the worst of its changes; none for what is no component.
    pub effect: Option<Effect>,
    /// What it is billed by.
    pub lines: Vec<LineDiff>,
    /// For how long it is otherwise than on every day.
    pub stay: Stay,
    /// Its money.
    pub total: Totals,
    /// Whether `expected` is given after the switch; none for what does not scale.
    pub expects: Option<bool>,
}

/// What a switch is held against.
#[derive(Debug, Default)]
pub struct DiffOptions<'a> {
    /// A window in place of the profile's own.
    pub window: Option<&'a Window>,
    /// A length of time that no date is known for, in place of a window.
    pub span: Option<Span>,
    /// The everyday plan, which savings plans cover.
    pub everyday: Option<&'a Plan>,
    /// The account's quotas.
    pub applied: Option<&'a Applied>,
}

impl<'a> Diff<'a> {
    /// Computes what switching from `from` to `to` changes.
    #[must_use]
    pub fn new(from: &'a Plan, to: &'a Plan, prices: &Prices, options: &DiffOptions<'_>) -> Self {
        let usual = options.everyday.map(Plan::name);
        let back = to.window.is_none()
            && from.name() != to.name()
            && (usual == Some(to.name()) || (usual != Some(from.name()) && from.window.is_some()));
        let own = options.window.or(to.window.as_ref());
        let window = own.filter(|_| options.span.is_none());
        let span = options.span.or_else(|| window.map(Span::of)).filter(|_| !back);
        let (launch, other) = if back { (from, to) } else { (to, from) };
        // What counts rise from and fall to is the everyday profile, whatever is live before.
        let everyday = options.everyday.filter(|everyday| everyday.name() != launch.name()).unwrap_or(other);
        let timeline = Timeline::of(launch, everyday);
        let tail = window.map(Window::tail).unwrap_or_default();
        let length = SignedDuration::from_secs(span.map_or(0, |span| span.seconds));
        let stay = |name: &str| timeline.stay(name, length, tail);
        let (bill_from, bill_to) = (bill::bill(from), bill::bill(to));
        // Storage that has grown stays: after the switch as large as before it at the least.
        let after = bill_to.held_by(&bill_from);
        let when = match options.span {
            _ if back => When::Always,
            Some(span) => When::Length(span),
            None => When::of(window),
        };
        // The way back begins on the day after the window, unless that is over by now.
        let (on, later) = match &launch.window {
            Some(window) if back => {
                let on = window.last_day().saturating_add(1.day()).max(cost::today(prices));
                (on, month_after(on.saturating_sub(1.day())))
            }
            Some(_) => {
                let on = cost::day(launch, prices, when);
                (on, month_after(on))
            }
            None => (cost::today(prices), cost::today(prices)),
        };
        let price =
            |plan, bill: &BillOfMaterials| Cost::of_bill(plan, bill, options.everyday, prices, when, on);
        let (cost_from, cost_to) = (price(from, &bill_from), price(to, &after));
        // Where nothing has grown, the way back leads to what was.
        let grown = match bill_from.held_by(&after) {
            Cow::Borrowed(_) => None,
            Cow::Owned(back) => Some(price(from, &back)),
        };
        let around = Around::of(
            &Sides {
                launch,
                everyday,
                other,
                held: &bill_from,
                usual: if back { &after } else { &bill_from },
            },
            &Reckoning { baseline: options.everyday, prices, when, on, later },
        );

        let live = if back { &cost_from } else { &cost_to };
        let pairs = money::pair(&cost_from, &cost_to, grown.as_ref().unwrap_or(&cost_from), &around, live);
        let parts = parallel::map(&pairs, |pair| {
            part(pair, from, to, &Terms { span, back, stay: stay(pair.name()) })
        });
        let mut total: Totals = parts.iter().map(|part| part.total).sum();
        // Nothing changes: that is free for any length of time.
        let idle = parts.iter().all(|part| part.status == Status::Same);
        if span.is_none() && idle {
            total.phases = Some(Phases::default());
        }
        let dates = cost::dates(cost_from.parts.iter().chain(&cost_to.parts));
        Self {
            from,
            to,
            back,
            window: window.cloned(),
            span,
            phases: Phases { before: timeline.first(), window: length, tail, after: BACK },
            timeline,
            quotas: quotas::compare(&bill_from, &after, (from, to), options.everyday, options.applied),
            uncounted: cost_to.uncounted,
            parts,
            total,
            dates,
        }
    }

    /// What the same switch costs more in a window that is an hour longer, by the same reckoning; none where nobody
    /// says for how long. `options` is that of the switch.
    #[must_use]
    pub fn hour_longer(&self, prices: &Prices, options: &DiffOptions<'_>) -> Option<Amounts> {
        let seconds = self.span?.seconds.checked_add(3600)?;
        let window = match &self.window {
            Some(window) => Some(window.lasting(seconds)?),
            None => None,
        };
        let span = window.is_none().then(|| Span::of_seconds(seconds));
        let options =
            DiffOptions { window: window.as_ref(), span, everyday: options.everyday, applied: None };
        let longer = Diff::new(self.from, self.to, prices, &options);
        Some(longer.total.window()? - self.total.window()?)
    }

    /// The lines that cost something that is not known, each with its part.
    pub fn unknown(&self) -> impl Iterator<Item = (&PartDiff, &LineDiff)> {
        self.parts
            .iter()
            .flat_map(|part| part.lines.iter().filter(|line| line.is_unknown()).map(move |line| (part, line)))
    }

    /// For how many months a subscription is paid at the most, where vendors' months or minimums say so.
    #[must_use]
    pub fn months(&self) -> Option<i64> {
        self.parts.iter().flat_map(|part| &part.lines).filter_map(|line| line.months).max()
    }

    /// What is still on costs on top of every day, for as long as nobody switches it back; `still` says what is on
    /// of a part. One figure for one state, here and where the state is read.
    pub fn still_on(&self, still: impl Fn(&PartDiff) -> Option<StillOn>) -> LeftOn {
        let cost = |part: &PartDiff| {
            Some(match still(part)? {
                StillOn::Sizes => part.total.left_on,
                StillOn::Counts => part.lines.iter().filter_map(LineDiff::running).sum(),
            })
        };
        self.parts.iter().filter_map(cost).sum()
    }

    /// What live users feel: the worst of all parts.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.parts.iter().filter_map(|part| part.effect).max().unwrap_or_default()
    }

    /// What changes.
    pub fn changed(&self) -> impl Iterator<Item = &PartDiff> {
        self.parts.iter().filter(|part| part.status != Status::Same)
    }
}

fn part(pair: &money::Pair<'_>, from: &Plan, to: &Plan, terms: &Terms) -> PartDiff {
    let name = pair.name();
    let section = if pair.payer() == Payer::External { "external" } else { "components" };
    let changes = match pair.payer() {
        Payer::Network => Vec::new(),
        Payer::Component | Payer::External => changes(section, name, from, to),
    };
    let lines = pair.lines(terms);
    let total = Totals::of(&lines, pair, terms.span.is_some());
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

/// A component's effect is the worst of its changes.
fn worst(changes: &[Change]) -> Effect {
    changes.iter().filter_map(|change| change.effect).map(|rule| rule.effect).max().unwrap_or_default()
}

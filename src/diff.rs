//! What switching from one plan to another changes: fields, money, quotas. Computed once, apart from how
//! it is written.

mod money;
mod quotas;

pub use crate::change::Change;
pub use money::{LineDiff, Totals};
pub use quotas::QuotaDiff;

use std::borrow::Cow;

use crate::bill::{self, BillOfMaterials};
use crate::change::changes;
use crate::cost::{self, Cost, Payer, Span, Uncounted};
use crate::effect::Effect;
use crate::external::When;
use crate::money::Amounts;
use crate::parallel;
use crate::plan::{Plan, Window};
use crate::price::Prices;
use crate::quota::Applied;

/// A switch from one plan to another.
#[derive(Debug)]
pub struct Diff<'a> {
    /// What is live before.
    pub from: &'a Plan,
    /// What is live in the window.
    pub to: &'a Plan,
    /// When: the window of `to`, else that of `from`, unless a length was given in its place.
    pub window: Option<&'a Window>,
    /// For how long; none when nobody says.
    pub span: Option<Span>,
    /// For how long everything must be ready before that.
    pub ready: Span,
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
    /// Its money.
    pub total: Totals,
    /// Whether `expected` is given after the switch; none for what does not scale.
    pub expects: Option<bool>,
}

/// What a switch is held against.
#[derive(Debug, Default)]
pub struct Context<'a> {
    /// A length of time in place of the window's.
    pub span: Option<Span>,
    /// The everyday plan, which savings plans cover.
    pub everyday: Option<&'a Plan>,
    /// The account's quotas.
    pub applied: Option<&'a Applied>,
}

impl<'a> Diff<'a> {
    /// Computes what switching from `from` to `to` changes.
    #[must_use]
    pub fn new(from: &'a Plan, to: &'a Plan, prices: &Prices, context: &Context<'_>) -> Self {
        let window = to.window.as_ref().or(from.window.as_ref()).filter(|_| context.span.is_none());
        let span = context.span.or_else(|| window.map(Span::of));
        let ready = window.map_or(Span { seconds: 0, months: 0 }, Span::before);
        let (bill_from, bill_to) = (bill::bill(from), bill::bill(to));
        // Storage that has grown stays: after the switch as large as before it at the least.
        let after = bill_to.held_by(&bill_from);
        let when = context.span.map_or_else(|| When::of(window), When::Length);
        let price = |plan, bill: &BillOfMaterials| Cost::of_bill(plan, bill, context.everyday, prices, when);
        let (cost_from, cost_to) = (price(from, &bill_from), price(to, &after));
        // Where nothing has grown, the way back leads to what was.
        let grown = match bill_from.held_by(&after) {
            Cow::Borrowed(_) => None,
            Cow::Owned(back) => Some(price(from, &back)),
        };

        let pairs = money::pair(&cost_from, &cost_to, grown.as_ref().unwrap_or(&cost_from));
        let parts = parallel::map(&pairs, |pair| part(pair, from, to, (span, ready)));
        let mut total: Totals = parts.iter().map(|part| part.total).sum();
        // Nothing changes: that is free for any length of time.
        let idle = parts.iter().all(|part| part.status == Status::Same);
        if span.is_none() && idle {
            total.window = Some(Amounts::default());
        }
        let lines = cost_from.parts.iter().chain(&cost_to.parts).flat_map(|part| &part.lines);
        let dates = cost::dates(lines);
        Self {
            from,
            to,
            window,
            span,
            ready,
            quotas: quotas::compare(&bill_from, &after, (from, to), context.everyday, context.applied),
            uncounted: cost_to.uncounted,
            parts,
            total,
            dates,
        }
    }

    /// The lines that cost something that is not known, each with its part.
    pub fn unknown(&self) -> impl Iterator<Item = (&PartDiff, &LineDiff)> {
        self.parts
            .iter()
            .flat_map(|part| part.lines.iter().filter(|line| line.is_unknown()).map(move |line| (part, line)))
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

fn part(pair: &money::Pair<'_>, from: &Plan, to: &Plan, (span, ready): (Option<Span>, Span)) -> PartDiff {
    let name = pair.name();
    let section = if pair.payer() == Payer::External { "external" } else { "components" };
    let changes = match pair.payer() {
        Payer::Network => Vec::new(),
        Payer::Component | Payer::External => changes(section, name, from, to),
    };
    let lines = pair.lines(span, ready);
    let total = Totals::of(&lines, pair, span.is_some());
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
        total,
        expects,
    }
}

/// A component's effect is the worst of its changes.
fn worst(changes: &[Change]) -> Effect {
    changes.iter().filter_map(|change| change.effect).map(|rule| rule.effect).max().unwrap_or_default()
}

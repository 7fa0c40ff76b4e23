//! The window of a switch in words, and the cost of its phases.

use jiff::SignedDuration;
use serde::Serialize;

use crate::bill::meter::Per;
use crate::diff::Diff;
use crate::diff::several::Several;
use crate::model::span::Span;
use crate::model::window::stamp;
use crate::money::{Amounts, CENTS, apportion_all, plain, signed_dollars};
use crate::report::view::three::Three;
use crate::report::view::when::length;
use crate::switch::stay::Phases;
use crate::switch::timeline::{minus, way_back};

/// The window of a switch.
#[derive(Debug, Serialize)]
pub struct WindowView {
    /// The first instant of the window; `None` if only a length is known.
    pub start: Option<String>,
    /// The instant after the last one.
    pub end: Option<String>,
    /// The length in real hours.
    pub hours: String,
    /// The length in words: `24 h`, `1 h 40 min`.
    pub length: String,
    /// The largest number of months that a subscription is paid for.
    pub months: i64,
    /// The latest safe start of the first step, relative to the start of the window: `T-2:25`.
    pub begins: String,
    /// The same as an instant; `None` if only a length is known.
    pub(crate) begins_at: Option<String>,
    /// The length of the tail in real hours, if there is one.
    pub tail: Option<String>,
    /// The earliest way back, relative to the start of the window: `T+25:00`.
    pub returns: String,
    /// The same as an instant.
    pub(crate) returns_at: Option<String>,
    /// All windows of the profile; `None` if there is only this one.
    pub several: Option<SeveralView>,
}

/// All windows of a profile that has several.
#[derive(Debug, Serialize)]
pub struct SeveralView {
    /// Which of them this one is, counted from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// The end of the last.
    pub until: String,
    /// What all of them cost on top of what runs anyway; `None` where it is not known.
    pub cost: Option<Three>,
    /// Whether they cost that at most.
    pub at_most: bool,
    /// What a month of 730 hours of them costs on average, if they take longer than one.
    pub month: Option<Three>,
}

impl From<&Several> for SeveralView {
    fn from(several: &Several) -> Self {
        let three = |amounts: Option<Amounts>| amounts.map(|amounts| Three::of(amounts, signed_dollars));
        Self {
            number: several.number,
            of: several.of,
            until: stamp(&several.until),
            cost: three(several.cost),
            at_most: several.at_most,
            month: three(several.month),
        }
    }
}

impl WindowView {
    pub(super) fn of(diff: &Diff<'_>, span: Span) -> Self {
        let (phases, window) = (&diff.phases, diff.window.as_ref());
        let back = way_back(phases.window, phases.tail);
        let at = |before: SignedDuration| Some(stamp(&window?.start.checked_sub(before).ok()?));
        Self {
            start: window.map(|window| stamp(&window.start)),
            end: window.map(|window| stamp(&window.end)),
            hours: plain(span.hours()),
            length: length(SignedDuration::from_secs(span.seconds)),
            months: diff.months().unwrap_or(span.months),
            begins: minus(phases.before),
            begins_at: at(phases.before),
            tail: (!phases.tail.is_zero()).then(|| plain(Span::of_seconds(phases.tail.as_secs()).hours())),
            returns: minus(back),
            returns_at: at(back),
            several: diff.several.as_ref().map(SeveralView::from),
        }
    }
}

/// The cost of the four phases in cents, so that they add up to the whole.
pub(crate) fn phases(diff: &Diff<'_>) -> [Option<Amounts>; 4] {
    let lengths = diff.phases.all();
    let of = |phases: Phases<Amounts>| {
        let shown = phases
            .all()
            .into_iter()
            .zip(lengths)
            .map(|(cost, length)| (!length.is_zero() || !cost.is_zero()).then_some(cost));
        apportion_all(phases.sum(), &shown.collect::<Vec<_>>(), CENTS)
    };
    let phases = diff.total.phases.filter(|_| diff.span.is_some()).map(of).unwrap_or_default();
    std::array::from_fn(|at| phases.get(at).copied().flatten())
}

pub(super) fn subscriptions(diff: &Diff<'_>) -> Amounts {
    let lines = diff.parts.iter().flat_map(|part| &part.lines);
    lines.filter(|line| line.per == Per::Subscription).filter_map(|line| line.total?.window()).sum()
}

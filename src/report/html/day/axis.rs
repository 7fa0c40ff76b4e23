//! The axis of the day: the days before it, the hours before the launch, the launch, and what comes after it each have
//! a share of the width of their own, so that minutes and days can be seen beside each other.

use jiff::SignedDuration;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::diff::Diff;
use crate::money::plain;
use crate::report::html::day::step::{Kind, Step};
use crate::report::html::moment::Moment;
use crate::report::view::when::Clock;
use crate::switch::timeline::minus;

/// The width of the narrowest bar, in percent.
const NARROWEST: Decimal = Decimal::from_parts(12, 0, 0, false, 1);

/// A mark of the axis.
#[derive(Serialize)]
pub(super) struct Mark {
    /// The position in percent.
    at: String,
    /// The time; its day is empty if it is that of the mark before.
    #[serde(flatten)]
    moment: Moment,
    anchor: &'static str,
}

/// The positions of times. All times are lengths before the start of the window.
pub(super) struct Axis {
    /// The ends of the segments with their positions in percent, from left to right.
    stops: Vec<(SignedDuration, Decimal)>,
}

impl Axis {
    pub(super) fn of(diff: &Diff<'_>, steps: &[Step]) -> Self {
        let zero = SignedDuration::ZERO;
        let end = zero.saturating_sub(diff.phases.window);
        let last = steps.iter().filter(|step| step.kind != Kind::Later).map(|step| step.until).min();
        let last = last.unwrap_or(end).min(end);
        let early = |step: &&Step| matches!(step.kind, Kind::Order | Kind::Prepare);
        let own = steps.iter().filter(|step| !early(step)).map(|step| step.due).max();
        let day = own.unwrap_or(zero).max(zero);
        let first = steps.iter().map(|step| step.due).max().unwrap_or(day).max(day);
        let segments = [(first, day, 26_u32), (day, zero, 30), (zero, end, 17), (end, last, 27)];
        let segments = segments.into_iter().filter(|(from, to, _)| from > to);
        let whole: u32 = segments.clone().map(|(_, _, weight)| weight).sum();
        let mut stops = Vec::new();
        let mut at = 0;
        for (from, to, weight) in segments {
            if stops.is_empty() {
                stops.push((from, Decimal::ZERO));
            }
            at += weight;
            stops.push((to, Decimal::from(at * 100) / Decimal::from(whole)));
        }
        Self { stops }
    }

    /// The position of a time in percent.
    fn x(&self, at: SignedDuration) -> Decimal {
        for pair in self.stops.windows(2) {
            let [(from, left), (to, right)] = pair else { continue };
            if at >= *to {
                let passed = seconds(from.saturating_sub(at)).max(Decimal::ZERO);
                let share = passed.checked_div(seconds(from.saturating_sub(*to))).unwrap_or_default();
                return *left + (*right - *left) * share;
            }
        }
        Decimal::ONE_HUNDRED
    }

    /// The left edge and the width of a bar, in percent.
    pub(super) fn span(&self, from: SignedDuration, to: SignedDuration) -> (String, String) {
        let left = self.x(from).min(Decimal::ONE_HUNDRED - NARROWEST);
        let width = (self.x(to) - left).max(NARROWEST);
        (short(left), short(width))
    }

    pub(super) fn marks(&self, diff: &Diff<'_>) -> Vec<Mark> {
        // Without a date there is room for the short form only.
        let text = |at| match &diff.window {
            Some(window) => Clock::of(Some(window)).before(at),
            None if at.is_zero() => "start".to_owned(),
            None => minus(at),
        };
        let count = self.stops.len();
        let mut day = String::new();
        let mut out = Vec::new();
        for (nth, (at, x)) in self.stops.iter().enumerate() {
            let mut moment = Moment::of(&text(*at));
            if !moment.time.is_empty() && moment.day == day {
                moment.day.clear();
            } else {
                day.clone_from(&moment.day);
            }
            let anchor = if nth > 0 && nth + 1 == count { "end" } else { "start" };
            out.push(Mark { at: short(*x), moment, anchor });
        }
        out
    }
}

fn seconds(length: SignedDuration) -> Decimal {
    Decimal::from(length.as_secs())
}

fn short(at: Decimal) -> String {
    plain(at.round_dp(2))
}

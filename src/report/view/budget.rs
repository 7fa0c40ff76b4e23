//! Whether a switch is within its limits, and where that turns.

use jiff::SignedDuration;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde::Serialize;

use crate::diff::Diff;
use crate::guardrail::{Compliance, Guardrail, Level, Measure};
use crate::money::{Amounts, dollars, plain, signed_dollars};
use crate::order::Order as _;
use crate::report::view::say;
use crate::report::view::when::Clock;
use crate::switch::timeline::way_back;

/// A limit that nobody reaches in ten years is not said to be passed.
const TEN_YEARS: i64 = 10 * 365 * 24 * 3600;

/// The limits of a switch, all together.
#[derive(Debug, Serialize)]
pub struct BudgetView {
    /// `within`, `warned`, `over`, `unknown`, or `none` without a limit.
    pub state: &'static str,
    /// The verdict in a few words, for a title: `within budget as expected; over it with all counts at maximum`.
    pub title: String,
    /// All limits, the lowest first: `the warning at $700.00, the stop at $1,000.00`.
    pub limits: String,
    /// The limits that hold at every size, as far as others do not; `None` if there are none.
    pub held: Option<String>,
    /// The verdict as a sentence.
    pub says: String,
    /// Which limits the maximum would pass, as a sentence; `None` if none.
    pub at_maximum: Option<String>,
    /// When which limits are passed if nobody switches back, as a sentence; `None` if none is.
    pub later: Option<String>,
}

/// Which size a verdict is for.
fn size(gate: &Guardrail) -> &'static str {
    match gate.actual {
        actual if actual == gate.expected.actual => "as expected",
        actual if actual == gate.maximum.actual => "at maximum",
        _ => "at minimum",
    }
}

impl BudgetView {
    pub(super) fn of(diff: &Diff<'_>, gates: &[Guardrail], clock: Clock<'_>) -> Self {
        let gates = lowest_first(gates, diff);
        let short = |gate: &&Guardrail| named(gate, diff, false);
        let over = |level, of: fn(&Guardrail) -> Compliance| -> Vec<String> {
            let over = gates.iter().filter(|gate| gate.limit.level == level && of(gate) == Compliance::Over);
            over.map(short).collect()
        };
        let own = |gate: &Guardrail| gate.verdict;
        let most = |gate: &Guardrail| gate.maximum.verdict;
        let (stops, warnings) = (over(Level::Fail, own), over(Level::Warn, own));
        let unknown = gates.iter().any(|gate| gate.verdict == Compliance::Unknown);
        let size = gates.first().map_or("", |gate| size(gate));
        let (state, title, mut says) = match (stops.as_slice(), warnings.as_slice()) {
            _ if gates.is_empty() => ("none", "no budget is set".to_owned(), "none is set".to_owned()),
            ([], _) if unknown => (
                "unknown",
                "whether within budget is not known".to_owned(),
                "whether it is kept is not known, because a price or the length of the switch is missing"
                    .to_owned(),
            ),
            ([], []) => ("within", format!("within budget {size}"), format!("within it {size}")),
            ([], over) => (
                "warned",
                format!("above the budget's warning {size}"),
                format!("above {} {size}", say::all(over)),
            ),
            (over, _) => ("over", format!("over budget {size}"), format!("over {} {size}", say::all(over))),
        };
        // What is passed already is said already.
        let higher = |level| -> Vec<String> {
            let more = gates.iter().filter(|gate| {
                gate.limit.level == level && own(gate) != Compliance::Over && most(gate) == Compliance::Over
            });
            more.map(short).collect()
        };
        let (high_stops, high_warnings) = (higher(Level::Fail), higher(Level::Warn));
        let title = match state {
            "within" | "warned" if size != "at maximum" => {
                match (high_stops.is_empty(), high_warnings.is_empty()) {
                    (false, _) if state == "within" => format!("{title}; over it with all counts at maximum"),
                    (false, _) => format!("{title}; over budget with all counts at maximum"),
                    (true, false) if state == "within" => {
                        format!("{title}; above its warning with all counts at maximum")
                    }
                    _ => title,
                }
            }
            _ => title,
        };
        let window = diff.total.window();
        if let Some(figure) = window.filter(|_| matches!(state, "within" | "warned" | "over")) {
            says = format!("{says} ({})", signed_dollars(figure_of(size, figure)));
        }
        let all: Vec<String> = high_warnings.into_iter().chain(high_stops).collect();
        let at_maximum = (!all.is_empty() && size != "at maximum").then(|| {
            let figure =
                window.map(|figure| format!(" ({})", signed_dollars(figure_of("at maximum", figure))));
            let figure = figure.unwrap_or_default();
            format!("with all counts at maximum the whole time{figure} it would pass {}", say::all(&all))
        });
        let holds = |gate: &&&Guardrail| own(gate) == Compliance::Within && most(gate) == Compliance::Within;
        let held: Vec<String> = gates.iter().filter(holds).map(short).collect();
        Self {
            state,
            title,
            limits: gates.iter().map(|gate| named(gate, diff, true)).collect::<Vec<_>>().join(", "),
            held: (!held.is_empty() && held.len() < gates.len()).then(|| say::all(&held)),
            says,
            at_maximum,
            later: stays(diff, &gates, clock),
        }
    }
}

fn figure_of(size: &str, amounts: Amounts) -> Decimal {
    match size {
        "at maximum" => amounts.ceiling.max(amounts.expected).max(amounts.floor),
        "at minimum" => amounts.floor.min(amounts.expected).min(amounts.ceiling),
        _ => amounts.expected,
    }
}

/// The limits of a switch in the order of their amounts, those of a month left on last.
fn lowest_first<'a>(gates: &'a [Guardrail], diff: &Diff<'_>) -> Vec<&'a Guardrail> {
    let mut all: Vec<&Guardrail> = gates.iter().collect();
    let amount = |gate: &Guardrail| match gate.limit.measure {
        Measure::Increase => share_of_month(gate, diff),
        Measure::Window | Measure::Windows | Measure::LeftOn => Some(gate.limit.at),
    };
    all.order_by_key(|gate| (gate.limit.measure == Measure::LeftOn, amount(gate)));
    all
}

/// `the warning at $700.00`, `the stop at $736.95 (40 % of a month of normal)`; without what it is reckoned from where
/// that is said elsewhere.
fn named(gate: &Guardrail, diff: &Diff<'_>, whole: bool) -> String {
    let level = match gate.limit.level {
        Level::Warn => "warning",
        Level::Fail => "stop",
    };
    match gate.limit.measure {
        Measure::Window => format!("the {level} at {}", dollars(gate.limit.at)),
        Measure::Windows => format!("the {level} at {} for all windows", dollars(gate.limit.at)),
        Measure::Increase => {
            let share = format!("{} % of a month of {}", plain(gate.limit.at), diff.from.name());
            match share_of_month(gate, diff).filter(|_| !diff.total.incomplete) {
                Some(limit) if whole => format!("the {level} at {} ({share})", dollars(limit)),
                Some(limit) => format!("the {level} at {}", dollars(limit)),
                None => format!("the {level} at {share}"),
            }
        }
        Measure::LeftOn => format!("the {level} at {} for a month left on", dollars(gate.limit.at)),
    }
}

/// A limit in percent of a month before the switch, in US dollars.
fn share_of_month(gate: &Guardrail, diff: &Diff<'_>) -> Option<Decimal> {
    gate.limit.at.checked_mul(diff.total.month_from.expected)?.checked_div(Decimal::ONE_HUNDRED)
}

/// When the limits are passed that hold until the way back, if nobody switches back.
fn stays(diff: &Diff<'_>, gates: &[&Guardrail], clock: Clock<'_>) -> Option<String> {
    let cost = diff.total.window().filter(|_| diff.span.is_some())?.expected;
    let hour = diff.total.left_on.hour.expected;
    let back = way_back(diff.phases.window, diff.phases.tail);
    let passes = |gate: &Guardrail| {
        let limit = match gate.limit.measure {
            Measure::Window => gate.limit.at,
            Measure::Increase => share_of_month(gate, diff)?,
            Measure::Windows | Measure::LeftOn => return None,
        };
        let left = limit.checked_sub(cost).filter(|left| *left >= Decimal::ZERO)?;
        let seconds = left.checked_div(hour)?.checked_mul(Decimal::from(3600))?.to_i64()?;
        let passes = seconds > 0 && seconds < TEN_YEARS;
        passes.then(|| (seconds, format!("{} {}", named(gate, diff, false), at(clock, back, seconds))))
    };
    let mut all: Vec<(i64, String)> =
        gates.iter().filter(|_| hour > Decimal::ZERO).filter_map(|gate| passes(gate)).collect();
    all.order();
    let all: Vec<String> = all.into_iter().map(|(_, text)| text).collect();
    (!all.is_empty()).then(|| format!("if nobody switches back it passes {}", say::all(&all)))
}

/// `on Thu 4 Feb 16:11`, or `29 h 11 min after the start`.
fn at(clock: Clock<'_>, back: SignedDuration, seconds: i64) -> String {
    let before = back.saturating_sub(SignedDuration::from_secs(seconds));
    let on = if clock.instant(before).is_some() { "on " } else { "" };
    format!("{on}{}", clock.before(before))
}

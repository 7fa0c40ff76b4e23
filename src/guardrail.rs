//! The limits on what a switch may cost, from the command line and from the profile's `budget:`, and whether it keeps
//! them.

use rust_decimal::Decimal;

use crate::diff::Diff;
use crate::model::budget::Budget;
use crate::money::{Amounts, dollars, percent, plain, short_percent, unit_price};
use crate::source::Place;

/// Which of the three sizes is held against a limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Size {
    /// Everything at `min`
    Floor,
    /// Everything at `expected`, or at `min` where the profile gives none
    #[default]
    Expected,
    /// Everything at `max`
    Ceiling,
}

impl Size {
    /// The word for people.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Floor => "floor",
            Self::Expected => "expected",
            Self::Ceiling => "ceiling",
        }
    }

    /// The amount at this size. Of a difference the ceiling need not be the largest nor the floor the smallest
    /// amount: whoever asks for the worst case gets the worst case.
    #[must_use]
    pub fn of(self, amounts: &Amounts) -> Decimal {
        let Amounts { floor, expected, ceiling } = *amounts;
        match self {
            Self::Floor => floor.min(expected).min(ceiling),
            Self::Expected => expected,
            Self::Ceiling => floor.max(expected).max(ceiling),
        }
    }
}

/// What a limit is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The cost of the switch in all its phases, in US dollars.
    Window,
    /// The cost of all windows of the profile, in US dollars.
    Windows,
    /// The cost of the switch in percent of a month before it.
    Increase,
    /// How much more a month would cost if nobody switches back, in US dollars.
    LeftOn,
}

/// What happens when a limit is exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The command warns.
    Warn,
    /// The command fails.
    Fail,
}

impl Level {
    /// The word in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// Whether a switch keeps a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compliance {
    /// It keeps the limit.
    Within,
    /// It exceeds the limit.
    Over,
    /// It is not known: a price or the length of the window is missing.
    Unknown,
}

impl Compliance {
    /// The word in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Within => "within",
            Self::Over => "over",
            Self::Unknown => "unknown",
        }
    }
}

/// One limit.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// What the limit is for.
    pub measure: Measure,
    /// What happens when it is exceeded.
    pub level: Level,
    /// The limit, in US dollars or percent.
    pub at: Decimal,
    /// The place of the limit in the profile; `None` if it comes from the command line.
    pub place: Option<Place>,
}

/// What was measured at one size, and whether the limit is kept there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// The amount; `None` if it is not known.
    pub actual: Option<Decimal>,
    /// Whether the limit is kept.
    pub verdict: Compliance,
}

/// A limit, and whether a switch keeps it.
#[derive(Clone, Debug)]
pub struct Guardrail {
    /// The limit.
    pub limit: Limit,
    /// The amount at the size that the user chose; `None` if it is not known.
    pub actual: Option<Decimal>,
    /// Whether the limit is kept at the size that the user chose.
    pub verdict: Compliance,
    /// The evaluation with expected counts.
    pub expected: Evaluation,
    /// The evaluation with all counts at their maximum.
    pub maximum: Evaluation,
    /// The result in one line.
    pub reason: String,
}

impl Guardrail {
    /// Whether the command fails because of it.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.limit.level == Level::Fail && self.verdict != Compliance::Within
    }
}

/// The limits in the budget of the profile that is switched to.
#[must_use]
pub fn of_budget(diff: &Diff<'_>) -> Vec<Limit> {
    let Some(budget) = &diff.to.header.budget else {
        return Vec::new();
    };
    let Budget { window, windows, increase, left_on } = budget;
    let measures = [
        ("window", Measure::Window, window),
        ("windows", Measure::Windows, windows),
        ("increase", Measure::Increase, increase),
        ("left_on", Measure::LeftOn, left_on),
    ];
    let mut out = Vec::new();
    for (name, measure, levels) in measures {
        let Some(levels) = levels else { continue };
        for (word, level, at) in [("warn", Level::Warn, levels.warn), ("fail", Level::Fail, levels.fail)] {
            let place = diff.to.top_place(&format!("budget/{name}/{word}"));
            out.extend(at.map(|at| Limit { measure, level, at, place: Some(place) }));
        }
    }
    out
}

/// Evaluates limits for a switch. If a price is not known, no limit is kept, unless the user allows that.
#[must_use]
pub fn evaluate(diff: &Diff<'_>, limits: &[Limit], size: Size, allow_unknown: bool) -> Vec<Guardrail> {
    let complete = allow_unknown || !diff.total.incomplete;
    limits.iter().map(|limit| guardrail(diff, *limit, size, complete)).collect()
}

fn guardrail(diff: &Diff<'_>, limit: Limit, size: Size, complete: bool) -> Guardrail {
    let at = |size| at_size(diff, limit, size, complete);
    let (own, expected, maximum) = (at(size), at(Size::Expected), at(Size::Ceiling));
    let reason = reason(diff, limit, size, complete, [&own, &expected, &maximum]);
    let (expected, maximum) = (expected.0, maximum.0);
    Guardrail { limit, actual: own.0.actual, verdict: own.0.verdict, expected, maximum, reason }
}

/// The evaluation at one size, and the exact amount that was compared.
fn at_size(diff: &Diff<'_>, limit: Limit, size: Size, complete: bool) -> (Evaluation, Option<Decimal>) {
    let total = &diff.total;
    let window = total.window().map(|window| size.of(&window));
    let (actual, exact) = match limit.measure {
        Measure::Window => (window, window),
        Measure::Windows => {
            // One window is all of them. With a length of its own, the others are not looked at.
            let all = match (&diff.several, diff.to.windows.len()) {
                (Some(several), _) => several.cost.map(|cost| size.of(&cost)),
                (None, 0 | 1) => window,
                (None, _) => None,
            };
            (all, all)
        }
        // The exact amount is compared, and only the shown one is rounded.
        Measure::Increase => {
            let month = total.month_from.expected;
            let exact =
                window.and_then(|window| window.checked_div(month)?.checked_mul(Decimal::ONE_HUNDRED));
            (window.and_then(|window| percent(window, month)), exact)
        }
        Measure::LeftOn => {
            let month = Some(size.of(&total.left_on.month));
            (month, month)
        }
    };
    let verdict = match exact {
        _ if !complete => Compliance::Unknown,
        // The way back has no window that a limit could be for.
        None if diff.back => Compliance::Within,
        None => Compliance::Unknown,
        Some(exact) if exact > limit.at => Compliance::Over,
        Some(_) => Compliance::Within,
    };
    (Evaluation { actual, verdict }, exact)
}

fn reason(
    diff: &Diff<'_>,
    limit: Limit,
    size: Size,
    complete: bool,
    [own, expected, maximum]: [&(Evaluation, Option<Decimal>); 3],
) -> String {
    let (from, to) = (diff.from.name(), diff.to.name());
    let what = match limit.measure {
        Measure::Window | Measure::Increase => "the switch costs",
        Measure::Windows if diff.several.as_ref().is_some_and(|several| several.at_most) => {
            "all windows together cost at most"
        }
        Measure::Windows => "all windows together cost",
        Measure::LeftOn => "left on for a month it would cost",
    };
    // Show as many digits as it takes to tell the amount from the limit.
    let money = |amount: Decimal| {
        let close = own.1.is_some_and(|exact| exact != limit.at && dollars(exact) == dollars(limit.at));
        if close { unit_price(amount) } else { dollars(amount) }
    };
    let figure = |(held, exact): &(Evaluation, Option<Decimal>)| {
        let amount = held.actual.filter(|actual| *actual != limit.at).or(*exact)?;
        Some(match limit.measure {
            Measure::Increase => {
                let short = short_percent(amount);
                format!("{} %", plain(if short == limit.at { amount } else { short }))
            }
            Measure::Window | Measure::Windows | Measure::LeftOn => money(amount),
        })
    };
    let most = match limit.measure {
        Measure::Increase => format!("{} %", plain(limit.at)),
        Measure::Window | Measure::Windows | Measure::LeftOn => money(limit.at),
    };
    match figure(own) {
        _ if !complete => format!("not all prices are known, and the limit is {most}"),
        None if diff.back => {
            format!("the way back from {from} has no window, and the limit of {most} is for one")
        }
        None if diff.span.is_none() => {
            format!("nobody says for how long: give `{to}` a `window:`, or pass --duration")
        }
        None => format!("what {what} is not known, and the limit is {most}"),
        Some(said) => {
            let of = if limit.measure == Measure::Increase {
                format!("{said} of {from}'s month")
            } else {
                format!("{said} more than {from}")
            };
            // Say the result at the other size too, so that nobody takes one for both.
            let (word, other) = match size {
                Size::Expected => ("at the maximum", maximum),
                Size::Floor | Size::Ceiling => ("as expected", expected),
            };
            let also = figure(other).filter(|_| other.1 != own.1).map_or_else(String::new, |figure| {
                let verdict =
                    if other.0.verdict == Compliance::Over { "over the limit" } else { "within the limit" };
                format!("; {word} it would be {figure}, {verdict}")
            });
            format!("{what} {of} ({}), and the limit is {most}{also}", size.word())
        }
    }
}

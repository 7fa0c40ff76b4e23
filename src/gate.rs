//! Limits on what a switch may cost: those of the command line, and the profile's `budget:`.

use rust_decimal::Decimal;

use crate::diff::Diff;
use crate::money::{Amounts, dollars, percent, plain, short_percent, unit_price};
use crate::plan::Budget;
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

    /// The one of three. Of a difference the ceiling need not be the largest, nor the floor the smallest:
    /// whoever asks for the worst case gets it.
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

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The cost of the window, in US dollars.
    Window,
    /// The cost of the window in percent of a month before the switch.
    Increase,
    /// How much more a month would cost if left on, in US dollars.
    LeftOn,
}

/// How bad it is to be over a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It is said.
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

/// How a limit was held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Within the limit.
    Within,
    /// Over it.
    Over,
    /// Nobody can say: a price is not known, or nobody says how long the window is.
    Unknown,
}

impl Verdict {
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
    /// What is measured.
    pub measure: Measure,
    /// How bad it is to be over it.
    pub level: Level,
    /// In US dollars or percent.
    pub at: Decimal,
    /// Where the profile says so; none for one of the command line.
    pub place: Option<Place>,
}

/// A limit and how it was held.
#[derive(Clone, Debug)]
pub struct Gate {
    /// The limit.
    pub limit: Limit,
    /// What was measured; none where nobody can say.
    pub actual: Option<Decimal>,
    /// How it was held.
    pub verdict: Verdict,
    /// In one line.
    pub reason: String,
}

impl Gate {
    /// Whether the command fails by it.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.limit.level == Level::Fail && self.verdict != Verdict::Within
    }
}

/// The limits of the profile that is switched to.
#[must_use]
pub fn of_budget(diff: &Diff<'_>) -> Vec<Limit> {
    let Some(budget) = &diff.to.header.budget else {
        return Vec::new();
    };
    let Budget { window, increase, left_on } = budget;
    let measures = [
        ("window", Measure::Window, window),
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

/// Holds a switch against limits. Where a price is not known nothing passes, unless that is allowed.
#[must_use]
pub fn hold(diff: &Diff<'_>, limits: &[Limit], size: Size, allow_unknown: bool) -> Vec<Gate> {
    let complete = allow_unknown || !diff.total.incomplete;
    limits.iter().map(|limit| gate(diff, *limit, size, complete)).collect()
}

fn gate(diff: &Diff<'_>, limit: Limit, size: Size, complete: bool) -> Gate {
    let total = &diff.total;
    let window = total.window.map(|window| size.of(&window));
    let from = diff.from.name();
    let (what, actual, exact) = match limit.measure {
        Measure::Window => ("the window costs", window, window),
        // Compared before it is rounded.
        Measure::Increase => {
            let exact = window.and_then(|window| {
                window.checked_div(total.month_from.expected)?.checked_mul(Decimal::ONE_HUNDRED)
            });
            ("the window costs", window.and_then(|w| percent(w, total.month_from.expected)), exact)
        }
        Measure::LeftOn => {
            let month = Some(size.of(&total.month()));
            ("left on for a month it would cost", month, month)
        }
    };
    // As exact as it takes to tell the two apart.
    let money = |amount: Decimal| {
        let close = exact.is_some_and(|exact| exact != limit.at && dollars(exact) == dollars(limit.at));
        if close { unit_price(amount) } else { dollars(amount) }
    };
    let say = |amount: Decimal| match limit.measure {
        Measure::Increase => {
            let short = short_percent(amount);
            let share = if short == limit.at { amount } else { short };
            format!("{} % of {from}'s month", plain(share))
        }
        Measure::Window | Measure::LeftOn => format!("{} more than {from}", money(amount)),
    };
    let most = match limit.measure {
        Measure::Increase => format!("{} %", plain(limit.at)),
        Measure::Window | Measure::LeftOn => money(limit.at),
    };
    let (verdict, reason) = match exact {
        _ if !complete => (Verdict::Unknown, format!("not all prices are known, and the limit is {most}")),
        None if diff.span.is_none() => {
            let to = diff.to.name();
            let reason = format!("nobody says for how long: give `{to}` a `window:`, or pass --duration");
            (Verdict::Unknown, reason)
        }
        None => (Verdict::Unknown, format!("what {what} cannot be said, and the limit is {most}")),
        Some(exact) => {
            let over = exact > limit.at;
            let verdict = if over { Verdict::Over } else { Verdict::Within };
            let rounded = actual.filter(|actual| *actual != limit.at);
            let said = say(rounded.unwrap_or(exact));
            (verdict, format!("{what} {said} ({}), and the limit is {most}", size.word()))
        }
    };
    Gate { limit, actual, verdict, reason }
}

//! A diff in words: every figure rounded to cents once, so that what is shown adds up. The text, the
//! Markdown and the page are written from this one.

pub mod fill;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::money::Amounts;

/// Three texts: at the floor, as expected, at the ceiling.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Three {
    /// Everything at `min`.
    pub floor: String,
    /// Everything at `expected`.
    pub expected: String,
    /// Everything at `max`.
    pub ceiling: String,
}

impl Three {
    fn of(amounts: Amounts, say: impl Fn(Decimal) -> String) -> Self {
        Self { floor: say(amounts.floor), expected: say(amounts.expected), ceiling: say(amounts.ceiling) }
    }
}

/// A switch, ready to be written.
#[derive(Debug, Serialize)]
pub struct View {
    /// The profile that is live before.
    pub from: String,
    /// The profile that is switched to.
    pub to: String,
    /// The stack.
    pub stack: String,
    /// Where it runs.
    pub region: String,
    /// When, if that is known.
    pub window: Option<WindowView>,
    /// Whether it is the way back to an ordinary day, which has no window.
    pub back: bool,
    /// What the switch costs on top, in all its phases together.
    pub cost: Option<Three>,
    /// Of `cost` what is spent before the window: from the latest safe start of each step.
    pub before: Option<Three>,
    /// Of `cost` what the window itself takes.
    pub in_window: Option<Three>,
    /// Of `cost` what the window's tail takes; none without one.
    pub tail: Option<Three>,
    /// Of `cost` what is spent after that, until the earliest way back.
    pub after: Option<Three>,
    /// How much of `cost` is for subscriptions of a month; none when nothing is.
    pub subscriptions: Option<Three>,
    /// `cost` in percent of a month before.
    pub percent: Option<Three>,
    /// What `percent` is of: the month before, as expected.
    pub of_month: String,
    /// A month of 730 hours before.
    pub month_from: Three,
    /// A month of 730 hours afterwards.
    pub month_to: Three,
    /// How much more an hour costs if nobody switches back, without plans and traffic; on the way back how much
    /// less it costs from then on.
    pub hour: Three,
    /// The same for a day.
    pub day: Three,
    /// The same for a month, with the plans of outside services.
    pub month: Three,
    /// The same with all of the launch's counts and traffic; none where that is the same.
    pub month_busy: Option<Three>,
    /// Whether there is a way back: the window is that of the profile that is switched to.
    pub returns: bool,
    /// What stays after the way back, per month; none when nothing does.
    pub residual: Option<Three>,
    /// What live users feel, the worst first; without what they do not.
    pub effects: Vec<EffectGroup>,
    /// What changes.
    pub parts: Vec<PartView>,
    /// The names of what does not.
    pub same: Vec<String>,
    /// Quotas that are needed differently.
    pub quotas: Vec<QuotaView>,
    /// Prices that are not known.
    pub unknown: Vec<String>,
    /// Use that is not counted, with the price where it is known.
    pub uncounted: Vec<String>,
    /// Limits and how they were held.
    pub gates: Vec<GateView>,
    /// Whether something is left out because a price is not known.
    pub incomplete: bool,
    /// The components whose expected count is their floor, because the profile gives none.
    pub at_floor: Vec<String>,
    /// The first and the last date of the prices.
    pub prices_from: Option<String>,
    /// The last date of the prices.
    pub prices_to: Option<String>,
}

/// When a profile is live.
#[derive(Debug, Serialize)]
pub struct WindowView {
    /// The first instant; none where only a length is known.
    pub start: Option<String>,
    /// The instant after the last.
    pub end: Option<String>,
    /// Real hours.
    pub hours: String,
    /// The most months that something sold by the month is paid for.
    pub months: i64,
    /// When the first step of it begins at the latest, before the start: `T-2:25`.
    pub begins: String,
    /// The same as an instant; none where only a length is known.
    pub begins_at: Option<String>,
    /// Real hours of its tail, if it has one.
    pub tail: Option<String>,
    /// When the everyday sizes go back at the earliest, after the start: `T+25:00`.
    pub returns: String,
    /// The same as an instant.
    pub returns_at: Option<String>,
}

/// What changes about a part.
#[derive(Debug, Serialize)]
pub struct PartView {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: &'static str,
    /// `added`, `removed` or `changed`.
    pub status: &'static str,
    /// What the switch costs on top; none without a window.
    pub cost: Option<Three>,
    /// How much more a month costs if nobody switches back.
    pub month: Three,
    /// What live users feel; none for what is no component.
    pub effect: Option<&'static str>,
    /// Its fields.
    pub changes: Vec<ChangeView>,
    /// Its bill, line by line.
    pub lines: Vec<LineView>,
    /// Whether a price of it is not known.
    pub incomplete: bool,
}

/// A field before and after.
#[derive(Debug, Serialize)]
pub struct ChangeView {
    /// The field.
    pub field: String,
    /// What it says before; `-` when it is left out.
    pub from: String,
    /// What it says afterwards.
    pub to: String,
    /// Where that is said.
    pub from_at: Option<String>,
    /// Where that is said.
    pub to_at: Option<String>,
    /// What live users feel, where they feel something.
    pub effect: Option<EffectView>,
}

/// What a change does to live users.
#[derive(Debug, Serialize)]
pub struct EffectView {
    /// `brief-failover` and so on.
    pub effect: &'static str,
    /// What happens, in one line.
    pub what: &'static str,
    /// How long the change takes, typically, and for how long users feel it.
    pub time: String,
    /// What cannot be undone.
    pub undo: Option<&'static str>,
    /// How to avoid it.
    pub avoid: Option<&'static str>,
    /// Where that was read.
    pub source: &'static str,
}

/// Whom an effect is for.
#[derive(Debug, Serialize)]
pub struct EffectGroup {
    /// `brief-failover` and so on.
    pub effect: &'static str,
    /// The components.
    pub names: Vec<String>,
}

/// A line of the bill before and after, as expected.
#[derive(Debug, Serialize)]
pub struct LineView {
    /// What it is: `machine t4g.nano`.
    pub what: String,
    /// How many before.
    pub from: String,
    /// How many afterwards.
    pub to: String,
    /// What is counted.
    pub unit: &'static str,
    /// What one costs: `$0.0046 an hour`, or `unknown`.
    pub price: String,
    /// What makes the cost: `118 x $0.0046 x 24 h`.
    pub arithmetic: String,
    /// What the switch costs on top.
    pub cost: Option<Three>,
    /// How much more a month costs if nobody switches back.
    pub month: Option<Three>,
    /// When the price was read.
    pub date: String,
    /// Where the price was read.
    pub source: String,
}

/// A quota before and after.
#[derive(Debug, Serialize)]
pub struct QuotaView {
    /// AWS's name for it.
    pub name: String,
    /// Its code.
    pub code: String,
    /// Needed before.
    pub from: String,
    /// Needed afterwards.
    pub to: String,
    /// What runs in the account beside that, where it is known.
    pub outside: Option<String>,
    /// What the account has.
    pub current: String,
    /// Whether that is only what a new account starts with.
    pub default: bool,
    /// What is to be done: `enough`, `thin`, `ask`, `asked for`, `asked for too little`, `too much`, `unknown`.
    pub verdict: &'static str,
    /// Whether there is enough.
    pub fits: bool,
}

/// A limit and how it was held.
#[derive(Debug, Serialize)]
pub struct GateView {
    /// `within`, `over` or `unknown`.
    pub verdict: &'static str,
    /// `warn` or `fail`.
    pub level: &'static str,
    /// In one line.
    pub reason: String,
    /// Where the profile says so.
    pub at: Option<String>,
}

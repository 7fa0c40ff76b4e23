//! A diff in words: every figure is rounded to cents once, so that what is shown adds up. The text, the Markdown and
//! the page are all written from it.

pub mod fill;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::money::Amounts;

/// An amount in words: at the floor, as expected, at the ceiling.
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

/// A switch in words.
#[derive(Debug, Serialize)]
pub struct View {
    /// The profile that is live before.
    pub from: String,
    /// The profile that is switched to.
    pub to: String,
    /// The name of the stack.
    pub stack: String,
    /// The region of the stack.
    pub region: String,
    /// The window, if the length of the switch is known.
    pub window: Option<WindowView>,
    /// Whether the switch is the way back to the everyday profile, which has no window.
    pub back: bool,
    /// What the switch costs on top, in all its phases together.
    pub cost: Option<Three>,
    /// The share of `cost` before the window, from the latest safe start of each step.
    pub before: Option<Three>,
    /// The share of `cost` in the window.
    pub in_window: Option<Three>,
    /// The share of `cost` in the window's tail; `None` without one.
    pub tail: Option<Three>,
    /// The share of `cost` between the tail and the earliest way back.
    pub after: Option<Three>,
    /// The share of `cost` for monthly subscriptions; `None` if there are none.
    pub subscriptions: Option<Three>,
    /// `cost` in percent of a month before.
    pub percent: Option<Three>,
    /// The month that `percent` refers to, as expected.
    pub of_month: String,
    /// The cost of a month of 730 hours before the switch.
    pub month_from: Three,
    /// The cost of a month of 730 hours after the switch.
    pub month_to: Three,
    /// How much more an hour costs if nobody switches back, without subscriptions and traffic. On the way back: how
    /// much less it costs from then on.
    pub hour: Three,
    /// The same for a day.
    pub day: Three,
    /// The same for a month, with the subscriptions of outside services.
    pub month: Three,
    /// The same month with all of the launch's counts and traffic; `None` if that is equal.
    pub month_busy: Option<Three>,
    /// Whether there is a way back: the window is that of the profile that is switched to.
    pub returns: bool,
    /// What stays on the bill of each month after the way back; `None` if nothing does.
    pub residual: Option<Three>,
    /// What live users feel, the worst effect first; effects that nobody feels are left out.
    pub effects: Vec<EffectGroup>,
    /// The parts that change.
    pub parts: Vec<PartView>,
    /// The names of the parts that do not change.
    pub same: Vec<String>,
    /// The quotas of which the two plans need different amounts.
    pub quotas: Vec<QuotaView>,
    /// The lines whose price is not known.
    pub unknown: Vec<String>,
    /// Use that is not counted, with its price if it is known.
    pub uncounted: Vec<String>,
    /// The limits, evaluated.
    pub gates: Vec<GateView>,
    /// Whether a line is left out of the sums because its price is not known.
    pub incomplete: bool,
    /// The components whose expected count is their floor, because the profile gives none.
    pub at_floor: Vec<String>,
    /// The first date of the prices.
    pub prices_from: Option<String>,
    /// The last date of the prices.
    pub prices_to: Option<String>,
}

/// The window of a switch.
#[derive(Debug, Serialize)]
pub struct WindowView {
    /// The first instant of the window; `None` if only a length is known.
    pub start: Option<String>,
    /// The instant after the last one.
    pub end: Option<String>,
    /// The length in real hours.
    pub hours: String,
    /// The largest number of months that a subscription is paid for.
    pub months: i64,
    /// The latest safe start of the first step, relative to the start of the window: `T-2:25`.
    pub begins: String,
    /// The same as an instant; `None` if only a length is known.
    pub begins_at: Option<String>,
    /// The length of the tail in real hours, if there is one.
    pub tail: Option<String>,
    /// The earliest way back, relative to the start of the window: `T+25:00`.
    pub returns: String,
    /// The same as an instant.
    pub returns_at: Option<String>,
}

/// A part that changes.
#[derive(Debug, Serialize)]
pub struct PartView {
    /// The name of the part.
    pub name: String,
    /// The kind of the component.
    pub kind: &'static str,
    /// `added`, `removed` or `changed`.
    pub status: &'static str,
    /// What the switch costs on top of normal; `None` without a window.
    pub cost: Option<Three>,
    /// How much more a month costs if nobody switches back.
    pub month: Three,
    /// The worst effect on live users; `None` if the part is not a component.
    pub effect: Option<&'static str>,
    /// The fields that change.
    pub changes: Vec<ChangeView>,
    /// The bill of the part, line by line.
    pub lines: Vec<LineView>,
    /// Whether the price of a line is not known.
    pub incomplete: bool,
}

/// A field before and after.
#[derive(Debug, Serialize)]
pub struct ChangeView {
    /// The field, its segments split by dots.
    pub field: String,
    /// The value before; `-` if the field is left out.
    pub from: String,
    /// The value after.
    pub to: String,
    /// The place of the value before.
    pub from_at: Option<String>,
    /// The place of the value after.
    pub to_at: Option<String>,
    /// What live users feel of the change, if anything.
    pub effect: Option<EffectView>,
}

/// What a change does to live users.
#[derive(Debug, Serialize)]
pub struct EffectView {
    /// The effect in a word: `brief-failover`.
    pub effect: &'static str,
    /// What happens, in one line.
    pub what: &'static str,
    /// How long the change takes, and for how long users feel it.
    pub time: String,
    /// What cannot be undone.
    pub undo: Option<&'static str>,
    /// How to avoid it.
    pub avoid: Option<&'static str>,
    /// The page where that was read.
    pub source: &'static str,
}

/// An effect, and the components that have it.
#[derive(Debug, Serialize)]
pub struct EffectGroup {
    /// The effect in a word: `brief-failover`.
    pub effect: &'static str,
    /// The names of the components.
    pub names: Vec<String>,
}

/// A line of the bill before and after, as expected.
#[derive(Debug, Serialize)]
pub struct LineView {
    /// What is billed: `machine t4g.nano`.
    pub what: String,
    /// The units before.
    pub from: String,
    /// The units after.
    pub to: String,
    /// The unit.
    pub unit: &'static str,
    /// The price of one unit: `$0.0046 an hour`, or `unknown`.
    pub price: String,
    /// The arithmetic of the cost: `118 x $0.0046 x 24 h`.
    pub arithmetic: String,
    /// What the switch costs on top of normal.
    pub cost: Option<Three>,
    /// How much more a month costs if nobody switches back.
    pub month: Option<Three>,
    /// The date at which the price was read.
    pub date: String,
    /// The place where the price was read.
    pub source: String,
}

/// A quota before and after.
#[derive(Debug, Serialize)]
pub struct QuotaView {
    /// The cloud's name for it.
    pub name: String,
    /// The code of the quota.
    pub code: String,
    /// The amount needed before the switch.
    pub from: String,
    /// The amount needed after it.
    pub to: String,
    /// The amount that runs in the account beside the profile, if it is known.
    pub outside: Option<String>,
    /// The value in the account.
    pub current: String,
    /// Whether `current` is only the default of a new account.
    pub default: bool,
    /// What is to be done: `enough`, `thin`, `ask`, `requested`, `too little requested`, `more than AWS gives`,
    /// `unknown`.
    pub verdict: &'static str,
    /// Whether the quota is large enough.
    pub fits: bool,
}

/// A limit, evaluated.
#[derive(Debug, Serialize)]
pub struct GateView {
    /// `within`, `over` or `unknown`.
    pub verdict: &'static str,
    /// `warn` or `fail`.
    pub level: &'static str,
    /// The result in one line.
    pub reason: String,
    /// The place of the limit in the profile; `None` if it comes from the command line.
    pub at: Option<String>,
}

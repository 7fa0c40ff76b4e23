//! A switch from one profile to another, and its limits.

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::cli::account::AccountArgs;
use crate::effect::Effect;
use crate::guardrail::Size;

/// Two profiles, and what their difference is held against.
#[derive(Clone, Debug, clap::Args)]
pub struct SwitchArgs {
    /// The profile that is live before
    pub from: String,
    /// The profile to switch to
    pub to: String,
    /// How to look at them
    #[command(flatten)]
    pub how: HowArgs,
}

/// How the difference of two profiles is looked at, and what it is held against.
#[derive(Clone, Debug, clap::Args)]
pub struct HowArgs {
    /// The length of the switch, e.g. 24h, in place of the duration of the profile's window
    #[arg(long, value_name = "TIME")]
    pub duration: Option<String>,
    /// What is known of the account
    #[command(flatten)]
    pub applied: AccountArgs,
    /// Exit with 1 if the switch costs more than this, in US dollars
    #[arg(long, value_name = "USD")]
    pub(crate) max_window_cost: Option<Decimal>,
    /// Exit with 1 if the switch costs more than this percentage of FROM's month, e.g. 40 or 40%
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(crate) max_increase: Option<Decimal>,
    /// The size that the limits and the budget are compared with
    #[arg(long, value_name = "SIZE", default_value = "expected")]
    pub(crate) gate_at: Size,
    /// Exit with 1 if live users would feel this or worse
    #[arg(long, value_name = "EFFECT")]
    pub(crate) fail_on: Option<Effect>,
    /// Accept the limits and the budget although a price is unknown
    #[arg(long)]
    pub(crate) allow_unknown_prices: bool,
    /// The present time, for the age of prices and for a mark on each time that is over [default: the clock; of
    /// marks only on a terminal]; if it is given, a window of TO that is over by then is an error
    #[arg(long, value_name = "TIME")]
    pub now: Option<Timestamp>,
}

/// A number of percent, with or without its sign.
fn percent(text: &str) -> Result<Decimal, String> {
    text.strip_suffix('%').unwrap_or(text).parse().map_err(|_| format!("`{text}` is no percentage"))
}

//! Prices data to the internet, whose price falls by tiers with all that the account sends in a calendar month.

use rust_decimal::Decimal;

use crate::bill::{self, BillOfMaterials, Role};
use crate::external::month::When;
use crate::money::MONTH_HOURS;

/// The keys of tiers, each with the GB of a month at which it ends.
type Tiers = [(&'static str, u32)];

/// The decimal places of a share in GB.
const PLACES: u32 = 6;

/// The data that a plan sends, and the data of every day, which fills the lower tiers before the window.
///
/// The first 100 GB of a month are free over all services and regions of an account. They are not taken off, as no
/// free tier is. A window over the end of a month counts as if it lay in one month, although the tiers would begin
/// anew.
#[derive(Clone, Copy, Debug)]
pub(super) struct Transfer {
    /// GB an hour of the plan.
    own: Decimal,
    /// GB an hour of the everyday plan.
    everyday: Decimal,
    /// The length in hours; `None` if it has no end.
    hours: Option<Decimal>,
}

/// The data that falls into one tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Share {
    /// The key of the tier in the price list.
    pub(super) key: &'static str,
    /// GB in a month of 730 hours.
    pub(super) month: Decimal,
    /// GB in the whole length of time.
    pub(super) stay: Option<Decimal>,
}

/// The data that a bill sends, in GB an hour.
fn sent(bill: &BillOfMaterials) -> Decimal {
    bill.lines.iter().filter_map(of_line).fold(Decimal::ZERO, Decimal::saturating_add)
}

/// The data that one line sends, in GB an hour. The profile states it, whatever the counts are.
pub(super) fn of_line(line: &bill::Line) -> Option<Decimal> {
    match line.item.role() {
        Role::DataOut(data) => Some(data.in_gib().saturating_mul(line.quantity.expected.into())),
        _ => None,
    }
}

impl Transfer {
    /// The data that a bill sends; `None` if it sends nothing.
    pub(super) fn of(
        bill: &BillOfMaterials,
        everyday: Option<&BillOfMaterials>,
        when: When<'_>,
    ) -> Option<Self> {
        let own = sent(bill);
        if own.is_zero() {
            return None;
        }
        let everyday = everyday.map_or(own, sent);
        let seconds = match when {
            // The launch's traffic is assumed to last until its ceilings fall.
            When::Window(window) => Some((window.duration() + window.tail()).as_secs()),
            When::Length(span) => Some(span.seconds),
            When::Always => None,
        };
        let hours = seconds.map(|seconds| Decimal::from(seconds.max(0)) / Decimal::from(3600));
        Some(Self { own, everyday, hours })
    }

    /// The tiers that `data` GB an hour fall into, as a part of all that the plan sends.
    ///
    /// The window starts where the rest of the everyday month has filled the tiers. Whole months start with empty
    /// tiers.
    pub(super) fn shares(&self, tiers: &Tiers, data: Decimal) -> Vec<Share> {
        let month = Decimal::from(MONTH_HOURS);
        let full = (Decimal::ZERO, self.own.saturating_mul(month));
        let stay = self.hours.map(|hours| {
            let whole = (hours / month).trunc();
            let rest = hours - whole.saturating_mul(month);
            let from = self.everyday.saturating_mul(month - rest);
            (whole, (from, from.saturating_add(self.own.saturating_mul(rest))))
        });
        let of = |sum: Decimal| {
            let part = sum.saturating_mul(data).checked_div(self.own).unwrap_or_default();
            part.round_dp(PLACES).normalize()
        };
        let mut start = Decimal::ZERO;
        let mut out = Vec::new();
        for (key, end) in tiers.iter().copied() {
            let tier = (start, if end == u32::MAX { Decimal::MAX } else { end.into() });
            start = tier.1;
            let all = common(full, tier);
            let stay =
                stay.map(|(whole, rest)| of(all.saturating_mul(whole).saturating_add(common(rest, tier))));
            let share = Share { key, month: of(all), stay };
            if !(share.month.is_zero() && share.stay.is_none_or(|stay| stay.is_zero())) {
                out.push(share);
            }
        }
        out
    }
}

/// The length of the overlap of two ranges.
fn common(a: (Decimal, Decimal), b: (Decimal, Decimal)) -> Decimal {
    (a.1.min(b.1) - a.0.max(b.0)).max(Decimal::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIERS: [(&str, u32); 4] =
        [("out:tier1", 10_240), ("out:tier2", 51_200), ("out:tier3", 153_600), ("out:tier4", u32::MAX)];

    fn shares(own: u32, everyday: u32, hours: Option<u32>) -> Vec<(&'static str, String, Option<String>)> {
        let hours = hours.map(Decimal::from);
        let transfer = Transfer { own: own.into(), everyday: everyday.into(), hours };
        let words =
            |share: Share| (share.key, share.month.to_string(), share.stay.map(|stay| stay.to_string()));
        transfer.shares(&TIERS, own.into()).into_iter().map(words).collect()
    }

    #[test]
    fn a_month_fills_one_tier_after_the_other() {
        let month = |gb: u32| {
            let mut out = shares(gb, gb, None);
            out.drain(..).map(|(key, month, _)| (key, month)).collect::<Vec<_>>()
        };
        assert_eq!(month(14), [("out:tier1", "10220".to_owned())]);
        let gb = |key, gb: u32| (key, gb.to_string());
        // 73,000 GB in all.
        let expected = [gb("out:tier1", 10_240), gb("out:tier2", 40_960), gb("out:tier3", 21_800)];
        assert_eq!(month(100), expected);
        let last = month(1000).pop();
        assert_eq!(last, Some(("out:tier4", (730_000 - 153_600).to_string())));
    }

    #[test]
    fn a_stay_begins_where_the_everyday_month_stands() {
        // 10 GB an hour on every day are 7,300 GB in a month. 24 hours of 200 GB come on top of 706 of its hours.
        let stay = shares(200, 10, Some(24));
        let in_stay = |key| stay.iter().find(|(known, ..)| *known == key).and_then(|(.., stay)| stay.clone());
        assert_eq!(in_stay("out:tier1"), Some((10_240 - 7_060).to_string()));
        assert_eq!(in_stay("out:tier2"), Some((4_800 - 3_180).to_string()));
        assert_eq!(in_stay("out:tier3"), Some("0".to_owned()));
        // Before the switch the same hours are the last of the everyday month.
        assert_eq!(shares(10, 10, Some(24)), [("out:tier1", "7300".to_owned(), Some("240".to_owned()))]);
        // A month and ten hours: one month of the launch with empty tiers, and ten hours on top of the rest.
        let long = shares(10, 10, Some(740));
        assert_eq!(long, [("out:tier1", "7300".to_owned(), Some("7400".to_owned()))]);
    }
}

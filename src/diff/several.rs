//! What all windows of a profile cost, where it has several.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use rust_decimal::Decimal;

use crate::model::window::Window;
use crate::money::{Amounts, MONTH_HOURS};
use crate::switch::timeline::BACK;

/// All windows of a switch, each with a switch and a way back of its own.
#[derive(Clone, Debug)]
pub struct Several {
    /// Which of them the switch is for, counted from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// The end of the last.
    pub until: ZonedDateTime,
    /// What all of them cost in US dollars on top of what runs anyway; `None` where that of one of them is not known.
    pub cost: Option<Amounts>,
    /// Whether they cost that at most: plans that are paid by the month, or the time around two windows that are close to
    /// each other, are counted for each of them.
    pub at_most: bool,
    /// What a month of 730 hours of them costs on average; `None` if they are over in one.
    pub month: Option<Amounts>,
}

impl Several {
    /// All of `windows`, if there are several, of which `own` is the one of the switch. `price` computes the switch for one
    /// of them; those of one month and one length cost the same.
    pub(super) fn of(
        windows: &[Window],
        own: Option<&Window>,
        price: impl Fn(&Window) -> OneWindow,
    ) -> Option<Self> {
        let ([first, .., last], Some(own)) = (windows, own) else { return None };
        let mut alike: BTreeMap<_, (&Window, u32)> = BTreeMap::new();
        for window in windows {
            let month = (window.start.year(), window.start.month());
            let key = (month, window.duration().as_secs(), window.tail().as_secs());
            alike.entry(key).or_insert((window, 0)).1 += 1;
        }
        let mut cost = Some(Amounts::default());
        let mut at_most = false;
        for (window, count) in alike.into_values() {
            let one = price(window);
            at_most |= (one.subscribes && windows.len() > 1) || touches(windows, one.before);
            let count = Decimal::from(count);
            cost = cost.zip(one.cost).map(|(sum, one)| sum + one.map(|one| one.saturating_mul(count)));
        }
        let hours = first.start.timestamp().duration_until(last.end.timestamp()).as_hours();
        let months = Decimal::from(hours) / Decimal::from(MONTH_HOURS);
        let month = cost.filter(|_| months > Decimal::ONE).map(|cost| cost.map(|cost| cost / months));
        let number = windows.iter().position(|window| window.start == own.start)? + 1;
        Some(Self { number, of: windows.len(), until: last.end.clone(), cost, at_most, month })
    }
}

/// What the switch for one window costs.
pub(super) struct OneWindow {
    /// In US dollars on top of what runs anyway; `None` where it is not known.
    pub(super) cost: Option<Amounts>,
    /// Whether it pays for something by the month.
    pub(super) subscribes: bool,
    /// The time from the first step to the start of the window.
    pub(super) before: SignedDuration,
}

/// Whether the way back from a window comes after the first step of the switch to the next one.
fn touches(windows: &[Window], before: SignedDuration) -> bool {
    let begins = |next: &Window| next.start.timestamp().checked_sub(before).ok();
    let returns = |own: &Window| own.closes.timestamp().checked_add(BACK).unwrap_or(Timestamp::MAX);
    let mut pairs = windows.iter().zip(windows.iter().skip(1));
    pairs.any(|(own, next)| begins(next).is_none_or(|begins| begins < returns(own)))
}

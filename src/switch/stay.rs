//! How long each part of a stack differs from the everyday plan, phase by phase.

use std::iter::Sum;
use std::ops::Add;

use jiff::SignedDuration;

use crate::switch::timeline::{BACK, Timeline};

/// A value for each phase of a switch, in the order of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Phases<T> {
    /// The time from the latest safe start of the step to the start of the window.
    pub before: T,
    /// The time of the window.
    pub window: T,
    /// The time of its tail, in which the floors have fallen and the ceilings have not.
    pub tail: T,
    /// The time from the end of the tail to the earliest way back.
    pub after: T,
}

impl<T: Copy> Phases<T> {
    /// All four values, in the order of time.
    #[must_use]
    pub(crate) const fn all(&self) -> [T; 4] {
        [self.before, self.window, self.tail, self.after]
    }
}

impl<T: Copy + Sum> Phases<T> {
    /// The sum of all four values.
    #[must_use]
    pub(crate) fn sum(&self) -> T {
        self.all().into_iter().sum()
    }
}

impl<T: Add<Output = T>> Add for Phases<T> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            before: self.before + other.before,
            window: self.window + other.window,
            tail: self.tail + other.tail,
            after: self.after + other.after,
        }
    }
}

/// How long a part of a stack differs from the everyday plan, by its sizes in that time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stay {
    /// With the sizes of the launch and everyday counts, until the floors rise.
    pub resized: SignedDuration,
    /// With the floors up, before the window.
    pub raised: SignedDuration,
    /// In the window.
    pub window: SignedDuration,
    /// In its tail.
    pub tail: SignedDuration,
    /// After the tail, with the sizes that no schedule brings back.
    pub after: SignedDuration,
}

impl Timeline<'_> {
    /// The phases of a component, or of the shared network, with a window and a tail of these lengths: from the
    /// latest safe start of its step to the earliest way back.
    #[must_use]
    pub(crate) fn stay(&self, name: &str, window: SignedDuration, tail: SignedDuration) -> Stay {
        let alone = self.resizes.iter().filter(|resize| resize.effect.interrupts());
        let own = alone.filter(|resize| resize.is_of(name)).map(|resize| resize.latest);
        let starts = own.fold(self.apply, SignedDuration::max);
        Stay { resized: starts.saturating_sub(self.raise), raised: self.raise, window, tail, after: BACK }
    }
}

//! The one of several windows that is looked at.

use jiff::{SignedDuration, Timestamp};

use crate::model::window::Window;
use crate::plan::Plan;
use crate::source::Place;

/// The longest time before its window at which a profile may be live. Earlier, its sizes count as left on.
const BEGINS_EARLY: SignedDuration = SignedDuration::from_hours(24);

impl Plan {
    /// Whether it is the profile's turn: every day, in a window with its tail, or shortly before one.
    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        let is_near = |window: &Window| {
            let early = window.start.timestamp().saturating_sub(BEGINS_EARLY).unwrap_or(Timestamp::MIN);
            early <= now && !window.is_past(now)
        };
        self.windows.is_empty() || self.windows.iter().any(is_near)
    }

    /// The last window that is over, if it is not the profile's turn again.
    pub(crate) fn over(&self, now: Timestamp) -> Option<&Window> {
        self.windows.iter().rfind(|window| window.is_past(now)).filter(|_| !self.is_due(now))
    }

    /// The window that is open or the next one at an instant; the last, once all are over.
    #[must_use]
    pub fn window_at(&self, now: Timestamp) -> Option<&Window> {
        self.windows.iter().find(|window| !window.is_past(now)).or_else(|| self.windows.last())
    }

    /// The place where the start of a window is written.
    pub(crate) fn window_place(&self, window: &Window) -> Place {
        let is_of = |windows: &[Window]| windows.iter().any(|own| own.start == window.start);
        let mut specs = self.header.window_specs();
        let spec = specs.find(|(_, spec)| spec.read().is_ok_and(|windows| is_of(&windows)));
        let (path, field) = spec.map_or_else(
            || ("window".to_owned(), "start"),
            |(path, spec)| (path, if spec.every.is_some() { "every" } else { "start" }),
        );
        self.root.place_of(&format!("{path}/{field}"))
    }

    /// The place of the key under which the windows are written.
    pub(crate) fn windows_place(&self) -> Place {
        self.root.place_of(if self.header.windows.is_empty() { "window" } else { "windows" })
    }

    /// Looks at the window that is open or the next one at an instant; without one at the first.
    pub fn turn_to(&mut self, now: Option<Timestamp>) {
        self.window = now.map_or_else(|| self.windows.first(), |now| self.window_at(now)).cloned();
    }
}

//! When the counts of a profile change by themselves.

use jiff::civil::{Time, Weekday};
use jiff::{Timestamp, ToSpan as _, ZonedDateTime};

use crate::order::Order as _;

/// When the counts of a profile change by themselves, for one window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// When the floors rise.
    pub raise: Timestamp,
    /// When the floors go back.
    pub end: Timestamp,
    /// When the ceilings go back: with the floors, or after the window's tail.
    pub closes: Timestamp,
}

impl Schedule {
    /// Whether the ceilings stay up for longer than the floors.
    #[must_use]
    pub(crate) fn has_tail(&self) -> bool {
        self.end < self.closes
    }

    /// Its three instants, in the order of time.
    pub(crate) const fn instants(&self) -> [Timestamp; 3] {
        [self.raise, self.end, self.closes]
    }
}

/// When the counts of a profile change by themselves, for all of its windows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedules {
    /// One for each window, in the order of time; never empty.
    all: Vec<Schedule>,
    /// The same, with those together that recur each week at the same times by the clock.
    runs: Vec<Run>,
}

/// Windows that recur each week at the same times by the clock, or a single one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// The first of them.
    pub(crate) first: Schedule,
    /// The last of them, which may be the first.
    pub(crate) last: Schedule,
    /// When in the week the three instants are; none for a single window.
    pub(crate) weekly: Option<[Weekly; 3]>,
}

/// A time in each week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weekly {
    /// The day.
    pub day: Weekday,
    /// The time by the clock, to the minute.
    pub time: Time,
    /// The time zone, by its IANA name.
    pub zone: String,
}

/// From this many windows on that recur they are scheduled together.
const RUN: usize = 3;

impl Schedules {
    /// The schedules of windows, each with an instant in its time zone; none without a window.
    #[must_use]
    pub(crate) fn of(windows: &[(Schedule, ZonedDateTime)]) -> Option<Self> {
        windows.first()?;
        let mut all: Vec<Schedule> = windows.iter().map(|(schedule, _)| *schedule).collect();
        all.order_by_key(|schedule| schedule.raise);
        let mut runs: Vec<(Run, usize)> = vec![];
        for (schedule, zone) in windows {
            let weekly = weekly(schedule, zone);
            let next = |(run, _): &&mut (Run, usize)| {
                weekly.is_some() && run.weekly == weekly && is_week_after(&run.last, schedule, zone)
            };
            match runs.iter_mut().find(next) {
                Some((run, length)) => {
                    run.last = *schedule;
                    *length += 1;
                }
                None => runs.push((Run { first: *schedule, last: *schedule, weekly }, 1)),
            }
        }
        let mut out: Vec<Run> = Vec::new();
        for (run, length) in runs {
            if length >= RUN {
                out.push(run);
                continue;
            }
            let alone = all.iter().filter(|one| [run.first.raise, run.last.raise].contains(&one.raise));
            out.extend(alone.map(|one| Run { first: *one, last: *one, weekly: None }));
        }
        out.order_by_key(|run| run.first.raise);
        Some(Self { all, runs: out })
    }

    /// One for each window, in the order of time.
    #[must_use]
    pub fn all(&self) -> &[Schedule] {
        &self.all
    }

    /// What is scheduled together.
    #[must_use]
    pub(crate) fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The only one, if there is one window.
    #[must_use]
    pub(crate) fn single(&self) -> Option<Schedule> {
        match self.all.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// When the first floors rise.
    #[must_use]
    pub(crate) fn first_raise(&self) -> Timestamp {
        self.all.first().map_or(Timestamp::MAX, |first| first.raise)
    }

    /// Whether the ceilings of one of them stay up for longer than its floors.
    #[must_use]
    pub(crate) fn has_tail(&self) -> bool {
        self.all.iter().any(Schedule::has_tail)
    }
}

/// When in the week the instants of a window are; none where a schedule of minutes by a named clock cannot say it.
fn weekly(schedule: &Schedule, near: &ZonedDateTime) -> Option<[Weekly; 3]> {
    let zone = near.time_zone().iana_name()?;
    let of = |at: Timestamp| {
        let at = at.to_zoned_datetime(near.time_zone().clone());
        let whole = at.second() == 0 && at.subsec_nanosecond() == 0;
        whole.then(|| Weekly { day: at.weekday(), time: at.time(), zone: zone.to_owned() })
    };
    let [raise, end, closes] = schedule.instants().map(of);
    Some([raise?, end?, closes?])
}

/// Whether a window is the one a week after another, by the clock.
fn is_week_after(last: &Schedule, next: &Schedule, near: &ZonedDateTime) -> bool {
    let last = last.raise.to_zoned_datetime(near.time_zone().clone());
    last.checked_add(7.days()).is_ok_and(|later| later.timestamp() == next.raise)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use std::collections::BTreeSet;

    use jiff::civil::Date;
    use jiff::tz::TimeZone;
    use jiff::{SignedDuration, Timestamp, ToSpan as _};

    use super::{Run, Schedule, Schedules};
    use crate::order::Order as _;

    /// The schedules of windows of three hours with an hour of tail, whose floors rise an hour before, on these days.
    fn schedules(days: &[&str], time: &str, zone: &str) -> Schedules {
        let window = |day: &&str| {
            let start: jiff::civil::DateTime = format!("{day}T{time}").parse().unwrap();
            let start = start.to_zoned_datetime(TimeZone::get(zone).unwrap()).unwrap();
            let at = |hours| start.timestamp() + SignedDuration::from_hours(hours);
            (Schedule { raise: at(-1), end: at(3), closes: at(4) }, start)
        };
        Schedules::of(&days.iter().map(window).collect::<Vec<_>>()).unwrap()
    }

    fn weekly(first: &str, count: i64) -> Vec<String> {
        let first: Date = first.parse().unwrap();
        (0..count).map(|week| first.checked_add((7 * week).days()).unwrap().to_string()).collect()
    }

    /// When a run happens, as the cloud works it out: each week at a time of its zone, from its beginning to its end.
    fn happens(run: &Run) -> Vec<[Timestamp; 3]> {
        let Some(weekly) = &run.weekly else { return vec![run.first.instants()] };
        let (first, last) = (run.first.instants(), run.last.instants());
        let times: Vec<Vec<Timestamp>> = (0..3)
            .map(|at| {
                let zone = TimeZone::get(&weekly[at].zone).unwrap();
                let mut day = zone.to_datetime(first[at] - SignedDuration::from_hours(24)).date();
                let mut out = Vec::new();
                loop {
                    let instant = day.to_datetime(weekly[at].time).to_zoned_datetime(zone.clone()).unwrap();
                    if instant.timestamp() > last[at] {
                        return out;
                    }
                    if day.weekday() == weekly[at].day && instant.timestamp() >= first[at] {
                        out.push(instant.timestamp());
                    }
                    day = day.tomorrow().unwrap();
                }
            })
            .collect();
        (0..times[0].len()).map(|week| [times[0][week], times[1][week], times[2][week]]).collect()
    }

    fn holds(schedules: &Schedules) -> usize {
        let happens: Vec<[Timestamp; 3]> = schedules.runs().iter().flat_map(happens).collect();
        let happens_once: BTreeSet<_> = happens.iter().copied().collect();
        let wanted: BTreeSet<_> = schedules.all().iter().map(Schedule::instants).collect();
        assert_eq!(happens_once, wanted);
        assert_eq!(happens.len(), wanted.len());
        schedules.runs().len()
    }

    #[test]
    fn what_recurs_happens_at_each_window_and_at_no_other_time() {
        let fridays = weekly("2027-01-01", 53);
        let all: Vec<&str> = fridays.iter().map(String::as_str).collect();
        // Both changes of the clocks are on a Sunday.
        assert_eq!(holds(&schedules(&all, "20:15", "Europe/Berlin")), 1);
        let but: Vec<&str> = all.iter().copied().filter(|day| *day != "2027-12-24").collect();
        assert_eq!(holds(&schedules(&but, "20:15", "Europe/Berlin")), 2);
        // On two Sundays the clocks change between the rise of the floors and the end of the tail.
        let sundays = weekly("2027-01-03", 52);
        let all: Vec<&str> = sundays.iter().map(String::as_str).collect();
        assert_eq!(holds(&schedules(&all, "01:30", "Europe/Berlin")), 5);
        assert_eq!(holds(&schedules(&all, "20:15", "America/Sao_Paulo")), 1);
        // Two days of a week are two, and two windows are two.
        let days = [weekly("2027-06-01", 4), weekly("2027-06-04", 4)].concat();
        let mut days: Vec<&str> = days.iter().map(String::as_str).collect();
        days.order();
        assert_eq!(holds(&schedules(&days, "20:15", "Europe/Berlin")), 2);
        assert_eq!(holds(&schedules(&["2027-06-04", "2027-06-11"], "20:15", "Europe/Berlin")), 2);
    }
}

//! Schedules of the team's own that take a launch back while it should stand.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

use crate::cloud::existing::fires::{Scheduled, When};
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::existing::instance::Instance;
use crate::existing::value::Value;
use crate::in_place::want::{Asking, Want};
use crate::model::window::{Window, stamp};
use crate::plan::Component;

/// How long before its window a launch may be in place.
const EARLY: SignedDuration = SignedDuration::from_hours(24);

/// A finding for each schedule that lowers a count of a component between the day before the window and its end. `members`
/// are the resources of each component.
pub(crate) fn findings(
    asking: &Asking<'_>,
    members: &[(&Component, Vec<&Instance>)],
    wanted: &[Want],
) -> Vec<(String, Finding)> {
    let Asking { plan, tables, .. } = *asking;
    if asking.baseline.is_none() || plan.windows.is_empty() {
        return Vec::new();
    }
    let mut all = Vec::new();
    for (component, members) in members {
        let own: Vec<&Want> = wanted.iter().filter(|own| own.component == component.name).collect();
        for member in members {
            for row in tables.schedules.iter().filter(|row| row.resource == &*member.address.kind) {
                let lowered = lowered(row, member, &own, asking);
                let Some(first) = lowered.first() else { continue };
                let times = plan.windows.iter().map(|window| (window, comes(row, member, window)));
                let Some((window, time)) = times.into_iter().find(|(_, time)| !matches!(time, Comes::Never))
                else {
                    continue;
                };
                let time = match time {
                    Comes::Never => continue,
                    Comes::At(at) => {
                        format!("at {}", stamp(&at.with_time_zone(window.start.time_zone().clone())))
                    }
                    Comes::Unknown => "at a time that is not known here".to_owned(),
                };
                let message = format!(
                    "`{}` sets {} of `{}` to {} {time}, and the launch wants {}",
                    member.address, first.what, component.name, first.sets, first.wants
                );
                let mut finding = Finding::new(Code::TfSchedule, first.place, message)
                    .label(first.wanted_at, "the profile says it here");
                for more in &lowered[1..] {
                    let (what, sets, wants) = (more.what, more.sets, more.wants);
                    finding = finding.note(format!("it sets {what} to {sets}, and the launch wants {wants}"));
                }
                let help = "give it the numbers of the launch until the window is over, in the same pull request, or \
                            take it out for as long";
                all.push((component.name.clone(), finding.help(help)));
            }
        }
    }
    all
}

/// A number that a schedule sets below that of the launch.
struct Lowered {
    what: &'static str,
    sets: Decimal,
    wants: Decimal,
    place: crate::source::Place,
    wanted_at: crate::source::Place,
}

fn lowered(row: &Scheduled, member: &Instance, wanted: &[&Want], asking: &Asking<'_>) -> Vec<Lowered> {
    let reading = asking.reading;
    let mut all = Vec::new();
    for (what, field, path) in
        [("the minimum", "count.min", &row.min), ("the maximum", "count.max", &row.max)]
    {
        let Some(want) = wanted.iter().find(|want| want.field == field) else { continue };
        let Ok(wants) = want.wanted.value.to_string().parse::<Decimal>() else { continue };
        let found = path.find(&member.content);
        let value = found.first().map(|found| found.value).filter(|value| !value.is_null());
        let constant = value.and_then(|value| value.origin.constant());
        let place = constant.map(|own| reading.place(own.place));
        // What uses the constant of the launch rises with it.
        let along = wanted.iter().find(|own| own.now.as_ref().is_some_and(|(_, at)| Some(*at) == place));
        let sets = match (value, along) {
            (_, Some(own)) => own.wanted.value.to_string().parse().ok(),
            (Some(value), None) => value.number(),
            (None, None) => row.unset_is_zero.then_some(Decimal::ZERO),
        };
        let Some(sets) = sets.filter(|sets| !sets.is_sign_negative() && *sets < wants) else { continue };
        let place = place.unwrap_or_else(|| reading.place(member.place));
        all.push(Lowered { what, sets, wants, place, wanted_at: want.place });
    }
    all
}

/// When a schedule comes.
enum Comes {
    /// Not in this time.
    Never,
    /// For the first time then.
    At(jiff::ZonedDateTime),
    /// Nobody knows from the files.
    Unknown,
}

fn comes(row: &Scheduled, member: &Instance, window: &Window) -> Comes {
    let from = window.start.timestamp().saturating_sub(EARLY).unwrap_or(Timestamp::MIN);
    let to = window.closes.timestamp();
    let value = |path: &crate::cloud::existing::path::Path| -> Result<Option<String>, ()> {
        let found = path.find(&member.content);
        let value: Option<&Value> = found.first().map(|found| found.value).filter(|value| !value.is_null());
        value.map(|value| value.text().map(str::to_owned).ok_or(())).transpose()
    };
    let times = || -> Result<Option<jiff::ZonedDateTime>, ()> {
        let zone = value(&row.zone)?;
        let zone = zone.map_or(Ok(TimeZone::UTC), |name| TimeZone::get(&name)).map_err(|_| ())?;
        let time = |path| value(path)?.map(|text| text.parse::<Timestamp>().map_err(|_| ())).transpose();
        let (start, end) = (time(&row.start)?, time(&row.end)?);
        let from = start.map_or(from, |start| start.max(from));
        let until = end.map_or(to, |end| end.min(to));
        let Some(text) = value(&row.when)? else {
            // Once, at its start.
            let start = start.ok_or(())?;
            return Ok((start >= from && start < until).then(|| start.to_zoned_datetime(zone)));
        };
        let when = When::read(&text, row.form).ok_or(())?;
        Ok(when.first(&zone, from, until))
    };
    match times() {
        Ok(Some(at)) => Comes::At(at),
        Ok(None) => Comes::Never,
        Err(()) => Comes::Unknown,
    }
}

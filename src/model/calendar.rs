//! Windows from a calendar file (iCalendar, RFC 5545): the start and the end of each event, and the rules by which it recurs as
//! far as they are days of the week up to an end. What is not understood is said, never passed over.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::{DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, ToSpan as _, ZonedDateTime};

use crate::model::window::MOST;

/// The largest calendar file, in bytes.
pub(crate) const LARGEST_CALENDAR: usize = 1 << 20;

/// One start that a calendar has, with the length of its event if that has one.
#[derive(Clone, Debug)]
pub(crate) struct Occurrence {
    /// The start.
    pub(crate) start: ZonedDateTime,
    /// How long it lasts.
    pub(crate) length: Option<SignedDuration>,
    /// The bytes of the line that says when it starts.
    pub(crate) at: Range<usize>,
}

/// What is not understood of a calendar.
#[derive(Clone, Debug)]
pub(crate) struct NotUnderstood {
    /// The bytes of its line.
    pub(crate) at: Range<usize>,
    /// In one line.
    pub(crate) message: String,
    /// What to do about it, in one line.
    pub(crate) help: &'static str,
}

/// A line of a calendar, its continuations joined.
struct Line {
    name: String,
    parameters: BTreeMap<String, String>,
    value: String,
    at: Range<usize>,
}

const SPLIT: &str = "write these days as events of their own, or as a window with `every`";
const TIME: &str =
    "write it in UTC, or with the name of its zone: `DTSTART;TZID=Europe/Berlin:20270108T201500`";

/// Reads all starts of a calendar, in the order of its events. Events that are cancelled have none.
///
/// # Errors
/// All that is not understood, event by event.
pub(crate) fn read(text: &str) -> Result<Vec<Occurrence>, Vec<NotUnderstood>> {
    let whole = 0..text.lines().next().map_or(0, str::len);
    let wrong = |message: &str, help| {
        Err(vec![NotUnderstood { at: whole.clone(), message: message.to_owned(), help }])
    };
    if text.len() > LARGEST_CALENDAR {
        return wrong("the calendar is larger than 1 MiB", "leave out the events that are no windows");
    }
    let lines = lines(text);
    if !lines.first().is_some_and(|line| line.name == "BEGIN" && line.value == "VCALENDAR") {
        return wrong("this is no calendar", "save it as iCalendar: its first line is `BEGIN:VCALENDAR`");
    }
    let (mut occurrences, mut bad) = (Vec::new(), Vec::new());
    // The components that are open, and the lines of the event itself.
    let (mut open, mut event): (Vec<&str>, Vec<&Line>) = (Vec::new(), Vec::new());
    for line in &lines {
        match line.name.as_str() {
            "BEGIN" => open.push(&line.value),
            "END" => {
                let closed = open.pop();
                if closed != Some(&line.value) {
                    bad.push(line.bad("nothing of this name is open here", "save the calendar anew"));
                    return Err(bad);
                }
                if closed == Some("VEVENT") {
                    match starts(&event) {
                        Ok(starts) => occurrences.extend(starts),
                        Err(one) => bad.push(one),
                    }
                    event.clear();
                }
            }
            _ if open.last() == Some(&"VEVENT") => event.push(line),
            _ => {}
        }
        if occurrences.len() > MOST {
            bad.push(line.bad(
                &format!("up to here these are more than {MOST} windows"),
                "leave out events that are over",
            ));
            return Err(bad);
        }
    }
    if !open.is_empty() {
        return wrong("the calendar ends in the middle", "save it anew");
    }
    if bad.is_empty() { Ok(occurrences) } else { Err(bad) }
}

/// The starts of one event.
fn starts(event: &[&Line]) -> Result<Vec<Occurrence>, NotUnderstood> {
    let find = |name: &str| event.iter().find(|line| line.name == name).copied();
    if find("STATUS").is_some_and(|status| status.value.eq_ignore_ascii_case("CANCELLED")) {
        return Ok(Vec::new());
    }
    let Some(begin) = find("DTSTART") else {
        let at = event.first().map_or(0..0, |line| line.at.clone());
        let message = "this event does not say when it starts".to_owned();
        return Err(NotUnderstood { at, message, help: TIME });
    };
    if let Some(other) =
        event.iter().find(|line| ["RDATE", "RECURRENCE-ID", "EXRULE"].contains(&line.name.as_str()))
    {
        return Err(other.bad(&format!("`{}` is not understood", other.name), SPLIT));
    }
    let start = instant(begin, &begin.value)?;
    let length = match (find("DTEND"), find("DURATION")) {
        (Some(end), _) => {
            let length = start.timestamp().duration_until(instant(end, &end.value)?.timestamp());
            if !length.is_positive() {
                return Err(end.bad("the event ends before it starts", "write a later `DTEND`"));
            }
            Some(length)
        }
        (None, Some(line)) => {
            let span: Option<Span> = line.value.parse().ok();
            let end = span.and_then(|span| start.checked_add(span).ok());
            let length = end.map(|end| start.timestamp().duration_until(end.timestamp()));
            let help = "write it as `DURATION:PT3H`";
            let length = length.filter(SignedDuration::is_positive);
            Some(length.ok_or_else(|| line.bad("this is no length of an event", help))?)
        }
        (None, None) => None,
    };
    let mut except: Vec<Timestamp> = Vec::new();
    for line in event.iter().filter(|line| line.name == "EXDATE") {
        for value in line.value.split(',') {
            except.push(instant(line, value)?.timestamp());
        }
    }
    let all = match find("RRULE") {
        None => vec![start],
        Some(rule) => recurring(rule, &start)?,
    };
    let kept = all.into_iter().filter(|start| !except.contains(&start.timestamp()));
    Ok(kept.map(|start| Occurrence { start, length, at: begin.at.clone() }).collect())
}

/// The starts by a rule: each day, or days of each week, up to an end.
fn recurring(rule: &Line, start: &ZonedDateTime) -> Result<Vec<ZonedDateTime>, NotUnderstood> {
    let (mut weekly, mut interval, mut days, mut count, mut until) = (None, 1_i64, Vec::new(), None, None);
    for part in rule.value.split(';').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let unknown = || rule.bad(&format!("`{part}` in the rule is not understood"), SPLIT);
        match name {
            "FREQ" if value == "WEEKLY" => weekly = Some(true),
            "FREQ" if value == "DAILY" => weekly = Some(false),
            "INTERVAL" => {
                interval = value.parse().ok().filter(|every| (1..=52).contains(every)).ok_or_else(unknown)?;
            }
            "COUNT" => {
                count = Some(
                    value
                        .parse::<usize>()
                        .ok()
                        .filter(|count| (1..=MOST).contains(count))
                        .ok_or_else(unknown)?,
                );
            }
            "UNTIL" => until = Some(last(value, start).ok_or_else(unknown)?),
            "BYDAY" => {
                for day in value.split(',') {
                    days.push(weekday(day).ok_or_else(unknown)?);
                }
            }
            // Weeks begin on Monday where nothing else is said; it matters for every second week only.
            "WKST" if value == "MO" => {}
            _ => return Err(unknown()),
        }
    }
    let Some(weekly) = weekly else { return Err(rule.bad("the rule does not say how often", SPLIT)) };
    if count.is_none() && until.is_none() {
        let help = "give the event an end: `UNTIL` or `COUNT`";
        return Err(rule.bad("the event recurs for ever", help));
    }
    if !weekly && !days.is_empty() {
        return Err(rule.bad("`BYDAY` of a rule for each day is not understood", SPLIT));
    }
    if days.is_empty() {
        days.push(start.weekday());
    }
    let zone = start.time_zone();
    let first = start.date();
    let monday = first.saturating_sub(i64::from(first.weekday().to_monday_zero_offset()).days());
    let (mut out, mut day) = (Vec::new(), first);
    loop {
        let passed =
            if weekly { monday } else { first }.until(day).map_or(0, |span| i64::from(span.get_days()));
        let is_on = if weekly {
            passed / 7 % interval == 0 && days.contains(&day.weekday())
        } else {
            passed % interval == 0
        };
        if is_on {
            let at = day.to_datetime(start.time()).to_zoned_datetime(zone.clone());
            let at = at.map_err(|_| rule.bad("the event leaves the calendar", SPLIT))?;
            if until.is_some_and(|until| at.timestamp() > until) {
                return Ok(out);
            }
            out.push(at);
            if count == Some(out.len()) {
                return Ok(out);
            }
            if out.len() > MOST {
                return Err(
                    rule.bad(&format!("these are more than {MOST} windows"), "write an earlier `UNTIL`")
                );
            }
        }
        let Ok(next) = day.tomorrow() else { return Ok(out) };
        day = next;
    }
}

/// The last instant of a rule: an instant, or a whole day of the zone in which the event starts.
fn last(text: &str, start: &ZonedDateTime) -> Option<Timestamp> {
    if text.ends_with('Z') {
        let at = DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
        return at.to_zoned_datetime(TimeZone::UTC).ok().map(|at| at.timestamp());
    }
    let day = jiff::civil::Date::strptime("%Y%m%d", text.get(..8)?).ok()?;
    let end = if text.len() == 8 {
        day.at(23, 59, 59, 0)
    } else {
        DateTime::strptime("%Y%m%dT%H%M%S", text).ok()?
    };
    end.to_zoned_datetime(start.time_zone().clone()).ok().map(|at| at.timestamp())
}

fn weekday(text: &str) -> Option<Weekday> {
    let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let at = days.iter().position(|day| *day == text)?;
    Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok()
}

/// An instant that a line names, in UTC or in a named zone.
fn instant(line: &Line, text: &str) -> Result<ZonedDateTime, NotUnderstood> {
    let bad = |message: &str| Err(line.bad(message, TIME));
    if line.parameters.get("VALUE").is_some_and(|value| value == "DATE") || text.len() == 8 {
        return bad("an event of whole days has no time at which it starts");
    }
    if let Some(utc) = text.strip_suffix('Z') {
        let at = DateTime::strptime("%Y%m%dT%H%M%S", utc).ok();
        return match at.and_then(|at| at.to_zoned_datetime(TimeZone::UTC).ok()) {
            Some(at) => Ok(at),
            None => bad("this is no date and time"),
        };
    }
    let Some(zone) = line.parameters.get("TZID") else {
        return bad("the time has no zone: nobody knows whose it is");
    };
    let Some(known) = TimeZone::get(zone).ok().filter(|_| !zone.starts_with("Etc/GMT")) else {
        return bad(&format!("no time zone that is known is called `{zone}`"));
    };
    let at = DateTime::strptime("%Y%m%dT%H%M%S", text).ok();
    match at.and_then(|at| at.to_zoned_datetime(known).ok()) {
        Some(at) => Ok(at),
        None => bad("this is no date and time"),
    }
}

impl Line {
    fn bad(&self, message: &str, help: &'static str) -> NotUnderstood {
        NotUnderstood { at: self.at.clone(), message: message.to_owned(), help }
    }
}

/// The lines of a calendar. One that begins with a blank goes on from the one before.
fn lines(text: &str) -> Vec<Line> {
    let (mut joined, mut begin): (Vec<(String, Range<usize>)>, usize) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        let plain = line.trim_end_matches(['\r', '\n']);
        let at = begin..begin + plain.len();
        begin += line.len();
        match (plain.strip_prefix([' ', '\t']), joined.last_mut()) {
            (Some(more), Some((before, _))) => before.push_str(more),
            _ if plain.is_empty() => {}
            _ => joined.push((plain.to_owned(), at)),
        }
    }
    let read = |(line, at): (String, Range<usize>)| {
        let (head, value) = line.split_once(':').unwrap_or((&line, ""));
        let mut words = head.split(';');
        let name = words.next().unwrap_or_default().to_ascii_uppercase();
        let pair = |word: &str| {
            let (name, value) = word.split_once('=')?;
            Some((name.to_ascii_uppercase(), value.trim_matches('"').to_owned()))
        };
        Line { name, parameters: words.filter_map(pair).collect(), value: value.to_owned(), at }
    };
    joined.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::read;

    fn calendar(event: &str) -> String {
        format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n{event}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
    }

    fn starts(event: &str) -> Vec<String> {
        let read = read(&calendar(event)).unwrap();
        read.iter().map(|one| one.start.timestamp().to_string()).collect()
    }

    #[test]
    fn a_year_of_fridays_is_in_step_with_the_clock() {
        let event = "DTSTART;TZID=Europe/Berlin:20270101T201500\r\nDTEND;TZID=Europe/Berlin:20270101T231500\r\n\
                     RRULE:FREQ=WEEKLY;BYDAY=FR;UNTIL=20271231\r\nEXDATE;TZID=Europe/Berlin:20271224T201500\r\nSUMMARY:A\r\n  show";
        let all = starts(event);
        assert_eq!(all.len(), 52);
        for start in &all {
            let summer = ("2027-03-28".."2027-10-31").contains(&start.as_str());
            assert!(start.ends_with(if summer { "T18:15:00Z" } else { "T19:15:00Z" }), "{start}");
        }
        assert_eq!(read(&calendar(event)).unwrap()[0].length.unwrap().as_hours(), 3);
    }

    #[test]
    fn rules_are_read_as_they_are_written() {
        let from = |rule: &str| starts(&format!("DTSTART:20270104T090000Z\r\nDURATION:PT1H\r\nRRULE:{rule}"));
        assert_eq!(from("FREQ=DAILY;COUNT=3").last().unwrap(), "2027-01-06T09:00:00Z");
        assert_eq!(from("FREQ=DAILY;INTERVAL=2;UNTIL=20270110T000000Z").len(), 3);
        assert_eq!(
            from("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=4"),
            ["2027-01-04T09:00:00Z", "2027-01-08T09:00:00Z", "2027-01-18T09:00:00Z", "2027-01-22T09:00:00Z"]
        );
        assert!(starts("DTSTART:20270104T090000Z\r\nSTATUS:CANCELLED").is_empty());
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (event, says) in [
            ("DTSTART;VALUE=DATE:20270101", "whole days"),
            ("DTSTART:20270101T201500", "no zone"),
            ("DTSTART;TZID=W. Europe Standard Time:20270101T201500", "W. Europe"),
            ("DTSTART:20270101T201500Z\r\nRRULE:FREQ=MONTHLY;COUNT=3", "FREQ=MONTHLY"),
            ("DTSTART:20270101T201500Z\r\nRRULE:FREQ=WEEKLY", "for ever"),
            ("DTSTART:20270101T201500Z\r\nRRULE:FREQ=WEEKLY;BYDAY=1FR;COUNT=3", "BYDAY=1FR"),
            ("DTSTART:20270101T201500Z\r\nRDATE:20270102T201500Z", "RDATE"),
            ("DTSTART:20270101T201500Z\r\nDTEND:20270101T191500Z", "ends before"),
            ("SUMMARY:x", "when it starts"),
            ("DTSTART:20270101T201500Z\r\nRRULE:FREQ=DAILY;UNTIL=20991231", "more than 400"),
        ] {
            let bad = read(&calendar(event)).unwrap_err();
            assert!(bad[0].message.contains(says), "{event}: {}", bad[0].message);
        }
        assert!(read("x").is_err() && read("").is_err() && read("BEGIN:VCALENDAR\nBEGIN:VEVENT").is_err());
    }
}

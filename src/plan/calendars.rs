//! The windows of a profile that stand in calendar files beside it.

use std::collections::BTreeMap;

use crate::diagnostic::code::Code;
use crate::diagnostic::suggest::closest;
use crate::diagnostic::{Finding, Findings};
use crate::model::calendar::read;
use crate::model::window::MOST;
use crate::order::Order as _;
use crate::plan::Plan;
use crate::source::{Place, SourceId, Sources, offset};

impl Plan {
    /// Adds the windows of its calendars. `calendars` are the calendar files beside the profiles, by their paths.
    pub(crate) fn add_calendars(
        &mut self,
        calendars: &BTreeMap<String, SourceId>,
        sources: &Sources,
        findings: &mut Findings,
    ) {
        let before = findings.len();
        let mut windows = std::mem::take(&mut self.windows);
        for (path, spec) in self.header.window_specs() {
            // What is wrong with the window itself is said already.
            let Some(name) = spec.calendar.as_ref().filter(|_| spec.read().is_ok()) else { continue };
            let place = self.root.place_of(&format!("{path}/calendar"));
            let file = format!("profiles/{name}");
            let Some(source) = calendars.get(&file) else {
                let finding = Finding::new(Code::WindowTime, place, format!("there is no calendar `{file}`"));
                findings.push(match closest(&file, calendars.keys().map(String::as_str)) {
                    Some(other) => finding.help(format!("did you mean `{other}`?")),
                    None => finding.help("save it there as iCalendar"),
                });
                continue;
            };
            let at = |range: &std::ops::Range<usize>| Place {
                source: *source,
                start: offset(range.start),
                end: offset(range.end),
            };
            match read(&sources.get(*source).text) {
                Err(bad) => {
                    for one in bad {
                        let finding = Finding::new(Code::CalendarEvent, at(&one.at), one.message);
                        findings.push(finding.help(one.help).label(place, "this calendar is used here"));
                    }
                }
                Ok(events) => {
                    for event in &events {
                        match spec.of_event(event) {
                            Ok(window) => windows.push(window),
                            Err(error) => {
                                let field = self.root.place_of(&format!("{path}/{}", error.field));
                                let finding =
                                    Finding::new(Code::WindowOrder, field, error.message).help(error.help);
                                findings.push(finding.label(at(&event.at), "of this event"));
                                break;
                            }
                        }
                    }
                    if events.is_empty() {
                        let finding = Finding::new(
                            Code::WindowOrder,
                            place,
                            format!("`{name}` has no event that is a window"),
                        );
                        findings.push(
                            finding.help("put an event with a time into it, or leave the calendar out"),
                        );
                    }
                }
            }
        }
        if windows.len() > MOST {
            let message = format!("these are {} windows, and a profile has {MOST} at most", windows.len());
            let finding = Finding::new(Code::WindowsTooMany, self.windows_place(), message);
            findings.push(finding.help("leave events that are over out of the calendar"));
        }
        if findings.len() > before {
            windows.clear();
        }
        windows.order_by_key(|window| window.start.timestamp());
        self.windows = windows;
        self.turn_to(None);
    }
}

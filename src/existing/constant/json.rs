//! The constants of a text of JSON or YAML.

use memchr::memchr_iter;

use super::{Constant, Stands, Step};
use crate::existing::parse::{json, yaml};
use crate::existing::syntax::{Expr, Kind};
use crate::source::Sources;

/// Hands each constant of a text of JSON to `take`. False where the text is none.
pub(crate) fn of_json(text: &str, take: &mut dyn FnMut(&Constant<'_, '_>)) -> bool {
    let Ok(whole) = json::value(text, Sources::default().add("", "")) else { return false };
    Walk { text, at: 0, line: 1, take }.value(&whole, &mut Vec::new());
    true
}

/// The same for a text of YAML. An alias stands where its anchor does.
pub(crate) fn of_yaml(text: &str, take: &mut dyn FnMut(&Constant<'_, '_>)) -> bool {
    let Ok(whole) = yaml::value(text, Sources::default().add("", "")) else { return false };
    Walk { text, at: 0, line: 1, take }.value(&whole, &mut Vec::new());
    true
}

struct Walk<'a> {
    text: &'a str,
    /// Up to where the lines are counted.
    at: usize,
    line: usize,
    take: &'a mut dyn FnMut(&Constant<'_, '_>),
}

impl Walk<'_> {
    fn value<'e>(&mut self, value: &'e Expr, way: &mut Vec<Step<'e>>) {
        let start = value.place.start as usize;
        match &value.kind {
            Kind::Object(entries) => {
                for (key, value) in entries {
                    let Kind::Text(name) = &key.kind else { continue };
                    way.push(Step { name, key: None, at: 0 });
                    self.value(value, way);
                    way.pop();
                }
            }
            Kind::List(values) => {
                for (at, value) in values.iter().enumerate() {
                    way.push(Step { name: "", key: None, at });
                    self.value(value, way);
                    way.pop();
                }
            }
            Kind::Number(number) => self.tell(start, way, Stands::Number(*number)),
            Kind::Text(text) if text.contains(['$', '%']) => self.tell(start, way, Stands::Computed),
            Kind::Text(text) => self.tell(start, way, Stands::Text(text)),
            _ => self.tell(start, way, Stands::Computed),
        }
    }

    fn tell(&mut self, start: usize, way: &[Step<'_>], stands: Stands<'_>) {
        let bytes = self.text.as_bytes();
        if let Some(between) = bytes.get(self.at..start) {
            self.line += memchr_iter(b'\n', between).count();
        } else {
            let again = bytes.get(start..self.at).unwrap_or_default();
            self.line -= memchr_iter(b'\n', again).count();
        }
        self.at = start;
        (self.take)(&Constant { way, stands, start, line: self.line, remarks: [""; 2] });
    }
}

//! What limits the traffic that comes in.

use rust_decimal::Decimal;

use crate::cloud::existing::{Existing, Limited};
use crate::existing::instance::Instance;
use crate::existing::origin::Origin;
use crate::source::Place;

/// A limit on what comes in.
#[derive(Debug)]
pub struct Limiting<'a> {
    /// The address of the resource instance.
    pub address: String,
    /// The attribute; none where the service has a limit of its own that the resource does not say.
    pub attribute: Option<String>,
    /// What is limited.
    pub what: Limited,
    /// For whom it holds.
    pub each: &'static str,
    /// The limit, where it is known.
    pub most: Option<Decimal>,
    /// Where it comes from, where an attribute says it.
    pub origin: Option<&'a Origin>,
    /// Where the resource starts.
    pub place: Place,
}

/// The limits of a resource.
pub(super) fn of_instance<'a>(
    instance: &'a Instance,
    tables: &'static Existing,
    into: &mut Vec<Limiting<'a>>,
) {
    for row in tables.limits.iter().filter(|row| row.resource == &*instance.address.kind) {
        let limiting = || Limiting {
            address: instance.address.to_string(),
            attribute: None,
            what: row.what,
            each: row.each,
            most: None,
            origin: None,
            place: instance.place,
        };
        let Some(path) = &row.path else {
            into.push(limiting());
            continue;
        };
        for found in path.find(&instance.content) {
            if found.value.is_null() {
                continue;
            }
            into.push(Limiting {
                attribute: Some(path.label(&instance.content, &found)),
                most: found.value.number(),
                origin: Some(&found.value.origin),
                ..limiting()
            });
        }
    }
}

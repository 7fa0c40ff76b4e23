//! What clients open fewer connections of on the day than on a normal one: their own setting, which no apply changes.

use serde_json::Value;

use crate::runbook::inputs::Inputs;
use crate::switch::change::Change;

/// Where the connections that a client opens to something stand in a profile.
const FIELD: &str = "connects_to.";

/// The clients whose pools somebody makes smaller before the launch, to be ticked one by one.
pub(super) fn smaller(inputs: &Inputs<'_>) -> Vec<String> {
    let said = |client: &str, lowered: Lowered<'_>| {
        let Lowered { to, what, from, into } = lowered;
        format!(
            "each instance of {client} opens {into} {what} to {to} at the most, not {from}: the size of its own pool, which no apply changes"
        )
    };
    lowered(inputs).into_iter().map(|(client, own)| said(client, own)).collect()
}

/// The clients whose pools may have their everyday size again after it.
pub(super) fn back(inputs: &Inputs<'_>) -> Option<String> {
    let mut clients: Vec<&str> = lowered(inputs).into_iter().map(|(client, _)| client).collect();
    clients.dedup();
    (!clients.is_empty()).then(|| {
        format!("The pools of {} may have their everyday size again afterwards.", clients.join(", "))
    })
}

/// A number of connections that is smaller in the launch.
struct Lowered<'a> {
    to: &'a str,
    what: &'static str,
    from: u64,
    into: u64,
}

fn lowered<'a>(inputs: &'a Inputs<'_>) -> Vec<(&'a str, Lowered<'a>)> {
    let changed = inputs.diff.changed();
    let of = |change: &'a Change| {
        let (to, which) = change.field.strip_prefix(FIELD)?.rsplit_once('.')?;
        let what = if which == "reader_connections" { "connections for reading" } else { "connections" };
        let number = |side: &Option<(Value, _)>| side.as_ref().and_then(|(value, _)| value.as_u64());
        let (from, into) = (number(&change.from)?, number(&change.to)?);
        (into < from).then_some(Lowered { to, what, from, into })
    };
    changed.flat_map(|part| part.changes.iter().filter_map(of).map(|own| (part.name.as_str(), own))).collect()
}

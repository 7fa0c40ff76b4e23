//! What to do about a step that takes three times its time: whether the next one may begin, and whom to call.

use jiff::SignedDuration;
use serde::Serialize;

use crate::runbook::clock::length;

/// What to do about a step that takes three times its time.
#[derive(Debug, Serialize)]
pub struct Overrun {
    /// How people see it.
    pub(super) when: String,
    /// What they do, and whether the next step may begin.
    pub(super) then: String,
}

/// A step that takes so many times its time needs a decision.
const TIMES: i32 = 3;

/// An apply that does not end. Terraform holds the lock of the state, so no other apply can begin.
pub(super) fn apply(takes: SignedDuration) -> Overrun {
    Overrun {
        when: late(takes),
        then: "do not stop it and do not close its terminal: half a change, and a state that stays locked, are worse. Call who decides. No other step with an apply may begin before it has ended; a step without one may. A step whose time has passed by then is left out, as its own last lines say".to_owned(),
    }
}

/// A change of one component, which the cloud may still be making when Terraform has ended.
pub(super) fn change(takes: SignedDuration, name: &str) -> Overrun {
    Overrun {
        when: late(takes),
        then: format!(
            "call who decides. If Terraform still runs, do not stop it, and begin no other apply before it has ended. If it has ended and only the check is not right yet, the next step may begin; {name} then counts as not ready at go or no-go"
        ),
    }
}

/// A change of one component that people make by hand.
pub(super) fn by_hand(takes: SignedDuration, name: &str) -> Overrun {
    Overrun {
        when: late(takes),
        then: format!(
            "call who decides. The next step may begin; {name} counts as not ready at go or no-go until its check is right"
        ),
    }
}

/// The smoke tests.
pub(super) fn tests(takes: SignedDuration) -> Overrun {
    Overrun {
        when: late(takes),
        then: "a test that is not through counts as failed. Go or no-go is decided all the same, with plan B in hand".to_owned(),
    }
}

fn late(takes: SignedDuration) -> String {
    let limit = takes.checked_mul(TIMES).unwrap_or(takes);
    format!("it is not done {} after its start (three times its time)", length(limit))
}

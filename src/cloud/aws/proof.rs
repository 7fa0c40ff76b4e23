//! How to see with the AWS CLI that a resource is as big as a profile says. What is asked for follows from what differs
//! between two profiles, so that no field can be left out, and so that the answer is another one before the change.

use crate::cloud::aws::unit::Unit;
use crate::cloud::lowered::{ByHand, Output, Proof, View};

/// What the AWS CLI says to a query, in a component's region.
fn ask(unit: &Unit<'_>, command: &str, query: &str, expect: impl Into<String>) -> Proof {
    let region = &unit.site.region;
    let command = format!("aws {command} --region {region} --output text --query '{query}'");
    Proof { command, expect: expect.into() }
}

impl Unit<'_> {
    /// Adds a way to see how many there are.
    pub fn count(&self, command: &str, query: &str, expect: impl Into<String>, out: &mut Output) {
        out.counts.push(ask(self, command, query, expect));
    }

    /// Adds a way to see how many resources there are of which a switch makes and deletes some.
    pub(crate) fn number(&self, command: &str, query: &str, expect: impl Into<String>, out: &mut Output) {
        out.numbers.push(ask(self, command, query, expect));
    }

    /// Adds a way to set how many there are without Terraform.
    pub(crate) fn set_count(&self, command: &str, out: &mut Output) {
        out.set_counts.push(self.typed(command));
    }

    /// A command of the AWS CLI in the component's region.
    pub(crate) fn typed(&self, command: &str) -> String {
        format!("aws {command} --region {}", self.site.region)
    }

    /// Adds something to look at before anything is changed.
    pub(crate) fn look_before(
        &self,
        command: &str,
        query: &str,
        expect: impl Into<String>,
        out: &mut Output,
    ) {
        out.before.push(ask(self, command, query, expect));
    }

    /// Adds a way to look at a resource of the component: in which answer, and where in it; and one to change it by hand.
    pub fn view(
        &self,
        (kind, suffix): (&str, &str),
        (command, root): (&str, &'static str),
        fields: &'static [(&'static str, &'static str)],
        state: (&'static str, &'static str),
        by_hand: ByHand,
        out: &mut Output,
    ) {
        let command = format!("aws {command} --region {} --output text", self.site.region);
        let address = format!("{kind}.{}", self.suffixed(suffix));
        out.views.push(View {
            address,
            command,
            root,
            fields,
            state,
            decimal: false,
            by_hand: Some(by_hand),
        });
    }
}

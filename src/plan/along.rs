//! What changes along with components in Terraform of the team's own, and is in no profile: it is priced, and said what users
//! feel of it, as a component is.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use crate::cloud::existing::swallowed::Swallowing;
use crate::diagnostic::Findings;
use crate::kind::partial::Alike;
use crate::load::node::{MapEntry, Node};
use crate::plan::{Along, Component, Plan, component};

/// What becomes of changes of fields that wait for something.
pub(crate) type Waits = BTreeMap<String, Swallowing>;

impl Component {
    /// What a change of a field waits for where it stands.
    pub(crate) fn waits(&self, field: &str) -> Option<&Swallowing> {
        self.waits.get(field)
    }

    /// Says what changes wait for.
    pub(crate) fn set_waits(&mut self, waits: Waits) {
        self.waits = waits;
    }
}

impl Plan {
    /// The component with this name, or what changes along under it.
    #[must_use]
    pub fn component(&self, name: &str) -> Option<&Component> {
        let own = self.components.binary_search_by(|own| own.name.as_str().cmp(name)).ok();
        let own = own.and_then(|at| self.components.get(at));
        own.or_else(|| self.along_as(name).map(|along| &along.component))
    }

    /// A component's entry in the merged values, or that of what changes along.
    #[must_use]
    pub fn entry(&self, component: &str) -> Option<&MapEntry> {
        let own = self.root.get("components").and_then(|all| all.entry(component));
        own.or_else(|| self.along_as(component).map(|along| &along.entry))
    }

    /// All components, and what changes along with them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Component> {
        self.components.iter().chain(self.along.iter().map(|along| &along.component))
    }

    /// The component that something in no profile changes with, by its name.
    #[must_use]
    pub(crate) fn lead(&self, name: &str) -> Option<&str> {
        self.along_as(name).map(|along| along.lead.as_str())
    }

    fn along_as(&self, name: &str) -> Option<&Along> {
        self.along.iter().find(|along| along.component.name == name)
    }

    /// Adds something that changes along with the component `lead`, by its name. Answers whether it could be read.
    pub(crate) fn add_along(
        &mut self,
        name: &str,
        lead: &str,
        fields: Map<String, Value>,
        waits: Waits,
    ) -> bool {
        let place = self.place(lead, "");
        let node = Node::of_json(&Value::Object(fields), place);
        let entry = MapEntry { key: name.to_owned(), place, node };
        let of = (&self.root, &self.header, self.cloud);
        let Some(mut own) = component(of, &entry, &Alike::default(), &mut Findings::default()) else {
            return false;
        };
        // No alarm of ours looks at it.
        own.alarms = false;
        own.read.iter_mut().for_each(|reading| reading.alarms = false);
        own.waits = waits;
        self.along.push(Along { component: own, lead: lead.to_owned(), entry });
        self.bill = OnceLock::new();
        true
    }
}

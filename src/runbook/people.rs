//! Who does what: the owners that a profile names, and what each looks after.

use serde::Serialize;

use crate::external::task::Task;
use crate::plan::Plan;

/// A person or a team that an `owners` entry of the profile names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Person {
    /// What the person or team is called.
    pub name: String,
    /// Where alarms and questions go: an e-mail address, a link or a channel.
    pub contact: String,
    /// The telephone number to call on the day.
    pub phone: Option<String>,
}

impl Person {
    /// The owner with this key.
    #[must_use]
    pub(crate) fn of(plan: &Plan, owner: Option<&str>) -> Option<Self> {
        let owner = plan.header.owners.get(owner?)?;
        let (name, contact, phone) = (owner.name.clone(), owner.contact.clone(), owner.phone.clone());
        Some(Self { name, contact, phone })
    }
}

/// Who says go or no-go.
pub(super) fn lead(plan: &Plan) -> Option<Person> {
    Person::of(plan, plan.header.event.as_ref()?.lead.as_deref())
}

/// The owner of a service, who talks to its vendor.
pub(super) fn vendor_owner(task: &Task, plan: &Plan) -> Option<Person> {
    Person::of(plan, plan.header.external.get(&task.name)?.owner.as_deref())
}

/// A person or a team, with the components and services that they look after.
#[derive(Debug, Serialize)]
pub struct Contact {
    #[serde(flatten)]
    person: Person,
    parts: Vec<String>,
}

/// Everybody whom the profile names, in the order of their keys.
pub(super) fn contacts(plan: &Plan) -> Vec<Contact> {
    let of = |key: &String| {
        let owns = |owner: Option<&str>| owner == Some(key.as_str());
        let components = plan.components.iter().filter(|own| owns(own.common.owner.as_deref()));
        let external = plan.header.external.iter().filter(|(_, own)| owns(own.owner.as_deref()));
        let parts: Vec<String> = (components.map(|own| own.name.clone()))
            .chain(external.map(|(name, own)| format!("{name} ({})", own.service)))
            .collect();
        let lead = plan.header.event.as_ref().is_some_and(|event| owns(event.lead.as_deref()));
        let parts =
            if lead { std::iter::once("go and no-go".to_owned()).chain(parts).collect() } else { parts };
        Some(Contact { person: Person::of(plan, Some(key))?, parts })
    };
    plan.header.owners.keys().filter_map(of).collect()
}

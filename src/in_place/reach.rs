//! What refers to the resources of a component in its root: the resources themselves, or the outputs of the modules that
//! the root calls.

use std::collections::BTreeMap;

use crate::cloud::existing::path::Path;
use crate::cloud::existing::reach::{Reach, Stand, Unreached};
use crate::existing::estate::Root;
use crate::existing::instance::{Exists, Instance, Key};
use crate::existing::value::{Data, Value};
use crate::terraform::resource::{Step, path};
use hcl::Expression;

/// What refers to the resources that the alarms of a component look at.
#[derive(Debug)]
pub(super) struct Referred<'a> {
    /// The root.
    pub(super) root: &'a Root,
    /// The resources by their roles.
    pub(super) roles: BTreeMap<String, Vec<&'a Instance>>,
    /// The configuration of the provider that the component is made with.
    pub(super) provider: &'a str,
    /// The argument of a resource that says its region.
    pub(super) region: &'static str,
    /// How the alarms stand.
    pub(super) stand: Stand,
}

impl<'a> Referred<'a> {
    /// The one resource with a role.
    fn only(&self, kind: &str, suffix: &str) -> Result<&'a Instance, Unreached> {
        let role = if suffix.is_empty() { kind.to_owned() } else { format!("{kind}.{suffix}") };
        let all = self.roles.get(&role).map(Vec::as_slice).unwrap_or_default();
        match all {
            [] => Err(Unreached::Nothing(kind.to_owned())),
            [one] => Ok(one),
            _ => Err(Unreached::Several(kind.to_owned())),
        }
    }
}

impl Reach for Referred<'_> {
    fn refer(&self, kind: &str, suffix: &str, attribute: &str) -> Result<Expression, Unreached> {
        let one = self.only(kind, suffix)?;
        let address = one.address.to_string();
        if one.exists != Exists::Yes || one.repeat.is_some() && one.address.key.is_none() {
            return Err(Unreached::Copies(address));
        }
        if one.provider.as_deref() != Some(self.provider) {
            return Err(Unreached::Provider(address));
        }
        if one.content.attribute(self.region).is_some_and(|own| !own.value.is_null()) {
            return Err(Unreached::Region(address));
        }
        if one.address.module.is_empty() {
            let steps = [Step::Name(&one.address.kind), Step::Name(&one.address.name)];
            let key = key(one.address.key.as_ref());
            return Ok(path(
                &steps.into_iter().chain(key).chain([Step::Name(attribute)]).collect::<Vec<_>>(),
            ));
        }
        let passes =
            |own: &&crate::existing::estate::Passed| *own.address == *address && *own.attribute == *attribute;
        let Some(own) = self.root.passed.iter().find(passes) else {
            return Err(Unreached::NoOutput(address, attribute.to_owned()));
        };
        let steps = [Step::Name("module"), Step::Name(&own.call)].into_iter().chain(key(own.key.as_ref()));
        Ok(path(&steps.chain([Step::Name(&own.output)]).collect::<Vec<_>>()))
    }

    fn says(&self, kind: &str, path: &'static str, words: &[&'static str]) -> Result<(), Unreached> {
        let one = self.only(kind, "")?;
        let found = Path::read(path).find(&one.content);
        let is = |value: &Value| value.text().is_some_and(|text| words.contains(&text));
        let says = |value: &Value| match &value.data {
            Data::List(all) | Data::Set(all) => all.iter().any(is),
            _ => is(value),
        };
        if found.iter().any(|own| own.exists == Exists::Yes && says(own.value)) {
            return Ok(());
        }
        let word = words.first().copied().unwrap_or_default();
        Err(Unreached::NotPublished(one.address.to_string(), path.to_owned(), word))
    }

    fn stand(&self) -> &Stand {
        &self.stand
    }
}

/// A key in brackets.
fn key(key: Option<&Key>) -> Option<Step<'_>> {
    key.map(|key| match key {
        Key::Index(number) => Step::Number(*number),
        Key::Text(text) => Step::Key(text),
    })
}

//! Components of a plan in other sizes.

use std::sync::Arc;

use crate::kind::partial::Alike;
use crate::kind::spec::Spec;
use crate::load::node::Node;
use crate::model::capacity::Count;
use crate::plan::decode::{fields, read};
use crate::plan::{Component, Plan};

impl Plan {
    /// A component that scales out as it would be with other counts.
    #[must_use]
    pub fn with_count(&self, component: &Component, count: Count) -> Option<Arc<dyn Spec>> {
        let kind = component.spec.kind();
        let [_, identity, capacity] = fields(self.entry(&component.name)?, kind);
        let mut capacity = Node::object(capacity);
        let Count { min, max, expected } = count;
        let mut given = serde_json::json!({"min": min, "max": max});
        if let Some(expected) = expected {
            given["expected"] = expected.into();
        }
        capacity.insert(component.spec.facets().counted.field().to_owned(), given);
        read(&Alike::default(), &component.common, kind, Node::object(identity), capacity).ok()
    }

    /// A component with some fields of its capacity (segments split by a dot) in another size; none where they do not
    /// make one.
    #[must_use]
    pub(crate) fn with_sizes(
        &self,
        component: &Component,
        sizes: &[(&str, serde_json::Value)],
    ) -> Option<Arc<dyn Spec>> {
        let kind = component.spec.kind();
        let [_, identity, capacity] = fields(self.entry(&component.name)?, kind);
        let mut capacity = Node::object(capacity);
        for (field, value) in sizes {
            let (first, second) = field.split_once('.').map_or((*field, None), |(a, b)| (a, Some(b)));
            match second {
                None => drop(capacity.insert(first.to_owned(), value.clone())),
                Some(second) => {
                    let group = capacity.entry(first).or_insert_with(|| serde_json::json!({}));
                    group.as_object_mut()?.insert(second.to_owned(), value.clone());
                }
            }
        }
        read(&Alike::default(), &component.common, kind, Node::object(identity), capacity).ok()
    }
}

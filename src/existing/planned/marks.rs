//! Which resource a value names: a group by its id, a service by the end of a path.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Wanted;
use super::document::{Document, members};

/// The resources by what names them in values: of each type the only one that is called so, none where several are.
#[derive(Debug, Default)]
pub(super) struct Marks(BTreeMap<String, BTreeMap<String, Option<Arc<str>>>>);

/// The longest text that can name a resource, in bytes.
const LONGEST: usize = 2048;

impl Marks {
    /// Collects what names the resources of the types that are kept.
    pub(super) fn read(document: &Document<'_>, wanted: &Wanted<'_>) -> Self {
        let mut marks = Self::default();
        for change in document.changes() {
            if change.mode != "managed" || change.deposed.is_some() || !wanted.keep.kind(&change.kind) {
                continue;
            }
            let address: Arc<str> = Arc::from(&*change.address);
            for side in [change.sides.before, change.sides.after] {
                let values = members(side);
                for mark in wanted.marks {
                    let text = values.get(*mark).filter(|raw| raw.get().len() <= LONGEST);
                    let text = text.and_then(|raw| serde_json::from_str::<String>(raw.get()).ok());
                    if let Some(text) = text.filter(|text| !text.is_empty()) {
                        marks.add(text, &change.kind, &address);
                    }
                }
            }
        }
        marks
    }

    fn add(&mut self, text: String, kind: &str, address: &Arc<str>) {
        let named = self.0.entry(text).or_default();
        let own = named.entry(kind.to_owned()).or_insert_with(|| Some(address.clone()));
        if own.as_ref().is_some_and(|own| own != address) {
            *own = None;
        }
    }

    /// The resources that a text names, of each type the only one that is called so: by all of it or, where none of the
    /// type is, by what stands behind its last `/` or `:`. `service/shop/api` is the id of a target and, by its end, the
    /// name of the service that the target is of.
    pub(super) fn named(&self, text: &str) -> Vec<Arc<str>> {
        let end = text.rsplit(['/', ':']).next().unwrap_or(text);
        let of = |text: &str| self.0.get(text).filter(|_| !text.is_empty());
        let (whole, by_end) = (of(text), of(end).filter(|_| end != text));
        let other =
            by_end.into_iter().flatten().filter(|(kind, _)| whole.is_none_or(|own| !own.contains_key(*kind)));
        whole.into_iter().flatten().chain(other).filter_map(|(_, own)| own.clone()).collect()
    }
}

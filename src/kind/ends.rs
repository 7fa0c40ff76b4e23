//! Fields that say how many there are, or how much, by a floor and a ceiling.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

use crate::kind;
use crate::validate::generator;

/// The schema of the capacity of each kind.
static CAPACITIES: LazyLock<BTreeMap<&'static str, Value>> = LazyLock::new(|| {
    let mut generator = generator();
    kind::all().map(|kind| (kind.name, kind.schemas(&mut generator).1)).collect()
});

/// Whether a field of a kind, its segments split by dots, has a floor and a ceiling below it.
#[must_use]
pub(crate) fn has_ends(kind: &str, field: &str) -> bool {
    let capacity = CAPACITIES.get(kind);
    let found = capacity.and_then(|capacity| field.split('.').try_fold(capacity, below));
    found
        .is_some_and(|own| ["min", "max"].iter().all(|end| forms(own).any(|form| named(form, end).is_some())))
}

/// What stands under a name of an object, or of one that may be left out.
fn below<'a>(schema: &'a Value, name: &str) -> Option<&'a Value> {
    let any = |form: &'a Value| form.get("additionalProperties").filter(|all| all.is_object());
    forms(schema).find_map(|form| named(form, name).or_else(|| any(form)))
}

/// The schema itself and, of something that may be left out, what it is then.
fn forms(schema: &Value) -> impl Iterator<Item = &Value> {
    [Some(schema), schema.pointer("/anyOf/0")].into_iter().flatten()
}

fn named<'a>(form: &'a Value, name: &str) -> Option<&'a Value> {
    form.get("properties")?.get(name)
}

#[cfg(test)]
mod tests {
    use super::has_ends;

    #[test]
    fn ends_are_those_of_the_schema() {
        let yes = [
            ("fleet", "count"),
            ("database", "readers"),
            ("table", "read"),
            ("table", "indexes.by-day.write"),
        ];
        let no = [
            ("fleet", "machine"),
            ("stream", "shards"),
            ("table", "indexes"),
            ("nothing", "count"),
            ("fleet", ""),
        ];
        assert!(yes.iter().all(|(kind, field)| has_ends(kind, field)));
        assert!(no.iter().all(|(kind, field)| !has_ends(kind, field)));
    }
}

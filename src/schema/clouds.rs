//! What the clouds say of the fields of a kind, in its schema.

use serde_json::{Map, Value, json};

use crate::cloud::provider::{Cloud, OnCloud};
use crate::kind::spec::Entry;

/// What a kind is, and what each of the clouds that offer it calls what it is made of.
pub(crate) fn about(kind: &Entry, clouds: &[&dyn Cloud]) -> String {
    let services: Vec<&str> =
        clouds.iter().filter_map(|cloud| cloud.kind(kind.name)).map(OnCloud::services).collect();
    if services.is_empty() {
        kind.summary.to_owned()
    } else {
        format!("{} ({})", kind.summary, services.join("; "))
    }
}

/// Writes into the schema of a kind what each of the clouds that offer it says of its fields. Where two of them take
/// other values, either will do; where only their words differ, the first one's stand.
pub(crate) fn offer(schema: &mut Value, kind: &str, clouds: &[&dyn Cloud]) {
    let write = |on: &dyn OnCloud, own: &mut Value| {
        for field in on.fields() {
            let known = field.write(own);
            debug_assert!(known, "{kind} has no field {field:?}");
        }
    };
    let offering: Vec<&dyn OnCloud> = clouds.iter().filter_map(|cloud| cloud.kind(kind)).collect();
    if let [only] = offering.as_slice() {
        return write(*only, schema);
    }
    let mut forms = offering.into_iter().map(|on| {
        let mut own = schema.clone();
        write(on, &mut own);
        own
    });
    let Some(mut whole) = forms.next() else { return };
    for form in forms {
        either(&mut whole, &form);
    }
    *schema = whole;
}

/// Takes what another form of the same kind takes too.
fn either(into: &mut Value, other: &Value) {
    let other = other.get("properties").and_then(Value::as_object);
    let Some(into) = into.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for (name, property) in other.into_iter().flatten() {
        match into.get_mut(name) {
            Some(known) if without_words(known) == without_words(property) => {}
            Some(known) => *known = json!({"anyOf": [known.take(), property]}),
            None => drop(into.insert(name.clone(), property.clone())),
        }
    }
}

/// A schema without what is only for people.
fn without_words(schema: &Value) -> Value {
    match schema {
        Value::Object(all) => {
            let kept = all.iter().filter(|(key, value)| {
                // A field that is called so has an object here.
                !matches!(
                    key.as_str(),
                    "description" | "enumDescriptions" | "examples" | "patternErrorMessage"
                ) || value.is_object()
            });
            Value::Object(kept.map(|(key, value)| (key.clone(), without_words(value))).collect::<Map<_, _>>())
        }
        Value::Array(all) => all.iter().map(without_words).collect(),
        scalar => scalar.clone(),
    }
}

use serde_json::Value;

use super::EXISTING;
use crate::kind;
use crate::kind::ends::has_ends;
use crate::table::lines;

/// A row with a word that no table knows would be left out silently.
#[test]
fn every_row_is_read() {
    let rows = |text: &'static str| lines(text).count();
    assert_eq!(EXISTING.sizes.len(), rows(include_str!("sizes.csv")));
    assert_eq!(EXISTING.identities.len(), rows(include_str!("identities.csv")));
    assert_eq!(EXISTING.inputs.len(), rows(include_str!("inputs.csv")));
    assert_eq!(EXISTING.parts.len(), rows(include_str!("parts.csv")));
    assert_eq!(EXISTING.looked.len(), rows(include_str!("looked.csv")));
    assert_eq!(EXISTING.becomes.len(), rows(include_str!("becomes.csv")));
    assert_eq!(EXISTING.limits.len(), rows(include_str!("limits.csv")));
    assert_eq!(EXISTING.schedules.len(), rows(include_str!("schedules.csv")));
    assert_eq!(EXISTING.running.len(), rows(include_str!("running.csv")));
    assert_eq!(EXISTING.swallows.len(), rows(include_str!("swallows.csv")));
}

#[test]
fn every_size_that_a_row_of_swallows_names_is_a_size() {
    for row in &EXISTING.swallows {
        for size in &row.sizes {
            let known = EXISTING.sizes_of(row.part).any(|own| own.path.plain() == *size);
            assert!(known, "{}: {size}", row.part);
        }
    }
}

#[test]
fn every_number_of_what_runs_is_a_size_of_a_kind_with_a_floor_and_a_ceiling() {
    for row in &EXISTING.running {
        let own = EXISTING.sizes_of(row.resource).filter(|own| own.path.plain() == row.path.plain());
        let kinds: Vec<&str> = own.filter_map(|own| own.of.kind).collect();
        assert!(!kinds.is_empty(), "{}: {}", row.resource, row.path.plain());
        assert!(kinds.iter().all(|kind| has_ends(kind, row.field)), "{}: {}", row.resource, row.field);
    }
}

/// A kind that the language has takes the fields that the tables give it.
#[test]
fn fields_are_those_of_the_kinds() {
    let words = EXISTING.identities.iter().map(|word| word.of);
    let sizes = EXISTING.sizes.iter().map(|size| size.of);
    let of = sizes.chain(EXISTING.inputs.iter().map(|input| input.of)).chain(words);
    let mut checked = 0;
    for of in of {
        let (Some(kind), Some(field)) = (of.kind, of.field) else { continue };
        let Some(entry) = kind::find(kind) else { continue };
        let mut generator = crate::validate::generator();
        let (identity, capacity) = entry.schemas(&mut generator);
        assert!([identity, capacity].iter().any(|schema| has(schema, field)), "{kind}.{field}");
        checked += 1;
    }
    assert!(checked > 40, "{checked} fields are checked");
}

/// Whether a schema has a field, its segments split by dots.
fn has(schema: &Value, field: &str) -> bool {
    let (first, rest) = field.split_once('.').map_or((field, None), |(first, rest)| (first, Some(rest)));
    let step = if first == "*" { "/additionalProperties".to_owned() } else { format!("/properties/{first}") };
    let forms = [Some(schema), schema.pointer("/anyOf/0")];
    let found = forms.into_iter().flatten().find_map(|form| form.pointer(&step));
    found.is_some_and(|below| rest.is_none_or(|rest| has(below, rest)))
}

#[test]
fn inputs_are_known_by_the_longest_end_of_their_name() {
    let field = |name| EXISTING.input(name).map(|(of, _)| of[0].field.unwrap_or("-"));
    assert_eq!(field("instance_class"), Some("class"));
    assert_eq!(field("admin_db_instance_class"), Some("class"));
    assert_eq!(field("autoscaling_max_capacity"), Some("count.max"));
    assert_eq!(field("alarm_cpu"), None);
    assert_eq!(field("lowcpu"), None);
    assert_eq!(field("memory_limit"), None);
}

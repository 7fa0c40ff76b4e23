//! Any text as a file of Terraform: what is changed in it can be taken back to the same bytes.

#![no_main]

#[path = "../../common/edits.rs"]
mod edits;

use edits::{literals, there_and_back};
use libfuzzer_sys::fuzz_target;
use scaleprof::existing::edit::change::{Change, Literal, Syntax};
use scaleprof::existing::edit::edit;

fuzz_target!(|text: &str| {
    let new = |old: &Literal, seed: usize| match old {
        Literal::Bool(value) => Literal::Bool(!value),
        Literal::Number(_) => Literal::Number([7, 123_456, 100][seed % 3].into()),
        Literal::Text(_) => Literal::Text(["c6i.4xlarge", "${x}", "\"\\"][seed % 3].to_owned()),
    };
    let changes: Vec<Change> = literals(text)
        .into_iter()
        .map(|(at, old)| Change::Replace { new: new(&old, at.start), at, old })
        .collect();
    let braces = text.match_indices('{').zip(text.match_indices('}'));
    for syntax in [Syntax::Hcl, Syntax::Json] {
        for change in changes.chunks(3) {
            let _ = there_and_back(text, syntax, change);
        }
        let _ = there_and_back(text, syntax, &changes);
        for ((open, _), (close, _)) in braces.clone().take(4) {
            let (into, key) = (open..close + 1, "k".to_owned());
            let _ = edit(text, syntax, &[Change::Insert { into, key, value: Literal::Number(1.into()) }]);
        }
    }
});

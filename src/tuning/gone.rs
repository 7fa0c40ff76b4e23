//! Which keys go on a way back, because a launch has added them.
//!
//! What was committed decides. Where that says nothing, the last keys of an object may have come with a launch, because
//! that is where one adds them: as many go as can without another value.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::existing::edit::change::{KeyOf, Literal, Syntax};
use crate::existing::edit::entry_of;
use crate::existing::estate::Estate;
use crate::source::{Place, SourceId};
use crate::tuning::past::Pasts;
use crate::tuning::target::{Target, bytes};

/// An object or the call of a module, by its text and its first byte.
pub(super) type Object = (SourceId, usize);

/// How many of the last keys of each object may go of which it is not known whether they were there.
pub(super) type Runs = BTreeMap<Object, usize>;

/// What goes.
#[derive(Debug, Default)]
pub(super) struct Going {
    /// The keys, by the place of the literal.
    keys: BTreeMap<Place, KeyOf>,
    /// The objects in which one more key could go.
    pub(super) more: BTreeSet<Object>,
}

impl Going {
    /// The key that a literal goes with.
    pub(super) fn of(&self, literal: Place) -> Option<&KeyOf> {
        self.keys.get(&literal)
    }

    /// Looks at all targets whose key may go, each with its value of every day.
    pub(super) fn among<'a>(
        estate: &Estate,
        targets: impl Iterator<Item = (&'a Target, &'a Literal)>,
        pasts: &Pasts<'_>,
        runs: &Runs,
    ) -> Self {
        // By the number of the key, with whether it is known to have been absent.
        type Keys = BTreeMap<usize, (Place, KeyOf, Option<bool>)>;
        let mut objects: BTreeMap<Object, Keys> = BTreeMap::new();
        for (target, value) in targets {
            let place = target.constant.place;
            let Some(key) = key_of(estate, place) else { continue };
            let was_absent = pasts.was_absent(&key, place, value);
            let object = objects.entry((place.source, key.place.start)).or_default();
            object.insert(key.at, (place, key, was_absent));
        }
        let mut going = Self::default();
        for (object, keys) in objects {
            let most = runs.get(&object).copied().unwrap_or(0);
            let (mut run, mut in_run) = (0, true);
            let count = keys.values().next().map_or(0, |(_, key, _)| key.values.len());
            for at in (0..count).rev() {
                let Some((place, key, was_absent)) = keys.get(&at) else {
                    in_run = false;
                    continue;
                };
                let goes = match was_absent {
                    Some(known) => *known,
                    None if in_run && run < most => {
                        run += 1;
                        true
                    }
                    None => {
                        if in_run {
                            going.more.insert(object);
                        }
                        false
                    }
                };
                in_run &= goes;
                if goes {
                    going.keys.insert(*place, key.clone());
                }
            }
        }
        going
    }
}

/// The key whose value a literal is.
fn key_of(estate: &Estate, place: Place) -> Option<KeyOf> {
    let source = estate.sources.get(place.source);
    let literal: Range<usize> = bytes(place);
    entry_of(&source.text, Syntax::of(&source.path)?, &literal)
}

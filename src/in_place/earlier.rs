//! What committed earlier texts of the profiles said: a build may have written it before the profile was edited.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Findings;
use crate::existing::edit::change::Literal;
use crate::in_place::reading::Readings;
use crate::in_place::want::Asked;
use crate::load::node::Node;
use crate::load::{Document, load, stem};
use crate::resolve::resolve;
use crate::source::Sources;
use crate::tuning::back::stands;

/// Takes values for known that no profile says any more, where one once did, as all of them were committed then: an amount
/// that was relative is one of the everyday profile of that time.
pub(super) fn allow_earlier(asked: &mut [Asked<'_>], readings: &Readings<'_>) {
    let earlier: OnceCell<Vec<Profiles>> = OnceCell::new();
    for (_, reading, wants) in asked {
        for want in wants.wanted.iter_mut().chain(&mut wants.left) {
            let Some(now) = stands(&reading.estate, &want.wanted) else { continue };
            // On a normal day nothing of a profile stands there, and git need not be asked.
            if want.wanted.known.is_empty() || now.is_like(&want.everyday().value) {
                continue;
            }
            let earlier = earlier.get_or_init(|| all(readings));
            let mut said: Vec<Literal> = Vec::new();
            for root in earlier.iter().flat_map(BTreeMap::values) {
                said.extend(want.said_in(root).filter(|own| !said.contains(own)));
            }
            want.wanted.known.extend(said);
        }
    }
}

/// The profiles as they were committed, by their names.
pub(super) type Profiles = BTreeMap<String, Node>;

/// The profiles at each commit that changed one.
pub(super) fn all(readings: &Readings<'_>) -> Vec<Profiles> {
    let paths = &readings.profiles;
    let commits = (readings.before.together)(paths).into_iter();
    commits.map(|texts| resolved(paths.iter().zip(texts))).collect()
}

/// Profiles with what they extend, and relative amounts as numbers.
fn resolved<'a>(texts: impl Iterator<Item = (&'a String, Option<String>)>) -> Profiles {
    let (mut sources, mut documents) = (Sources::default(), BTreeMap::<String, Document>::new());
    for (path, text) in texts {
        let Some(text) = text else { continue };
        let source = sources.add(path, text.trim_start_matches('\u{feff}'));
        let document = load(&sources, source, &mut Findings::default());
        documents.extend(document.map(|document| (stem(path).to_owned(), document)));
    }
    let whole = resolve(&documents, &BTreeSet::new()).into_iter();
    whole.filter_map(|(name, (layered, _))| Some((name, layered?.root))).collect()
}

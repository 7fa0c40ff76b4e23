//! What committed earlier texts of the profiles said: a build may have written it before the profile was edited.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Findings;
use crate::existing::edit::change::Literal;
use crate::existing::path::join;
use crate::in_place::reading::Reading;
use crate::in_place::want::{Want, Wants};
use crate::load::load;
use crate::load::node::Node;
use crate::project::Project;
use crate::source::Sources;
use crate::tuning::back::stands;

/// Takes values for known that no profile says any more, where the committed text of one once did.
pub(super) fn allow_earlier(
    asked: &mut [(&str, &Reading, Wants)],
    (project, folder): (&Project, &str),
    past: &dyn Fn(&str, usize) -> Option<String>,
) {
    let mut earlier = Earlier { past, read: BTreeMap::new() };
    let path = |source| join(folder, &project.sources.get(source).path);
    let profiles: BTreeSet<String> =
        project.plans.values().filter_map(|plan| path(plan.root.place.source)).collect();
    for (_, reading, Wants { wanted, left, .. }) in asked {
        for want in wanted.iter_mut().chain(left) {
            let Some(now) = stands(&reading.estate, &want.wanted) else { continue };
            // On a normal day nothing of a profile stands there, and git need not be asked.
            if want.wanted.known.is_empty() || now.is_like(&want.everyday().value) {
                continue;
            }
            let said: Vec<Literal> = profiles.iter().flat_map(|path| earlier.said(path, want)).collect();
            want.wanted.known.extend(said);
        }
    }
}

/// The committed texts of the profiles, each parsed once.
struct Earlier<'a> {
    past: &'a dyn Fn(&str, usize) -> Option<String>,
    read: BTreeMap<(String, usize), Option<Node>>,
}

impl Earlier<'_> {
    /// What the texts of this file said of a value, where that is plain.
    fn said(&mut self, path: &str, want: &Want) -> Vec<Literal> {
        let mut said: Vec<Literal> = Vec::new();
        for at in 0.. {
            let key = (path.to_owned(), at);
            if !self.read.contains_key(&key) {
                let Some(text) = (self.past)(path, at) else { break };
                let mut sources = Sources::default();
                let source = sources.add(path, text);
                let document = load(&sources, source, &mut Findings::default());
                self.read.insert(key.clone(), document.map(|document| document.root));
            }
            let root = self.read.get(&key).and_then(Option::as_ref);
            let own = root.and_then(|root| want.said_in(root));
            said.extend(own.filter(|own| !said.contains(own)));
        }
        said
    }
}

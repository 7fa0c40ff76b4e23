//! Follows each size from version to version.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::lookback::history::{At, Change, Landing};
use crate::lookback::raise::{Became, Lowered, Moment, Raise, Today};
use crate::lookback::renamed::{Id, heirs};
use crate::lookback::says::temporary;
use crate::lookback::size::{Figures, FileSort, Size};

/// What was found in a history.
#[derive(Clone, Debug, Default)]
pub struct Followed {
    /// The raises that call themselves temporary, or were lowered later, in the order of their commits.
    pub raises: Vec<Raise>,
    /// How many other raises there are: they stayed, and do not say that they are temporary.
    pub stayed: usize,
    /// How many versions of files could not be read.
    pub unread: usize,
}

/// The sizes of one version of a file; nothing where it cannot be read.
pub type Read<'a> = &'a dyn Fn(&At) -> Option<Arc<Vec<Size>>>;

/// A size, as it is now.
struct Track {
    file: Arc<str>,
    size: Size,
    /// Its raises that are not over; indices.
    open: Vec<usize>,
}

struct Follower<'a> {
    read: Read<'a>,
    figures: Figures<'a>,
    tracks: HashMap<Id, Track>,
    /// The keys of each file.
    files: HashMap<Arc<str>, Vec<Id>>,
    raises: Vec<Raise>,
}

/// Follows the sizes through the landings, the oldest first.
#[must_use]
pub fn follow(landings: &[Landing], read: Read<'_>, figures: Figures<'_>) -> Followed {
    let mut follower =
        Follower { read, figures, tracks: HashMap::new(), files: HashMap::new(), raises: Vec::new() };
    let mut unread = 0;
    for landing in landings.iter().filter(|landing| !landing.changes.is_empty()) {
        unread += follower.land(landing);
    }
    let mut raises = follower.raises;
    for track in follower.tracks.values() {
        for at in &track.open {
            raises[*at].today = Some(Today {
                file: track.file.clone(),
                line: track.size.line,
                value: track.size.value.clone(),
            });
        }
    }
    let all = raises.len();
    raises.retain(|raise| {
        raise.says.is_some() || raise.lowered.is_some() || matches!(raise.became, Became::Back(..))
    });
    Followed { stayed: all - raises.len(), raises, unread }
}

/// What a landing brings to one key.
struct New {
    file: Arc<str>,
    size: Size,
}

impl Follower<'_> {
    /// Takes in a landing; how many versions could not be read.
    fn land(&mut self, landing: &Landing) -> usize {
        let moment =
            Moment { id: landing.id.clone(), time: landing.time, subject: landing.message.subject().into() };
        let mut unread = 0;
        // What the changed files were, by the keys that they have now if they were renamed; and what they are.
        let mut before: BTreeMap<Id, (Id, bool)> = BTreeMap::new();
        let mut after: BTreeMap<Id, New> = BTreeMap::new();
        let mut now_in: Vec<(Arc<str>, Vec<Id>)> = Vec::new();
        for change in &landing.changes {
            let new = change.after.as_ref().map(|at| (at, (self.read)(at)));
            if let Some((_, None)) = new {
                // A version that cannot be read says nothing: what the file was holds on.
                unread += 1;
                let (old, new) = (change.before.as_ref(), change.after.as_ref());
                if let Some((old, new)) = old.zip(new).filter(|(old, new)| old.path != new.path)
                    && let Some(ids) = self.files.remove(&old.path)
                {
                    self.files.insert(new.path.clone(), ids);
                }
                continue;
            }
            let old = change.before.as_ref().map(|at| at.path.clone());
            let renamed =
                new.as_ref().map(|(at, _)| at.path.clone()).zip(old.clone()).filter(|(new, old)| new != old);
            let deleted = new.is_none();
            for id in old.iter().filter_map(|old| self.files.remove(old)).flatten() {
                let as_now = match &renamed {
                    Some((path, _)) => (scope(path), id.1.clone()),
                    None => id.clone(),
                };
                before.insert(as_now, (id, deleted));
            }
            let Some((at, Some(sizes))) = new else { continue };
            let scope = scope(&at.path);
            let mut ids = Vec::new();
            for size in sizes.iter() {
                let id = (scope.clone(), size.key.clone());
                ids.push(id.clone());
                after.insert(id, New { file: at.path.clone(), size: size.clone() });
            }
            now_in.push((at.path.clone(), ids));
        }
        self.files.extend(now_in);
        let (mut gone, mut came): (Vec<(Id, bool)>, BTreeMap<Id, New>) = (Vec::new(), BTreeMap::new());
        let mut same: Vec<(Id, Id, New)> = Vec::new();
        for (id, new) in after {
            match before.remove(&id) {
                Some((old, _)) => same.push((old, id, new)),
                None => drop(came.insert(id, new)),
            }
        }
        // What another file of the folder still says is not gone.
        gone.extend(before.into_values());
        let of_gone = gone.iter().filter_map(|(id, _)| Some((id, &self.tracks.get(id)?.size)));
        let mut heirs = heirs(of_gone, came.iter().map(|(id, new)| (id, &new.size)));
        for (old, deleted) in gone {
            match heirs.remove(&old).and_then(|id| came.remove(&id).map(|new| (id, new))) {
                Some((id, new)) => same.push((old, id, new)),
                None => self.end(&old, deleted, &moment),
            }
        }
        let mut moved: Vec<(Id, Track, New)> = Vec::new();
        for (old, id, new) in same {
            if let Some(track) = self.tracks.remove(&old) {
                moved.push((id, track, new));
            } else {
                came.insert(id, new);
            }
        }
        for (id, track, new) in moved {
            let track = self.change(track, new, &moment, landing);
            self.tracks.insert(id, track);
        }
        for (id, New { file, size }) in came {
            self.tracks.insert(id, Track { file, size, open: Vec::new() });
        }
        unread
    }

    /// A size whose constant is not there any more.
    fn end(&mut self, id: &Id, deleted: bool, moment: &Moment) {
        let Some(track) = self.tracks.remove(id) else { return };
        for at in track.open {
            let how = if deleted { Became::FileDeleted } else { Became::Deleted };
            self.raises[at].became = how(moment.clone());
        }
    }

    /// A size in its next version.
    fn change(&mut self, mut track: Track, new: New, moment: &Moment, landing: &Landing) -> Track {
        let New { file, size } = new;
        let order = |one: &Size, other: &Size| {
            let (one, other) = (one.value.as_ref()?, other.value.as_ref()?);
            one.order(other, self.figures)
        };
        if size.value == track.size.value && size.alike == track.size.alike {
            return Track { file, size, ..track };
        }
        let order = (size.alike == track.size.alike && size.sort == track.size.sort)
            .then(|| order(&size, &track.size))
            .flatten();
        let mut open = Vec::new();
        for at in std::mem::take(&mut track.open) {
            if self.judge(at, &size, track.size.alike, moment) {
                open.push(at);
            }
        }
        if let (Some(Ordering::Greater), Some(from), Some(to)) = (order, &track.size.value, &size.value) {
            open.push(self.raises.len());
            self.raises.push(Raise {
                file: file.clone(),
                line: size.line,
                key: size.key.clone(),
                sort: size.sort,
                from: from.clone(),
                to: to.clone(),
                at: moment.clone(),
                says: says(landing, (&file, &size.key), self.read)
                    .or_else(|| size.says.filter(|_| track.size.says.is_none())),
                became: Became::Up,
                lowered: None,
                today: None,
            });
        }
        Track { file, size, open }
    }

    /// Holds a raise against the next value; whether it still stands.
    fn judge(&mut self, at: usize, size: &Size, alike: usize, moment: &Moment) -> bool {
        let raise = &mut self.raises[at];
        let Some(value) = &size.value else {
            raise.became = Became::Computed(moment.clone());
            return false;
        };
        if size.alike != alike {
            raise.became = Became::Deleted(moment.clone());
            return false;
        }
        match value.order(&raise.from, self.figures) {
            Some(Ordering::Less | Ordering::Equal) => {
                raise.became = Became::Back(value.clone(), moment.clone());
                false
            }
            None => {
                raise.became = Became::Other(value.clone(), moment.clone());
                false
            }
            Some(Ordering::Greater) => {
                match (value.order(raise.left(), self.figures), &mut raise.lowered) {
                    (Some(Ordering::Less), lowered) => {
                        *lowered = Some(Lowered { to: value.clone(), at: moment.clone(), again: false });
                    }
                    (Some(Ordering::Greater), Some(lowered)) => lowered.again = true,
                    _ => {}
                }
                true
            }
        }
    }
}

/// What a key is told from others in: a folder, or a file of variables.
fn scope(path: &Arc<str>) -> Arc<str> {
    match FileSort::of(path) {
        Some((FileSort::Module, _)) => path.rsplit_once('/').map_or("", |(folder, _)| folder).into(),
        _ => path.clone(),
    }
}

/// By which words a landing calls what it does to a size in a file temporary. What a merged commit says is said of the
/// sizes that it changes itself, and of no other one that came with it.
fn says(landing: &Landing, (file, key): (&str, &str), read: Read<'_>) -> Option<&'static str> {
    let value = |at: &At| read(at)?.iter().find(|own| *own.key == *key).and_then(|own| own.value.clone());
    let changes = |change: &Change| {
        let (before, after) = (change.before.as_ref().and_then(value), change.after.as_ref().and_then(value));
        change.after.as_ref().is_some_and(|at| *at.path == *file) && before != after
    };
    temporary(&landing.message.text).or_else(|| {
        let mut own = landing.merged.iter().filter(|merged| merged.changes.iter().any(changes));
        own.find_map(|merged| temporary(&merged.message.text))
    })
}

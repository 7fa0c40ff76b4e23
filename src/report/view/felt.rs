//! What live users feel of a switch, in the order of time, there and back.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::Serialize;

use crate::cloud::existing::swallowed::Swallowing;
use crate::diff::{Diff, PartDiff};
use crate::effect::{Effect, Rule};
use crate::external::limits::Headroom;
use crate::external::task::Task;
use crate::external::task::limits::{LimitRow, LimitSource};
use crate::money::figure;
use crate::order::Order as _;
use crate::priced::Payer;
use crate::report::view::say;
use crate::report::view::waits;
use crate::report::view::when::{Clock, length};
use crate::shown::visible;
use crate::switch::change::{Change, changes};
use crate::switch::timeline::way_back;

/// Of so many interruptions each is told; of more, each effect.
const EACH: usize = 6;

/// Something that users feel.
#[derive(Debug, Serialize)]
pub struct FeltView {
    /// When it happens: the latest time, or in which part of the switch.
    pub at: String,
    /// What happens to whom.
    pub what: String,
    /// What else to know: that it is accepted, and why.
    pub note: Option<String>,
    /// How long before the start it happens at the latest.
    #[serde(skip)]
    pub(crate) due: SignedDuration,
    /// Whether `at` is the time of `due`.
    #[serde(skip)]
    pub(crate) timed: bool,
}

/// A component with the rules of its changes that cut users off.
struct Hit<'a> {
    name: &'a str,
    what: Option<&'a str>,
    effect: Effect,
    takes: Option<SignedDuration>,
    users: Option<SignedDuration>,
    due: SignedDuration,
    /// What the change waits for, if it does not happen with the apply.
    waits: Option<Swallowing>,
}

impl<'a> Hit<'a> {
    fn of(name: &'a str, changes: &[Change], diff: &Diff<'a>) -> Option<Self> {
        let rules: Vec<&Rule> = changes.iter().filter_map(|change| change.effect).collect();
        let effect = rules.iter().map(|rule| rule.effect).max()?;
        let worst: Vec<&&Rule> = rules.iter().filter(|rule| rule.effect == effect).collect();
        let own = diff.timeline.resizes.iter().find(|resize| resize.is_of(name));
        let component = diff.to.component(name).or_else(|| diff.from.component(name));
        Some(Self {
            name,
            what: component.and_then(|component| component.common.what.as_deref()),
            effect,
            takes: worst.iter().map(|rule| rule.takes).max().flatten(),
            // One time that is not known makes the whole of it unknown.
            users: worst
                .iter()
                .map(|rule| rule.users)
                .collect::<Option<Vec<_>>>()
                .and_then(|all| all.into_iter().max()),
            due: own.map_or(diff.timeline.apply, |resize| resize.latest),
            waits: waits::of(changes).cloned(),
        })
    }

    /// `graph-db (people's friends)`.
    fn named(&self) -> String {
        match self.what {
            Some(what) => format!("{} ({})", say::text(self.name), say::text(what)),
            None => say::text(self.name),
        }
    }

    /// What happens, with the time in which it does if that is longer.
    fn sentence(&self, clock: Clock<'_>) -> String {
        let what = happens(self.effect, self.users);
        if let Some(waits) = &self.waits {
            return format!("{} {what}: {}", self.named(), waits::why(waits));
        }
        let between = self.takes.filter(|takes| {
            self.effect == Effect::BriefFailover && self.users.is_some_and(|users| *takes > users)
        });
        match between {
            Some(takes) if clock.instant(self.due).is_some() => {
                let end = self.due.saturating_sub(takes);
                format!("{} {what}, once between then and {}", self.named(), clock.before(end))
            }
            Some(takes) => format!("{} {what}, once within {}", self.named(), length(takes)),
            None => format!("{} {what}", self.named()),
        }
    }
}

/// What an effect does, as people say it.
fn happens(effect: Effect, users: Option<SignedDuration>) -> String {
    let time = users
        .map_or_else(|| "a time that is not known".to_owned(), |users| format!("about {}", length(users)));
    match effect {
        Effect::None => "works on".to_owned(),
        Effect::Degraded => "works on, but may be slower".to_owned(),
        Effect::BriefFailover => format!("drops its connections for {time}"),
        Effect::Restart => format!("is down for {time}"),
        Effect::Replace => format!("is replaced by a new one, and away for {time}"),
        Effect::Rejected => "cannot change so: the cloud refuses it".to_owned(),
    }
}

/// What users feel, in the order of time.
pub(super) fn felt(diff: &Diff<'_>, tasks: &[Task], clock: Clock<'_>) -> Vec<FeltView> {
    let components = |part: &&PartDiff| part.payer == Payer::Component;
    let there: Vec<Hit<'_>> = diff
        .changed()
        .filter(components)
        .filter_map(|part| Hit::of(&part.name, &part.changes, diff))
        .collect();
    let mut out = interruptions(&there, diff, clock);
    out.extend(slower(&there, diff, clock));
    if !diff.back {
        out.extend(tasks.iter().flat_map(over));
        out.extend(again(&there, diff, clock));
    }
    out
}

/// Each interruption, or each effect if there are many of them.
fn interruptions(hits: &[Hit<'_>], diff: &Diff<'_>, clock: Clock<'_>) -> Vec<FeltView> {
    let mut hits: Vec<&Hit<'_>> = hits.iter().filter(|hit| hit.effect.interrupts()).collect();
    hits.order_by_key(|hit| (std::cmp::Reverse(hit.due), hit.name));
    let when = |due| if diff.back { "when it is applied".to_owned() } else { clock.before(due) };
    if hits.len() <= EACH {
        let row = |hit: &Hit<'_>| FeltView {
            at: if hit.waits.is_some() { waits::WHEN.to_owned() } else { when(hit.due) },
            what: hit.sentence(clock),
            note: hit.waits.as_ref().map(waits::instead),
            due: hit.due,
            timed: !diff.back && hit.waits.is_none(),
        };
        return hits.into_iter().map(row).collect();
    }
    let mut effects: BTreeMap<std::cmp::Reverse<Effect>, Vec<&Hit<'_>>> = BTreeMap::new();
    for hit in hits {
        effects.entry(std::cmp::Reverse(hit.effect)).or_default().push(hit);
    }
    let row = |(effect, hits): (std::cmp::Reverse<Effect>, Vec<&Hit<'_>>)| {
        let [first, last] = [hits.first(), hits.last()].map(|hit| hit.map(|hit| hit.due).unwrap_or_default());
        let users = hits.iter().map(|hit| hit.users).collect::<Option<Vec<_>>>();
        let what = happens(effect.0, users.and_then(|all| all.into_iter().max()));
        let names: Vec<&str> = hits.iter().map(|hit| hit.name).collect();
        let waiting: Vec<&str> = hits.iter().filter(|hit| hit.waits.is_some()).map(|hit| hit.name).collect();
        let note = (!waiting.is_empty())
            .then(|| format!("{} {}, whenever that is", say::names(&waiting), waits::WHEN));
        let at = if diff.back || first == last {
            when(first)
        } else {
            format!("{} to {}", when(first), when(last))
        };
        let what = format!("each of {} {what}: {}", say::count(hits.len(), "component"), say::names(&names));
        FeltView { at, what, note, due: first, timed: !diff.back && first == last }
    };
    let mut out: Vec<FeltView> = effects.into_iter().map(row).collect();
    out.order_by_key(|felt| std::cmp::Reverse(felt.due));
    out
}

/// The components that work on, and slower.
fn slower(hits: &[Hit<'_>], diff: &Diff<'_>, clock: Clock<'_>) -> Option<FeltView> {
    let hits: Vec<&Hit<'_>> = hits.iter().filter(|hit| hit.effect == Effect::Degraded).collect();
    let due = hits.iter().map(|hit| hit.due).max()?;
    let names: Vec<&str> = hits.iter().map(|hit| hit.name).collect();
    let verb = if hits.len() == 1 { "works on, but may be slower" } else { "work on, but may be slower" };
    let takes =
        hits.iter().map(|hit| hit.takes).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max());
    let takes = takes.map(|takes| format!(", for up to {}", length(takes))).unwrap_or_default();
    let at = if diff.back { "when it is applied".to_owned() } else { clock.before(due) };
    Some(FeltView {
        at,
        note: None,
        what: format!("{} {verb}{takes}", say::names(&names)),
        due,
        timed: !diff.back,
    })
}

/// The limits of an outside service that do not hold in the launch.
fn over(task: &Task) -> impl Iterator<Item = FeltView> {
    let broken = task.limits.limits.iter().filter(|limit| limit.verdict == Headroom::Short);
    let accepted = task.limits.accepted.as_deref();
    broken.map(move |limit: &LimitRow| {
        let amount = |text: &str| text.parse().map_or_else(|_| text.to_owned(), figure);
        let whose = match limit.of {
            LimitSource::Limit => "the vendor takes",
            LimitSource::Plan => "the plan includes",
        };
        let note = accepted.map(say::accepted);
        let (name, metric) = (say::text(&task.name), say::text(&task.metric));
        let per =
            if limit.per == "month" { "a month".to_owned() } else { format!("the busiest {}", limit.per) };
        FeltView {
            at: "during the launch".to_owned(),
            what: format!(
                "{name}: of {} {metric} in {per} {whose} {}; {}",
                limit.usage,
                amount(&limit.most),
                visible(&limit.then)
            ),
            note,
            due: SignedDuration::ZERO,
            timed: false,
        }
    })
}

/// What users feel on the way back.
fn again(there: &[Hit<'_>], diff: &Diff<'_>, clock: Clock<'_>) -> Option<FeltView> {
    let back: Vec<(&str, Vec<Change>)> = (diff.changed().filter(|part| part.payer == Payer::Component))
        .map(|part| (part.name.as_str(), changes("components", &part.name, diff.to, diff.from)))
        .collect();
    let back: Vec<Hit<'_>> = back.iter().filter_map(|(name, changes)| Hit::of(name, changes, diff)).collect();
    let felt = |hits: &[Hit<'_>]| -> Vec<(String, Effect)> {
        let hits = hits.iter().filter(|hit| hit.effect.interrupts());
        hits.map(|hit| (hit.name.to_owned(), hit.effect)).collect()
    };
    let (before, after) = (felt(there), felt(&back));
    if after.is_empty() {
        return None;
    }
    let due = way_back(diff.phases.window, diff.phases.tail);
    let at = match diff.span {
        Some(_) => format!("from {}", clock.before(due)),
        None => "on the way back".to_owned(),
    };
    let names: Vec<&str> = after.iter().map(|(name, _)| name.as_str()).collect();
    let what = if before == after {
        let verb = if names.len() == 1 { "shrinks" } else { "shrink" };
        format!("the same again, when {} {verb} back", say::names(&names))
    } else {
        let each = |(name, effect): &(String, Effect)| {
            let hit = back.iter().find(|hit| hit.name == name);
            format!("{} {}", say::text(name), happens(*effect, hit.and_then(|hit| hit.users)))
        };
        let told: Vec<String> = after.iter().take(EACH).map(each).collect();
        let more = after.len().saturating_sub(EACH);
        let more =
            if more > 0 { format!(", and {} more", say::count(more, "component")) } else { String::new() };
        format!("{}{more}", told.join(", "))
    };
    let waits = back.iter().any(|hit| hit.effect.interrupts() && hit.waits.is_some());
    let what = if waits { format!("{what}; what waits for a maintenance window waits again") } else { what };
    Some(FeltView { at, what, note: None, due, timed: false })
}

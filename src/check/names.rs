//! Rules on names: in the cloud, in Terraform and on disk they must differ and must not be too long.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::artifact::layout;
use crate::check::probe::Probe;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules as _;
use crate::model::name::{Name, slug};
use crate::plan::{Component, Plan};

/// Names still differ after they are turned into names of the cloud or of files, and are short enough there.
pub(super) fn check(probe: &mut Probe<'_>) {
    check_profile(probe);
    check_components(probe);
    check_externals(probe);
    check_owners(probe);
}

/// Each profile has a folder of its own, on every operating system.
fn check_profile(probe: &mut Probe<'_>) {
    let (plan, place) = (probe.plan, probe.plan.top_place("profile"));
    let name = plan.name();
    if layout::is_device(&name.to_ascii_lowercase()) {
        let message = format!("a profile cannot be called `{name}`");
        let finding = Finding::new(Code::ReservedName, place, message);
        let note = format!("`profiles/{name}.yaml` and `generated/{name}` are a device on Windows");
        probe.report(finding.note(note).help("call it something else"));
    }
    // The finding is reported for the second of the two.
    let mut before = probe.all.range(..name.to_owned()).map(|(_, other)| other);
    let twin = before.rfind(|other| other.name().eq_ignore_ascii_case(name));
    if let Some(other) = twin {
        let message = format!("`{name}` and `{}` are one folder on a disk that ignores case", other.name());
        let finding = Finding::new(Code::NameClash, place, message);
        probe.report(finding.label(other.top_place("profile"), "the other one").help("rename one of them"));
    }
}

/// Each external service has a page of its own.
fn check_externals(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for name in plan.header.external.keys() {
        let own = slug(name);
        if layout::is_device(&own) || own.is_empty() {
            let finding = Finding::new(
                Code::ReservedName,
                plan.external_place(name),
                format!("a service cannot be called `{name}`"),
            );
            probe.report(
                finding.note(format!("`{own}.md` is a device on Windows")).help("call it something else"),
            );
        }
        if let Some(other) = taken.insert(own.clone(), name) {
            let message = format!("`{name}` and `{other}` would share the page `{own}.md`");
            let finding = Finding::new(Code::NameClash, plan.external_place(name), message)
                .label(plan.external_place(other), "the other one");
            probe.report(finding.help("case, `_` and `-` make no difference there: rename one of them"));
        }
    }
}

/// Each owner of a component has an alarm topic of their own.
fn check_owners(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    let used: BTreeSet<&str> =
        plan.components.iter().filter_map(|component| component.common.owner.as_deref()).collect();
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for owner in used.into_iter().filter(|owner| plan.header.owners.contains_key(*owner)) {
        let (own, place) = (slug(owner), plan.top_place(&format!("owners/{owner}")));
        if own.is_empty() || own.len() > MOST_OWNER {
            let message = format!("an owner cannot be called `{owner}`");
            let finding = Finding::new(Code::ReservedName, place, message);
            probe.report(
                finding
                    .note("the owner's topic is called so: letters, digits and `-`, 100 of them at the most")
                    .help("call it something else, and say the rest in `name`"),
            );
        }
        if let Some(other) = taken.insert(own.clone(), owner) {
            let message = format!("`{owner}` and `{other}` would share the topic `{own}`");
            let finding = Finding::new(Code::NameClash, place, message)
                .label(plan.top_place(&format!("owners/{other}")), "the other one");
            probe.report(finding.help("case, `_` and `-` make no difference there: rename one of them"));
        }
    }
}

/// The most characters of an owner's key: with the name of the stack it fits the 256 characters of a topic. SNS
/// `CreateTopic`.
const MOST_OWNER: usize = 100;

/// The names of components still differ after they are turned into names of the cloud, and are short enough there.
fn check_components(probe: &mut Probe<'_>) {
    let plan = probe.plan;
    let stack = slug(&plan.header.stack);
    if plan.cloud.reserved_stacks().contains(&stack.as_str()) {
        let message = format!(
            "a stack cannot be called `{}`: names that start so are {}'s own",
            plan.header.stack,
            plan.cloud.short()
        );
        let finding = Finding::new(Code::ReservedName, plan.top_place("stack"), message);
        probe.report(finding.help("call it something else"));
    }
    let may_clash = may_clash(plan);
    // Each name in the cloud, grouped by what has it, with the component that takes it.
    let mut taken: HashMap<(&str, String), &str> = HashMap::new();
    for component in &plan.components {
        let own = slug(&component.name);
        let place = plan.place(&component.name, "");
        if layout::is_reserved(&own) {
            let message = format!("a component cannot be called `{}`", component.name);
            probe.report(
                Finding::new(Code::ReservedName, place, message)
                    .note(format!("a file called `{own}.tf` means something else to Terraform or to Windows"))
                    .help("call it something else"),
            );
        }
        let clash = |other: &str, message: String| {
            Finding::new(Code::NameClash, place, message)
                .label(plan.place(other, ""), "the other one")
                .help("case, `_` and `-` make no difference in the cloud: rename one of them")
        };
        if let Some(other) = taken.insert(("component", own.clone()), &component.name) {
            let message =
                format!("`{}` and `{other}` are the same name in the cloud: `{own}`", component.name);
            probe.report(clash(other, message));
            continue;
        }
        let made = component.on.names(component.part()).iter().filter(|_| component.is_built());
        for name in made {
            let length = name.length(&stack, &own);
            if length > name.limit {
                let message = format!(
                    "`{}` is too long for the name of a {}: {length} characters, {} at the most",
                    name.of(&stack, &own),
                    name.what,
                    name.limit
                );
                let help = "shorten the component's or the stack's name";
                probe.report(Finding::new(Code::NameTooLong, place, message).help(help));
            }
            if !may_clash {
                continue;
            }
            let full = name.of(&stack, &own);
            let other = taken.insert((name.what, full.clone()), &component.name);
            if let Some(other) = other.filter(|other| *other != component.name) {
                let message =
                    format!("{} `{full}`: both `{}` and `{other}` make one", name.what, component.name);
                probe.report(clash(other, message));
            }
        }
    }
}

/// Whether two components that are called differently might take the same name in the cloud, `a` with a suffix and `b`
/// with another: then one of them ends with what the one suffix has before the other, as `jobs-dead` and `jobs`.
fn may_clash(plan: &Plan) -> bool {
    let mut lists: Vec<&'static [Name]> = Vec::new();
    for component in &plan.components {
        let own = component.on.names(component.part());
        if !lists.iter().any(|known| std::ptr::eq(*known, own)) {
            lists.push(own);
        }
    }
    let names: Vec<&Name> = lists.into_iter().flatten().collect();
    let tails = tails(&names);
    let ends = |component: &Component| {
        let own = slug(&component.name);
        tails.iter().any(|tail| own.ends_with(tail))
    };
    plan.components.iter().any(ends)
}

/// What a suffix has before another one of the same sort of thing.
fn tails<'a>(names: &[&'a Name]) -> BTreeSet<&'a str> {
    let pairs = names.iter().flat_map(|long| names.iter().map(move |short| (long, short)));
    let same = pairs.filter(|(long, short)| long.what == short.what);
    let tails = same.filter_map(|(long, short)| long.suffix.strip_suffix(short.suffix));
    tails.filter(|tail| !tail.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whoever_takes_the_name_of_another_ends_with_a_tail(
            one in "[ab](-a|-dead|-x|-dead-x){0,3}",
            other in "[ab](-a|-dead|-x|-dead-x){0,3}",
        ) {
            let names = ["", "-dead", "-x", "-dead-x"].map(|suffix| Name::new("queue", suffix, 80));
            let tails = tails(&names.iter().collect::<Vec<_>>());
            let full = |slug: &str| names.each_ref().map(|name| name.of("s", slug));
            let clash = one != other && full(&one).iter().any(|name| full(&other).contains(name));
            let found = tails.iter().any(|tail| one.ends_with(tail) || other.ends_with(tail));
            prop_assert!(found || !clash, "{} {}", one, other);
        }
    }

    #[test]
    fn what_has_one_name_of_each_sort_never_clashes() {
        let names = [Name::new("queue", "", 80), Name::new("role", "-role", 64)];
        assert!(tails(&names.iter().collect::<Vec<_>>()).is_empty());
    }
}

//! Whether the files that are edited are as git has them, but for values that a build has written.

use std::cell::OnceCell;

use crate::commands::git::{Git, GitError, is_same};
use crate::diagnostic::code::Code;
use crate::diagnostic::{Finding, Findings};
use crate::files::border::Border;
use crate::plan::Plan;
use crate::shown::visible;
use crate::tuning::rewrite::Rewrite;
use crate::tuning::wanted::is_own as is_own_file;

/// What git says of the files.
#[derive(Default)]
pub(super) struct Guarded {
    pub(super) findings: Findings,
    pub(super) remarks: Vec<String>,
}

/// Refuses links, files that git leaves out, and files with changes of somebody's own. `others` makes the files as another
/// profile wants them.
pub(super) fn guard<'a>(
    (border, git): (&Border, &Result<Git, GitError>),
    rewrites: &[Rewrite],
    profiles: impl Iterator<Item = &'a str>,
    others: &dyn Fn(&str) -> Vec<Rewrite>,
    plan: &Plan,
) -> Guarded {
    let mut guarded = Guarded::default();
    let place = plan.root.get("terraform").map_or(plan.root.place, |terraform| terraform.place);
    let is_plain = |own: &&Rewrite| own.comes || border.plain(&own.path).is_ok();
    for link in rewrites.iter().filter(|own| own.is_change() && !is_plain(own)) {
        let message =
            format!("`{}` is a link, or behind one, and only plain files are changed", visible(&link.path));
        let finding = Finding::new(Code::TfLiteral, place, message);
        guarded.findings.push(finding.help("put a file in its place, or take the root whose file it is"));
    }
    let Ok(git) = git else { return guarded };
    // To make the files of a profile is to read all of the repository again: once for each, and only if git asks for it.
    let profiles: Vec<(&str, OnceCell<Vec<Rewrite>>)> =
        profiles.map(|profile| (profile, OnceCell::new())).collect();
    for rewrite in rewrites.iter().filter(|rewrite| rewrite.is_change()).filter(is_plain) {
        let path = rewrite.path.as_str();
        let shown = visible(path);
        match git.ignored(&[path]) {
            Ok(ignored) if ignored.is_empty() => {}
            Ok(_) => {
                let finding = Finding::new(Code::TfGitignored, place, format!("git leaves `{shown}` out"));
                let help = "give the value a place in a file that is committed, or commit this one";
                guarded.findings.push(finding.help(help));
                continue;
            }
            Err(error) => guarded.remarks.push(format!("{shown}: {error}")),
        }
        let committed = match git.committed(path) {
            Ok(committed) => committed,
            Err(error) => {
                guarded.remarks.push(format!("{shown}: {error}; whether it has changes is not known"));
                continue;
            }
        };
        // A file of our own that was not committed yet, of whichever profile.
        let is_made = committed.is_none()
            && is_own_file(path)
            && (rewrite.comes
                || profiles.iter().any(|(profile, files)| {
                    let files = files.get_or_init(|| others(profile));
                    files.iter().any(|other| other.path == path && other.after == rewrite.before)
                }));
        let is_own = is_made
            || committed.as_deref().is_some_and(|committed| {
                is_same(committed, rewrite.before.as_bytes())
                    || is_same(committed, rewrite.after.as_bytes())
                    || profiles.iter().any(|(profile, files)| {
                        let files = files.get_or_init(|| others(profile));
                        let other = files.iter().find(|other| other.path == path);
                        other.is_some_and(|other| is_same(committed, other.after.as_bytes()))
                    })
            });
        if !is_own {
            let message = match committed {
                Some(_) => format!("`{shown}` has changes that are not committed"),
                None => format!("`{shown}` is not committed yet"),
            };
            let finding = Finding::new(Code::TfDirty, place, message);
            guarded.findings.push(finding.help("commit or stash what is in it first"));
        }
    }
    guarded
}

//! Whether the files that are edited are as git has them, but for values that a build has written.

use std::collections::BTreeSet;

use crate::commands::git::{Git, GitError, is_same};
use crate::diagnostic::code::Code;
use crate::diagnostic::{Finding, Findings};
use crate::files::border::Border;
use crate::plan::Plan;
use crate::shown::visible;
use crate::source::Place;
use crate::tuning::rewrite::Rewrite;
use crate::tuning::wanted::is_own as is_own_file;

/// What git says of the files.
#[derive(Default)]
pub(super) struct Guarded {
    pub(super) findings: Findings,
    pub(super) remarks: Vec<String>,
}

/// Refuses links, files that git leaves out, and files with changes of somebody's own. `built` picks, of files that are
/// there and were committed, those that differ by nothing but values that a build has written.
pub(super) fn guard(
    (border, git): (&Border, &Result<Git, GitError>),
    rewrites: &[Rewrite],
    built: &dyn Fn(&[Rewrite]) -> BTreeSet<String>,
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
    let mut changed = Vec::new();
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
        // A file of our own is known by its checksum: a plan refuses one that somebody has changed.
        let is_clean = is_own_file(path)
            || committed.as_deref().is_some_and(|committed| {
                is_same(committed, rewrite.before.as_bytes()) || is_same(committed, rewrite.after.as_bytes())
            });
        if is_clean {
            continue;
        }
        match committed {
            Some(committed) => {
                let committed = String::from_utf8_lossy(&committed).into_owned();
                changed.push(Rewrite::of(path.to_owned(), rewrite.before.clone(), committed));
            }
            None => guarded.dirty(place, &format!("`{shown}` is not committed yet")),
        }
    }
    if changed.is_empty() {
        return guarded;
    }
    let built = built(&changed);
    for file in changed.iter().filter(|file| !built.contains(&file.path)) {
        guarded.dirty(place, &format!("`{}` has changes that are not committed", visible(&file.path)));
    }
    guarded
}

impl Guarded {
    fn dirty(&mut self, place: Place, message: &str) {
        let finding = Finding::new(Code::TfDirty, place, message);
        self.findings.push(finding.help("commit or stash what is in it first"));
    }
}

//! `scaleprof comment`.

use super::switch::switch;
use super::{Failure, Outcome, Terminal, Workspace, data, talk};
use crate::cli::{CommentArgs, Forge, SwitchArgs};
use crate::comment::{Deed, Pace, Place, Tag, Target, Token, compose, post};
use crate::report::{markdown, view::view};

pub(super) fn run(
    workspace: &Workspace,
    terminal: &Terminal,
    forge: Forge,
    args: &SwitchArgs,
    target: &CommentArgs,
) -> Result<Outcome, Failure> {
    let Some(switch) = switch(workspace, terminal, args)? else {
        return Ok(Outcome::Findings);
    };
    let words = view(&switch.diff, &switch.gates, &switch.project.sources);
    let body = markdown(&words, &workspace.templates()?)?;
    send(forge, target, &words.stack, &body)?;
    Ok(switch.conclude())
}

/// Puts `body` on the pull request, or prints what would be put there.
fn send(forge: Forge, target: &CommentArgs, stack: &str, body: &str) -> Result<Outcome, Failure> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let place = Place::new(forge, &target.repo, target.pr, target.api_url.as_deref(), variable)?;
    let tag = Tag::new(target.tag.as_deref().unwrap_or(stack))?;
    if target.dry_run {
        return data(&compose(&tag, body, forge.limit()));
    }
    let token = Token::find(forge, variable)?;
    let target = Target { place, token, tag, behavior: target.behavior, pace: Pace::default() };
    let posted = post(&target, body)?;
    let deed = match posted.deed {
        Deed::Created => "wrote",
        Deed::Updated => "updated",
        Deed::Unchanged => "says the same already, left as it is:",
    };
    talk(&format!("{deed} {}\n", posted.url));
    for note in &posted.notes {
        talk(&format!("note: {note}\n"));
    }
    Ok(Outcome::Clean)
}

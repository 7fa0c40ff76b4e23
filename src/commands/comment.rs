//! `scaleprof comment`: posts the diff of a switch, or the review of a plan, on a pull request.

use crate::cli::comment::CommentArgs;
use crate::cli::review::ReviewArgs;
use crate::cli::switch::SwitchArgs;
use crate::commands::network::agent;
use crate::commands::outcome::{Failure, Outcome};
use crate::commands::review::{conclude, reviewed};
use crate::commands::secret::redacted;
use crate::commands::switch::switch;
use crate::commands::terminal::{Terminal, data, talk};
use crate::commands::workspace::Workspace;
use crate::comment::forge::Forge;
use crate::comment::place::Place;
use crate::comment::post::post;
use crate::comment::run::Action;
use crate::comment::tag::Tag;
use crate::comment::target::{Pace, Target};
use crate::comment::text::compose;
use crate::comment::token::Token;
use crate::project::Project;
use crate::report::markdown::markdown;
use crate::review;
use crate::template::markdown::markdown as escaped;

pub(super) fn run(
    workspace: &Workspace,
    terminal: &Terminal,
    forge: Forge,
    args: &SwitchArgs,
    target: &CommentArgs,
) -> Result<Outcome, Failure> {
    let Some(switch) = switch(workspace, terminal, args)? else {
        return replace_stale(workspace, forge, target, args);
    };
    let words = switch.words();
    let body = markdown(&words, &workspace.templates()?)?;
    send(forge, of_switch(workspace, args, &words.stack), target, &body)?;
    Ok(switch.conclude())
}

/// Posts the review of a plan.
pub(super) fn of_plan(
    workspace: &Workspace,
    terminal: &Terminal,
    forge: Forge,
    args: &ReviewArgs,
    target: &CommentArgs,
) -> Result<Outcome, Failure> {
    let folder = workspace.in_repository().unwrap_or_default();
    let name = args.plan.file_stem().map_or_else(|| "plan".into(), |name| name.to_string_lossy());
    let own = (Tag::of_plan(&folder, &name), None);
    let Some(found) = reviewed(workspace, terminal, args)? else {
        let body = "### What users feel of this plan cannot be said: it cannot be read\n\n\
                    `scaleprof review` says why, with a remedy.\n";
        send(forge, own, target, body)?;
        return Ok(Outcome::Findings);
    };
    send(forge, own, target, &review::markdown::markdown(&found))?;
    Ok(conclude(&found, &args.risk))
}

/// The tag of a switch when none is given, and the one that it had in earlier versions.
fn of_switch(workspace: &Workspace, switch: &SwitchArgs, stack: &str) -> (Tag, Option<Tag>) {
    let folder = workspace.in_repository().unwrap_or_default();
    (Tag::of_switch(&folder, stack, &switch.from, &switch.to), Tag::new(stack).ok())
}

/// Replaces an earlier comment when the profiles have errors: it must not go on to state a cost.
fn replace_stale(
    workspace: &Workspace,
    forge: Forge,
    target: &CommentArgs,
    args: &SwitchArgs,
) -> Result<Outcome, Failure> {
    let project = Project::compile(workspace.profiles()?, args.how.now);
    let stack = project.plans.values().map(|plan| plan.header.stack.as_str()).next();
    if let Some(stack) = stack.or(target.tag.as_deref()) {
        let [from, to] = [&args.from, &args.to].map(|name| escaped(name));
        let body = format!(
            "### What switching from {from} to {to} costs cannot be said: the profiles have errors\n\n\
             `scaleprof check` shows them, each with its place and a fix.\n"
        );
        send(forge, of_switch(workspace, args, stack), target, &body)?;
    }
    Ok(Outcome::Findings)
}

/// Posts `body` on the pull request, or prints it with `--dry-run`. `own` is the tag when none is given, with an earlier
/// one.
fn send(forge: Forge, own: (Tag, Option<Tag>), target: &CommentArgs, body: &str) -> Result<Outcome, Failure> {
    let body = &redacted(body);
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let (tag, formerly) = match &target.tag {
        Some(tag) => (Tag::new(tag)?, None),
        None => own,
    };
    if target.dry_run {
        return data(&compose(&tag, body, forge.limit()));
    }
    let (repo, number) = (target.repo.as_deref().unwrap_or_default(), target.pr.unwrap_or_default());
    let place = Place::new(forge, repo, number, target.api_url.as_deref(), variable)?;
    let token = Token::find(forge, variable)?;
    let target = Target { place, token, tag, formerly, behavior: target.behavior, pace: Pace::default() };
    let posted = post(&agent(), &target, body)?;
    let action = match posted.action {
        Action::Created => "wrote",
        Action::Updated => "updated",
        Action::Unchanged => "says the same already, left as it is:",
    };
    talk(&format!("{action} {}\n", posted.url));
    for note in &posted.notes {
        talk(&format!("note: {note}\n"));
    }
    Ok(Outcome::Clean)
}

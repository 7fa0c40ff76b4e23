//! The comment, put on the forge that its target names.

use ureq::Agent;

use super::client::Client;
use super::error::CommentError;
use super::forge::Forge;
use super::github::Github;
use super::gitlab::Gitlab;
use super::run::{Posted, Run};
use super::target::{Behavior, Target};

/// Puts `body` on the pull request, as the comment that carries the target's tag. Every request goes
/// through `agent`.
///
/// # Errors
/// When the forge cannot be reached or says no, or cannot do what the behavior asks for.
pub fn post(agent: &Agent, target: &Target, body: &str) -> Result<Posted, CommentError> {
    let forge = target.place.forge();
    if forge == Forge::Gitlab && target.behavior == Behavior::HideAndNew {
        let message = "GitLab cannot hide a comment; use `--behavior delete-and-new` or `new`";
        return Err(CommentError::Usage(message.to_owned()));
    }
    let client = Client::new(agent, target);
    let run = |api| Run::new(api, &client, target, body).start(target.behavior);
    match forge {
        Forge::Github => run(&Github::new(&client)),
        Forge::Gitlab => run(&Gitlab::new(&client)),
    }
}

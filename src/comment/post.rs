//! Posts the comment on the forge of its target.

use ureq::Agent;

use crate::comment::client::Client;
use crate::comment::error::CommentError;
use crate::comment::forge::Forge;
use crate::comment::github::Github;
use crate::comment::gitlab::Gitlab;
use crate::comment::run::{Posted, Run};
use crate::comment::target::{Behavior, Target};

/// Posts `body` on the pull request, as the comment that carries the target's tag. Every request goes through
/// `agent`.
///
/// # Errors
/// When the forge cannot be reached or refuses, or cannot do what the behavior asks for.
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

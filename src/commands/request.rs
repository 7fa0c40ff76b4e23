//! `scaleprof request`: opens the pull request that `scaleprof due` wrote, brings it up to date, or closes it.

use crate::cli::request::RequestArgs;
use crate::commands::network::agent;
use crate::commands::outcome::{Failure, Outcome};
use crate::commands::proposal::{Proposal, Told};
use crate::commands::terminal::talk;
use crate::commands::workspace::cannot;
use crate::comment::forge::Forge;
use crate::comment::place::Place;
use crate::comment::request::{Request, close, is_refused, open};
use crate::comment::run::Action;
use crate::comment::tag::Tag;
use crate::comment::target::{Behavior, Pace, Target};
use crate::comment::token::Token;
use crate::files;

/// The largest proposal, in bytes.
const LARGEST: u64 = 4 << 20;

pub(super) fn run(forge: Forge, args: &RequestArgs) -> Result<Outcome, Failure> {
    let path = &args.request;
    let text = files::named(path, LARGEST).map_err(|error| cannot("read", path, &error))?;
    let told: Told =
        serde_json::from_str(&text).map_err(|error| Failure(format!("{}: {error}", path.display())))?;
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let target = |tag: &str| {
        Ok::<_, Failure>(Target {
            place: Place::of_repository(forge, &args.repo, args.api_url.as_deref(), variable)?,
            token: Token::find(forge, variable)?,
            tag: Tag::new(tag)?,
            formerly: None,
            behavior: Behavior::Update,
            pace: Pace::default(),
        })
    };
    match &told {
        Told::Left => {}
        Told::Closed(_) if args.ask => {}
        Told::Closed(closing) => {
            let closed =
                close(&agent(), &target(&closing.tag)?, [&args.branch, &args.base], &closing.reason)?;
            if let Some(url) = closed {
                talk(&format!("closed {url}\n"));
            }
        }
        Told::Due(proposal) => return bring(&target(&proposal.tag)?, args, proposal),
    }
    Ok(Outcome::Clean)
}

/// Opens the pull request, or brings the one that is open up to date; or only asks whether there is to be one.
fn bring(target: &Target, args: &RequestArgs, proposal: &Proposal) -> Result<Outcome, Failure> {
    let (branch, base) = (&args.branch, &args.base);
    let Proposal { title, body, draft, reminder, day, once, .. } = proposal;
    let once = once.as_deref();
    let request = Request { branch, base, title, body, draft: *draft, reminder, day, once };
    let refused = "people have closed the request of this window: nothing is opened again for it\n";
    if args.ask {
        if is_refused(&agent(), target, &request)? {
            talk(refused);
            return Ok(Outcome::Findings);
        }
        return Ok(Outcome::Clean);
    }
    let Some(opened) = open(&agent(), target, &request)? else {
        talk(refused);
        return Ok(Outcome::Clean);
    };
    let action = match opened.action {
        Action::Created => "opened",
        Action::Updated => "updated",
        Action::Unchanged => "says the same already, left as it is:",
    };
    talk(&format!("{action} {}\n", opened.url));
    if let Some(reminder) = opened.reminder {
        talk(&format!("reminded: {}\n", reminder.url));
    }
    Ok(Outcome::Clean)
}

//! Whether what stands in the files is a launch's, which `init --from` does not take for the size of a normal day.

use crate::check::probe::Known;
use crate::commands::init::create::NORMAL;
use crate::commands::outcome::Failure;
use crate::commands::terminal::{Terminal, talk};
use crate::commands::workspace::Workspace;
use crate::diagnostic::Findings;
use crate::in_place::raised::raised;
use crate::load::stem;
use crate::project::{Input, Project, is_calendar};

/// Whether sizes of other profiles stand in the files, or nobody knows: that is said. `anew` is the profile of a normal day
/// where it is only now made of them.
pub(super) fn is_raised(
    workspace: &Workspace,
    terminal: &Terminal,
    anew: Option<(&str, &str)>,
) -> Result<bool, Failure> {
    let mut inputs = workspace.profiles_if_any()?;
    if anew.is_some_and(|(path, _)| inputs.iter().any(|own| stem(&own.path) == stem(path))) {
        // There is one that says nothing of the files, and it stays.
        return Ok(false);
    }
    // A profile of a normal day alone has nothing beside it that the files could hold: they are not read again.
    if inputs.iter().all(|own| stem(&own.path) == stem(NORMAL) || is_calendar(&own.path)) {
        return Ok(false);
    }
    let own = anew.map(|(path, text)| Input { path: path.to_owned(), bytes: text.as_bytes().to_vec() });
    inputs.extend(own);
    let ground = workspace.ground()?;
    let mut found = Findings::default();
    let project = Project::compile_with(inputs, |plans, sources| {
        let readings = ground.read(plans, sources);
        let all = readings.map(|readings| raised(plans, &readings, anew.is_some()));
        all.into_iter().flatten().for_each(|finding| found.push(finding));
        Ok::<_, Failure>(Known::default())
    })?;
    found.finish(&project.sources);
    let unread: Vec<&str> = project.unreadable().collect();
    if !unread.is_empty() {
        terminal.talk(&project.findings_of(unread.iter().copied()), &project.sources);
        let names: Vec<String> = unread.iter().map(|name| format!("`{name}`")).collect();
        talk(&format!(
            "{} cannot be read, so whether the files hold sizes of a launch is not known: mend that first, or add --as-normal \
             if they are those of a normal day\n",
            names.join(", ")
        ));
    }
    terminal.talk(&found, &project.sources);
    let is_raised = !unread.is_empty() || !found.is_empty();
    if is_raised {
        talk("nothing was written\n");
    }
    Ok(is_raised)
}

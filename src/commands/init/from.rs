//! `scaleprof init --from`: describes Terraform that is there already.

use std::path::Path;

use crate::cli::init::{FoundFormat, FromArgs};
use crate::cloud;
use crate::cloud::existing::Existing;
use crate::cloud::provider::Cloud;
use crate::commands::build::SCHEMA;
use crate::commands::init::create::{NORMAL, create};
use crate::commands::init::raised::is_raised;
use crate::commands::init::told;
use crate::commands::outcome::{Failure, Outcome};
use crate::commands::terminal::{Terminal, data, data_json, talk};
use crate::commands::workspace::{Workspace, joined};
use crate::diagnostic::Findings;
use crate::existing::estate::{Ask, Estate, Stated};
use crate::existing::path::is_below;
use crate::existing::problem::ProblemSort;
use crate::existing::read::read;
use crate::files::border::Border;
use crate::in_place::problem;
use crate::in_place::reading::Reading;
use crate::load::{Document, load};
use crate::source::Sources;
use crate::survey::profile::{Described, Head, describe, launch, normal};
use crate::survey::refresh::{Refreshed, refresh, stated};
use crate::survey::{json, survey};
use crate::tuning::rewrite::Rewrite;
use crate::tuning::write::write;

pub(super) fn run(
    workspace: &Workspace,
    terminal: &Terminal,
    folder: &Path,
    args: &FromArgs,
) -> Result<Outcome, Failure> {
    let (border, below) = border(workspace, folder)?;
    let earlier = Earlier::read(workspace)?;
    let asked = args.var_files.iter().map(|file| joined(&below, file)).collect::<Result<Vec<_>, _>>()?;
    let said = args.workspace.is_some() || !asked.is_empty();
    let project = border.below(&workspace.path("")).unwrap_or_default();
    let ask = Ask {
        below,
        workspace: args.workspace.clone(),
        var_files: Some(asked).filter(|files| !files.is_empty()),
        stated: if said { Vec::new() } else { earlier.stated(&project)? },
    };
    if said && args.format.is_none() && earlier.document.is_some() {
        return Err(Failure(format!(
            "{NORMAL} says with what its roots are applied; change `terraform` there, or add --format text to look only"
        )));
    }
    let mut sources = Sources::default();
    let reading = Reading::new(ask.clone(), read(&border, &ask), &project, &mut sources);
    let estate = &reading.estate;
    if let Some(problem) = estate.problems.iter().find(|own| own.sort == ProblemSort::NoVarFile) {
        return Err(Failure(format!("there is no variable file {}", problem.path)));
    }
    let mut problems = Findings::default();
    for finding in problem::findings(&reading, |_| true) {
        problems.push(finding);
    }
    problems.finish(&sources);
    let in_folder = estate.problems.iter().any(|problem| is_below(&problem.path, &ask.below));
    let with_problems = |outcome| if in_folder { Outcome::Findings } else { outcome };
    terminal.talk(&problems, &sources);
    let (cloud, tables) = of_cloud(estate)?;
    let found = survey(estate, tables);
    match args.format {
        Some(FoundFormat::Json) => return data_json(&json::report(&found)).map(with_problems),
        Some(FoundFormat::Text) => return data(&told::found(&found)).map(with_problems),
        None => {}
    }
    let mut described = describe(&found, tables);
    if described.roots.is_empty() {
        let nothing =
            "nothing was found that a profile can describe: no component with a size that is known\n";
        return data(&format!("{}{nothing}", told::taken(&found))).map(|_| Outcome::Findings);
    }
    let mut lines = told::taken(&found);
    if let Some(document) = &earlier.document {
        earlier.name(&mut described, &project)?;
        let refreshed = refresh(document, &earlier.texts, &described, &estate.sources);
        if !args.as_normal && refreshed.takes_values() && is_raised(workspace, terminal, None)? {
            return Ok(Outcome::Findings);
        }
        write_back(&border, &project, &earlier.texts.get(document.source).text, &refreshed)?;
        lines.push_str(&told::refreshed(NORMAL, &refreshed));
    } else {
        let head = head(workspace, &border, &described, cloud, args)?;
        let schema = crate::schema::text();
        let normal = normal(&described, &head, &estate.sources);
        let launch = launch(&described);
        if !args.as_normal && is_raised(workspace, terminal, Some((NORMAL, &normal)))? {
            return Ok(Outcome::Findings);
        }
        let files = [(NORMAL, &*normal), ("profiles/launch.yaml", &*launch), (SCHEMA, &*schema)];
        for (name, text) in files {
            create(workspace, name, text, &mut lines)?;
        }
    }
    lines.push_str(&told::left(&described, &found));
    lines.push_str("\nnext: look at both, say who owns what and when it is, then\n  scaleprof check\n");
    data(&lines).map(with_problems)
}

/// A profile of a normal day that describes existing Terraform already.
#[derive(Default)]
struct Earlier {
    texts: Sources,
    document: Option<Document>,
}

impl Earlier {
    /// Reads it. A file that is there and describes none is left alone, as if it were not there.
    fn read(workspace: &Workspace) -> Result<Self, Failure> {
        let Some(text) = workspace.text(NORMAL)? else { return Ok(Self::default()) };
        let mut texts = Sources::default();
        let source = texts.add(NORMAL, text);
        let mut findings = Findings::default();
        let document = load(&texts, source, &mut findings);
        let document = document.filter(|document| document.root.get("terraform").is_some());
        Ok(Self { texts, document })
    }

    /// What it says of its roots.
    fn stated(&self, project: &str) -> Result<Vec<Stated>, Failure> {
        let all = self.document.iter().flat_map(stated).map(|root| {
            Ok(Stated {
                dir: joined(project, &root.dir)?,
                workspace: root.workspace,
                var_files: Some(root.var_files),
                set: root.set,
            })
        });
        all.collect()
    }

    /// Gives the roots the names that they have in it.
    fn name(&self, described: &mut Described<'_>, project: &str) -> Result<(), Failure> {
        for root in self.document.iter().flat_map(stated) {
            let dir = joined(project, &root.dir)?;
            for named in described.roots.iter_mut().filter(|named| named.root.dir == dir) {
                named.name.clone_from(&root.name);
            }
        }
        Ok(())
    }
}

/// Writes the profile of a normal day back where it has changed.
fn write_back(border: &Border, project: &str, before: &str, refreshed: &Refreshed) -> Result<(), Failure> {
    let rewrite = Rewrite::of(joined(project, NORMAL)?, before.to_owned(), refreshed.text.clone());
    if rewrite.before != rewrite.after {
        write(border, &[rewrite], &|line| talk(&format!("{line}\n")))?;
    }
    Ok(())
}

/// The border around the project, or around the folder if it lies elsewhere, and the folder as seen from it.
fn border(workspace: &Workspace, folder: &Path) -> Result<(Border, String), Failure> {
    let named = |error: &dyn std::fmt::Display| Failure(format!("cannot read {}: {error}", folder.display()));
    for around in [workspace.path(""), folder.to_owned()] {
        let border = Border::around(&around).map_err(|error| named(&error))?;
        if let Some(below) = border.below(folder) {
            return Ok((border, below));
        }
    }
    Err(named(&"it is not there"))
}

/// The cloud whose resources stand there, with what it says of them.
pub(in crate::commands) fn of_cloud(
    estate: &Estate,
) -> Result<(&'static dyn Cloud, &'static Existing), Failure> {
    let known = cloud::all().iter().filter_map(|cloud| Some((*cloud, cloud.existing()?)));
    let sizes = |tables: &Existing| {
        let instances = estate.roots.iter().flat_map(|root| &root.instances);
        instances.filter(|one| tables.sizes_of(&one.address.kind).next().is_some()).count()
    };
    known
        .max_by_key(|(_, tables)| sizes(tables))
        .ok_or_else(|| Failure("no cloud reads Terraform".to_owned()))
}

/// What stands at the head of the profiles.
fn head<'a>(
    workspace: &Workspace,
    border: &Border,
    described: &Described<'_>,
    cloud: &'a dyn Cloud,
    args: &FromArgs,
) -> Result<Head<'a>, Failure> {
    let project = border.below(&workspace.path("")).ok_or_else(|| {
        Failure(format!(
            "the Terraform lies outside the repository of the project; -C names a folder in {}",
            border.folder().display()
        ))
    })?;
    let region = args.region.clone().or_else(|| regions(described, cloud).into_iter().next());
    let region = region.ok_or_else(|| {
        Failure(
            "the files do not say in which region the stack is: add --region, e.g. --region eu-west-1"
                .to_owned(),
        )
    })?;
    let folder = border.folder().file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(Head {
        stack: stack(folder.as_deref().unwrap_or_default(), cloud),
        provider: cloud.name(),
        region,
        project,
    })
}

/// The regions of the roots' providers, in the order of the roots.
pub(in crate::commands) fn regions(described: &Described<'_>, cloud: &dyn Cloud) -> Vec<String> {
    let provider = cloud.existing().map_or("", |tables| tables.provider);
    let all = described.roots.iter().flat_map(|named| &named.root.providers);
    let own = all.filter(|own| &*own.name == provider && own.content.attribute("alias").is_none());
    let regions = own.filter_map(|own| own.content.attribute("region")?.value.text().map(str::to_owned));
    regions.filter(|region| is_region(region)).collect()
}

fn is_region(text: &str) -> bool {
    !text.is_empty() && text.len() <= 32 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// The name of a stack, made of the name of a folder.
fn stack(folder: &str, cloud: &dyn Cloud) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let text: String = folder.chars().map(plain).collect();
    let words: Vec<&str> = text.split('-').filter(|word| !word.is_empty()).collect();
    let name = words.join("-");
    let name = name.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let name = name[..name.len().min(26)].trim_end_matches('-');
    let reserved = cloud.reserved_stacks().iter().any(|own| name.starts_with(own));
    if name.is_empty() || reserved {
        format!("stack-{name}").trim_end_matches('-').to_owned()
    } else {
        name.to_owned()
    }
}

//! Terragrunt's own functions.

use std::sync::Arc;

use crate::existing::access::text_of;
use crate::existing::library::Library;
use crate::existing::module::files;
use crate::existing::names::Names;
use crate::existing::origin::Origin;
use crate::existing::path;
use crate::existing::unknown::Why;
use crate::existing::value::{Data, Value};
use crate::source::Place;

/// The file that is looked for where no name is given.
const UNIT: &str = "terragrunt.hcl";

/// Where a file is evaluated.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// The file itself.
    pub file: String,
    /// The folder that relative paths and parents are looked for from: the unit's for what it includes, the file's own
    /// for what is read.
    pub dir: String,
    /// The folder of the unit that it all starts with.
    pub original: String,
    /// How many files lead to it.
    pub depth: usize,
}

/// The file that calls a function.
pub(super) trait Caller: Names {
    /// Where it is evaluated.
    fn at(&self) -> &Standing;

    /// All files.
    fn library(&self) -> &Library<'_>;

    /// The folder of an included file; of the only one, if no name is given.
    fn parent(&self, name: Option<&str>) -> Option<String>;

    /// Another file as the value that reading it answers.
    fn read(&self, file: &str) -> Option<Value>;
}

/// What a function answers; none if it is none of Terragrunt's. Folders are answered as paths from the border, which
/// start with a slash.
pub(super) fn call<C: Caller>(config: &C, name: &str, arguments: &[Value], place: Place) -> Option<Value> {
    let at = config.at();
    let from = || Origin::computed(arguments.iter().flat_map(Value::origins).collect());
    let unknown = |why: Why| Value::unknowable(why, Some(place), from());
    let first = arguments.first().and_then(text_of);
    let folder = |path: &str| Value::new(Data::Text(format!("/{path}").into()), from());
    let no_include = || unknown(Why::Undeclared("include".to_owned()));
    let text = |text: String| Value::new(Data::Text(text.into()), from());
    Some(match name {
        "find_in_parent_folders" => {
            let wanted = if arguments.is_empty() { Some(Arc::from(UNIT)) } else { first };
            let Some(wanted) = wanted else {
                return Some(arguments[0].clone());
            };
            let found = path::above(&at.dir)
                .skip(1)
                .filter_map(|above| path::join(above, &wanted))
                .find(|path| config.library().has(path) || config.library().text(path).is_ok());
            match (found, arguments.get(1)) {
                (Some(found), _) => folder(&found),
                (None, Some(fallback)) => fallback.clone(),
                (None, None) => unknown(Why::Invalid(format!("there is no `{wanted}` in the folders above"))),
            }
        }
        "get_terragrunt_dir" => folder(&at.dir),
        "get_original_terragrunt_dir" => folder(&at.original),
        "get_parent_terragrunt_dir" => {
            config.parent(first.as_deref()).map_or_else(no_include, |dir| folder(&dir))
        }
        "get_repo_root" => folder(""),
        "get_path_from_repo_root" => text(at.dir.clone()),
        "get_path_to_repo_root" => text(relative(&at.dir, "")),
        "path_relative_to_include" => config
            .parent(first.as_deref())
            .map_or_else(no_include, |parent| text(relative(&parent, &at.original))),
        "path_relative_from_include" => config
            .parent(first.as_deref())
            .map_or_else(no_include, |parent| text(relative(&at.original, &parent))),
        "read_terragrunt_config" => {
            let Some(file) = first.and_then(|written| path::join(&at.dir, &written)) else {
                return Some(arguments.first().map_or_else(no_include, |of| {
                    of.unknown().map_or_else(no_include, |why| Value::new(Data::Unknown(why.clone()), from()))
                }));
            };
            match (config.read(&file), arguments.get(1)) {
                (Some(read), _) => read,
                (None, Some(default)) if !config.library().has(&file) => default.clone(),
                (None, _) => unknown(Why::File(file, "it is not in the repository".to_owned())),
            }
        }
        "get_env" => {
            unknown(Why::Environment(first.map_or_else(|| name.to_owned(), |name| name.to_string())))
        }
        "run_cmd" => unknown(Why::Environment(name.to_owned())),
        _ => {
            return files::call(config.library(), &at.dir, name, arguments, place, config).map(|value| {
                // Reading a file costs as much as it is long.
                match config.meter().spend(64) {
                    Ok(()) => value,
                    Err(why) => unknown(why),
                }
            });
        }
    })
}

/// The way from one folder to another.
fn relative(from: &str, to: &str) -> String {
    let parts =
        |path: &str| path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (from, to) = (parts(from), parts(to));
    let same = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - same);
    let way: Vec<String> = up.chain(to[same..].iter().cloned()).collect();
    if way.is_empty() { ".".to_owned() } else { way.join("/") }
}

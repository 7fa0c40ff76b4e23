//! Files of data that a version of the configuration reads by itself.

use crate::lookback::size::FileSort;

/// How a file of data is read: what is asked of it comes between the quotes.
const READ: [&str; 2] = ["yamldecode(file(\"", "jsondecode(file(\""];

/// The files of data that a file of the configuration reads, by their paths in the repository. A path that is computed is not
/// known.
#[must_use]
pub fn reads(path: &str, text: &str) -> Vec<String> {
    if !matches!(FileSort::of(path), Some((FileSort::Module | FileSort::Unit, _))) {
        return Vec::new();
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let found = READ.iter().flat_map(|read| text.split(read).skip(1));
    let names = found.filter_map(|rest| within(folder, rest.split('"').next()?));
    names.filter(|name| matches!(FileSort::of(name), Some((FileSort::Data, _)))).collect()
}

/// The path of a file that a module in a folder names. Nothing where it is computed, or outside of the repository.
fn within(folder: &str, name: &str) -> Option<String> {
    let own = ["${path.module}/", "${path.root}/", "${get_terragrunt_dir()}/"];
    let name = own.iter().find_map(|own| name.strip_prefix(own)).unwrap_or(name);
    if name.contains("${") || name.starts_with('/') {
        return None;
    }
    let mut path: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in name.split('/') {
        match step {
            "." | "" => {}
            ".." => drop(path.pop()?),
            step => path.push(step),
        }
    }
    Some(path.join("/"))
}

#[cfg(test)]
mod tests {
    use super::reads;

    #[test]
    fn files_of_data_are_named_by_the_configuration() {
        let text = "a = yamldecode(file(\"${path.module}/../sizes/web.yaml\"))\nb = jsondecode(file(\"jobs.json\")).most\n\
                    c = yamldecode(file(\"${var.env}.yaml\"))\nd = yamldecode(file(\"../../../out.yaml\"))\n\
                    e = file(\"user-data.yaml\")\nf = yamldecode(file(\"notes.txt\"))\n";
        assert_eq!(reads("infra/web/main.tf", text), ["infra/sizes/web.yaml", "infra/web/jobs.json"]);
        assert!(reads("infra/web/values.yaml", text).is_empty());
    }
}

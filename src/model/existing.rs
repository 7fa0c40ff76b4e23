//! What exists already, and is not built: where it stands in Terraform of the team's own, or what the cloud calls it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// How sizes are changed in a whole stack.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Planned {
    /// Everything exists, and people change it by hand: nothing is built but the pages that say how.
    Only,
}

/// A root of Terraform that the team has: its folder, and what decides what a value in it is.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [{"dir": "infra", "workspace": "prod", "var_files": ["env/prod.tfvars"]}]))]
pub struct Root {
    /// Its folder, as seen from the folder that `profiles/` is in.
    #[schemars(regex(pattern = FOLDER), extend("patternErrorMessage" = FOLDER_SAYS, "examples" = ["infra"]))]
    pub dir: String,
    /// The workspace that it is applied in; the one that is selected when left out.
    #[schemars(regex(pattern = WORKSPACE), extend("patternErrorMessage" = "a workspace has letters, digits, `_`, `.` and `-`", "examples" = ["prod"]))]
    pub workspace: Option<String>,
    /// The files that are passed with `-var-file`, in their order, as seen from its folder.
    #[serde(default)]
    #[schemars(length(max = MOST_FILES), extend("items" = {"type": "string", "pattern": FOLDER, "patternErrorMessage": FOLDER_SAYS}, "examples" = [["env/prod.tfvars"]]))]
    pub var_files: Vec<String>,
    /// Variables that are set outside of the files, with `-var` or in the environment: `name: value`. Never a secret.
    #[serde(default)]
    #[schemars(extend("propertyNames" = {"pattern": "^[A-Za-z_][A-Za-z0-9_-]{0,62}$", "patternErrorMessage": "a variable of Terraform has letters, digits, `_` and `-`"}, "examples" = [{"environment": "prod"}]))]
    pub set: BTreeMap<String, Set>,
    /// Whether alarms on its components are made, in a file of scaleprof's own in its folder: `scaleprof_alarms.tf`.
    #[serde(default)]
    pub alarms: bool,
}

/// The name of a workspace.
pub(crate) const WORKSPACE: &str = r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,89}$";
/// The most files of variables of one root.
pub(crate) const MOST_FILES: usize = 20;
/// The longest address, in characters.
pub(crate) const LONGEST_ADDRESS: usize = 1000;
/// A path below a folder, or beside it.
pub(crate) const FOLDER: &str =
    r"^(\.|(\.\./){0,8}[A-Za-z0-9_.][A-Za-z0-9_. -]*(/[A-Za-z0-9_.][A-Za-z0-9_. -]*){0,30})$";
/// The same as a sentence.
const FOLDER_SAYS: &str = "a path has names with `/` between them, and begins with neither `/` nor `-`";

/// The value of a variable.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(untagged)]
pub enum Set {
    /// A text.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// A number, as it is written.
    Number(serde_json::Number),
}

impl Set {
    /// The value as an option of Terraform takes it.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// Where a component stands in Terraform that the team has.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Tuned {
    /// The root: a key of `terraform` at the top; may be left out where there is only one.
    #[schemars(length(max = 63))]
    pub root: Option<String>,
    /// The address of its main resource, as `terraform state list` shows it.
    #[schemars(regex(pattern = ADDRESS), length(max = LONGEST_ADDRESS), extend("patternErrorMessage" = "an address is written as `terraform state list` shows it"))]
    pub address: String,
    /// Resources of the same root that may change along, because they share a constant with it: their addresses.
    #[serde(default)]
    #[schemars(length(max = 50), extend("items" = {"type": "string", "minLength": 1, "maxLength": 1000, "pattern": ADDRESS, "patternErrorMessage": "an address is written as `terraform state list` shows it"}, "examples" = [["cloud_database.reports"]]))]
    pub also: Vec<String>,
    /// The sort of file of scaleprof's own that says its values while they are other ones than on a normal day; left out,
    /// they are changed where they stand.
    pub via: Option<Via>,
}

impl Tuned {
    /// The type of its main resource; none where the address is that of a module.
    #[must_use]
    pub(crate) fn resource_type(&self) -> Option<&str> {
        let mut rest = self.address.as_str();
        while let Some(inner) = rest.strip_prefix("module.") {
            let (mut quoted, mut keyed) = (false, false);
            let end = inner.find(|c: char| {
                match c {
                    '"' => quoted = !quoted,
                    '[' if !quoted => keyed = true,
                    ']' if !quoted => keyed = false,
                    _ => {}
                }
                c == '.' && !keyed
            });
            rest = &inner[end? + 1..];
        }
        rest.split_once('.').map(|(of, _)| of)
    }
}

/// A sort of file that values of existing Terraform are said in, beside the team's own.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Via {
    /// `scaleprof_override.tf` in the root's folder.
    Override,
    /// `scaleprof.auto.tfvars` in the root's folder.
    Tfvars,
}

/// An address: modules, the type and the name, with a number or a text in brackets behind each of them.
pub(crate) const ADDRESS: &str = r#"^(module\.[A-Za-z_][A-Za-z0-9_-]*(\[([0-9]{1,9}|"([^"\\$%\x00-\x1f]|[$%]+[^"\\$%{\x00-\x1f]){1,200}[$%]*")\])?\.?)*([A-Za-z_][A-Za-z0-9_]*\.[A-Za-z_][A-Za-z0-9_-]*(\[([0-9]{1,9}|"([^"\\$%\x00-\x1f]|[$%]+[^"\\$%{\x00-\x1f]){1,200}[$%]*")\])?)?$"#;

/// A name in the cloud: it can be seen, no blanks surround it, and no command takes it for an option.
pub(crate) const RESOURCE: &str = r"^[\x21-\x2c\x2e-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?$";

/// How a component exists that is not built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing<'a> {
    /// In Terraform of the team's own.
    Tuned(&'a Tuned),
    /// Under this name in the cloud; people change it by hand.
    ByHand(&'a str),
}

#[cfg(test)]
mod tests {
    use super::Tuned;

    #[test]
    fn an_address_says_the_type_of_its_resource() {
        let of =
            |address: &str| Tuned { root: None, address: address.to_owned(), also: Vec::new(), via: None };
        for (address, expected) in [
            ("cloud_group.web", Some("cloud_group")),
            ("cloud_group.web[\"a.b\"]", Some("cloud_group")),
            ("module.a.cloud_group.web[0]", Some("cloud_group")),
            ("module.a[\"x].y.module\"].module.b[1].cloud_group.web", Some("cloud_group")),
            ("module.a", None),
            ("module.a[\"x.y\"]", None),
        ] {
            assert_eq!(of(address).resource_type(), expected, "{address}");
        }
    }
}

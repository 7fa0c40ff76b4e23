//! What a first profile is made of.

use std::path::PathBuf;

use clap::ValueEnum;

/// Terraform that is there already.
#[derive(Clone, Debug, clap::Args)]
pub struct FromArgs {
    /// Describe the Terraform in this folder, and all folders below it, instead of an invented stack
    #[arg(long, value_name = "DIR")]
    pub(crate) from: Option<PathBuf>,
    /// The workspace that it is applied in [default: production's, by its name]
    #[arg(long, value_name = "NAME", requires = "from")]
    pub(crate) workspace: Option<String>,
    /// A file that is passed with `-var-file`, as seen from DIR; may be repeated [default: production's, by name]
    #[arg(long = "var-file", value_name = "FILE", requires = "from")]
    pub(crate) var_files: Vec<String>,
    /// The region [default: that of the provider in the files]
    #[arg(long, value_name = "REGION", requires = "from")]
    pub(crate) region: Option<String>,
    /// Take the sizes that stand there for those of a normal day, even where another profile says them
    #[arg(long, requires = "from", conflicts_with = "format")]
    pub(crate) as_normal: bool,
    /// Print what was found, and write nothing
    #[arg(long, value_name = "FORMAT", requires = "from")]
    pub(crate) format: Option<FoundFormat>,
}

/// How what was found is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FoundFormat {
    /// For people
    Text,
    /// For programs; schema: scaleprof schema survey
    Json,
}

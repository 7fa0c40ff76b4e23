//! What every Terraform root starts with: versions, state and provider.

use std::collections::BTreeMap;

use hcl::{Block, Expression};

use crate::cloud::aws::resource::{Body, object, other};
use crate::model::site::{Cloud, State};

/// Where the state is when the profile says nothing: beside the profiles' folders, shared by all.
pub const STATE: &str = "../terraform.tfstate";

/// The `terraform` block.
#[must_use]
pub fn terraform(state: &State, backend: impl FnOnce(&mut Body)) -> Block {
    // Locking an S3 state without a table of its own came with 1.10.
    let version = if state.s3.is_some() { ">= 1.10" } else { ">= 1.5" };
    other("terraform", &[], |terraform| {
        terraform.set("required_version", version);
        terraform.block("required_providers", |providers| {
            let aws = [("source", "hashicorp/aws".into()), ("version", "~> 5.100".into())];
            providers.set("aws", object(aws));
        });
        backend(terraform);
    })
}

/// Where the state is. `local` stands for a local file; in S3 `suffix` keeps two states apart.
pub fn backend(state: &State, local: &str, suffix: &str) -> impl FnOnce(&mut Body) {
    let (s3, local, suffix) = (state.s3.clone(), local.to_owned(), suffix.to_owned());
    move |terraform: &mut Body| match s3 {
        None => {
            terraform.labelled("backend", "local", |b| {
                b.set("path", local);
            });
        }
        Some(s3) => {
            terraform.labelled("backend", "s3", |b| {
                b.set("bucket", s3.bucket);
                b.set("key", with_suffix(&s3.key, &suffix));
                b.set("region", s3.region);
                b.set("use_lockfile", true);
            });
        }
    }
}

/// The `provider` block: region and tags. No profile is named in a tag, or each switch would touch
/// every resource.
#[must_use]
pub fn provider(cloud: &Cloud, stack: &str) -> Block {
    other("provider", &["aws"], |provider| {
        provider.set("region", cloud.region.as_str());
        provider.block("default_tags", |tags| {
            tags.set("tags", object(common_tags(cloud, stack)));
        });
    })
}

/// The keys of the tags that are scaleprof's own. `Name` is each resource's.
pub const OWN_TAGS: [&str; 3] = ["ManagedBy", "Name", "Stack"];

/// The tags of everything, sorted.
pub(super) fn common_tags<'a>(cloud: &'a Cloud, stack: &'a str) -> BTreeMap<&'a str, Expression> {
    let own = [("ManagedBy", "scaleprof"), ("Stack", stack)];
    let given = cloud.tags.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    given.chain(own).map(|(key, value)| (key, value.into())).collect()
}

/// The same path for a root one folder further down, with `suffix` before the ending of the file.
#[must_use]
pub fn beside(path: &str, suffix: &str) -> String {
    let path = with_suffix(path, suffix);
    if path.starts_with('/') { path } else { format!("../{path}") }
}

/// A path with `suffix` before the ending of the file.
#[must_use]
pub fn with_suffix(path: &str, suffix: &str) -> String {
    let name = path.rfind('/').map_or(0, |at| at + 1);
    match path[name..].rfind('.').filter(|dot| *dot > 0) {
        Some(dot) => format!("{}{suffix}{}", &path[..name + dot], &path[name + dot..]),
        None => format!("{path}{suffix}"),
    }
}

//! Where a Terraform root keeps its state.

use hcl::Block;

use crate::model::site::State;
use crate::terraform::resource::other;

/// Where the state is when the profile says nothing: beside the profiles' folders, shared by all.
pub(crate) const STATE: &str = "../terraform.tfstate";

/// The block that says where the state is. `local` stands for a local file; in S3 `suffix` keeps two states apart.
#[must_use]
pub(crate) fn backend(state: &State, local: &str, suffix: &str) -> Block {
    match &state.s3 {
        None => other("backend", &["local"], |backend| {
            backend.set("path", local);
        }),
        Some(s3) => other("backend", &["s3"], |backend| {
            backend.set("bucket", s3.bucket.as_str());
            backend.set("key", with_suffix(&s3.key, suffix));
            backend.set("region", s3.region.as_str());
            backend.set("use_lockfile", true);
        }),
    }
}

/// The same path for a root one folder further down, with `suffix` before the ending of the file.
#[must_use]
pub(crate) fn beside(path: &str, suffix: &str) -> String {
    let path = with_suffix(path, suffix);
    if path.starts_with('/') { path } else { format!("../{path}") }
}

/// A path with `suffix` before the ending of the file.
#[must_use]
pub(crate) fn with_suffix(path: &str, suffix: &str) -> String {
    let name = path.rfind('/').map_or(0, |at| at + 1);
    match path[name..].rfind('.').filter(|dot| *dot > 0) {
        Some(dot) => format!("{}{suffix}{}", &path[..name + dot], &path[name + dot..]),
        None => format!("{path}{suffix}"),
    }
}

//! Where a Terraform root keeps its state.

use crate::model::site::State;
use crate::terraform::resource::Body;

/// Where the state is when the profile says nothing: beside the profiles' folders, shared by all.
pub const STATE: &str = "../terraform.tfstate";

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

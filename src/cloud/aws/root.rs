//! What every Terraform root starts with: versions, state and provider.

use std::collections::BTreeMap;

use hcl::{Block, Expression};

use crate::model::site::{Site, State};
use crate::terraform::resource::{object, other};

/// The versions of the provider that take what is generated: `tests/terraform` runs 5.100, and `tests/cases` holds
/// every argument against the schema of 6.69.
const PROVIDER: &str = ">= 5.100, < 7";

/// The `terraform` block.
#[must_use]
pub fn terraform(state: &State, backend: Block) -> Block {
    // Locking an S3 state without a table of its own came with 1.10.
    let version = if state.s3.is_some() { ">= 1.10" } else { ">= 1.5" };
    other("terraform", &[], |terraform| {
        terraform.set("required_version", version);
        terraform.block("required_providers", |providers| {
            let aws = [("source", "hashicorp/aws".into()), ("version", PROVIDER.into())];
            providers.set("aws", object(aws));
        });
        terraform.add(backend);
    })
}

/// The `provider` block: region and tags. No profile is named in a tag, or each switch would touch
/// every resource.
#[must_use]
pub fn provider(site: &Site, stack: &str) -> Block {
    other("provider", &["aws"], |provider| {
        provider.set("region", site.region.as_str());
        provider.block("default_tags", |tags| {
            tags.set("tags", object(common_tags(site, stack)));
        });
    })
}

/// The keys of the tags that are scaleprof's own. `Name` is each resource's.
pub(crate) const OWN_TAGS: [&str; 3] = ["ManagedBy", "Name", "Stack"];

/// The tags of everything, sorted.
pub(super) fn common_tags<'a>(site: &'a Site, stack: &'a str) -> BTreeMap<&'a str, Expression> {
    let own = [("ManagedBy", "scaleprof"), ("Stack", stack)];
    let given = site.tags.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    given.chain(own).map(|(key, value)| (key, value.into())).collect()
}

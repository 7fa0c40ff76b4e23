//! The Terraform that asks for quotas.

use hcl::Block;

use crate::cloud::aws::quota::gate::{KIND, name, value};
use crate::quota::asked::Asked;
use crate::terraform::resource::{Resource, call, other};

/// The blocks that ask. No value is ever below what the account has: AWS refuses to lower a quota, and the provider
/// fails.
#[must_use]
pub fn raise(asked: &Asked) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (quota, amount) in asked.values() {
        let code = quota.code.unwrap_or_default();
        blocks.push(other("data", &[KIND, &name(quota)], |data| {
            data.set("service_code", quota.service).set("quota_code", code);
        }));
        let resource = Resource::new(KIND, name(quota)).identity(|r| {
            r.set("service_code", quota.service).set("quota_code", code);
        });
        let resource = resource.capacity(|r| {
            r.set("value", call("max", [value(quota), (*amount).into()]));
        });
        blocks.push(resource.into_block());
    }
    blocks
}

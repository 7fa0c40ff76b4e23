//! The Terraform root that asks for the stack's quotas.

use std::collections::BTreeMap;

use crate::model::name::slug;
use crate::plan::Plan;
use crate::quota::applied::Applied;
use crate::quota::gate::{KIND, name, value};
use crate::quota::row::{Verdict, rows};
use crate::quota::table::Quota;
use crate::terraform::file::hcl_file;
use crate::terraform::resource::{Resource, call, other};
use crate::terraform::root::{STATE, backend, beside};

/// What the root asks for: the quota and its value, the largest over all profiles.
pub type Asked = BTreeMap<(&'static str, Option<&'static str>), (&'static Quota, u64)>;

/// What is to be asked for, for all profiles together: each quota once. What is known to be asked for already,
/// or to be there, is left out.
#[must_use]
pub fn asked(everyday: &Plan, all: &[&Plan], applied: Option<&Applied>) -> Asked {
    let mut largest = Asked::new();
    for plan in all {
        for row in rows(plan.bill(), plan, Some(everyday), applied) {
            let quota = row.need.quota;
            if let (Verdict::Ask, Some(total)) = (row.verdict, row.total) {
                let (_, value) = largest.entry((quota.service, quota.code)).or_insert((quota, total));
                *value = total.max(*value);
            }
        }
    }
    largest
}

/// The text of the root. No value is ever below what the account has: AWS refuses to lower a quota, and the
/// provider fails.
#[must_use]
pub fn root(plan: &Plan, everyday: &Plan, all: &[&Plan], applied: Option<&Applied>) -> String {
    let cloud = &plan.header.cloud;
    let stack = slug(&plan.header.stack);
    let largest = asked(everyday, all, applied);
    let local = cloud.state.local.as_deref().unwrap_or(STATE);
    let local = beside(local, "-quotas");
    let mut blocks = plan.cloud.head(cloud, &stack, backend(&cloud.state, &local, "-quotas"));
    for (quota, amount) in largest.into_values() {
        let code = quota.code.unwrap_or_default();
        blocks.push(other("data", &[KIND, &name(quota)], |data| {
            data.set("service_code", quota.service).set("quota_code", code);
        }));
        let resource = Resource::new(KIND, name(quota)).identity(|r| {
            r.set("service_code", quota.service).set("quota_code", code);
        });
        let resource = resource.capacity(|r| {
            r.set("value", call("max", [value(quota), amount.into()]));
        });
        blocks.push(resource.into_block());
    }
    hcl_file("the stack's profiles", blocks)
}

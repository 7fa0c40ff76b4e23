//! What the pages and files on quotas ask a cloud: how its limits are raised.

use std::fmt::Debug;

use hcl::Block;
use serde_json::Value;

use crate::quota::asked::Asked;
use crate::quota::gate::Gate;
use crate::quota::table::Quota;

/// How the limits of a cloud are raised on request.
pub trait Requests: Debug + Sync {
    /// How many requests an account may have open at once in a region; never zero.
    fn open_limit(&self, region: &str) -> usize;

    /// The page of a quota in the cloud's console, if it has one.
    fn console(&self, quota: &Quota, region: &str) -> Option<String>;

    /// A request for a quota, as the cloud's own tool takes it; none where no tool does.
    fn request(&self, _quota: &Quota, _value: u64) -> Option<Value> {
        None
    }

    /// The Terraform that asks for all of it, where its provider can.
    fn raise(&self, _asked: &Asked) -> Option<Vec<Block>> {
        None
    }

    /// The blocks in the stack's own Terraform that hold a plan against these quotas, of which there is at least one;
    /// nothing where its provider cannot read them.
    fn gate(&self, _gates: &[Gate]) -> Vec<Block> {
        Vec::new()
    }
}

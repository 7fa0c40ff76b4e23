//! What the pages and files on quotas ask a cloud: how its limits are raised.

use std::fmt::Debug;

use hcl::Block;
use serde::Serialize;
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

    /// Whether Terraform can ask.
    fn has_terraform(&self) -> bool {
        self.raise(&Asked::new()).is_some()
    }

    /// What people are told about requests.
    fn advice(&self) -> Advice {
        Advice::default()
    }

    /// The blocks in the stack's own Terraform that hold a plan against these quotas, of which there is at least one;
    /// nothing where its provider cannot read them.
    fn gate(&self, _gates: &[Gate]) -> Vec<Block> {
        Vec::new()
    }
}

/// What people are told about the requests of a cloud, as far as there is anything to say.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Advice {
    /// How long it takes until one is granted: a sentence.
    pub pace: Option<&'static str>,
    /// How to find out what is granted without people.
    pub(crate) trial: Option<Trial>,
    /// Whom to contact to hurry one: what follows "contact".
    pub contact: Option<&'static str>,
    /// Until when nobody reads one, behind "nobody".
    pub(crate) unread: Option<&'static str>,
}

/// A request that is never handed to people.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Trial {
    /// The line that makes the file of a request one.
    pub line: &'static str,
    /// What becomes at once of one that needs people, in the cloud's word.
    pub refused: &'static str,
}

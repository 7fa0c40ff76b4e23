//! What a stack asks of an account.

use crate::bill::BillOfMaterials;
use crate::model::account::Account;
use crate::quota::table::Quota;
use crate::quota::{Need, needs};

/// What a stack asks of an account, and what its profile says of that account.
#[derive(Clone, Copy, Debug)]
pub struct Demand<'a> {
    /// What it consumes.
    pub bill: &'a BillOfMaterials,
    /// What the everyday profile consumes: its floor is in use now, and is the stack's own.
    pub everyday: &'a BillOfMaterials,
    /// Where.
    pub region: &'a str,
    /// What is stated of the account.
    pub account: &'a Account,
    /// The limits of its cloud.
    pub quotas: &'static [Quota],
}

impl<'a> Demand<'a> {
    /// What each quota must hold, for those that it touches.
    #[must_use]
    pub fn needs(&self) -> Vec<Need<'a>> {
        needs(self.bill, self.quotas)
    }

    /// How much of a quota runs outside the stack, in its unit; none where the profile does not state it.
    #[must_use]
    pub(crate) fn stated(&self, quota: &Quota) -> Option<u64> {
        self.account.used.get(quota.code?).copied()
    }
}

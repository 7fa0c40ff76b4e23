//! The commands of a cloud's own tool that the runbook shows. A cloud that has no command for a question gives none, and
//! the step then stands without it.

use std::fmt::Debug;

use crate::cloud::lowered::Proof;
use crate::kind::engine::Engine;

/// What people type to look at an account, or to change what Terraform does not change. Region, services and names come
/// from checked fields of a profile.
pub trait Commands: Debug + Sync {
    /// What people call the tool.
    fn tool(&self) -> Option<&'static str> {
        None
    }

    /// The commands whose output says something of an account, for the help of `--applied`.
    fn account(&self) -> Option<&'static str> {
        None
    }

    /// What an owner must do so that alarms reach them, where the cloud asks for it.
    fn confirmation(&self, _region: &str) -> Option<Confirmation> {
        None
    }

    /// How the machines of a component are kept while others of it are ended; `stack` and `component` are slugs.
    fn drain(&self, _region: &str, _stack: &str, _component: &str) -> Option<Drain> {
        None
    }

    /// Lists the quotas of an account, or those of one service, for a file in `account/`.
    fn list_quotas(&self, _service: Option<&str>) -> Option<String> {
        None
    }

    /// Shows how much of each quota is in use, for a file in `account/`.
    fn quota_use(&self) -> Option<String> {
        None
    }

    /// Files the quota request in a file.
    fn file_quota_request(&self, _region: &str, _path: &str) -> Option<String> {
        None
    }

    /// Saves the quota requests to `account/`, which is there.
    fn save_quota_requests(&self, _region: &str) -> Option<String> {
        None
    }

    /// Lists the quota requests that are open.
    fn open_quota_requests(&self, _region: &str) -> Option<String> {
        None
    }

    /// Saves the quota requests, and the quotas of these services, to `account/`.
    fn save_quotas(&self, _region: &str, _services: &[&str]) -> Option<String> {
        None
    }

    /// Shows whether one quota request is granted.
    fn quota_request_status(&self, _region: &str, _request: &str) -> Option<Proof> {
        None
    }

    /// Shows the value of one quota in the account.
    fn quota_value(&self, _region: &str, _service: &str, _code: &str) -> Option<String> {
        None
    }

    /// Hands a quota request to people at the cloud.
    fn open_support_case(&self, _region: &str, _request: &str) -> Option<String> {
        None
    }

    /// Saves which zones have which machine types to `account/`, and the zone of each subnet if subnets are given.
    fn save_zones(&self, _region: &str, _subnets: bool) -> Option<String> {
        None
    }

    /// Shows the zone of each subnet.
    fn subnet_zones(&self, _region: &str, _subnets: &[&str]) -> Option<String> {
        None
    }

    /// Shows which zones offer each machine type.
    fn machine_zones(&self, _region: &str, _types: &[&str]) -> Option<String> {
        None
    }

    /// Shows which zones offer a database class with its engine and its storage.
    fn class_zones(&self, _region: &str, _query: &ClassQuery<'_>) -> Option<String> {
        None
    }
}

/// The commands of a cloud that has none.
#[derive(Debug)]
pub(crate) struct NoCommands;

impl Commands for NoCommands {}

/// What an owner must do once so that alarms reach them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// The type of the resource that asks for it.
    pub(crate) resource: &'static str,
    /// The same in a sentence, where it was made with the everyday profile.
    pub(crate) note: &'static str,
    /// The same, where it is made only now.
    pub(crate) now: &'static str,
    /// Shows who has not done it.
    pub(crate) proof: Proof,
}

/// How some machines of a component are kept while others of it are ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drain {
    /// Lists the ids of all its machines.
    pub list: String,
    /// Keeps some of them.
    pub(crate) protect: String,
    /// What stands in [`Self::protect`] in place of their ids.
    pub ids: &'static str,
    /// Lists the ids of those that are kept.
    pub(crate) protected: String,
}

/// A database class that a zone may lack.
#[derive(Clone, Copy, Debug)]
pub struct ClassQuery<'a> {
    /// The engine.
    pub engine: Engine,
    /// The version of the engine, or its start: `16`.
    pub version: &'a str,
    /// `db.m6g.large`.
    pub class: &'a str,
    /// `gp3`; nothing where it is not chosen.
    pub storage: Option<&'a str>,
    /// Whether the class must be able to have a standby in another zone.
    pub standby: bool,
}

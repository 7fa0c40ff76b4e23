//! What is known of the account: granted values, defaults, use, requests, and the free addresses of subnets.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::quota::table::Quota;

/// By service and quota code.
pub type Codes<T> = BTreeMap<(String, String), T>;

/// What is known of the account. Amounts are in the quota's unit, rounded down; use is rounded up.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// What the account has been granted.
    pub granted: Codes<u64>,
    /// What a new account starts with.
    pub defaults: Codes<u64>,
    /// Services whose granted values have been listed: what is not among them has its default.
    pub listed: BTreeSet<String>,
    /// How much is in use.
    pub used: Codes<u64>,
    /// How many addresses of each subnet are free, and its zone.
    pub subnets: BTreeMap<String, (u64, String)>,
    /// The zones that have each type of machine.
    pub offerings: BTreeMap<String, BTreeSet<String>>,
    /// The zones that the account may use.
    pub(crate) usable_zones: BTreeSet<String>,
    account: Option<String>,
    requests: Vec<Request>,
}

/// What names an open request at the cloud. What is not made of letters, digits and hyphens is left out: it goes
/// into commands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Handle {
    /// Its id.
    pub id: Option<String>,
    /// The support case that it became, if people at the cloud look at it.
    pub case: Option<String>,
}

impl Handle {
    /// The handle of a request with this id, and with this support case.
    #[must_use]
    pub(crate) fn new(id: &str, case: Option<&str>) -> Self {
        let sound = |text: &&str| {
            (1..=128).contains(&text.len())
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !text.starts_with('-')
        };
        let keep = |text: Option<&str>| text.filter(sound).map(str::to_owned);
        Self { id: keep(Some(id)), case: keep(case) }
    }
}

/// A request that somebody has filed, in the last 90 days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its id, as the cloud gives it; empty where it gives none.
    pub id: String,
    /// What names it in commands.
    pub handle: Handle,
    /// The service and the code of the quota.
    pub quota: (String, String),
    /// Whether it is for one resource alone.
    pub resource: bool,
    /// The value that it asks for.
    pub desired: u64,
    /// What has become of it.
    pub status: Status,
}

/// What has become of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is not decided yet.
    Open,
    /// It was not granted.
    Refused,
    /// It was granted, or taken back.
    Closed,
}

impl Applied {
    /// Whether nothing was saved of the account.
    #[must_use]
    pub(crate) fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// Says that something is of this account.
    ///
    /// # Errors
    /// With the account of what was added before, if that is another one.
    pub(crate) fn belongs_to(&mut self, account: &str) -> Result<(), &str> {
        let own = self.account.get_or_insert_with(|| account.to_owned());
        if own == account { Ok(()) } else { Err(own) }
    }

    /// Adds a request; one with the same id is replaced. What is decided is not opened again: an older file that is read
    /// later does not count.
    pub(crate) fn add_request(&mut self, new: Request) {
        let same = |other: &Request| !new.id.is_empty() && other.id == new.id;
        let decided = |other: &Request| same(other) && other.status != Status::Open;
        if new.status == Status::Open && self.requests.iter().any(decided) {
            return;
        }
        self.requests.retain(|other| !same(other));
        self.requests.push(new);
    }

    /// What the account has been granted; its default where the cloud lists all that differs from it.
    #[must_use]
    pub fn granted(&self, quota: &Quota) -> Option<u64> {
        let key = quota.key()?;
        let at_default = || self.default_of(quota).filter(|_| self.listed.contains(quota.service));
        self.granted.get(&key).copied().or_else(at_default)
    }

    /// The same for a quota that is in no table here.
    #[must_use]
    pub fn value(&self, service: &str, code: &str) -> Option<u64> {
        self.granted.get(&(service.to_owned(), code.to_owned())).copied()
    }

    /// What the cloud says a new account has in the region.
    #[must_use]
    pub(crate) fn default_of(&self, quota: &Quota) -> Option<u64> {
        self.defaults.get(&quota.key()?).copied()
    }

    /// How much is in use, by this stack and all else.
    #[must_use]
    pub fn used(&self, quota: &Quota) -> Option<u64> {
        self.used.get(&quota.key()?).copied()
    }

    /// What an open request asks for.
    #[must_use]
    pub fn open(&self, quota: &Quota) -> Option<u64> {
        self.requested(quota)
            .filter(|request| request.status == Status::Open)
            .map(|request| request.desired)
            .max()
    }

    /// What names that request at the cloud.
    #[must_use]
    pub fn open_handle(&self, quota: &Quota) -> Option<Handle> {
        let open = self.requested(quota).filter(|request| request.status == Status::Open);
        open.max_by_key(|request| request.desired).map(|request| request.handle.clone())
    }

    /// The least that was not granted, be it without a case alone.
    #[must_use]
    pub fn refused(&self, quota: &Quota) -> Option<u64> {
        self.requested(quota)
            .filter(|request| request.status == Status::Refused)
            .map(|request| request.desired)
            .min()
    }

    fn requested<'a>(&'a self, quota: &'a Quota) -> impl Iterator<Item = &'a Request> {
        let of = |one: &&Request| one.quota.0 == quota.service && Some(one.quota.1.as_str()) == quota.code;
        self.requests.iter().filter(of).filter(|request| !request.resource)
    }

    /// How many requests are open, for whatever quota.
    #[must_use]
    pub fn open_requests(&self) -> usize {
        self.requests.iter().filter(|request| request.status == Status::Open).count()
    }

    /// How many addresses of a subnet are free.
    #[must_use]
    pub(crate) fn free_addresses(&self, subnet: &str) -> Option<u64> {
        self.subnets.get(subnet).map(|(free, _)| *free)
    }

    /// The zone of a subnet.
    #[must_use]
    pub(crate) fn zone_of(&self, subnet: &str) -> Option<&str> {
        self.subnets.get(subnet).map(|(_, zone)| zone.as_str())
    }

    /// The zones that the account may use, in order; none where that is not known.
    #[must_use]
    pub fn zones(&self) -> Vec<&str> {
        self.usable_zones.iter().map(String::as_str).collect()
    }

    /// The zones that have a type of machine, in order; none where that is not known.
    #[must_use]
    pub(crate) fn zones_with(&self, machine: &str) -> Vec<&str> {
        self.offerings.get(machine).into_iter().flatten().map(String::as_str).collect()
    }

    /// Whether a zone has a type of machine; none where that is not known. A type that is not listed at all has
    /// not been asked for: the list may be of some types alone. So may it be of one zone.
    #[must_use]
    pub fn offers(&self, machine: &str, zone: &str) -> Option<bool> {
        let has = self.offerings.get(machine)?;
        if has.contains(zone) {
            return Some(true);
        }
        let mut listed = self.offerings.values().flatten();
        let first = listed.next();
        let of_one_zone = self.offerings.len() > 1 && listed.all(|zone| Some(zone) == first);
        (!of_one_zone).then_some(false)
    }
}

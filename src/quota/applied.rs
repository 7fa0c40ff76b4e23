//! What is known of the account, from what the AWS CLI prints: granted values, defaults, use, requests, and
//! the free addresses of subnets.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::quota::dump::{self, Dump};
use crate::quota::table::Quota;

/// By service and quota code.
type Codes<T> = BTreeMap<(String, String), T>;

/// What is known of the account. Amounts are in the quota's unit, rounded down; use is rounded up.
#[derive(Debug, Default)]
pub struct Applied {
    account: Option<String>,
    granted: Codes<u64>,
    defaults: Codes<u64>,
    /// Services whose granted values have been listed: what is not among them has its default.
    listed: BTreeSet<String>,
    used: Codes<u64>,
    requests: Vec<Request>,
    /// How many addresses of each subnet are free, and its zone.
    subnets: BTreeMap<String, (u64, String)>,
    /// The zones that have each instance type.
    offerings: BTreeMap<String, BTreeSet<String>>,
    /// The zones that the account may use.
    zones: BTreeSet<String>,
}

/// What names an open request at AWS. What is not made of letters, digits and hyphens is left out: it goes
/// into commands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Handle {
    /// Its id.
    pub id: Option<String>,
    /// The support case that it became, if people at AWS look at it.
    pub case: Option<String>,
}

impl Handle {
    fn new(id: &str, case: Option<&str>) -> Self {
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
#[derive(Clone, Debug)]
struct Request {
    id: String,
    handle: Handle,
    service: String,
    code: String,
    /// For one resource alone.
    resource: bool,
    desired: u64,
    status: String,
}

impl Request {
    fn is_open(&self) -> bool {
        matches!(self.status.as_str(), "PENDING" | "CASE_OPENED")
    }

    fn is_refused(&self) -> bool {
        matches!(self.status.as_str(), "DENIED" | "NOT_APPROVED")
    }
}

/// Why a dump cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub enum AppliedError {
    /// It is none of what is read.
    Format(String),
    /// There is more than this file holds.
    Page {
        /// Whether it is a report on use, whose pages the CLI does not join by itself.
        report: bool,
    },
    /// AWS was not done with the report yet.
    Unfinished(String),
    /// It is of another region: its figures say nothing about this one.
    Region {
        /// The region that the dump is of.
        found: String,
        /// The region of the stack.
        wanted: String,
    },
    /// It is of another account than the dumps before it.
    Account {
        /// The account that the dump is of.
        found: String,
        /// The account of those before.
        wanted: String,
    },
}

impl std::fmt::Display for AppliedError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Format(why) => write!(
                f,
                "this is not what is read here: {why}\n  = help: save the output of `aws service-quotas` \
                 list-service-quotas, list-aws-default-service-quotas,\n    \
                 list-requested-service-quota-change-history or get-quota-utilization-report, or of\n    \
                 `aws ec2` describe-subnets, describe-availability-zones or describe-instance-type-offerings \
                 (--location-type\n    availability-zone), with `--output json`"
            ),
            Self::Page { report: false } => f.write_str(
                "a page is missing (there is a NextToken)\n  = help: leave out `--max-items` and \
                 `--no-paginate`: the CLI then fetches all pages",
            ),
            Self::Page { report: true } => f.write_str(
                "a page is missing (there is a NextToken)\n  = help: save each page (`--next-token`) and join \
                 them: jq -s '.[0] + {Quotas: map(.Quotas[]), NextToken: null}' page*.json",
            ),
            Self::Unfinished(status) => write!(
                f,
                "the report is {status}\n  = help: run `aws service-quotas get-quota-utilization-report` again \
                 until it is COMPLETED"
            ),
            Self::Region { found, wanted } => {
                write!(f, "the dump is of {found}, the stack is in {wanted}")
            }
            Self::Account { found, wanted } => {
                write!(f, "the dump is of account {found}, the others are of {wanted}")
            }
        }
    }
}

impl std::error::Error for AppliedError {}

/// AWS gives whole numbers as floats. A float cast saturates and never wraps.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
const fn whole(value: f64) -> u64 {
    value as u64
}

/// How much a percentage of `of` is, rounded up; less than a millionth over is what floats leave behind.
fn share(percent: f64, of: f64) -> u64 {
    whole((percent * of / 100.0 - 1e-6).ceil())
}

impl Applied {
    /// Adds what one file says. A later one wins.
    ///
    /// # Errors
    /// When it is none of what is read, is not complete, or is of another region or account.
    pub fn add(&mut self, text: &str, region: &str) -> Result<(), AppliedError> {
        match dump::read(text)? {
            Dump::Quotas(quotas) => quotas.into_iter().try_for_each(|quota| self.quota(quota, region)),
            Dump::Requests(requests) => requests.into_iter().try_for_each(|one| self.request(one, region)),
            Dump::Utilization(lines) => {
                for line in lines {
                    self.utilization(line);
                }
                Ok(())
            }
            Dump::Subnets(subnets) => subnets.into_iter().try_for_each(|subnet| self.subnet(subnet, region)),
            Dump::Offerings(all) => all.into_iter().try_for_each(|one| self.offering(one, region)),
            Dump::Zones(zones) => zones.into_iter().try_for_each(|zone| self.zone(zone, region)),
        }
    }

    /// Holds an ARN against the region and the account of the others. Quotas that are global have no
    /// region, and defaults no account. Returns whether there is one.
    fn belongs(&mut self, arn: &str, region: &str) -> Result<bool, AppliedError> {
        // arn:aws:servicequotas:<region>:<account>:<service>/<code>
        let part = |at| arn.split(':').nth(at).unwrap_or_default();
        let (found, account) = (part(3), part(4));
        if !found.is_empty() && found != region {
            return Err(AppliedError::Region { found: found.to_owned(), wanted: region.to_owned() });
        }
        if !account.is_empty() {
            let wanted = self.account.get_or_insert_with(|| account.to_owned());
            if wanted != account {
                return Err(AppliedError::Account { found: account.to_owned(), wanted: wanted.clone() });
            }
        }
        Ok(!account.is_empty())
    }

    fn quota(&mut self, quota: dump::Quota, region: &str) -> Result<(), AppliedError> {
        let own = self.belongs(&quota.quota_arn, region)? || quota.quota_arn.is_empty();
        if quota.quota_applied_at_level.as_deref() == Some("RESOURCE") {
            return Ok(());
        }
        if own {
            self.listed.insert(quota.service_code.clone());
        }
        let values = if own { &mut self.granted } else { &mut self.defaults };
        if let Some(value) = quota.value {
            values.insert((quota.service_code, quota.quota_code), whole(value));
        }
        Ok(())
    }

    fn request(&mut self, request: dump::Requested, region: &str) -> Result<(), AppliedError> {
        self.belongs(&request.quota_arn, region)?;
        let resource = request.quota_requested_at_level.as_deref() == Some("RESOURCE");
        let handle = Handle::new(&request.id, request.case_id.as_deref());
        let (id, service, code) = (request.id, request.service_code, request.quota_code);
        let (desired, status) = (whole(request.desired_value), request.status);
        let new = Request { id, handle, service, code, resource, desired, status };
        let same = |other: &Request| !new.id.is_empty() && other.id == new.id;
        // What is decided is not opened again: an older file that is read later does not count.
        if new.is_open() && self.requests.iter().any(|other| same(other) && !other.is_open()) {
            return Ok(());
        }
        self.requests.retain(|other| !same(other));
        self.requests.push(new);
        Ok(())
    }

    fn utilization(&mut self, line: dump::Utilized) {
        let key = (line.service_code, line.quota_code);
        let applied = line.applied_value.or(line.default_value);
        if let (Some(percent), Some(applied)) = (line.utilization, applied) {
            self.used.insert(key.clone(), share(percent, applied));
        }
        self.defaults.extend(line.default_value.map(|value| (key.clone(), whole(value))));
        self.granted.extend(applied.map(|value| (key, whole(value))));
    }

    fn subnet(&mut self, subnet: dump::Subnet, region: &str) -> Result<(), AppliedError> {
        self.belongs(&subnet.subnet_arn, region)?;
        if !subnet.availability_zone.starts_with(region) {
            let (found, wanted) = (subnet.availability_zone, region.to_owned());
            return Err(AppliedError::Region { found, wanted });
        }
        self.subnets.insert(subnet.subnet_id, (subnet.available_ip_address_count, subnet.availability_zone));
        Ok(())
    }

    fn offering(&mut self, one: dump::Offering, region: &str) -> Result<(), AppliedError> {
        if one.location_type != "availability-zone" {
            return Err(AppliedError::Format(format!(
                "the instance types are listed by {}: add `--location-type availability-zone`",
                one.location_type
            )));
        }
        if !one.location.starts_with(region) {
            return Err(AppliedError::Region { found: one.location, wanted: region.to_owned() });
        }
        self.offerings.entry(one.instance_type).or_default().insert(one.location);
        Ok(())
    }

    fn zone(&mut self, zone: dump::Zone, region: &str) -> Result<(), AppliedError> {
        if !zone.zone_name.starts_with(region) || !["", region].contains(&zone.region_name.as_str()) {
            let found = if zone.region_name.is_empty() { zone.zone_name } else { zone.region_name };
            return Err(AppliedError::Region { found, wanted: region.to_owned() });
        }
        let is = |field: &Option<String>, unlike: &[&str]| {
            field.as_deref().is_none_or(|value| !unlike.contains(&value))
        };
        let usable = is(&zone.state, &["unavailable", "constrained"])
            && is(&zone.opt_in_status, &["not-opted-in"])
            && is(&zone.zone_type, &["local-zone", "wavelength-zone"]);
        if usable {
            self.zones.insert(zone.zone_name);
        }
        Ok(())
    }

    /// What the account has been granted; its default where AWS lists all that differs from it.
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

    /// What AWS says a new account has in the region.
    #[must_use]
    pub fn default_of(&self, quota: &Quota) -> Option<u64> {
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
        self.requested(quota).filter(|request| request.is_open()).map(|request| request.desired).max()
    }

    /// What names that request at AWS.
    #[must_use]
    pub fn open_handle(&self, quota: &Quota) -> Option<Handle> {
        let open = self.requested(quota).filter(|request| request.is_open());
        open.max_by_key(|request| request.desired).map(|request| request.handle.clone())
    }

    /// The least that AWS did not grant, be it without a case alone.
    #[must_use]
    pub fn refused(&self, quota: &Quota) -> Option<u64> {
        self.requested(quota).filter(|request| request.is_refused()).map(|request| request.desired).min()
    }

    fn requested<'a>(&'a self, quota: &'a Quota) -> impl Iterator<Item = &'a Request> {
        let of = |one: &&Request| one.service == quota.service && Some(one.code.as_str()) == quota.code;
        self.requests.iter().filter(of).filter(|request| !request.resource)
    }

    /// How many requests are open, for whatever quota.
    #[must_use]
    pub fn open_requests(&self) -> usize {
        self.requests.iter().filter(|request| request.is_open()).count()
    }

    /// How many addresses of a subnet are free.
    #[must_use]
    pub fn free_addresses(&self, subnet: &str) -> Option<u64> {
        self.subnets.get(subnet).map(|(free, _)| *free)
    }

    /// The zone of a subnet.
    #[must_use]
    pub fn zone_of(&self, subnet: &str) -> Option<&str> {
        self.subnets.get(subnet).map(|(_, zone)| zone.as_str())
    }

    /// The zones that the account may use, in order; none where that is not known.
    #[must_use]
    pub fn zones(&self) -> Vec<&str> {
        self.zones.iter().map(String::as_str).collect()
    }

    /// The zones that have an instance type, in order; none where that is not known.
    #[must_use]
    pub fn zones_with(&self, machine: &str) -> Vec<&str> {
        self.offerings.get(machine).into_iter().flatten().map(String::as_str).collect()
    }

    /// Whether a zone has an instance type; none where that is not known. A type that is not listed at all has
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

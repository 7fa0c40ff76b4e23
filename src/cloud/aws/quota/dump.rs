//! What the AWS CLI prints of an account, put into what is known of it.

pub mod error;
pub(crate) mod shape;

use crate::quota::applied::{Applied, Handle, Request, Status};
use error::DumpError;
use shape::{Dump, Offering, Quota, Requested, Subnet, Utilized, Zone, read};

/// AWS gives whole numbers as floats. A float cast saturates and never wraps.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
const fn whole(value: f64) -> u64 {
    value as u64
}

/// How much a percentage of `of` is, rounded up; less than a millionth over is what floats leave behind.
fn share(percent: f64, of: f64) -> u64 {
    whole((percent * of / 100.0 - 1e-6).ceil())
}

/// Adds what one file says. A later one wins.
///
/// # Errors
/// When it is none of what is read, is not complete, or is of another region or account.
pub fn add(text: &str, region: &str, into: &mut Applied) -> Result<(), DumpError> {
    let dump = read(text)?;
    let mut to = Reader { into, region };
    match dump {
        Dump::Quotas(quotas) => quotas.into_iter().try_for_each(|quota| to.quota(quota)),
        Dump::Requests(requests) => requests.into_iter().try_for_each(|one| to.request(one)),
        Dump::Utilization(lines) => {
            for line in lines {
                to.utilization(line);
            }
            Ok(())
        }
        Dump::Subnets(subnets) => subnets.into_iter().try_for_each(|subnet| to.subnet(subnet)),
        Dump::Offerings(all) => all.into_iter().try_for_each(|one| to.offering(one)),
        Dump::Zones(zones) => zones.into_iter().try_for_each(|zone| to.zone(zone)),
    }
}

fn status(word: &str) -> Status {
    match word {
        "PENDING" | "CASE_OPENED" => Status::Open,
        "DENIED" | "NOT_APPROVED" => Status::Refused,
        _ => Status::Closed,
    }
}

/// Puts what a dump of a region says into what is known.
struct Reader<'a> {
    into: &'a mut Applied,
    region: &'a str,
}

impl Reader<'_> {
    /// Holds an ARN against the region and the account of the others. Quotas that are global have no
    /// region, and defaults no account. Returns whether there is one.
    fn belongs(&mut self, arn: &str) -> Result<bool, DumpError> {
        // arn:aws:servicequotas:<region>:<account>:<service>/<code>
        let part = |at| arn.split(':').nth(at).unwrap_or_default();
        let (found, account) = (part(3), part(4));
        if !found.is_empty() && found != self.region {
            return Err(DumpError::Region { found: found.to_owned(), wanted: self.region.to_owned() });
        }
        if !account.is_empty() {
            let other =
                |wanted: &str| DumpError::Account { found: account.to_owned(), wanted: wanted.to_owned() };
            self.into.belongs_to(account).map_err(other)?;
        }
        Ok(!account.is_empty())
    }

    fn quota(&mut self, quota: Quota) -> Result<(), DumpError> {
        let own = self.belongs(&quota.quota_arn)? || quota.quota_arn.is_empty();
        if quota.quota_applied_at_level.as_deref() == Some("RESOURCE") {
            return Ok(());
        }
        if own {
            self.into.listed.insert(quota.service_code.clone());
        }
        let values = if own { &mut self.into.granted } else { &mut self.into.defaults };
        if let Some(value) = quota.value {
            values.insert((quota.service_code, quota.quota_code), whole(value));
        }
        Ok(())
    }

    fn request(&mut self, request: Requested) -> Result<(), DumpError> {
        self.belongs(&request.quota_arn)?;
        let resource = request.quota_requested_at_level.as_deref() == Some("RESOURCE");
        let handle = Handle::new(&request.id, request.case_id.as_deref());
        self.into.add_request(Request {
            id: request.id,
            handle,
            quota: (request.service_code, request.quota_code),
            resource,
            desired: whole(request.desired_value),
            status: status(&request.status),
        });
        Ok(())
    }

    fn utilization(&mut self, line: Utilized) {
        let key = (line.service_code, line.quota_code);
        let applied = line.applied_value.or(line.default_value);
        if let (Some(percent), Some(applied)) = (line.utilization, applied) {
            self.into.used.insert(key.clone(), share(percent, applied));
        }
        self.into.defaults.extend(line.default_value.map(|value| (key.clone(), whole(value))));
        self.into.granted.extend(applied.map(|value| (key, whole(value))));
    }

    fn subnet(&mut self, subnet: Subnet) -> Result<(), DumpError> {
        self.belongs(&subnet.subnet_arn)?;
        if !subnet.availability_zone.starts_with(self.region) {
            let (found, wanted) = (subnet.availability_zone, self.region.to_owned());
            return Err(DumpError::Region { found, wanted });
        }
        self.into
            .subnets
            .insert(subnet.subnet_id, (subnet.available_ip_address_count, subnet.availability_zone));
        Ok(())
    }

    fn offering(&mut self, one: Offering) -> Result<(), DumpError> {
        if one.location_type != "availability-zone" {
            return Err(DumpError::Format(format!(
                "the instance types are listed by {}: add `--location-type availability-zone`",
                one.location_type
            )));
        }
        if !one.location.starts_with(self.region) {
            return Err(DumpError::Region { found: one.location, wanted: self.region.to_owned() });
        }
        self.into.offerings.entry(one.instance_type).or_default().insert(one.location);
        Ok(())
    }

    fn zone(&mut self, zone: Zone) -> Result<(), DumpError> {
        if !zone.zone_name.starts_with(self.region) || !["", self.region].contains(&zone.region_name.as_str())
        {
            let found = if zone.region_name.is_empty() { zone.zone_name } else { zone.region_name };
            return Err(DumpError::Region { found, wanted: self.region.to_owned() });
        }
        let is = |field: &Option<String>, unlike: &[&str]| {
            field.as_deref().is_none_or(|value| !unlike.contains(&value))
        };
        let usable = is(&zone.state, &["unavailable", "constrained"])
            && is(&zone.opt_in_status, &["not-opted-in"])
            && is(&zone.zone_type, &["local-zone", "wavelength-zone"]);
        if usable {
            self.into.usable_zones.insert(zone.zone_name);
        }
        Ok(())
    }
}

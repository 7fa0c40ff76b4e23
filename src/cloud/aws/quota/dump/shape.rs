//! The shapes of what the AWS CLI prints, told apart. Only what is looked at is read.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::cloud::aws::quota::dump::error::DumpError;

/// One file, recognised.
pub(super) enum Dump {
    /// `list-service-quotas`, `list-aws-default-service-quotas` or both.
    Quotas(Vec<Quota>),
    /// `list-requested-service-quota-change-history`.
    Requests(Vec<Requested>),
    /// `get-quota-utilization-report`.
    Utilization(Vec<Utilized>),
    /// `aws ec2 describe-subnets`.
    Subnets(Vec<Subnet>),
    /// `aws ec2 describe-instance-type-offerings --location-type availability-zone`.
    Offerings(Vec<Offering>),
    /// `aws ec2 describe-availability-zones`.
    Zones(Vec<Zone>),
}

/// A value that AWS has granted, or starts everybody with.
// The names are AWS's.
#[allow(clippy::struct_field_names)]
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Quota {
    pub(super) service_code: String,
    pub(super) quota_code: String,
    /// None where AWS could not say.
    #[serde(default, deserialize_with = "perhaps")]
    pub(super) value: Option<f64>,
    #[serde(default)]
    pub(super) quota_arn: String,
    /// `RESOURCE` for a value of one resource, which says nothing about the account.
    pub(super) quota_applied_at_level: Option<String>,
}

/// A request that somebody has filed.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Requested {
    #[serde(default)]
    pub(super) id: String,
    /// The support case that it became, if people at AWS look at it.
    pub(super) case_id: Option<String>,
    pub(super) service_code: String,
    pub(super) quota_code: String,
    #[serde(deserialize_with = "amount")]
    pub(super) desired_value: f64,
    pub(super) status: String,
    #[serde(default)]
    pub(super) quota_arn: String,
    pub(super) quota_requested_at_level: Option<String>,
}

/// A line of a report on use.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Utilized {
    pub(super) service_code: String,
    pub(super) quota_code: String,
    /// Percent of the applied value.
    #[serde(default, deserialize_with = "perhaps")]
    pub(super) utilization: Option<f64>,
    #[serde(default, deserialize_with = "perhaps")]
    pub(super) applied_value: Option<f64>,
    #[serde(default, deserialize_with = "perhaps")]
    pub(super) default_value: Option<f64>,
}

/// A subnet.
#[allow(clippy::struct_field_names)]
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Subnet {
    pub(super) subnet_id: String,
    pub(super) available_ip_address_count: u64,
    #[serde(default)]
    pub(super) subnet_arn: String,
    #[serde(default)]
    pub(super) availability_zone: String,
}

/// An instance type, and a zone that has it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Offering {
    pub(super) instance_type: String,
    pub(super) location_type: String,
    pub(super) location: String,
}

/// A zone.
#[allow(clippy::struct_field_names)]
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Zone {
    pub(super) zone_name: String,
    #[serde(default)]
    pub(super) region_name: String,
    pub(super) state: Option<String>,
    pub(super) opt_in_status: Option<String>,
    /// `availability-zone`, or that of an edge of the cloud.
    pub(super) zone_type: Option<String>,
}

/// The lists that are read, by their key.
const LISTS: [&str; 5] =
    ["RequestedQuotas", "Subnets", "InstanceTypeOfferings", "AvailabilityZones", "Quotas"];

/// Reads one file.
pub(super) fn read(text: &str) -> Result<Dump, DumpError> {
    if text.trim().is_empty() {
        return Err(DumpError::Format("the file is empty: the command that wrote it failed".to_owned()));
    }
    let mut root: Value = serde_json::from_str(text).map_err(|error| DumpError::Format(error.to_string()))?;
    let found = LISTS.into_iter().find(|key| root[*key].is_array());
    let Some(key) = found else {
        return Err(DumpError::Format(
            "it has no list of quotas, requests, subnets, zones or instance types".to_owned(),
        ));
    };
    let report = key == "Quotas" && is_report(&root);
    if !root["NextToken"].is_null() {
        return Err(DumpError::Page { report });
    }
    if report && let Some(status) = root["Status"].as_str().filter(|status| *status != "COMPLETED") {
        return Err(DumpError::Unfinished(status.to_owned()));
    }
    let list = root[key].take();
    Ok(match key {
        "RequestedQuotas" => Dump::Requests(entries(list, key)?),
        "Subnets" => Dump::Subnets(entries(list, key)?),
        "InstanceTypeOfferings" => Dump::Offerings(entries(list, key)?),
        "AvailabilityZones" => Dump::Zones(entries(list, key)?),
        _ if report => Dump::Utilization(entries(list, key)?),
        _ => Dump::Quotas(entries(list, key)?),
    })
}

/// Whether this is a report on use: it has an id, and says how much is used.
fn is_report(root: &Value) -> bool {
    let utilized = |quotas: &Vec<Value>| quotas.iter().any(|quota| !quota["Utilization"].is_null());
    root["ReportId"].is_string() || root["Quotas"].as_array().is_some_and(utilized)
}

/// Above it a float does not tell neighbours apart, and no quota is so large.
const MOST: f64 = 1e15;

/// AWS gives whole numbers as floats.
fn amount<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    let value = f64::deserialize(from)?;
    let sound = (0.0..=MOST).contains(&value);
    sound.then_some(value).ok_or_else(|| D::Error::custom(format!("{value} is no amount that AWS gives")))
}

fn perhaps<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
    #[derive(Deserialize)]
    struct Amount(#[serde(deserialize_with = "amount")] f64);
    Ok(Option::<Amount>::deserialize(from)?.map(|Amount(value)| value))
}

fn entries<T: DeserializeOwned>(list: Value, key: &str) -> Result<Vec<T>, DumpError> {
    serde_path_to_error::deserialize(list).map_err(|error| {
        let path = error.path().to_string();
        DumpError::Format(format!("{key}{path}: {}", error.into_inner()))
    })
}

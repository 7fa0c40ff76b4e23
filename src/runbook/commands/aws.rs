//! The AWS CLI commands that the runbook shows, one function per command.

/// How to try again to start a machine that found no capacity.
pub(in crate::runbook) const START_INSTANCE: &str = "aws ec2 start-instances --instance-ids ID";

/// Shows the events of a service, which say why too few tasks run.
pub(in crate::runbook) const DESCRIBE_SERVICES: &str = "aws ecs describe-services";

/// Shows why a group starts no machines.
pub(in crate::runbook) fn scaling_activities(region: &str) -> String {
    format!("aws autoscaling describe-scaling-activities --region {region}")
}

/// Lists the addresses that have not confirmed their subscription to alarms.
pub(in crate::runbook) fn unconfirmed_subscriptions(region: &str) -> String {
    format!(
        "aws sns list-subscriptions --region {region} --output text --query \"Subscriptions[?SubscriptionArn=='PendingConfirmation'].Endpoint\""
    )
}

/// Lists the ids of all machines of a group.
pub(in crate::runbook) fn group_machines(region: &str, group: &str) -> String {
    group_query(region, group, "Instances[].InstanceId")
}

/// Lists the ids of the machines of a group that are protected from scale-in.
pub(in crate::runbook) fn protected_machines(region: &str, group: &str) -> String {
    group_query(region, group, "Instances[?ProtectedFromScaleIn].InstanceId")
}

fn group_query(region: &str, group: &str, query: &str) -> String {
    format!(
        "aws autoscaling describe-auto-scaling-groups --region {region} --output text --auto-scaling-group-names {group} --query \"AutoScalingGroups[0].{query}\""
    )
}

/// Protects machines of a group from scale-in; their ids are typed in place of `i-...`.
pub(in crate::runbook) fn protect_machines(region: &str, group: &str) -> String {
    format!(
        "aws autoscaling set-instance-protection --region {region} --auto-scaling-group-name {group} --protected-from-scale-in --instance-ids i-..."
    )
}

/// Lists the quota requests that are open.
pub(in crate::runbook) fn open_quota_requests(region: &str) -> String {
    format!(
        "{} --output text --query \"RequestedQuotas[?Status=='PENDING' || Status=='CASE_OPENED'].[QuotaCode,DesiredValue,Status]\"",
        quota_requests(region)
    )
}

/// Saves the quota requests, and the quotas of these services, to `account/`.
pub(in crate::runbook) fn save_quotas(region: &str, services: &[&str]) -> String {
    let saved = services.iter().map(|service| {
        format!(" && aws service-quotas list-service-quotas --service-code {service} --region {region} --output json > account/quotas-{service}.json")
    });
    let saved: String = saved.collect();
    format!("mkdir -p account && {} --output json > account/requests.json{saved}", quota_requests(region))
}

fn quota_requests(region: &str) -> String {
    format!("aws service-quotas list-requested-service-quota-change-history --region {region}")
}

/// Shows the status of one quota request.
pub(in crate::runbook) fn quota_request_status(region: &str, request: &str) -> String {
    quota_query(
        &format!("get-requested-service-quota-change --request-id {request}"),
        region,
        "RequestedQuota.Status",
    )
}

/// Shows the value of one quota in the account.
pub(in crate::runbook) fn quota_value(region: &str, service: &str, code: &str) -> String {
    quota_query(
        &format!("get-service-quota --service-code {service} --quota-code {code}"),
        region,
        "Quota.Value",
    )
}

fn quota_query(command: &str, region: &str, query: &str) -> String {
    format!("aws service-quotas {command} --region {region} --output text --query {query}")
}

/// Hands a quota request to people at AWS Support.
pub(in crate::runbook) fn open_support_case(region: &str, request: &str) -> String {
    format!("aws service-quotas create-support-case --request-id {request} --region {region}")
}

/// Saves which zones have which machine types to `account/`, and the zone of each subnet if subnets are given.
pub(in crate::runbook) fn save_zones(region: &str, subnets: bool) -> String {
    let save = |what: &str, file: &str| {
        format!("aws ec2 {what} --region {region} --output json > account/{file}.json")
    };
    let subnets =
        if subnets { format!(" && {}", save("describe-subnets", "subnets")) } else { String::new() };
    format!(
        "mkdir -p account && {} && {}{subnets}",
        save("describe-instance-type-offerings --location-type availability-zone", "offerings"),
        save("describe-availability-zones", "zones"),
    )
}

/// Shows the zone of each subnet.
pub(in crate::runbook) fn subnet_zones(region: &str, subnets: &[&str]) -> String {
    format!(
        "aws ec2 describe-subnets --subnet-ids {} --region {region} --output text --query \"Subnets[].[SubnetId,AvailabilityZone]\"",
        subnets.join(" ")
    )
}

/// Shows which zones offer each machine type.
pub(in crate::runbook) fn machine_zones(region: &str, types: &[&str]) -> String {
    format!(
        "aws ec2 describe-instance-type-offerings --location-type availability-zone --filters Name=instance-type,Values={} --region {region} --output text --query \"InstanceTypeOfferings[].[InstanceType,Location]\"",
        types.join(",")
    )
}

/// A database class that a zone may lack.
pub(in crate::runbook) struct ClassQuery<'a> {
    /// `postgres` or `mysql`.
    pub(in crate::runbook) engine: &'a str,
    /// The version of the engine, or its start: `16`.
    pub(in crate::runbook) version: &'a str,
    /// `db.m6g.large`.
    pub(in crate::runbook) class: &'a str,
    /// `gp3`.
    pub(in crate::runbook) storage: &'a str,
    /// Whether the class must be able to have a standby in another zone.
    pub(in crate::runbook) standby: bool,
}

/// Shows which zones offer a database class with its engine and its storage.
pub(in crate::runbook) fn class_zones(region: &str, query: &ClassQuery<'_>) -> String {
    let ClassQuery { engine, version, class, storage, standby } = query;
    let standby = if *standby { " && MultiAZCapable" } else { "" };
    format!(
        "aws rds describe-orderable-db-instance-options --engine {engine} --db-instance-class {class} --vpc --region {region} --output text --query \"OrderableDBInstanceOptions[?starts_with(EngineVersion,'{version}') && StorageType=='{storage}'{standby}].AvailabilityZones[].Name\" | tr '\\t' '\\n' | sort -u"
    )
}

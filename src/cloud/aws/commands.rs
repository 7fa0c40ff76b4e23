//! The AWS CLI commands that the runbook shows.

use crate::cloud::aws::engines::api_name;
use crate::cloud::aws::group::GROUP;
use crate::cloud::commands::{ClassQuery, Commands, Confirmation, Drain};
use crate::cloud::lowered::Proof;
use crate::shell::word;

/// The AWS CLI.
#[derive(Debug)]
pub struct Cli;

impl Commands for Cli {
    fn tool(&self) -> Option<&'static str> {
        Some("the AWS CLI")
    }

    fn account(&self) -> Option<&'static str> {
        Some(
            "`aws service-quotas` list-service-quotas, list-aws-default-service-quotas, \
             list-requested-service-quota-change-history or get-quota-utilization-report, or `aws ec2 describe-subnets`",
        )
    }

    fn confirmation(&self, region: &str) -> Option<Confirmation> {
        let command = format!(
            "aws sns list-subscriptions --region {region} --output text --query \"Subscriptions[?SubscriptionArn=='PendingConfirmation'].Endpoint\""
        );
        Some(Confirmation {
            resource: "aws_sns_topic_subscription",
            now: "Once this is applied, AWS sends each owner an e-mail to confirm a subscription. The owner opens the link in it before the window begins: until then the alarms do not reach them.",
            note: "AWS sent each owner an e-mail to confirm a subscription when the everyday profile was applied. Until the owner confirms it, the alarms do not reach them.",
            proof: Proof { command, expect: "none of the owners' addresses".to_owned() },
        })
    }

    /// Machines are kept by protecting them from scale-in.
    fn drain(&self, region: &str, stack: &str, component: &str) -> Option<Drain> {
        let group = GROUP.of(stack, component);
        let query = |what: &str| {
            format!(
                "aws autoscaling describe-auto-scaling-groups --region {region} --output text --auto-scaling-group-names {group} --query \"AutoScalingGroups[0].{what}\""
            )
        };
        let ids = "i-...";
        let protect = format!(
            "aws autoscaling set-instance-protection --region {region} --auto-scaling-group-name {group} --protected-from-scale-in --instance-ids {ids}"
        );
        Some(Drain {
            list: query("Instances[].InstanceId"),
            protect,
            ids,
            protected: query("Instances[?ProtectedFromScaleIn].InstanceId"),
        })
    }

    fn list_quotas(&self, service: Option<&str>) -> Option<String> {
        let of = service.map(|service| format!(" --service-code {service}")).unwrap_or_default();
        Some(format!("aws service-quotas list-service-quotas{of}"))
    }

    fn quota_use(&self) -> Option<String> {
        Some("aws service-quotas get-quota-utilization-report".to_owned())
    }

    fn file_quota_request(&self, region: &str, path: &str) -> Option<String> {
        let (region, path) = (word(region), word(path));
        Some(format!(
            "aws service-quotas request-service-quota-increase --region {region} --cli-input-json file://{path}"
        ))
    }

    fn save_quota_requests(&self, region: &str) -> Option<String> {
        Some(format!("{} --output json > account/requests.json", quota_requests(region)))
    }

    fn open_quota_requests(&self, region: &str) -> Option<String> {
        Some(format!(
            "{} --output text --query \"RequestedQuotas[?Status=='PENDING' || Status=='CASE_OPENED'].[QuotaCode,DesiredValue,Status]\"",
            quota_requests(region)
        ))
    }

    fn save_quotas(&self, region: &str, services: &[&str]) -> Option<String> {
        let saved = services.iter().map(|service| {
            format!(" && aws service-quotas list-service-quotas --service-code {service} --region {region} --output json > account/quotas-{service}.json")
        });
        let saved: String = saved.collect();
        let requests = self.save_quota_requests(region)?;
        Some(format!("mkdir -p account && {requests}{saved}"))
    }

    fn quota_request_status(&self, region: &str, request: &str) -> Option<Proof> {
        let command = format!("get-requested-service-quota-change --request-id {request}");
        let command = quota_query(&command, region, "RequestedQuota.Status");
        Some(Proof { command, expect: "APPROVED".to_owned() })
    }

    fn quota_value(&self, region: &str, service: &str, code: &str) -> Option<String> {
        let command = format!("get-service-quota --service-code {service} --quota-code {code}");
        Some(quota_query(&command, region, "Quota.Value"))
    }

    fn open_support_case(&self, region: &str, request: &str) -> Option<String> {
        Some(format!("aws service-quotas create-support-case --request-id {request} --region {region}"))
    }

    fn save_zones(&self, region: &str, subnets: bool) -> Option<String> {
        let save = |what: &str, file: &str| {
            format!("aws ec2 {what} --region {region} --output json > account/{file}.json")
        };
        let subnets =
            if subnets { format!(" && {}", save("describe-subnets", "subnets")) } else { String::new() };
        Some(format!(
            "mkdir -p account && {} && {}{subnets}",
            save("describe-instance-type-offerings --location-type availability-zone", "offerings"),
            save("describe-availability-zones", "zones"),
        ))
    }

    fn subnet_zones(&self, region: &str, subnets: &[&str]) -> Option<String> {
        Some(format!(
            "aws ec2 describe-subnets --subnet-ids {} --region {region} --output text --query \"Subnets[].[SubnetId,AvailabilityZone]\"",
            subnets.join(" ")
        ))
    }

    fn machine_zones(&self, region: &str, types: &[&str]) -> Option<String> {
        Some(format!(
            "aws ec2 describe-instance-type-offerings --location-type availability-zone --filters Name=instance-type,Values={} --region {region} --output text --query \"InstanceTypeOfferings[].[InstanceType,Location]\"",
            types.join(",")
        ))
    }

    fn class_zones(&self, region: &str, query: &ClassQuery<'_>) -> Option<String> {
        let ClassQuery { engine, version, class, storage, standby } = query;
        let standby = if *standby { " && MultiAZCapable" } else { "" };
        let engine = api_name(*engine);
        let storage = storage.map(|own| format!(" && StorageType=='{own}'")).unwrap_or_default();
        Some(format!(
            "aws rds describe-orderable-db-instance-options --engine {engine} --db-instance-class {class} --vpc --region {region} --output text --query \"OrderableDBInstanceOptions[?starts_with(EngineVersion,'{version}'){storage}{standby}].AvailabilityZones[].Name\" | tr '\\t' '\\n' | sort -u"
        ))
    }
}

fn quota_requests(region: &str) -> String {
    format!("aws service-quotas list-requested-service-quota-change-history --region {region}")
}

fn quota_query(command: &str, region: &str, query: &str) -> String {
    format!("aws service-quotas {command} --region {region} --output text --query {query}")
}

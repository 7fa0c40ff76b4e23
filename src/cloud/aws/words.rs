//! What the services of AWS are called in a profile, for those who name one as a kind.

/// Words, and what is said to somebody who writes one of them as a kind.
static WORDS: &[(&[&str], &str)] = &[
    (&["rds"], "RDS is `kind: database`"),
    (&["rds-proxy", "rdsproxy", "dbproxy"], "a proxy is a part of a `database`: `proxy: true`"),
    (
        &["aurora", "aurora-postgresql", "aurora-mysql", "aurora-serverless"],
        "there is no kind for Aurora: RDS for PostgreSQL or MySQL is `kind: database`",
    ),
    (
        &["ecs", "fargate", "ecs-service", "ecs-fargate", "apprunner", "app-runner"],
        "containers on ECS Fargate are `kind: app`, and `workers` where they take their work from a queue",
    ),
    (
        &["alb", "elb", "nlb", "elbv2"],
        "a load balancer comes with `kind: app`, and others stand `behind` it; it has no kind of its own",
    ),
    (
        &["ec2", "ec2-instance", "lightsail"],
        "one EC2 machine is `kind: server`; an Auto Scaling group is `fleet`, or `workers` behind a queue",
    ),
    (
        &["asg", "auto-scaling-group", "autoscaling-group", "autoscalinggroup"],
        "an Auto Scaling group is `kind: fleet`, or `workers` where it takes its work from a queue",
    ),
    (&["ebs"], "a volume is `storage:` of a `server`, and has no kind of its own"),
    (&["sqs"], "a queue comes with `kind: workers`, the machines or containers that empty it"),
    (
        &["opensearch", "opensearch-service"],
        "OpenSearch Service in your Terraform is `kind: search`; search on machines of your own is `fleet`",
    ),
    (&["elasticache"], "ElastiCache is `kind: cache`"),
    (&["memorydb"], "there is no kind for MemoryDB: leave it to Terraform of your own, and raise it by hand"),
    (&["lambda"], "a Lambda function in your Terraform is `kind: function`"),
    (
        &["step-functions", "stepfunctions"],
        "there is no kind for it: leave it to Terraform of your own; containers are `kind: app`",
    ),
    (&["batch-compute-environment"], "a compute environment of Batch in your Terraform is `kind: batch`"),
    (&["beanstalk", "elastic-beanstalk"], "Elastic Beanstalk in your Terraform is `kind: environment`"),
    (
        &["eks", "eks-node-group"],
        "a node group of EKS in your Terraform is `kind: nodes`; containers on ECS Fargate are `kind: app`",
    ),
    (&["dynamodb"], "a table of DynamoDB in your Terraform is `kind: table`"),
    (&["documentdb", "docdb", "neptune"], "DocumentDB or Neptune in your Terraform is `kind: cluster`"),
    (&["kinesis"], "a data stream of Kinesis in your Terraform is `kind: stream`"),
    (&["msk", "mq"], "MSK or Amazon MQ in your Terraform is `kind: brokers`"),
    (&["redshift"], "Redshift in your Terraform is `kind: warehouse`"),
    (
        &["keyspaces", "timestream"],
        "there is no kind for it: a `database` is RDS for PostgreSQL or MySQL; leave it to Terraform of your own",
    ),
    (
        &["s3", "cloudfront", "route53", "sns", "api-gateway", "apigateway", "efs", "waf", "cognito"],
        "there is no kind for it: leave it to Terraform of your own",
    ),
    (&["ses"], "what is paid by use and has a limit, such as SES, stands under `external:`"),
    (
        &["nat", "nat-gateway", "vpc", "network"],
        "the network is no component: it stands under `cloud:`, in `network:`",
    ),
];

/// What is said to somebody who writes a word, in small letters, as a kind. `aws-` and `aws_` before it are no part of it.
pub(super) fn called(word: &str) -> Option<&'static str> {
    let word = word.trim_start_matches("aws-").trim_start_matches("aws_").trim_start_matches("amazon-");
    WORDS.iter().find(|(words, _)| words.contains(&word)).map(|(_, said)| *said)
}

/// Words of Terraform and the API, and the fields that they mean, the likeliest first.
static FIELDS: &[(&[&str], &[&str])] = &[
    (&["instance_type", "instance_size", "ec2_type"], &["machine", "class"]),
    (&["instance_class", "db_instance_class", "db_class"], &["class", "machine"]),
    (&["allocated_storage", "ebs", "ebs_block_device", "volume_size"], &["storage", "size"]),
    (&["max_allocated_storage"], &["max_size"]),
    (&["storage_type", "volume_type"], &["type"]),
    (&["desired_count", "desired_capacity", "min_size", "max_size", "capacity"], &["count", "expected"]),
    (&["min_capacity"], &["min"]),
    (&["max_capacity"], &["max"]),
    (&["engine_version"], &["version"]),
    (&["ami", "ami_id", "image_id", "container_image"], &["image"]),
    (&["certificate_arn", "acm"], &["certificate"]),
    (&["listener_rule", "target_group", "path_patterns", "host_headers"], &["behind", "paths", "hosts"]),
    (&["backup_retention_period"], &["backup_days"]),
    (&["maintenance_window"], &["maintenance"]),
    (&["cidr", "cidr_block"], &["create"]),
    (&["vpc_id"], &["vpc"]),
    (&["subnet_ids", "private_subnets"], &["subnets"]),
    (&["availability_zones", "azs"], &["zones"]),
    (&["visibility_timeout", "visibility_timeout_seconds"], &["visibility"]),
    (&["max_receive_count"], &["tries"]),
    (&["userdata", "user_data_base64"], &["user_data"]),
    (&["db_name"], &["database"]),
];

/// The fields that a word, in small letters with `_`, may mean that is none.
pub(super) fn field(word: &str) -> &'static [&'static str] {
    FIELDS.iter().find(|(words, _)| words.contains(&word)).map_or(&[], |(_, fields)| fields)
}

/// The places that AWS calls its regions by, in small letters, each with the region's code.
/// docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
static PLACES: &[(&str, &str)] = &[
    ("cape town", "af-south-1"),
    ("hong kong", "ap-east-1"),
    ("tokyo", "ap-northeast-1"),
    ("seoul", "ap-northeast-2"),
    ("osaka", "ap-northeast-3"),
    ("mumbai", "ap-south-1"),
    ("hyderabad", "ap-south-2"),
    ("singapore", "ap-southeast-1"),
    ("sydney", "ap-southeast-2"),
    ("jakarta", "ap-southeast-3"),
    ("melbourne", "ap-southeast-4"),
    ("malaysia", "ap-southeast-5"),
    ("thailand", "ap-southeast-7"),
    ("calgary", "ca-west-1"),
    ("frankfurt", "eu-central-1"),
    ("zurich", "eu-central-2"),
    ("stockholm", "eu-north-1"),
    ("milan", "eu-south-1"),
    ("spain", "eu-south-2"),
    ("ireland", "eu-west-1"),
    ("dublin", "eu-west-1"),
    ("london", "eu-west-2"),
    ("paris", "eu-west-3"),
    ("tel aviv", "il-central-1"),
    ("uae", "me-central-1"),
    ("bahrain", "me-south-1"),
    ("virginia", "us-east-1"),
    ("ohio", "us-east-2"),
    ("california", "us-west-1"),
    ("oregon", "us-west-2"),
    ("paulo", "sa-east-1"),
];

/// The region that is meant by a text with the name of its place.
#[must_use]
pub(super) fn region(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let is_there = |place: &str| text.len() <= 64 && text.contains(place);
    PLACES.iter().find(|(place, _)| is_there(place)).map(|(_, region)| *region)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{FIELDS, PLACES, WORDS, called, region};
    use crate::cloud::aws::regions;
    use crate::kind;

    #[test]
    fn each_word_is_there_once_and_is_no_kind() {
        let services: Vec<&str> = WORDS.iter().flat_map(|(words, _)| words.iter().copied()).collect();
        let fields: Vec<&str> = FIELDS.iter().flat_map(|(words, _)| words.iter().copied()).collect();
        for all in [&services, &fields] {
            assert_eq!(all.len(), all.iter().collect::<BTreeSet<_>>().len());
        }
        for word in services {
            assert!(kind::find(word).is_none() && called(&format!("aws-{word}")) == called(word), "{word}");
        }
    }

    #[test]
    fn every_place_has_a_region() {
        for (place, code) in PLACES {
            assert!(regions::names().any(|own| own == *code), "{place}");
        }
        assert_eq!(region("Europe (Frankfurt)"), Some("eu-central-1"));
        assert_eq!(region("nowhere"), None);
    }

    #[test]
    fn every_kind_is_an_answer() {
        for kind in kind::all() {
            assert!(WORDS.iter().any(|(_, said)| said.contains(kind.name)), "{}", kind.name);
        }
    }
}

//! AWS's list prices that come with scaleprof: one table per service, `prices/<service>.csv`. What is billed, and what
//! is read of AWS's price lists, names a [`Service`], and so cannot name one that has no table.

use crate::cloud::aws::engines::AS_OF;
use crate::price::catalogue::{Table, Tables};
use crate::price::graduated::Graduated;

/// A service that has a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service(&'static str);

impl Service {
    /// The service's word in tables and keys, e.g. `ec2`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        self.0
    }
}

/// AWS's prices.
pub static PRICES: Tables = Tables { services: &SERVICES, graduated: &[DATA_OUT], as_of: AS_OF };

/// Data to the internet: 10, 50 and 150 TB of 1,024 GB in a month.
/// Source: aws.amazon.com/ec2/pricing/on-demand, "Data Transfer OUT From Amazon EC2 To Internet".
pub(crate) const DATA_OUT: Graduated = Graduated {
    service: Service::DATA_TRANSFER.word(),
    tiers: &[("out:tier1", 10_240), ("out:tier2", 51_200), ("out:tier3", 153_600), ("out:tier4", u32::MAX)],
    contract: (Service::EC2.word(), "data-out"),
};

/// Each file of the folder is one of these; a test holds this.
macro_rules! tables {
    ($($name:ident = $service:literal,)*) => {
        impl Service {
            $(#[doc = concat!("`", $service, "`.")] pub const $name: Self = Self($service);)*
        }

        /// A table per service, sorted.
        static SERVICES: [Table; [$($service),*].len()] =
            [$(Table::new($service, include_str!(concat!("prices/", $service, ".csv")))),*];
    };
}

tables! {
    AURORA = "aurora",
    AURORA_STORAGE = "aurora-storage",
    CLOUDFRONT = "cloudfront",
    CLOUDWATCH = "cloudwatch",
    DATA_TRANSFER = "data-transfer",
    DYNAMODB = "dynamodb",
    EBS = "ebs",
    EC2 = "ec2",
    ECR = "ecr",
    EFS = "efs",
    EKS = "eks",
    ELASTICACHE = "elasticache",
    ELASTICACHE_SERVERLESS = "elasticache-serverless",
    ELB = "elb",
    FARGATE = "fargate",
    KINESIS = "kinesis",
    KMS = "kms",
    LAMBDA = "lambda",
    NAT_GATEWAY = "nat-gateway",
    OPENSEARCH = "opensearch",
    OPENSEARCH_STORAGE = "opensearch-storage",
    RDS = "rds",
    RDS_EXTENDED_SUPPORT = "rds-extended-support",
    RDS_PROXY = "rds-proxy",
    RDS_STORAGE = "rds-storage",
    S3 = "s3",
    SECRETSMANAGER = "secretsmanager",
    SNS = "sns",
    SQS = "sqs",
    VPC = "vpc",
    WAF = "waf",
}

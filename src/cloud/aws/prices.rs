//! AWS's list prices that come with scaleprof: one table per service, `prices/<service>.csv`. What is billed, and what
//! is read of AWS's price lists, names a [`Service`], and so cannot name one that has no table.

use crate::price::catalogue::Table;

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

/// Each file of the folder is one of these; a test holds this.
macro_rules! tables {
    ($($name:ident = $service:literal,)*) => {
        impl Service {
            $(#[doc = concat!("`", $service, "`.")] pub const $name: Self = Self($service);)*
        }

        /// A table per service, sorted.
        pub static TABLES: [Table; [$($service),*].len()] =
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
    RDS_STORAGE = "rds-storage",
    S3 = "s3",
    SECRETSMANAGER = "secretsmanager",
    SNS = "sns",
    SQS = "sqs",
    VPC = "vpc",
    WAF = "waf",
}

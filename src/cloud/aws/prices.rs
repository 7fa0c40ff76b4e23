//! AWS's list prices that come with scaleprof: one table per service, `prices/<service>.csv`.

use crate::price::catalogue::Table;

/// Each file of the folder is one of them; a test holds this.
macro_rules! tables {
    ($($service:literal)*) => {
        /// A table per service, sorted.
        pub static TABLES: [Table; [$($service),*].len()] =
            [$(Table::new($service, include_str!(concat!("prices/", $service, ".csv")))),*];
    };
}

tables! {
    "aurora" "aurora-storage" "cloudfront" "cloudwatch" "data-transfer" "dynamodb" "ebs" "ec2" "ecr" "efs"
    "eks" "elasticache" "elasticache-serverless" "elb" "fargate" "kinesis" "kms" "lambda" "nat-gateway"
    "opensearch" "opensearch-storage" "rds" "rds-extended-support" "rds-storage" "s3" "secretsmanager"
    "sns" "sqs" "vpc" "waf"
}

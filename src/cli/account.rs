//! What is known of the account.

use std::path::PathBuf;

/// What is known of the account.
#[derive(Clone, Debug, clap::Args)]
pub struct AccountArgs {
    /// A file with the output of the AWS CLI about the account, once per file: `aws service-quotas` list-service-quotas,
    /// list-aws-default-service-quotas, list-requested-service-quota-change-history or
    /// get-quota-utilization-report, or `aws ec2 describe-subnets` [default: account/*.json]
    #[arg(long = "applied", value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

//! Why a dump cannot be used.

/// Why a dump cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub enum DumpError {
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

impl std::fmt::Display for DumpError {
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

impl std::error::Error for DumpError {}

//! The commands on prices.

use clap::Subcommand;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::cli::format::TableFormat;
use crate::cloud::provider::Cloud;
use crate::cloud::{all, find};

/// What can be done with prices.
#[derive(Debug, Subcommand)]
pub enum PricesCommand {
    /// Show a price with its unit, date and source
    ///
    /// The project's own prices come first, then those that `prices update` has fetched into the
    /// project, then those that came with scaleprof. Exits with 1 if nothing is found.
    Show {
        /// The cloud
        #[arg(value_parser = clouds())]
        cloud: CloudName,
        /// The service, e.g. ec2, rds, ebs, fargate, elb
        service: String,
        /// What is sold: m5.large, db.m6g.large:postgresql:Multi-AZ, gp3; a * stands for anything
        key: String,
        /// The region, or all of them
        #[arg(long, value_name = "REGION")]
        region: Option<String>,
        /// The output format
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: TableFormat,
    },
    /// Fetch the cloud's public price lists for the regions in use into prices/
    ///
    /// Needs a network and no account. The lists are read as they arrive, in constant memory; the
    /// project's file is replaced only by one that is complete.
    Update {
        /// The regions [default: those of the profiles]
        #[arg(long = "region", value_name = "REGION")]
        regions: Vec<String>,
        /// Fetch even what has not changed
        #[arg(long)]
        force: bool,
        /// The address of the price lists, e.g. of a mirror [default: the cloud's own]
        #[arg(long, value_name = "URL")]
        base_url: Option<String>,
    },
}

/// A cloud that has prices.
#[derive(Clone, Copy, Debug)]
pub struct CloudName(pub &'static dyn Cloud);

/// Reads the name of a cloud.
fn clouds() -> impl TypedValueParser<Value = CloudName> {
    let title = |cloud: &dyn Cloud| cloud.title().trim_end_matches('.').to_owned();
    let names = all().iter().map(|cloud| PossibleValue::new(cloud.name()).help(title(*cloud)));
    PossibleValuesParser::new(names)
        .try_map(|name| find(&name).map(CloudName).ok_or("there is no such cloud"))
}

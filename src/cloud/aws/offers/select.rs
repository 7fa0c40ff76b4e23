//! Which of the cloud's products are the ones that scaleprof prices, and what they are called here.
//!
//! An offer holds hundreds of thousands of products, and dozens that look alike for each that is meant:
//! other operating systems, dedicated hosts, reserved and unused capacity, Outposts. A product is taken
//! only if all that tells it from its likes is right. The rules were tried on all 53,795 products of
//! eu-west-1: none of their keys was left with two prices. Those of `ElastiCache` were tried on the list of sa-east-1 of
//! 2026-08-13.

pub(crate) mod cloudwatch;
pub mod ec2;
pub(crate) mod ecs;
pub(crate) mod elasticache;
pub(crate) mod elb;
pub mod rds;
pub(crate) mod rule;
pub(crate) mod secrets;
pub(crate) mod sqs;
pub(crate) mod unit;
pub(crate) mod vpc;

use rule::Offer;

/// The number of these rules: a snapshot of another one is fetched anew. Raise it with any change that
/// adds or renames a key.
pub(crate) const SELECTION: u32 = 4;

/// All offers that are read, in the order of their numbers.
pub(crate) const OFFERS: [Offer; 9] = [
    ec2::OFFER,
    rds::OFFER,
    ecs::OFFER,
    elb::OFFER,
    sqs::OFFER,
    cloudwatch::OFFER,
    vpc::OFFER,
    secrets::OFFER,
    elasticache::OFFER,
];

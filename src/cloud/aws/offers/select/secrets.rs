//! The offer of Secrets Manager.

use crate::cloud::aws::offers::select::rule::{Attributes, Offer, Pick, one};
use crate::cloud::aws::offers::select::unit::SECRETS;
use crate::cloud::aws::prices::Service;

pub(crate) const OFFER: Offer = Offer { code: "AWSSecretsManager", pick };

/// Secrets.
fn pick(_: &Attributes<'_>, usage: &str) -> Option<Pick> {
    (usage == "AWSSecretsManager-Secrets").then(|| one(Service::SECRETSMANAGER, "secret", SECRETS))
}

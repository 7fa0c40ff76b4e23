//! What AWS has granted the account: the output of `aws service-quotas list-service-quotas`.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Applied values by service and quota code, in the quota's unit, rounded down.
#[derive(Debug, Default)]
pub struct Applied(BTreeMap<(String, String), u64>);

/// Why a dump cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub enum AppliedError {
    /// It is not what `list-service-quotas` prints.
    Format(String),
    /// It is of another region: its figures say nothing about this one.
    Region {
        /// The region that the dump is of.
        found: String,
        /// The region of the stack.
        wanted: String,
    },
}

impl std::fmt::Display for AppliedError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Format(why) => {
                write!(f, "this is not the output of `aws service-quotas list-service-quotas`: {why}")
            }
            Self::Region { found, wanted } => {
                write!(f, "the dump is of {found}, the stack is in {wanted}")
            }
        }
    }
}

impl std::error::Error for AppliedError {}

#[derive(Deserialize)]
struct Dump {
    #[serde(rename = "Quotas")]
    quotas: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    service_code: String,
    quota_code: String,
    value: f64,
    #[serde(default)]
    quota_arn: String,
}

impl Applied {
    /// Adds the quotas of one dump. A later one wins.
    ///
    /// # Errors
    /// When the text is no such dump, or is of another region.
    pub fn add(&mut self, text: &str, region: &str) -> Result<(), AppliedError> {
        let dump: Dump =
            serde_json::from_str(text).map_err(|error| AppliedError::Format(error.to_string()))?;
        for entry in dump.quotas {
            // arn:aws:servicequotas:<region>:<account>:<service>/<code>; global quotas have no region.
            let found = entry.quota_arn.split(':').nth(3).unwrap_or_default();
            if !found.is_empty() && found != region {
                let (found, wanted) = (found.to_owned(), region.to_owned());
                return Err(AppliedError::Region { found, wanted });
            }
            // AWS gives whole numbers as floats; a float cast saturates and never wraps.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let value = entry.value as u64;
            self.0.insert((entry.service_code, entry.quota_code), value);
        }
        Ok(())
    }

    /// What the account has been granted.
    #[must_use]
    pub fn get(&self, service: &str, code: &str) -> Option<u64> {
        self.0.get(&(service.to_owned(), code.to_owned())).copied()
    }
}

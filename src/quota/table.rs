//! The table of AWS quotas that the kinds consume, `aws.csv`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;

/// A limit that AWS sets an account.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Quota {
    /// The service's code in Service Quotas.
    pub service: &'static str,
    /// The quota's code; none for one that Service Quotas does not know.
    pub code: Option<&'static str>,
    /// AWS's name for it.
    pub name: &'static str,
    /// What a new account starts with, in [`Self::unit`], where no region says otherwise.
    #[serde(skip)]
    pub default: u64,
    #[serde(skip)]
    overrides: BTreeMap<&'static str, u64>,
    /// What is counted.
    pub unit: &'static str,
    /// Whether AWS raises it on request.
    pub adjustable: bool,
    /// How the bill of materials counts against it.
    #[serde(skip)]
    pub measure: &'static str,
    /// Whether needs add up.
    pub per: Per,
    /// Where the figures were read.
    pub source: &'static str,
}

/// What a limit holds for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// The sum over a region.
    Region,
    /// Each resource by itself.
    Each,
}

/// All quotas, in the order of the file.
pub static QUOTAS: LazyLock<Vec<Quota>> = LazyLock::new(|| {
    let text = include_str!("aws.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    reader.records().flatten().map(|row| quota(&row)).collect()
});

/// The table is read once and lives as long as the program.
fn quota(row: &csv::StringRecord) -> Quota {
    let keep = |at: usize| -> &'static str { String::leak(row.get(at).unwrap_or_default().to_owned()) };
    let number = |text: &str| text.parse().unwrap_or(0);
    let text = |at: usize| row.get(at).unwrap_or_default();
    let code = keep(1);
    let overrides = keep(4).split(' ').filter_map(|pair| pair.split_once('='));
    Quota {
        service: keep(0),
        code: (!code.is_empty()).then_some(code),
        name: keep(2),
        default: number(text(3)),
        overrides: overrides.map(|(region, value)| (region, number(value))).collect(),
        unit: keep(5),
        adjustable: text(6) == "yes",
        measure: keep(7),
        per: if text(8) == "each" { Per::Each } else { Per::Region },
        source: keep(9),
    }
}

impl Quota {
    /// Service and code; none for one that Service Quotas does not know.
    #[must_use]
    pub fn key(&self) -> Option<(String, String)> {
        Some((self.service.to_owned(), self.code?.to_owned()))
    }

    /// Its page in AWS's console.
    #[must_use]
    pub fn console(&self, region: &str) -> Option<String> {
        let code = self.code?;
        let home = format!("https://{region}.console.aws.amazon.com/servicequotas/home");
        Some(format!("{home}/services/{}/quotas/{code}", self.service))
    }

    /// An amount with its unit, for people.
    #[must_use]
    pub fn say(&self, amount: u64) -> String {
        if self.unit == "count" { amount.to_string() } else { format!("{amount} {}", self.unit) }
    }

    /// What a new account starts with in a region.
    #[must_use]
    pub fn default_in(&self, region: &str) -> u64 {
        self.overrides.get(region).copied().unwrap_or(self.default)
    }

    /// How many base units of its measure make one unit.
    #[must_use]
    pub fn divisor(&self) -> u64 {
        if self.measure.starts_with("volume-tib") || self.measure == "fargate-vcpu" { 1024 } else { 1 }
    }
}

/// The quota on vCPUs of ordinary machines.
pub fn standard_vcpu() -> Option<&'static Quota> {
    QUOTAS.iter().find(|quota| quota.code == Some("L-1216C47A"))
}

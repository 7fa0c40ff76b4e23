//! The offer of CloudWatch: alarms, metrics and logs.

use crate::cloud::aws::offers::select::rule::{Attributes, Keys, Offer, Pick, one};
use crate::cloud::aws::offers::select::unit::{ALARMS, GB, GB_MONTH, METRICS};
use crate::cloud::aws::prices::Service;

pub(crate) const OFFER: Offer = Offer { code: "AmazonCloudWatch", pick };

/// Alarms, metrics and logs.
fn pick(_: &Attributes<'_>, usage: &str) -> Option<Pick> {
    const TIERS: &[(u32, &str)] = &[
        (0, "metric:0-10k"),
        (10_000, "metric:10k-250k"),
        (250_000, "metric:250k-1m"),
        (1_000_000, "metric:1m+"),
    ];
    let (key, unit) = match usage {
        "CW:MetricMonitorUsage" => {
            let keys = Keys::Tiers(TIERS);
            return Some(Pick { service: Service::CLOUDWATCH, keys, unit: METRICS, general: false });
        }
        "CW:AlarmMonitorUsage" => ("alarm-standard", ALARMS),
        "CW:HighResAlarmMonitorUsage" => ("alarm-high-resolution", ALARMS),
        "CW:CompositeAlarmMonitorUsage" => ("alarm-composite", ALARMS),
        "DataProcessing-Bytes" => ("logs-ingest", GB),
        "DataProcessingIA-Bytes" => ("logs-ingest-ia", GB),
        "DataScanned-Bytes" => ("logs-insights-gb", GB),
        "TimedStorage-ByteHrs" => ("logs-storage", GB_MONTH),
        _ => return None,
    };
    Some(one(Service::CLOUDWATCH, key, unit))
}

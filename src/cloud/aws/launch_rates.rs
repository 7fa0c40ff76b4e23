//! How fast AWS starts tasks and machines, `launch_rates.csv`.

use std::sync::LazyLock;

use crate::bill::Role;
use crate::cloud::aws::table::table;
use crate::quota::rate::{Bucket, Rate};

/// The rates in the order of the file.
pub(crate) static RATES: LazyLock<Vec<Rate>> = LazyLock::new(|| {
    let rows = table(include_str!("launch_rates.csv"));
    rows.filter_map(|row| rate(&row)).collect()
});

fn rate(row: &[&'static str]) -> Option<Rate> {
    let [
        what,
        service,
        burst_code,
        count_code,
        per,
        burst,
        count,
        seconds,
        newer_burst,
        newer_count,
        regions,
        source,
    ] = *row
    else {
        return None;
    };
    let number = |text: &str| text.parse().unwrap_or(0);
    let bucket = || Bucket {
        shared: per == "account",
        starts: (number(burst), number(count)),
        newer: (number(newer_burst), number(newer_count)),
        newer_regions: regions.split(' ').collect(),
        seconds: number(seconds),
        service,
        codes: (burst_code, count_code),
    };
    let role = if what == "task" { Role::Task } else { Role::Machine };
    Some(Rate { role, bucket: (!count.is_empty()).then(bucket), source })
}

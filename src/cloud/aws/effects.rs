//! What a change of a field does to live users on AWS: the table `effects.csv`, one row for each field of each kind and
//! each way that it can go.

use std::sync::LazyLock;

use crate::effect::{Rule, table};

/// All rows, in the order of the file.
pub static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| table(include_str!("effects.csv")));

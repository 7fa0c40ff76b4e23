//! What a change does to live users: the table `effect/aws.csv`, one row for each field of each kind and
//! each way that it can go.

use std::fmt;
use std::sync::LazyLock;

use jiff::SignedDuration;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use crate::cloud::aws::machines;
use crate::model::capacity::VolumeType;
use crate::model::selector::matches;
use crate::model::size::Size;
use crate::model::window::duration;
use crate::plan::Component;

/// What users feel, the mildest first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Nothing
    #[default]
    None,
    /// Everything works, but slower or with less capacity
    Degraded,
    /// Connections drop for a minute or two
    BriefFailover,
    /// The part is down for minutes
    Restart,
    /// The part is replaced by a new one
    Replace,
    /// The cloud refuses the change
    Rejected,
}

impl Effect {
    /// The word in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Degraded => "degraded",
            Self::BriefFailover => "brief-failover",
            Self::Restart => "restart",
            Self::Replace => "replace",
            Self::Rejected => "rejected",
        }
    }

    /// Whether users are cut off.
    #[must_use]
    pub fn interrupts(self) -> bool {
        self >= Self::BriefFailover
    }

    fn read(word: &str) -> Option<Self> {
        let all =
            [Self::None, Self::Degraded, Self::BriefFailover, Self::Restart, Self::Replace, Self::Rejected];
        all.into_iter().find(|effect| effect.word() == word)
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It becomes more, or is given where it was left out.
    Up,
    /// It becomes less, or is left out where it was given.
    Down,
    /// Nobody can say which of the two is more.
    Sideways,
}

/// One row of the table.
#[derive(Debug)]
pub struct Rule {
    kind: &'static str,
    field: &'static str,
    when: &'static str,
    way: &'static str,
    /// What users feel.
    pub effect: Effect,
    /// How long the change takes, typically.
    pub takes: Option<SignedDuration>,
    /// For how long users feel it.
    pub users: Option<SignedDuration>,
    /// For how long AWS refuses another change of the kind.
    pub lock: Option<SignedDuration>,
    /// What happens, in one line.
    pub what: &'static str,
    /// What cannot be undone.
    pub undo: Option<&'static str>,
    /// How to avoid it.
    pub avoid: Option<&'static str>,
    /// Where that was read.
    pub source: &'static str,
}

impl Rule {
    /// Whether it says that what has grown stays as it is.
    #[must_use]
    pub fn keeps(&self) -> bool {
        self.when == "kept"
    }

    /// The kind, `*` for all, and the field with `*` for anything.
    #[must_use]
    pub const fn of(&self) -> (&'static str, &'static str) {
        (self.kind, self.field)
    }

    /// Whether it holds for a value that goes this way.
    #[must_use]
    pub fn goes(&self, way: Way) -> bool {
        match self.way {
            "up" => way != Way::Down,
            "down" => way != Way::Up,
            _ => true,
        }
    }
}

/// All rows, in the order of the file.
pub static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let text = include_str!("effect/aws.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    reader.records().flatten().filter_map(|row| rule(&row)).collect()
});

/// The table is read once and lives as long as the program.
fn rule(row: &csv::StringRecord) -> Option<Rule> {
    let keep = |at: usize| -> &'static str { String::leak(row.get(at).unwrap_or_default().to_owned()) };
    let said = |at: usize| Some(keep(at)).filter(|text| !text.is_empty());
    let length = |at: usize| duration(row.get(at).unwrap_or_default()).ok();
    Some(Rule {
        kind: keep(0),
        field: keep(1),
        when: keep(2),
        way: keep(3),
        effect: Effect::read(row.get(4)?)?,
        takes: length(5),
        users: length(6),
        lock: length(7),
        what: keep(8),
        undo: said(9),
        avoid: said(10),
        source: keep(11),
    })
}

/// The row for a field of a component that goes from one value to another; none for a field that the table
/// does not know, which a test holds that there is none of.
#[must_use]
pub fn find(
    field: &str,
    from: Option<&Json>,
    to: Option<&Json>,
    before: &Component,
    after: &Component,
) -> Option<&'static Rule> {
    let way = way(from, to);
    let kind = after.spec.kind().name;
    let standby =
        |component: &Component| component.spec.facets().database.is_some_and(|database| database.multi_az);
    let holds = |when: &str| match when {
        // It must be there before the change, and after it.
        "standby" => standby(before) && standby(after),
        "own-parameters" => {
            let own = |component: &Component| {
                component.spec.facets().database.is_some_and(|database| database.max_connections.is_some())
            };
            let provisioned = |component: &Component| {
                component
                    .spec
                    .facets()
                    .storage
                    .map(|storage| matches!(storage.volume_type, VolumeType::Io1 | VolumeType::Io2))
            };
            !(standby(before) && standby(after))
                && (own(before) || own(after))
                && provisioned(before) != provisioned(after)
        }
        "kept" => before.spec.facets().storage.is_some_and(|storage| storage.keep),
        _ => true,
    };
    RULES.iter().find(|rule| {
        (rule.kind == kind || rule.kind == "*")
            && matches(rule.field, field)
            && holds(rule.when)
            && rule.goes(way)
    })
}

/// The row for a field of a kind that goes one way, whatever the component is.
#[must_use]
pub fn of_field(kind: &str, field: &str, way: Way) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.kind == kind && rule.field == field && rule.goes(way))
}

/// Which way a field goes.
#[must_use]
pub fn way(from: Option<&Json>, to: Option<&Json>) -> Way {
    let (Some(from), Some(to)) = (from, to) else {
        return if from.is_none() { Way::Up } else { Way::Down };
    };
    let order = match (from, to) {
        (Json::Bool(from), Json::Bool(to)) => Some(from.cmp(to)),
        (Json::Number(from), Json::Number(to)) => {
            let read = |number: &serde_json::Number| number.to_string().parse::<Decimal>().ok();
            read(from).zip(read(to)).map(|(from, to)| from.cmp(&to))
        }
        (Json::String(from), Json::String(to)) => {
            let size = |text: &str| text.parse::<Size>().ok();
            size(from).zip(size(to)).map(|(from, to)| from.cmp(&to)).or_else(|| rungs(from, to))
        }
        _ => None,
    };
    match order {
        Some(std::cmp::Ordering::Less) => Way::Up,
        Some(std::cmp::Ordering::Greater) => Way::Down,
        _ => Way::Sideways,
    }
}

/// How two machines or classes compare in vCPUs and memory.
fn rungs(from: &str, to: &str) -> Option<std::cmp::Ordering> {
    let machine = |name: &str| machines::machine_type(name).or_else(|| machines::class_machine(name));
    let size = |name: &str| machine(name).and_then(|machine| machine.vcpu.zip(machine.memory_mib));
    Some(size(from)?.cmp(&size(to)?))
}

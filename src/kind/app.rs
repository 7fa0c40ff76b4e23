//! `app`: containers on a managed platform, behind a load balancer, scaled out.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::machine::check_cpu;
use crate::kind::spec::{BalancerFacet, Facets, Kind, Of, Rules};
use crate::kind::{container, route};
use crate::model::capacity::Count;
use crate::model::container::{Contained, Container};
use crate::model::length::Length;
use crate::model::route::Behind;
use crate::model::size::Size;
use crate::money::number;

/// Containers on a managed platform.
#[derive(Debug)]
pub(crate) struct App;

/// What an app is. The size of its tasks belongs here where it is built: another one is another task definition.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Identity {
    /// The image, the size of a task and its variables.
    #[serde(flatten)]
    pub(crate) container: Container,
    /// The port that the container listens on.
    #[schemars(range(min = 1))]
    pub port: u16,
    /// The path that answers 200 when a task is well.
    #[serde(default = "root_path")]
    #[schemars(regex(pattern = r"^/[\x21-\x7e]*$"), length(max = 1024), extend("patternErrorMessage" = "a path begins with `/` and has no blanks, such as `/health`"))]
    pub health_check: String,
    /// The cloud's name of a certificate; with one the load balancer speaks HTTPS.
    pub certificate: Option<String>,
    /// The role that its code acts as, as the cloud names it; without one it may do nothing in the cloud.
    pub task_role: Option<String>,
    /// Its place behind the load balancer of another app; with a load balancer of its own when left out.
    pub(crate) behind: Option<Behind>,
}

/// How big an app is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// How many tasks there are.
    pub count: Count,
    /// What the autoscaler aims at; 60 % CPU when left out.
    #[serde(default)]
    pub scale_on: Target,
    /// What is billed by use. What is left out is not counted, and said so.
    #[serde(default)]
    pub traffic: Traffic,
    /// Its load balancer, which grows by itself within minutes.
    #[serde(default)]
    pub balancer: Balancer,
    /// From where on its owner is called.
    #[serde(default)]
    pub alarms: Alarms,
}

/// How big the load balancer is to begin with.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Balancer {
    /// Capacity units, as the cloud counts them, that are there from the first second.
    pub reserved: Option<u32>,
}

/// From where on the owner of an app is called.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Alarms {
    /// How long the slowest twentieth of the requests may take at the least, e.g. `800ms`; 1 s when left out.
    pub latency: Length,
    /// Percent of requests that may fail with 5xx; 2 when left out.
    #[schemars(range(min = 1, max = 99), extend("format" = "percent"))]
    pub errors: u32,
    /// Percent of CPU over all tasks; 20 above what the autoscaler aims at when left out.
    #[schemars(range(min = 1, max = 99), extend("format" = "percent"))]
    pub cpu: Option<u32>,
}

impl Default for Alarms {
    fn default() -> Self {
        Self { latency: Length::from_secs(1), errors: 2, cpu: None }
    }
}

/// Use of an app that is billed.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Traffic {
    /// New connections per second at the load balancer.
    #[schemars(range(max = 100_000_000))]
    pub connections: Option<u32>,
    /// Through the load balancer and out to the internet, per hour.
    pub data: Option<Size>,
    /// Through NAT, out and back, of all tasks, per hour: what they fetch, and what they send by themselves.
    pub nat: Option<Size>,
    /// Log lines, per hour.
    pub logs: Option<Size>,
}

/// What an app's autoscaler aims at: CPU, or requests.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Percent of CPU over all tasks.
    #[schemars(range(min = 1, max = 100), extend("format" = "percent"))]
    pub cpu: Option<u32>,
    /// Requests per minute and task, counted at the load balancer; instead of CPU.
    #[schemars(range(min = 1, max = 10_000_000))]
    pub requests: Option<u32>,
}

fn root_path() -> String {
    "/".to_owned()
}

impl Identity {
    /// Its container.
    #[must_use]
    pub(crate) const fn contained(&self) -> Contained<'_> {
        Contained { container: &self.container, at: "" }
    }
}

impl Kind for App {
    const NAME: &'static str = "app";
    const SUMMARY: &'static str = "containers behind a load balancer";
    type Identity = Identity;
    type Capacity = Capacity;
    const SIZED: &'static [&'static str] = &["cpu", "memory"];

    fn facets(of: &Of<Self>) -> Facets<'_> {
        let Capacity { count, balancer, traffic, .. } = &of.capacity;
        let stated = traffic.connections.is_some() || traffic.data.is_some();
        let stated = stated.then(|| (traffic.connections.unwrap_or(0), traffic.data.unwrap_or_default()));
        Facets {
            count: Some(count),
            balancer: of.identity.behind.is_none().then_some(BalancerFacet { reserved: balancer.reserved }),
            behind: of.identity.behind.as_ref(),
            balanced: stated,
            health_check: Some(&of.identity.health_check),
            container: Some(of.identity.contained()),
            public: true,
            needs_one: true,
            ..Facets::default()
        }
    }

    fn check(of: &Of<Self>, rules: &mut dyn Rules) {
        container::check(of.identity.contained(), rules);
        if let Some(behind) = &of.identity.behind {
            route::check(behind, rules);
            let of_balancer = [
                ("certificate", of.identity.certificate.is_some()),
                ("balancer/reserved", of.capacity.balancer.reserved.is_some()),
            ];
            for (field, _) in of_balancer.into_iter().filter(|(_, stated)| *stated) {
                let name = field.split('/').next().unwrap_or(field);
                let message =
                    format!("`{name}` is of the load balancer, and that belongs to `{}`", behind.app);
                let other = rules.component_place(&behind.app, field);
                let finding = Finding::new(Code::BadValue, rules.place(field), message)
                    .label(other, "it is said once, here");
                rules.report(finding.help(format!("remove it, and say it in `{}`", behind.app)));
            }
        } else if of.identity.certificate.is_none() {
            let message =
                "users reach this app over plain HTTP: what they send can be read and changed on the way";
            let finding = Finding::new(Code::PlainHttp, rules.place("image"), message);
            rules.report(finding.help(
                "add `certificate:`; or, where HTTPS ends before it, allow it: `allow: {plain-http: …}`",
            ));
        }
        let Target { cpu, requests } = of.capacity.scale_on;
        if let Some(cpu) = cpu {
            check_cpu(cpu, rules);
        }
        if cpu.is_some() && requests.is_some() {
            rules.report(
                Finding::new(Code::BadValue, rules.place("scale_on"), "an app scales on one thing")
                    .help("keep `cpu` or `requests`"),
            );
        } else if let Some(requests) = requests {
            check_ceiling(&of.capacity, requests, rules);
        }
    }
}

/// At its ceiling the app takes what is stated to come, by the target of its autoscaler. A connection is opened for one
/// request at the least, so what comes in a minute is no less than sixty times the new connections of a second.
fn check_ceiling(capacity: &Capacity, requests: u32, rules: &mut dyn Rules) {
    let Some(connections) = capacity.traffic.connections else { return };
    let (most, come) = (u64::from(requests) * u64::from(capacity.count.max), u64::from(connections) * 60);
    if come <= most {
        return;
    }
    let [shown, least, opened] = [most, come, connections.into()].map(number);
    let max = capacity.count.max;
    let tasks =
        if max == 1 { "one task takes".to_owned() } else { format!("{} tasks take", number(max.into())) };
    let message =
        format!("at the ceiling {tasks} {shown} requests a minute at this target, and at least {least} come");
    let enough = number(come.div_ceil(requests.into()));
    let finding = Finding::new(Code::CeilingTooLow, rules.place("count/max"), message)
        .label(rules.place("scale_on/requests"), "what one task takes")
        .label(
            rules.place("traffic/connections"),
            format!("{opened} new connections a second, each with one request or more"),
        );
    rules.report(finding.help(format!(
        "raise `max` to {enough} or more; or the target, if a load test has shown that a task takes more"
    )));
}

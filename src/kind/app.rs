//! `app`: containers on a managed platform, behind a load balancer, scaled out.

pub mod aws;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::bill::{Item, Lines, Quantity};
use crate::check::Probe;
use crate::cloud::aws::balancer::{self, LEAST_RESERVED, MOST_RESERVED};
use crate::cloud::aws::{Output, Unit};
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::machine::check_cpu;
use crate::kind::{BalancerFacet, Facets, Kind, Of};
use crate::model::capacity::Count;
use crate::model::length::Length;
use crate::model::name::Name;
use crate::model::size::Size;
use crate::watch::{Measure, Watch};

/// Containers on a managed platform.
#[derive(Debug)]
pub struct App;

/// What an app is. Its task size belongs here: another one is another task definition by nature.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The container image, e.g. `ghcr.io/example/api:1.4`.
    #[schemars(regex(pattern = r"^[a-z0-9][A-Za-z0-9._/:@-]*$"), length(max = 512), extend("examples" = ["ghcr.io/example/api:1.4"]))]
    pub image: String,
    /// The port that the container listens on.
    #[schemars(range(min = 1))]
    pub port: u16,
    /// vCPUs of one task.
    pub cpu: Vcpu,
    /// Memory of one task.
    pub memory: Size,
    /// The instruction set that the image is made for.
    #[serde(default)]
    pub architecture: Architecture,
    /// The path that answers 200 when a task is well.
    #[serde(default = "root_path")]
    #[schemars(regex(pattern = r"^/[\x21-\x7e]*$"), length(max = 1024))]
    pub health_check: String,
    /// The ARN of a certificate; with one the load balancer speaks HTTPS.
    #[schemars(regex(pattern = r"^arn:[a-z0-9-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/[0-9a-f-]+$"))]
    pub certificate: Option<String>,
    /// Environment variables; no secrets, they stand in git.
    #[serde(default)]
    #[schemars(extend("propertyNames" = {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$", "maxLength": 255}, "additionalProperties" = {"type": "string", "maxLength": 262_144}))]
    pub environment: BTreeMap<String, String>,
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
    /// Capacity units (LCU) that are there from the first second: the metric `PeakLCUs` of a busy day times the
    /// growth that is expected. It needs a quota, and is billed until it is given back.
    /// docs.aws.amazon.com/elasticloadbalancing/latest/application/capacity-unit-reservation.html
    #[schemars(range(min = LEAST_RESERVED, max = MOST_RESERVED))]
    pub reserved: Option<u32>,
}

/// From where on the owner of an app is called.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Alarms {
    /// How long the slowest twentieth of the requests may take at the least, e.g. `800ms`; 1 s when left out.
    pub latency: Length,
    /// Percent of requests that may fail with 5xx; 2 when left out.
    #[schemars(range(min = 1, max = 99))]
    pub errors: u32,
    /// Percent of CPU over all tasks; 20 above what the autoscaler aims at when left out.
    #[schemars(range(min = 1, max = 99))]
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
    #[schemars(range(min = 1, max = 100))]
    pub cpu: Option<u32>,
    /// Requests per minute and task, counted at the load balancer; instead of CPU.
    #[schemars(range(min = 1, max = 10_000_000))]
    pub requests: Option<u32>,
}

/// An instruction set of containers.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
pub enum Architecture {
    /// 64-bit x86.
    #[default]
    #[serde(rename = "x86_64")]
    X86_64,
    /// 64-bit ARM.
    #[serde(rename = "arm64")]
    Arm64,
}

/// vCPUs of a task: 0.25, 0.5, 1, 2, 4, 8 or 16.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(transparent)]
pub struct Vcpu(#[schemars(range(min = 0.25, max = 16))] f64);

impl Vcpu {
    /// In 1/1024 of a vCPU, if a task can have so many.
    #[must_use]
    pub fn units(self) -> Option<u32> {
        // Powers of two are exact in a float, so the comparison is too.
        [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0]
            .into_iter()
            .zip([256, 512, 1024, 2048, 4096, 8192, 16_384])
            .find_map(|(vcpus, units)| ((self.0 - vcpus).abs() < f64::EPSILON).then_some(units))
    }
}

/// How often Docker Hub lets one address pull without a login, in six hours: docs.docker.com/docker-hub/usage.
const HUB_PULLS: u32 = 100;

/// Every task pulls its image, and all of them come from the addresses of the NAT gateways.
fn check_pulls(image: &str, count: &Count, probe: &mut Probe<'_>) {
    // What has no dot or port in its first part has no registry in it: Docker's own is meant.
    let registry = image.split_once('/').map_or("", |(first, _)| first);
    let hub = registry == "docker.io" || !registry.contains(['.', ':']);
    if !hub || count.max <= HUB_PULLS {
        return;
    }
    let message = format!("{} tasks pull from Docker Hub, which takes {HUB_PULLS} in six hours", count.max);
    let finding = Finding::new(Code::PullLimit, probe.place("image"), message)
        .label(probe.place("count/max"), "how many there may be");
    probe.report(finding.help("put the image into a registry of your own, e.g. ECR"));
}

/// A task definition is at most 64 KiB as JSON: docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
const MOST_DEFINITION: usize = 64 * 1024;
/// Bytes of a task definition beside image, health check and variables, with the longest names that a stack has.
const REST_OF_DEFINITION: usize = 2 * 1024;

/// All variables together fit into a task definition; the largest one is named.
fn check_environment(identity: &Identity, probe: &mut Probe<'_>) {
    let escaped = |text: &str| serde_json::to_string(text).map_or(text.len(), |json| json.len());
    // {"name":"…","value":"…"},
    let size = |(name, value): (&String, &String)| 18 + escaped(name) + escaped(value);
    let whole: usize = identity.environment.iter().map(size).sum();
    let whole = whole + identity.image.len() + REST_OF_DEFINITION;
    let largest = identity.environment.iter().max_by_key(|variable| size(*variable));
    let Some((name, value)) = largest.filter(|_| whole > MOST_DEFINITION) else {
        return;
    };
    let (own, whole) = (size((name, value)).div_ceil(1024), whole.div_ceil(1024));
    let message =
        format!("the task definition would have {whole} KiB as JSON, {own} of them here, and ECS takes 64");
    let finding = Finding::new(Code::BadValue, probe.place(&format!("environment/{name}")), message);
    probe.report(
        finding.help("keep long values in a file of the image or in a bucket, and pass their address"),
    );
}

fn root_path() -> String {
    "/".to_owned()
}

/// The memory in MiB that Fargate lets a task of so many CPU units have: smallest, largest, step.
/// docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
const fn memory_range(cpu_units: u32) -> (u64, u64, u64) {
    match cpu_units {
        256 => (512, 2048, 512),
        512 => (1024, 4096, 1024),
        1024 => (2048, 8192, 1024),
        2048 => (4096, 16_384, 1024),
        4096 => (8192, 30_720, 1024),
        8192 => (16_384, 61_440, 4096),
        _ => (32_768, 122_880, 8192),
    }
}

/// Whether Fargate has tasks of this size. A quarter vCPU takes 0.5, 1 or 2 GiB, not 1.5.
fn size_exists(cpu_units: u32, memory: Size) -> bool {
    let (smallest, largest, step) = memory_range(cpu_units);
    let mib = memory.mib();
    let whole = (smallest..=largest).contains(&mib) && mib.is_multiple_of(step);
    whole && !(cpu_units == 256 && mib == 1536)
}

impl Kind for App {
    const NAME: &'static str = "app";
    const SUMMARY: &'static str = "containers on a managed platform behind a load balancer, scaled out";
    type Identity = Identity;
    type Capacity = Capacity;
    const NAMES: &'static [Name] = aws::NAMES;

    fn facets(of: &Of<Self>) -> Facets<'_> {
        let Capacity { count, balancer, traffic, .. } = &of.capacity;
        let use_of = traffic.connections.is_some() || traffic.data.is_some();
        let units = use_of.then(|| {
            balancer::units(traffic.connections.unwrap_or(0), traffic.data.unwrap_or(Size::from_mib(0)))
        });
        Facets {
            count: Some(count),
            balancer: Some(BalancerFacet { reserved: balancer.reserved, units }),
            public: true,
            needs_one: true,
            ..Facets::default()
        }
    }

    fn watches(of: &Of<Self>) -> Vec<Watch> {
        let Capacity { count, scale_on, alarms, .. } = &of.capacity;
        let cpu = alarms.cpu.unwrap_or_else(|| (scale_on.cpu.unwrap_or(60) + 20).min(95));
        vec![
            Watch::above("errors", "requests answered with 5xx", Measure::Percent, alarms.errors)
                .metrics(3)
                .then("read the log; roll the last release back"),
            Watch::above(
                "latency",
                "time of the slowest twentieth of requests",
                Measure::Seconds,
                alarms.latency.seconds(),
            )
            .aims_at(0)
            .ends_at(balancer::IDLE_TIMEOUT)
            .then("look at the database first, then raise count.min"),
            Watch::above("cpu", "CPU over all tasks", Measure::Percent, cpu)
                .aims_at(scale_on.requests.map_or(scale_on.cpu.unwrap_or(60), |_| 0))
                .then("raise count.min: the autoscaler is behind"),
            Watch::ceiling("tasks that answer", "tasks", count),
        ]
    }

    fn check(of: &Of<Self>, probe: &mut Probe<'_>) {
        let Identity { cpu, memory, .. } = &of.identity;
        match cpu.units() {
            None => probe.report(
                Finding::new(Code::TaskSize, probe.place("cpu"), format!("no task has {} vCPUs", cpu.0))
                    .help("choose 0.25, 0.5, 1, 2, 4, 8 or 16"),
            ),
            Some(units) if !size_exists(units, *memory) => {
                let (smallest, largest, step) = memory_range(units);
                let [smallest, largest, step] = [smallest, largest, step].map(Size::from_mib);
                probe.report(
                    Finding::new(
                        Code::TaskSize,
                        probe.place("memory"),
                        format!("no task with {} vCPUs has {memory} of memory", cpu.0),
                    )
                    .help(format!("choose between {smallest} and {largest} in steps of {step}")),
                );
            }
            Some(_) => {}
        }
        check_environment(&of.identity, probe);
        check_pulls(&of.identity.image, &of.capacity.count, probe);
        let region = &probe.plan.header.cloud.region;
        // arn:aws:acm:<region>:<account>:certificate/<id>
        let certificate = of.identity.certificate.as_deref().unwrap_or_default();
        if certificate.split(':').nth(3).is_some_and(|found| found != region) {
            let message = format!("the certificate is not in {region}, and a load balancer takes no other");
            let finding = Finding::new(Code::BadValue, probe.place("certificate"), message);
            probe.report(finding.help(format!("request one in {region}, with AWS Certificate Manager")));
        }
        let Target { cpu, requests } = of.capacity.scale_on;
        if let Some(cpu) = cpu {
            check_cpu(cpu, probe);
        }
        if cpu.is_some() && requests.is_some() {
            probe.report(
                Finding::new(Code::BadValue, probe.place("scale_on"), "an app scales on one thing")
                    .help("keep `cpu` or `requests`"),
            );
        }
    }

    fn bill(of: &Of<Self>, lines: &mut Lines<'_>) {
        let Identity { cpu, memory, architecture, .. } = &of.identity;
        let count = &of.capacity.count;
        // A deployment may run twice the tasks for a moment (`maximum_percent`, 200 by default).
        // docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html
        let quantity = Quantity::scaled(count).with_surge(count.max.into());
        let arm = *architecture == Architecture::Arm64;
        lines.add(Item::Task { cpu: cpu.units().unwrap_or(0), memory: *memory, arm }, quantity);
        lines.add(Item::Target, quantity);
        for item in [
            Item::LoadBalancer,
            Item::TargetGroup,
            Item::ContainerCluster,
            Item::ScalableService,
            Item::SecurityGroup,
        ] {
            lines.add(item, Quantity::fixed(1));
        }
        if let Some(units) = of.capacity.balancer.reserved {
            lines.add(Item::ReservedBalancer, Quantity::fixed(units.into()));
        }
        // An address in each zone.
        lines.add(Item::PublicAddress, Quantity::fixed(lines.balanced_zones()));
        // Target tracking makes two alarms, one for each way.
        // docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
        lines.add(Item::AlarmMetric, Quantity::fixed(2));
        let Traffic { connections, data, nat, logs } = of.capacity.traffic;
        let balanced = (connections.is_some() || data.is_some())
            .then(|| (connections.unwrap_or(0), data.unwrap_or(Size::from_mib(0))));
        lines.add_use(balanced, |balanced| {
            let (connections, data) = balanced.unwrap_or((0, Size::from_mib(0)));
            Item::BalancedTraffic { connections, data }
        });
        lines.add_traffic(data, nat, true);
        lines.add_use(logs, |logs| Item::LogData(logs.unwrap_or(Size::from_mib(0))));
    }

    fn aws(of: &Of<Self>, unit: &Unit<'_>, out: &mut Output) {
        aws::lower(of, unit, out);
    }
}

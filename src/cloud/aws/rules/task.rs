//! Rules on tasks: their size on Fargate, their definition, and where their image comes from.

use crate::cloud::aws::image::architecture_in;
use crate::cloud::aws::machines;
use crate::diagnostic::Finding;
use crate::diagnostic::code::Code;
use crate::kind::spec::Rules;
use crate::model::capacity::Count;
use crate::model::container::{Architecture, Contained, Container, Vcpu};
use crate::model::size::Size;

/// How often Docker Hub lets one address pull without a login, in six hours: docs.docker.com/docker-hub/usage.
const HUB_PULLS: u32 = 100;

/// All of them: the size, the definition, the instruction set and where the image comes from.
pub(crate) fn check(own: Contained<'_>, count: &Count, rules: &mut dyn Rules) {
    check_size(own, rules);
    check_environment(own, rules);
    check_architecture(own, rules);
    check_pulls(own, count, rules);
}

/// Every task pulls its image, and all of them come from the addresses of the NAT gateways.
fn check_pulls(own: Contained<'_>, count: &Count, rules: &mut dyn Rules) {
    let image = own.container.image.as_str();
    // What has no dot or port in its first part has no registry in it: Docker's own is meant.
    let registry = image.split_once('/').map_or("", |(first, _)| first);
    let hub = registry == "docker.io" || !registry.contains(['.', ':']);
    if !hub || count.max <= HUB_PULLS {
        return;
    }
    let message = format!("{} tasks pull from Docker Hub, which takes {HUB_PULLS} in six hours", count.max);
    let finding = Finding::new(Code::PullLimit, rules.place(&own.field("image")), message)
        .label(rules.place("count/max"), "how many there may be");
    rules.report(finding.help("put the image into a registry of your own, e.g. ECR"));
}

/// A container whose image says that it is made for another instruction set ends at its first instruction.
fn check_architecture(own: Contained<'_>, rules: &mut dyn Rules) {
    let Container { image, architecture, .. } = own.container;
    let (image, _) = image.split_once('@').unwrap_or((image, ""));
    let has = match architecture {
        Architecture::X86_64 => machines::Architecture::X86_64,
        Architecture::Arm64 => machines::Architecture::Arm64,
    };
    let Some(stated) = architecture_in(image).filter(|stated| *stated != has) else { return };
    let (stated, has) = (stated.name(), has.name());
    let message = format!("the image is made for {stated}, and the tasks are {has}");
    let finding = Finding::new(Code::ImageArchitecture, rules.place(&own.field("image")), message)
        .label(rules.place(&own.field("architecture")), format!("tasks with {has}"))
        .note("each task would end at once with `exec format error`");
    rules.report(finding.help(format!("write `architecture: {stated}`, or take the image for {has}")));
}

/// A task definition is at most 64 KiB as JSON: docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
const MOST_DEFINITION: usize = 64 * 1024;

/// Bytes of a task definition beside image, health check and variables, with the longest names that a stack has.
const REST_OF_DEFINITION: usize = 2 * 1024;

/// Bytes of the name of a secret with the part of it that is meant: mostly far fewer, and of a database not known before.
const LONGEST_SECRET: usize = 256;

/// All variables together fit into a task definition; the largest one is named.
fn check_environment(own: Contained<'_>, rules: &mut dyn Rules) {
    let Container { image, environment, secrets, .. } = own.container;
    let escaped = |text: &str| serde_json::to_string(text).map_or(text.len(), |json| json.len());
    // {"name":"…","value":"…"},
    let size = |(name, value): (&String, &String)| 18 + escaped(name) + escaped(value);
    let whole: usize = environment.iter().map(size).sum();
    // {"name":"…","valueFrom":"…"},
    let secrets: usize = secrets.keys().map(|name| 24 + name.len() + LONGEST_SECRET).sum();
    let whole = whole + secrets + image.len() + REST_OF_DEFINITION;
    let largest = environment.iter().max_by_key(|variable| size(*variable));
    let Some((name, value)) = largest.filter(|_| whole > MOST_DEFINITION) else {
        return;
    };
    let (largest, whole) = (size((name, value)).div_ceil(1024), whole.div_ceil(1024));
    let message = format!(
        "the task definition would have {whole} KiB as JSON, {largest} of them here, and ECS takes 64"
    );
    let finding =
        Finding::new(Code::BadValue, rules.place(&own.field(&format!("environment/{name}"))), message);
    rules.report(
        finding.help("keep long values in a file of the image or in a bucket, and pass their address"),
    );
}

/// The vCPUs of a task on Fargate, each with its units of which 1024 are one vCPU.
/// docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
const SIZES: [(f64, u32); 7] =
    [(0.25, 256), (0.5, 512), (1.0, 1024), (2.0, 2048), (4.0, 4096), (8.0, 8192), (16.0, 16_384)];

/// What was meant by a value of a field: ECS writes the CPU of a task in units, of which 1024 are a vCPU.
#[must_use]
pub(crate) fn meant(field: &str, value: &serde_json::Value) -> Option<String> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let units: u32 = text.parse().ok().filter(|_| field == "cpu")?;
    let vcpus = SIZES.iter().find(|(_, own)| *own == units)?.0;
    Some(format!("write `{vcpus}`, in vCPUs: 1024 units of ECS are one"))
}

/// In 1/1024 of a vCPU, if a task on Fargate can have so many.
#[must_use]
pub(crate) fn cpu_units(cpu: Vcpu) -> Option<u32> {
    // Powers of two are exact in a float, so the comparison is too.
    SIZES.iter().find_map(|(vcpus, units)| ((cpu.0 - vcpus).abs() < f64::EPSILON).then_some(*units))
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

/// Fargate has tasks of this size.
fn check_size(own: Contained<'_>, rules: &mut dyn Rules) {
    let Container { cpu, memory, .. } = own.container;
    match cpu_units(*cpu) {
        None => rules.report(
            Finding::new(
                Code::TaskSize,
                rules.place(&own.field("cpu")),
                format!("no task has {} vCPUs", cpu.0),
            )
            .help("choose 0.25, 0.5, 1, 2, 4, 8 or 16"),
        ),
        Some(units) if !size_exists(units, *memory) => {
            let (smallest, largest, step) = memory_range(units);
            let [smallest, largest, step] = [smallest, largest, step].map(Size::from_mib);
            rules.report(
                Finding::new(
                    Code::TaskSize,
                    rules.place(&own.field("memory")),
                    format!("no task with {} vCPUs has {memory} of memory", cpu.0),
                )
                .help(format!("choose between {smallest} and {largest} in steps of {step}")),
            );
        }
        Some(_) => {}
    }
}

//! A service of containers on ECS Fargate: its log, its cluster, the definition of its tasks with the role that starts
//! them, the service itself, and what scales it.

pub(crate) mod insights;
pub(crate) mod scaling;
pub(crate) mod secrets;

use hcl::Expression;

use crate::bill::{Lines, Quantity};
use crate::cloud::aws::alarm::Metric;
use crate::cloud::aws::iam;
use crate::cloud::aws::item::Item;
use crate::cloud::aws::rules::task;
use crate::cloud::aws::unit::Unit;
use crate::cloud::lowered::Output;
use crate::cloud::no_room::NoRoom;
use crate::cloud::size::{Measure, SizeAttribute};
use crate::model::capacity::Count;
use crate::model::container::{Architecture, Container};
use crate::model::name::Name;
use crate::terraform::resource::{Resource, call, list, object};

/// Limit: 255 characters, ECS `CreateCluster`.
pub(crate) const CLUSTER: Name = Name::new("cluster", "", 255);
/// Limit: 64 characters, IAM `CreateRole`.
pub(crate) const ROLE: Name = Name::new("IAM role", "-execution", 64);

/// Days that logs are kept.
const LOG_DAYS: u32 = 30;

/// Seconds for a task to start before the opinion of a load balancer on it counts.
const START_UP: u32 = 60;

/// The attributes that are sizes.
pub(crate) const SIZES: [SizeAttribute; 2] = [
    SizeAttribute::new("aws_appautoscaling_target", "min_capacity", "count.min", Measure::Number),
    SizeAttribute::new("aws_appautoscaling_target", "max_capacity", "count.max", Measure::Number),
];

/// How a service shows that Fargate has no room for its tasks, and the way out.
pub(crate) const NO_ROOM: NoRoom = NoRoom {
    sign: |_| {
        "fewer tasks run than the floor, and the service's events say \"Capacity is unavailable at this time\" (aws ecs describe-services): Fargate has no room"
            .to_owned()
    },
    way_out: |smaller| {
        format!(
            "another apply changes nothing: ECS goes on trying by itself in the zones of its subnets; subnets in more zones (under network, days before) give it more to try; meanwhile let fewer users in, or lower the counts of {}; if a third of the floor is missing at go or no-go, the answer is no",
            smaller.components
        )
    },
};

/// What the tasks of a service are.
#[derive(Debug)]
pub(crate) struct Tasks<'a> {
    /// What they run.
    pub container: &'a Container,
    /// The port that they listen on, if any.
    pub port: Option<u16>,
    /// The role that their code acts as, if any.
    pub role: Option<Expression>,
    /// A variable that the profile does not have, with its value.
    pub variable: Option<(&'static str, Expression)>,
    /// Seconds that a task has from its notice until it is killed; those of ECS when left out.
    pub stop: Option<u32>,
    /// Whether running tasks are counted, every minute.
    pub counted: bool,
}

/// The load balancer's side of a service.
#[derive(Debug)]
pub(crate) struct Front {
    /// The ARN of the target group that its tasks register with.
    pub targets: Expression,
    /// The port that they listen on.
    pub port: u16,
    /// The group that lets the load balancer in, where that of the stack does not.
    pub group: Option<Expression>,
}

/// What one needs to know of the tasks to run them.
#[derive(Debug)]
pub(crate) struct Defined {
    cluster: Resource,
    definition: Expression,
    secret: bool,
}

impl Defined {
    /// The cluster that they run in.
    #[must_use]
    pub(crate) fn cluster(&self, attribute: &str) -> Expression {
        self.cluster.attr(attribute)
    }
}

/// The bill of the tasks, and of what runs them.
pub(crate) fn bill(container: &Container, count: &Count, lines: &mut Lines<'_>) -> Quantity {
    // A deployment may run twice the tasks for a moment (`maximum_percent`, 200 by default).
    // docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html
    let quantity = Quantity::scaled(count).with_deployment(count.max.into());
    let arm = container.architecture == Architecture::Arm64;
    let cpu = task::cpu_units(container.cpu).unwrap_or(0);
    lines.add(Item::Task { cpu, memory: container.memory, arm }, quantity);
    for item in [Item::ContainerCluster, Item::ScalableService] {
        lines.add_beside(item, Quantity::fixed(1));
    }
    quantity
}

/// A metric of the service.
#[must_use]
pub(crate) fn metric(unit: &Unit<'_>, metric: [&'static str; 3]) -> Metric {
    let [(cluster, name), (service, own)] = dimensions(unit);
    Metric::of(metric, cluster, name).and(service, own)
}

/// What names the service in metrics.
#[must_use]
pub(crate) fn dimensions(unit: &Unit<'_>) -> [(&'static str, Expression); 2] {
    // A service of the team's own has the name of its cluster, or its ARN, which ends with the name.
    let known = unit.refer_beside("aws_ecs_cluster", "name");
    let own = || Some(call("basename", [unit.refer_beside("aws_ecs_service", "cluster")?]));
    let cluster = known.or_else(own).unwrap_or_else(|| unit.refer("aws_ecs_cluster", "", "name"));
    [("ClusterName", cluster), ("ServiceName", unit.refer("aws_ecs_service", "", "name"))]
}

/// Writes what the tasks are: the log, the cluster, the role that starts them, and their definition.
pub(crate) fn define(tasks: Tasks<'_>, unit: &Unit<'_>, out: &mut Output) -> Defined {
    let logs = unit.resource("aws_cloudwatch_log_group", "").identity(|r| {
        r.set("name", format!("/{}/{}", unit.stack, unit.slug)).set("retention_in_days", LOG_DAYS);
    });
    let log_name = logs.attr("name");
    out.add(logs);
    let cluster = unit.resource("aws_ecs_cluster", "").identity(|r| {
        r.set("name", unit.name(&CLUSTER));
        if tasks.counted {
            r.block("setting", |b| {
                b.set("name", "containerInsights").set("value", "enabled");
            });
        }
    });
    out.add(cluster.clone());
    let secret = !tasks.container.secrets.is_empty();
    let definition = definition(tasks, log_name, unit, out);
    Defined { cluster, definition, secret }
}

/// Writes the role and the task definition; gives the definition's ARN.
fn definition(tasks: Tasks<'_>, log_name: Expression, unit: &Unit<'_>, out: &mut Output) -> Expression {
    let container = tasks.container;
    let role = unit.resource("aws_iam_role", "execution").identity(|r| {
        r.set("name", unit.name(&ROLE)).set("assume_role_policy", iam::assumed_by("ecs-tasks.amazonaws.com"));
    });
    let (role_name, role_arn) = (role.attr("name"), role.attr("arn"));
    out.add(role);
    out.add(unit.resource("aws_iam_role_policy_attachment", "execution").identity(|r| {
        r.set("role", role_name);
        r.set("policy_arn", "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy");
    }));
    if !container.secrets.is_empty() {
        secrets::policy(&container.secrets, unit, out);
    }
    let written = written(&tasks, log_name, unit);
    let task = unit.resource("aws_ecs_task_definition", "").identity(|r| {
        r.set("family", unit.name(&CLUSTER)).set("requires_compatibilities", list(["FARGATE"]));
        r.set("network_mode", "awsvpc");
        r.set("cpu", task::cpu_units(container.cpu).unwrap_or(0).to_string());
        r.set("memory", container.memory.mib().to_string()).set("execution_role_arn", role_arn);
        r.set_some("task_role_arn", tasks.role);
        r.set("container_definitions", call("jsonencode", [list([written])]));
        r.block("runtime_platform", |b| {
            b.set(
                "cpu_architecture",
                match container.architecture {
                    Architecture::Arm64 => "ARM64",
                    Architecture::X86_64 => "X86_64",
                },
            );
            b.set("operating_system_family", "LINUX");
        });
    });
    let arn = task.attr("arn");
    out.add(task);
    arn
}

/// The container as a task definition has it.
fn written(tasks: &Tasks<'_>, log_name: Expression, unit: &Unit<'_>) -> Expression {
    let Container { image, environment, secrets, .. } = tasks.container;
    let ports = tasks.port.map(|port| {
        let mapped = [("containerPort", port.into()), ("hostPort", port.into()), ("protocol", "tcp".into())];
        ("portMappings", list([object(mapped)]))
    });
    let variables = environment
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().into()))
        .chain(tasks.variable.clone())
        .map(|(name, value)| object([("name", name.into()), ("value", value)]));
    let secrets = secrets::variables(secrets, unit);
    let secrets = (!secrets.is_empty()).then(|| ("secrets", list(secrets)));
    let log_options = object([
        ("awslogs-group", log_name),
        ("awslogs-region", unit.site.region.as_str().into()),
        ("awslogs-stream-prefix", unit.slug.as_str().into()),
    ]);
    let logs = object([("logDriver", "awslogs".into()), ("options", log_options)]);
    let entries =
        [("name", unit.slug.as_str().into()), ("image", image.as_str().into()), ("essential", true.into())];
    let stop = tasks.stop.map(|seconds| ("stopTimeout", seconds.into()));
    let entries = entries.into_iter().chain(ports).chain([("environment", list(variables))]);
    object(entries.chain(secrets).chain(stop).chain([("logConfiguration", logs)]))
}

/// Writes the service. `ready` must be there before the first task can do its work.
pub(crate) fn service(
    defined: &Defined,
    count: &Count,
    front: Option<Front>,
    ready: Vec<Expression>,
    unit: &Unit<'_>,
    out: &mut Output,
) -> Resource {
    let service = unit.resource("aws_ecs_service", "");
    let secrets = defined.secret.then_some(("aws_iam_role_policy", "secrets"));
    let group = front.as_ref().and_then(|front| front.group.clone());
    let groups: Vec<Expression> = [unit.sites.internal.clone()].into_iter().chain(group).collect();
    let started = [("aws_iam_role_policy_attachment", "execution")].into_iter().chain(secrets);
    let started = started.map(|(kind, suffix)| unit.refer_whole(kind, suffix));
    out.add(
        service
            .clone()
            .after(ready.into_iter().chain(started))
            .after(unit.sites.private_routes.clone())
            // Application Auto Scaling owns the number; without this each apply would reset it.
            .ignore("desired_count")
            .identity(|r| {
                r.set("name", unit.slug.as_str()).set("cluster", defined.cluster("arn"));
                r.set("task_definition", defined.definition.clone()).set("launch_type", "FARGATE");
                r.set("availability_zone_rebalancing", "ENABLED");
                r.set_some("health_check_grace_period_seconds", front.is_some().then_some(START_UP));
                r.block("deployment_circuit_breaker", |b| {
                    b.set("enable", true).set("rollback", true);
                });
                if let Some(front) = front {
                    r.block("load_balancer", |b| {
                        b.set("target_group_arn", front.targets);
                        b.set("container_name", unit.slug.as_str()).set("container_port", front.port);
                    });
                }
                r.block("network_configuration", |b| {
                    b.set("subnets", unit.sites.private_ids());
                    b.set("security_groups", list(groups));
                });
            })
            .capacity(|r| {
                r.set("desired_count", unit.component.floor(count));
            }),
    );
    service
}

//! What watches the whole stack on AWS: a topic for each owner, alarms on the quotas that it could fill, and
//! one dashboard.

use std::collections::BTreeSet;

use hcl::{Block, Expression};

use crate::bill::BillOfMaterials;
use crate::cloud::aws::alarm::{Metric, Signal, topic_label, write};
use crate::cloud::aws::network;
use crate::cloud::aws::quota::QUOTAS;
use crate::cloud::aws::stand::{placed, topic_arn};
use crate::cloud::existing::reach::Stand;
use crate::cloud::lowered::{Output, Widget};
use crate::cloud::provider::{Stack, Watched};
use crate::model::header::is_address;
use crate::model::name::slug;
use crate::model::site::Site;
use crate::quota;
use crate::terraform::resource::{Resource, call, list, object, reference};
use crate::watch::{Measure, Watch};

/// Widgets on one dashboard. Limit: `CloudWatch` user guide, `cloudwatch_limits`.
pub(crate) const MOST_WIDGETS: usize = 500;

/// Topics that one alarm calls. Limit: `CloudWatch` API, `PutMetricAlarm`.
const MOST_TOPICS: usize = 5;

/// The quotas whose use AWS measures, with class and resource of the metric.
/// docs.aws.amazon.com/AWSEC2/latest/UserGuide (`viewing_metrics_with_cloudwatch`, service quota usage);
/// docs.aws.amazon.com/AmazonECS/latest/developerguide/monitoring-fargate-usage.html
pub const MEASURED: &[(&str, &str, &str)] = &[
    ("L-1216C47A", "EC2", "Standard/OnDemand"),
    ("L-DB2E81BA", "EC2", "G/OnDemand"),
    ("L-417A185B", "EC2", "P/OnDemand"),
    ("L-7295265B", "EC2", "X/OnDemand"),
    ("L-1945791B", "EC2", "Inf/OnDemand"),
    ("L-74FC7D96", "EC2", "F/OnDemand"),
    ("L-3032A538", "Fargate", "Standard/OnDemand"),
];

/// From how many percent of a quota on the owners are called: AWS's own two, in its automatic management.
pub(crate) const SHARES: [u32; 2] = [80, 95];

/// Topics, alarms on quotas, and the dashboard.
#[must_use]
pub fn lower(stack: &Stack<'_>, watched: &Watched<'_>) -> Vec<Block> {
    let (site, stack, widgets) = (stack.site, stack.name, watched.widgets);
    let mut blocks = Output::default();
    let out = &mut blocks;
    for (owner, contact) in &watched.owners {
        let (label, name) = (topic_label(owner), format!("{stack}-{}", slug(owner)));
        out.blocks.extend(topic(&label, &name, contact, &Stand::default()));
    }
    let lead = watched.lead.filter(|lead| watched.owners.contains_key(lead));
    let others = watched.owners.keys().copied().filter(|owner| Some(*owner) != lead);
    let topics: Vec<Expression> = lead
        .into_iter()
        .chain(others)
        .take(MOST_TOPICS)
        .map(|owner| reference(&["aws_sns_topic", &topic_label(owner), "arn"]))
        .collect();
    let mut all = Vec::new();
    for (code, service, class) in MEASURED.iter().filter(|(code, _, _)| watched.quotas.contains(code)) {
        let signal = usage(service, class);
        for share in SHARES {
            let what =
                if *service == "EC2" { "use of the vCPU quota" } else { "use of the Fargate vCPU quota" };
            let watch = Watch::above("quota", what, Measure::Percent, share).then(
                "scaling out stops at the quota: ask for more, or lower count.max of what matters least",
            );
            let name = format!("{stack}-quota-{}-{share}", code.to_ascii_lowercase());
            let about = format!("{service} {class}: {what}. What to do: {}", watch.then);
            let label = format!("quota_{}_{share}", code.to_ascii_lowercase().replace('-', "_"));
            out.add(Resource::new("aws_cloudwatch_metric_alarm", label).identity(|r| {
                write(r, &name, &about, &watch, &signal, topics.clone());
                r.set("threshold", share);
            }));
        }
        let watch = Watch::above("quota", "share in use", Measure::Percent, 80);
        all.push(signal.widget(format!("{service} {class} vCPU quota"), &site.region, &watch));
    }
    all.extend(gateways(site, stack, &topics, out));
    // The last place is that of what has no room.
    let hidden = (all.len() + widgets.len() + watched.hidden + 1).saturating_sub(MOST_WIDGETS);
    all.extend(widgets.iter().take(MOST_WIDGETS).map(Widget::write));
    dashboard(stack, all, hidden, out);
    blocks.blocks
}

/// An alarm on each NAT gateway, and how a dashboard shows it.
fn gateways(site: &Site, stack: &str, topics: &[Expression], out: &mut Output) -> Vec<Expression> {
    let watch = network::gateway_watch();
    let alarm = |suffix: &String| {
        let id = reference(&["aws_nat_gateway", suffix, "id"]);
        let signal =
            Signal::metric(Metric::of(["AWS/NATGateway", "ErrorPortAllocation", "Sum"], "NatGatewayId", id));
        // No component is called `network`, and no label of one has two underscores in a row.
        let (name, about) = (
            format!("{stack}-network-nat-{suffix}-{}", watch.key),
            format!("{}. What to do: {}", watch.what, watch.then),
        );
        out.add(
            Resource::new("aws_cloudwatch_metric_alarm", format!("nat__{suffix}_{}", watch.key)).identity(
                |r| {
                    write(r, &name, &about, &watch, &signal, topics.to_vec());
                    r.set("threshold", 0);
                },
            ),
        );
        signal.widget(format!("NAT gateway {suffix}: {}", watch.what), &site.region, &watch)
    };
    network::gateways(site).iter().map(alarm).collect()
}

/// How many alarms on quotas watch over a stack that consumes this.
#[must_use]
pub(crate) fn quota_alarms(bill: &BillOfMaterials) -> u64 {
    let needs = quota::needs(bill, &QUOTAS);
    let codes: BTreeSet<&str> = needs.iter().filter_map(|need| need.quota.code).collect();
    let measured = MEASURED.iter().filter(|(code, _, _)| codes.contains(code)).count();
    (measured * SHARES.len()) as u64
}

/// How much of a quota is in use, in percent.
/// docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Quotas-Visualize-Alarms.html
fn usage(service: &'static str, class: &'static str) -> Signal {
    let metric = Metric {
        namespace: "AWS/Usage",
        name: "ResourceCount",
        stat: "Maximum",
        dimensions: [("Service", service), ("Type", "Resource"), ("Resource", "vCPU"), ("Class", class)]
            .map(|(name, value)| (name, value.into()))
            .to_vec(),
    };
    Signal::math("used / SERVICE_QUOTA(used) * 100", vec![("used", metric)]).basic()
}

/// A topic; whoever has an address is subscribed, and confirms it once by e-mail.
pub(super) fn topic(label: &str, name: &str, contact: &str, stand: &Stand) -> Vec<Block> {
    let topic = Resource::new("aws_sns_topic", label).identity(|r| {
        placed(r, stand);
        r.set("name", name);
    });
    let arn = topic_arn(label, stand);
    let subscription = is_address(contact).then(|| {
        Resource::new("aws_sns_topic_subscription", label).identity(|r| {
            placed(r, stand);
            r.set("topic_arn", arn).set("protocol", "email").set("endpoint", contact);
        })
    });
    [topic].into_iter().chain(subscription).map(Resource::into_block).collect()
}

fn dashboard(stack: &str, mut widgets: Vec<Expression>, hidden: usize, out: &mut Output) {
    if hidden > 0 {
        widgets.truncate(MOST_WIDGETS - 1);
        let text = format!("{hidden} more alarms have no room here: see the list of alarms");
        let properties = object([("markdown", text.into())]);
        widgets.push(object([("type", "text".into()), ("properties", properties)]));
    }
    out.add(Resource::new("aws_cloudwatch_dashboard", "main").identity(|r| {
        r.set("dashboard_name", stack);
        r.set("dashboard_body", call("jsonencode", [object([("widgets", list(widgets))])]));
    }));
}

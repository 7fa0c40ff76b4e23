//! A fleet on AWS: launch template, Auto Scaling group, and a policy on its CPU.

use crate::bill::{Lines, Quantity};
use crate::cloud::aws::alarm::{Alarm, Signal};
use crate::cloud::aws::families::Families;
use crate::cloud::aws::fields::{IMAGE, MACHINE};
use crate::cloud::aws::item::Item;
use crate::cloud::aws::on::OnAws;
use crate::cloud::aws::tracking::{Figure, Policy, Scales};
use crate::cloud::aws::traffic::add_traffic;
use crate::cloud::aws::unit::Unit;
use crate::cloud::aws::{group, machines};
use crate::cloud::field::Field;
use crate::cloud::lowered::Output;
use crate::cloud::no_room::NoRoom;
use crate::cloud::size::SizeAttribute;
use crate::kind::fleet::{Capacity, Fleet};
use crate::kind::spec::Of;
use crate::model::name::Name;
use crate::model::site::Site;
use crate::watch::{Measure, Watch};

/// The policy's name; unique in the region, or two groups with a policy `cpu` are hard to tell apart.
const POLICY: Name = Name::new("scaling policy", "-cpu", 255);

/// Seconds for a machine with state to start and join before its health counts.
const START_UP: u32 = 300;

impl OnAws for Fleet {
    const SERVICES: &'static str = "Auto Scaling group";
    const SIZES: &'static [SizeAttribute] = &group::SIZES;
    const FAMILIES: Option<Families> = Some(machines::FAMILIES);
    const FIELDS: &'static [Field] = &[IMAGE, MACHINE];

    fn names(_: &Of<Self>) -> &'static [Name] {
        &[group::TEMPLATE, group::GROUP, POLICY]
    }

    fn no_room(_: &Of<Self>) -> NoRoom {
        group::NO_ROOM
    }

    fn bill(of: &Of<Self>, site: &Site, lines: &mut Lines<'_>) {
        let count = &of.capacity.count;
        group::bill(&of.capacity.machine, &of.capacity.disk, count, lines);
        lines.add_beside(Item::DetailedMonitoring, Quantity::scaled(count));
        add_traffic(lines, site, of.capacity.traffic.data, of.capacity.traffic.nat, true);
    }

    fn alarms(of: &Of<Self>) -> Vec<Alarm> {
        let Capacity { count, scale_on, alarms, .. } = &of.capacity;
        // Above what the autoscaler aims at: it is behind, or at its ceiling.
        let cpu = alarms.cpu.unwrap_or_else(|| (scale_on.cpu + 20).min(95));
        vec![
            Watch::above("cpu", "CPU over all machines", Measure::Percent, cpu)
                .aims_at(scale_on.cpu)
                .then("raise count.min: the autoscaler is behind")
                .on(|unit| {
                    let cpu = Signal::metric(group::metric(unit, ["AWS/EC2", "CPUUtilization", "Average"]));
                    // Whether machines of the team's own are measured every minute is not known.
                    if unit.stand().is_some() { cpu.basic() } else { cpu }
                }),
            Watch::ceiling("machines in service", "machines", count).on(group::in_service),
        ]
    }

    fn policies(of: &Of<Self>) -> Vec<Policy> {
        vec![Policy {
            scales: Scales::Group,
            suffix: "cpu",
            name: &POLICY,
            target: of.capacity.scale_on.cpu,
            figure: Figure::Predefined { metric: "ASGAverageCPUUtilization", of: None },
        }]
    }

    fn lower(of: &Of<Self>, unit: &Unit<'_>, out: &mut Output) {
        lower(of, unit, out);
    }
}

fn lower(of: &Of<Fleet>, unit: &Unit<'_>, out: &mut Output) {
    let Of { identity, capacity } = of;
    let machines = group::Machines {
        machine: &capacity.machine,
        image: &identity.image,
        disk: &capacity.disk,
        user_data: identity.user_data.as_deref(),
        profile: None,
        detailed: true,
    };
    let template = group::template(unit, machines, out);
    let start = group::Start { grace: START_UP, after: None };
    group::group(unit, &capacity.count, &template, start, out);
    unit.alarms(&Fleet::alarms(of), out);
}

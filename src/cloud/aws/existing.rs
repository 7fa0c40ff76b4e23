//! What is said of Terraform for AWS that is there already, in tables.

use std::sync::LazyLock;

use crate::cloud::aws::database::aurora::checked::SERVERLESS;
use crate::cloud::aws::machines::machine_under;
use crate::cloud::aws::table::table;
use crate::cloud::existing::apart::Apart;
use crate::cloud::existing::fires::{Form, Scheduled};
use crate::cloud::existing::limit::{Each, Limit, Limited, PartOf};
use crate::cloud::existing::other::Other;
use crate::cloud::existing::path::Path;
use crate::cloud::existing::reach::Looked;
use crate::cloud::existing::running::Running;
use crate::cloud::existing::sort::Sort;
use crate::cloud::existing::spread::Spread;
use crate::cloud::existing::sure::Sure;
use crate::cloud::existing::swallowed::{Swallow, Swallowed};
use crate::cloud::existing::{Becomes, Capacity, Copied, Existing, Identity, Input, Of, Part, Said};

/// All of it.
pub(crate) static EXISTING: LazyLock<Existing> = LazyLock::new(|| Existing {
    provider: "aws",
    sizes: table(include_str!("existing/sizes.csv")).filter_map(|row| size(&row)).collect(),
    identities: table(include_str!("existing/identities.csv")).filter_map(|row| identity(&row)).collect(),
    inputs: table(include_str!("existing/inputs.csv")).filter_map(|row| input(&row)).collect(),
    parts: table(include_str!("existing/parts.csv")).filter_map(|row| part(&row)).collect(),
    looked: table(include_str!("existing/looked.csv")).filter_map(|row| looked(&row)).collect(),
    becomes: table(include_str!("existing/becomes.csv")).filter_map(|row| becomes(&row)).collect(),
    limits: table(include_str!("existing/limits.csv")).filter_map(|row| limit(&row)).collect(),
    schedules: table(include_str!("existing/schedules.csv")).filter_map(|row| schedule(&row)).collect(),
    running: table(include_str!("existing/running.csv")).filter_map(|row| running(&row)).collect(),
    swallows: table(include_str!("existing/swallows.csv")).filter_map(|row| swallow(&row)).collect(),
    copies: table(include_str!("existing/copies.csv")).filter_map(|row| copied(&row)).collect(),
    others: table(include_str!("existing/others.csv")).filter_map(|row| other(&row)).collect(),
    apart: &[
        Apart {
            kind: "database",
            field: "replicas.count",
            of: &["aws_db_instance"],
            none: "0",
            resource: "aws_db_instance",
            attribute: Some("replicate_source_db"),
        },
        Apart {
            kind: "database",
            field: "proxy",
            of: &["aws_db_instance", "aws_rds_cluster"],
            none: "false",
            resource: "aws_db_proxy",
            attribute: None,
        },
    ],
    spread: vec![
        Spread {
            resource: "aws_autoscaling_group",
            path: Path::read("vpc_zone_identifier"),
            network: Some(("aws_subnet", "availability_zone")),
        },
        Spread { resource: "aws_autoscaling_group", path: Path::read("availability_zones"), network: None },
    ],
    sure: &[Sure {
        resource: "aws_ecs_task_definition",
        attribute: "runtime_platform.cpu_architecture",
        beside: "aws_ecs_service",
        by: &["launch_type", "capacity_provider_strategy.capacity_provider"],
        is: "FARGATE",
        otherwise: "and what its tasks cost is not known: nothing says that all of them run on Fargate on demand, and not \
                    on machines or on Fargate Spot",
    }],
    marks: &["id", "arn", "name"],
    region: "region",
    knows: |resource, name| {
        // A module does not say whether it makes a cluster.
        let scales = resource == Some("aws_rds_cluster_instance") && name == SERVERLESS;
        scales || machine_under(name).is_some_and(|machine| machine.figures().is_some())
    },
});

/// A cell; none for `-`.
fn said(cell: &'static str) -> Option<&'static str> {
    Some(cell).filter(|cell| *cell != "-")
}

fn size(row: &[&'static str]) -> Option<Capacity> {
    let [resource, path, kind, field, sort, gone, when] = *row else { return None };
    Some(Capacity {
        resource,
        path: Path::read(path),
        of: Of { kind: said(kind), field: said(field) },
        sort: Sort::named(sort)?,
        gone: gone.parse().ok(),
        when: when.split_once('=').map(|(path, is)| (Path::read(path), is)),
    })
}

fn identity(row: &[&'static str]) -> Option<Identity> {
    let [resource, path, kind, field, value, word] = *row else { return None };
    let value = match value {
        "-" => Said::Nothing,
        "--" => Said::Nowhere,
        "*" => Said::Version,
        word => Said::Word(word),
    };
    Some(Identity {
        resource,
        path: Path::read(path),
        of: Of { kind: said(kind), field: said(field) },
        value,
        word,
    })
}

fn other(row: &[&'static str]) -> Option<Other> {
    let [resource, path, kind, field, unless] = *row else { return None };
    Some(Other {
        resource,
        path: Some(path).filter(|path| *path != "*").map(Path::read),
        kind: Some(kind).filter(|kind| *kind != "*"),
        field,
        unless: said(unless).map(Path::read),
    })
}

fn input(row: &[&'static str]) -> Option<Input> {
    let [name, kind, field, sort] = *row else { return None };
    Some(Input { name, of: Of { kind: said(kind), field: said(field) }, sort: Sort::named(sort) })
}

fn part(row: &[&'static str]) -> Option<Part> {
    let [part, whole, said, path] = *row else { return None };
    Some(Part { part, whole, said, path: Path::read(path) })
}

fn looked(row: &[&'static str]) -> Option<Looked> {
    let [role, kind, from, by, path] = *row else { return None };
    let refers = match by {
        "found" => true,
        "from" => false,
        _ => return None,
    };
    Some(Looked { role, kind, from, refers, path: Path::read(path) })
}

fn becomes(row: &[&'static str]) -> Option<Becomes> {
    let [head, shown_by, path, is, kind] = *row else { return None };
    Some(Becomes { head, shown_by, path: Path::read(path), is, kind })
}

fn copied(row: &[&'static str]) -> Option<Copied> {
    let [resource, path, same] = *row else { return None };
    let path = Some(path).filter(|path| *path != "*").map(Path::read);
    Some(Copied { resource, path, same: same.split('|').filter_map(said).collect() })
}

fn limit(row: &[&'static str]) -> Option<Limit> {
    let [resource, path, what, per, window, by, each, part, usual] = *row else { return None };
    let what = match what {
        "requests" => Limited::Requests(per.parse().ok()?),
        "burst" => Limited::Burst,
        "quota" => Limited::Quota,
        _ => return None,
    };
    let by = said(by).map(|by| {
        let values = each.split('|').filter_map(|value| value.split_once('=')).collect();
        Each::By(by, values)
    });
    let part_of = |text: &'static str| match (text, text.strip_prefix('^'), text.split_once('!')) {
        ("*", ..) => PartOf::Always,
        (_, Some(block), _) => PartOf::Around(block),
        (_, _, Some((name, is))) => PartOf::Not(name, is),
        _ => PartOf::Beside(text),
    };
    Some(Limit {
        resource,
        path: said(path).map(Path::read),
        what,
        window: said(window),
        each: by.unwrap_or(Each::One(each)),
        part: part.split('|').filter_map(said).map(part_of).collect(),
        usual: usual.parse().ok(),
    })
}

fn schedule(row: &[&'static str]) -> Option<Scheduled> {
    let [resource, when, form, zone, start, end, min, max, unset] = *row else { return None };
    Some(Scheduled {
        resource,
        when: Path::read(when),
        form: match form {
            "five" => Form::Five,
            "named" => Form::Named,
            _ => return None,
        },
        zone: Path::read(zone),
        start: Path::read(start),
        end: Path::read(end),
        min: Path::read(min),
        max: Path::read(max),
        unset_is_zero: match unset {
            "zero" => true,
            "stays" => false,
            _ => return None,
        },
    })
}

fn running(row: &[&'static str]) -> Option<Running> {
    let [resource, path, field, outside] = *row else { return None };
    let is_refused = match outside {
        "refused" => true,
        "taken" => false,
        _ => return None,
    };
    Some(Running { resource, path: Path::read(path), field, is_refused })
}

fn swallow(row: &[&'static str]) -> Option<Swallow> {
    let [resource, path, holds, is, part, of, what, unless] = *row else { return None };
    Some(Swallow {
        resource,
        path: Path::read(path),
        when_in: holds == "is",
        values: is.split('|').map(said).collect(),
        part,
        sizes: of.split('|').filter(|path| *path != "*").collect(),
        unless: unless.split_once('=').map(|(path, is)| (Path::read(path), is)),
        effect: Swallowed::named(what)?,
    })
}

#[cfg(test)]
mod tests;

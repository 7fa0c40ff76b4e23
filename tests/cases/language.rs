//! What is generated uses of the language only what `docs/terraform.md` lists, and each root asks for a version of
//! Terraform or OpenTofu that has it.

use std::collections::{BTreeMap, BTreeSet};

use hcl::expr::{Expression, TraversalOperator};
use hcl::template::{Element, Template};
use hcl::{Body, Structure};

use crate::expressions::visit_body;
use crate::{built, is_terraform, parse};

/// Blocks and arguments that Terraform itself reads inside a resource or a data source; the rest is the provider's.
pub(crate) const META: [&str; 9] = [
    "count",
    "depends_on",
    "dynamic",
    "for_each",
    "lifecycle",
    "provider",
    "provisioner",
    "connection",
    "timeouts",
];

/// A version: `1.10` is after `1.9`.
type Version = (u32, u32);

fn version(text: &str) -> Version {
    let (major, minor) = text.split_once('.').unwrap_or_else(|| panic!("`{text}` is no version"));
    (major.parse().unwrap(), minor.parse().unwrap())
}

/// The table of `docs/terraform.md`: what is used, since which version of Terraform and of OpenTofu.
fn written() -> BTreeMap<String, (Version, Version)> {
    let page = include_str!("../../docs/terraform.md");
    let rows = page.lines().skip_while(|line| !line.starts_with("| used |")).skip(2);
    let mut all = BTreeMap::new();
    for row in rows.take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [used, terraform, tofu] = cells[..] else { panic!("{row}") };
        let used = used.replace('`', "");
        assert!(all.insert(used, (version(terraform), version(tofu))).is_none(), "twice: {row}");
    }
    all
}

/// What a body uses, at the top of a file.
fn of_file(body: &Body, used: &mut BTreeSet<String>) {
    for structure in body {
        let Structure::Block(block) = structure else { panic!("an argument at the top of a file") };
        let kind = block.identifier();
        used.insert(format!("block {kind}"));
        match kind {
            "resource" | "data" => of_resource(&block.body, used),
            "terraform" | "check" => of_core(kind, &block.body, used),
            _ => {}
        }
        visit_body(&block.body, &mut |expression| of_expression(expression, used));
    }
}

/// The arguments and blocks of a block that Terraform reads itself, down to the last.
fn of_core(path: &str, body: &Body, used: &mut BTreeSet<String>) {
    for structure in body {
        match structure {
            Structure::Attribute(attribute) if path != "terraform required_providers" => {
                used.insert(format!("argument {path} {}", attribute.key()));
            }
            Structure::Attribute(_) => {}
            Structure::Block(block) => {
                let labels: Vec<&str> = block.labels().iter().map(hcl::BlockLabel::as_str).collect();
                let path = [&[path, block.identifier()], &labels[..]].concat().join(" ");
                used.insert(format!("block {path}"));
                of_core(&path, &block.body, used);
            }
        }
    }
}

fn of_resource(body: &Body, used: &mut BTreeSet<String>) {
    for structure in body {
        match structure {
            Structure::Attribute(attribute) if META.contains(&attribute.key()) => {
                used.insert(format!("argument {}", attribute.key()));
            }
            Structure::Block(block) if META.contains(&block.identifier()) => {
                used.insert(format!("block {}", block.identifier()));
                of_core(block.identifier(), &block.body, used);
            }
            _ => {}
        }
    }
}

/// The functions and forms of an expression that are more than values, operators and references.
fn of_expression(expression: &Expression, used: &mut BTreeSet<String>) {
    match expression {
        Expression::FuncCall(call) => {
            assert!(call.name.namespace.is_empty(), "a provider's own function: {call:?}");
            used.insert(format!("function {}", call.name.name));
        }
        Expression::TemplateExpr(template) => {
            let parts = Template::from_expr(template).unwrap();
            if parts.elements().iter().any(|part| matches!(part, Element::Directive(_))) {
                used.insert("template directive".to_owned());
            }
        }
        Expression::Traversal(traversal) => {
            let splat = |operator: &TraversalOperator| {
                matches!(operator, TraversalOperator::AttrSplat | TraversalOperator::FullSplat)
            };
            if traversal.operators.iter().any(splat) {
                used.insert("splat".to_owned());
            }
        }
        Expression::ForExpr(_) => {
            used.insert("for".to_owned());
        }
        Expression::Variable(name) if ["each", "path", "self", "terraform"].contains(&name.as_str()) => {
            used.insert(format!("object {}", name.as_str()));
        }
        _ => {}
    }
}

/// The lowest version that a root asks for.
fn required(body: &Body) -> Option<Version> {
    let terraform = body.blocks().find(|block| block.identifier() == "terraform")?;
    let wanted = terraform.body.attributes().find(|attribute| attribute.key() == "required_version")?;
    let Expression::String(text) = wanted.expr() else { panic!("{wanted:?}") };
    Some(version(text.strip_prefix(">= ").unwrap()))
}

/// OpenTofu began with this version, made from Terraform 1.5 and the beginnings of 1.6.
/// Source: opentofu.org/docs/intro/migration/terraform-1.5-or-lower
const FIRST_TOFU: Version = (1, 6);

#[test]
fn what_is_used_of_the_language_is_written_down_and_asked_for() {
    let written = written();
    let mut all = BTreeSet::new();
    for (case, profiles) in built() {
        for (profile, artifacts) in profiles {
            // One root for each folder.
            let mut roots: BTreeMap<String, (Option<Version>, BTreeSet<String>)> = BTreeMap::new();
            for artifact in artifacts.iter().filter(|artifact| is_terraform(artifact)) {
                let folder = artifact.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                let root = roots.entry(folder.to_owned()).or_default();
                let body = parse(artifact);
                root.0 = root.0.max(required(&body));
                of_file(&body, &mut root.1);
            }
            for (folder, (required, used)) in roots {
                let required = required.unwrap_or_else(|| panic!("{case}, {profile}/{folder}: any version"));
                for name in used {
                    if let Some((terraform, tofu)) = written.get(&name) {
                        assert!(
                            *terraform <= required,
                            "{case}, {profile}: `{name}` wants a newer Terraform"
                        );
                        assert!(*tofu <= required.max(FIRST_TOFU), "{case}, {profile}: `{name}`, OpenTofu");
                    }
                    all.insert(name);
                }
            }
        }
    }
    let unwritten: Vec<&String> = all.iter().filter(|name| !written.contains_key(*name)).collect();
    assert!(unwritten.is_empty(), "used, and not in the table of docs/terraform.md: {unwritten:#?}");
    let unused: Vec<&String> = written.keys().filter(|name| !all.contains(*name)).collect();
    assert!(unused.is_empty(), "docs/terraform.md lists what nothing generated uses: {unused:?}");
}

//! What each version of Terraform from 1.5 on writes into a plan, in the order in which it came, and what is said of it. All
//! of them call their format 1.2.
//! Source of the fields: <https://developer.hashicorp.com/terraform/internals/json-format>, read in 2026-11. It does not
//! say in which version each came; plans of one version, the one that runs `tests/terraform`, are read for real.

use scaleprof::review::felt::Felt;
use scaleprof::review::{Review, json, markdown, text};
use serde_json::{Value, json};

use crate::{change, judged, plan, run};

fn of(plan: &Value) -> Review {
    judged(&plan.to_string()).unwrap()
}

/// All that is said of a plan, in words.
fn said(review: &Review) -> String {
    let words = text::text(review, "plan.json", false);
    let one_line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    one_line + &markdown::markdown(review)
}

fn says(review: &Review, all: &[&str]) {
    let said = said(review);
    for one in all {
        assert!(said.contains(one), "no `{one}` in {said}");
    }
}

/// Whether `--fail-on rejected` lets a plan pass, and with what is not known accepted.
fn passes(plan: &Value) -> [bool; 2] {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.json");
    std::fs::write(&file, plan.to_string()).unwrap();
    let base = ["review", file.to_str().unwrap(), "--fail-on", "rejected"];
    let code = |more: &[&str]| run(&[&base[..], more].concat()).status.code();
    [code(&[]), code(&["--allow-unknown-effects"])].map(|code| code == Some(0))
}

fn machine(size: &str) -> Value {
    json!({"id": "i-01", "ami": "ami-1", "instance_type": size})
}

fn web(before: &Value, after: &Value, actions: &[&str]) -> Value {
    let mut own = change("aws_instance", "web", before, after);
    own["change"]["actions"] = json!(actions);
    own
}

/// 1.5: what is there already is taken over, with configuration that Terraform wrote; checks.
#[test]
fn what_is_imported_is_there_already() {
    let mut idle = web(&machine("m6g.large"), &machine("m6g.large"), &["no-op"]);
    idle["change"]["importing"] = json!({"id": "i-01"});
    idle["change"]["generated_config"] = json!("resource \"aws_instance\" \"web\" {}");
    let mut whole = plan(std::slice::from_ref(&idle));
    whole["checks"] = json!([
        {"address": {"kind": "check", "name": "up"}, "status": "pass"},
        {"address": {"kind": "check", "name": "down"}, "status": "fail", "instances": []},
        {"address": {"kind": "resource", "name": "later"}, "status": "unknown"},
    ]);
    whole["relevant_attributes"] = json!([{"resource": "aws_instance.web", "attribute": ["id"]}]);
    let found = of(&whole);
    assert_eq!((found.felt(), found.checks, found.changes[0].is_silent()), (Felt::None, 2, true));
    says(&found, &["it is there already, and Terraform takes it over", "2 checks fail or are not known"]);
    assert_eq!(passes(&whole), [true, true]);
    // Taken over and changed at once: what it is comes from the cloud, so the change is a change. Later versions give an
    // identity in place of the id, which may be known only later.
    for importing in [json!({"id": "i-01"}), json!({"identity": {"id": "i-01"}}), json!({"unknown": true})] {
        let mut both = web(&machine("m6g.large"), &machine("m6g.xlarge"), &["update"]);
        both["change"]["importing"] = importing;
        let found = of(&plan(&[both]));
        assert_eq!(found.felt(), Felt::Restart);
        says(&found, &["it is there already, and Terraform takes it over", "m6g.large -> m6g.xlarge"]);
    }
}

/// A plan that ended with an error has a part of its changes: nothing is said of the rest, and no gate passes it.
#[test]
fn what_planning_has_not_come_to_is_not_known() {
    let mut whole = plan(&[]);
    whole["errored"] = json!(true);
    whole["applyable"] = json!(false);
    whole["complete"] = json!(false);
    let found = of(&whole);
    assert_eq!((found.felt(), found.is_open(), found.complete), (Felt::Unknown, true, Some(false)));
    says(&found, &["planning ended with an error: what it has not come to is missing here"]);
    assert!(!said(&found).contains("changes nothing"));
    assert_eq!(passes(&whole), [false, true]);
    whole["errored"] = json!(false);
    assert_eq!(of(&whole).felt(), Felt::None);
}

/// 1.7: what leaves the state and is not destroyed goes on to be there: nobody feels it, and it costs what it did.
#[test]
fn what_is_forgotten_goes_on_to_cost() {
    let mut forgotten = web(&machine("m6g.large"), &Value::Null, &["forget"]);
    forgotten["action_reason"] = json!("delete_because_no_resource_config");
    let mut whole = plan(&[forgotten]);
    whole["configuration"]["root_module"] =
        json!({"resources": [{"address": "aws_instance.web", "provider_config_key": "aws"}]});
    let found = of(&whole);
    assert_eq!(found.felt(), Felt::None);
    says(&found, &["Terraform forgets it, and it goes on to be there"]);
    let [before, after] = found.hour();
    assert!(before == after && !before.is_zero(), "{before:?} -> {after:?}");
    assert!(found.quotas.is_empty(), "{:?}", found.quotas);
    // A later version makes a new one beside it: users are on that one, which is empty.
    let found = of(&plan(&[web(&machine("m6g.large"), &machine("m6g.large"), &["create", "forget"])]));
    assert_eq!(found.felt(), Felt::Replace);
    says(&found, &["the old one goes on to be there, and on the bill", "create"]);
}

/// 1.9: changes that Terraform cannot plan yet are in no list of changes, and what users feel of them is not known.
#[test]
fn what_is_deferred_is_not_known() {
    let mut later = web(&Value::Null, &machine("m6g.large"), &["create"]);
    later["change"]["after_unknown"] = json!({"id": true});
    let mut whole = plan(&[]);
    whole["deferred_changes"] =
        json!([{"reason": "provider_config_unknown", "resource_change": later.clone()}]);
    whole["complete"] = json!(false);
    whole["applyable"] = json!(true);
    let found = of(&whole);
    assert_eq!((found.felt(), found.deferred, found.complete), (Felt::Unknown, 1, Some(false)));
    says(&found, &["1 change is deferred to a later plan and is not in this one"]);
    assert!(!said(&found).contains("changes nothing"));
    assert_eq!(passes(&whole), [false, true]);
    // Beside changes that are known the worst of these is said, and that it is not all.
    whole["resource_changes"] = json!([web(&machine("m6g.large"), &machine("m6g.xlarge"), &["update"])]);
    let found = of(&whole);
    assert_eq!((found.felt(), found.is_open()), (Felt::Restart, true));
    says(&found, &["restart; there is more than the changes"]);
}

/// 1.10 and 1.11: ephemeral values and write-only arguments are in no plan; that one changes shows in the number of its
/// version alone.
#[test]
fn what_is_written_only_shows_by_its_version() {
    let database = |version: u64, class: &str| {
        json!({"id": "db-1", "instance_class": class, "multi_az": true, "engine": "postgres",
            "password_wo": null, "password_wo_version": version})
    };
    let one = change("aws_db_instance", "it", &database(1, "db.m6g.large"), &database(2, "db.m6g.large"));
    let mut whole = plan(&[one]);
    whole["variables"] = json!({"password": {}});
    whole["configuration"]["root_module"] = json!({"resources": [
        {"address": "ephemeral.aws_secretsmanager_secret_version.it", "mode": "ephemeral",
         "type": "aws_secretsmanager_secret_version", "name": "it", "provider_config_key": "aws"},
        {"address": "aws_db_instance.it", "mode": "managed", "type": "aws_db_instance", "name": "it",
         "provider_config_key": "aws",
         "expressions": {"password_wo": {"references": ["ephemeral.aws_secretsmanager_secret_version.it"]},
            "password_wo_version": {"constant_value": 2}, "instance_class": {"constant_value": "db.m6g.large"}}},
    ]});
    let found = of(&whole);
    assert_eq!(found.changes[0].unknown, ["password_wo_version"]);
    assert_eq!(passes(&whole), [false, true]);
    let both = change("aws_db_instance", "it", &database(1, "db.m6g.large"), &database(2, "db.m6g.xlarge"));
    whole["resource_changes"] = json!([both]);
    let found = of(&whole);
    assert_eq!(
        (found.felt(), &found.changes[0].unknown[..]),
        (Felt::BriefFailover, &["password_wo_version".to_owned()][..])
    );
}

/// 1.12 adds what identifies a resource, and 1.14 actions that providers do beside changes.
#[test]
fn actions_of_providers_are_not_known() {
    let mut own = web(&machine("m6g.large"), &machine("m6g.xlarge"), &["update"]);
    own["change"]["before_identity"] = json!({"id": "i-01"});
    own["change"]["after_identity"] = json!({"id": "i-01"});
    let mut whole = plan(&[own]);
    let found = of(&whole);
    assert_eq!((found.felt(), found.changes[0].unknown.len()), (Felt::Restart, 0));
    assert_eq!(passes(&whole), [true, true]);
    whole["action_invocations"] = json!([{"address": "action.aws_ec2_stop_instance.web", "type": "aws_ec2_stop_instance",
        "name": "web", "lifecycle_action_trigger": {"triggering_resource_address": "aws_instance.web"}}]);
    let found = of(&whole);
    assert_eq!((found.invoked, found.is_open()), (1, true));
    says(&found, &["1 action of a provider is invoked"]);
    assert_eq!(passes(&whole), [false, true]);
    let report = serde_json::to_value(json::report(&found)).unwrap();
    assert_eq!((&report["open"], &report["actions_invoked"]), (&json!(true), &json!(1)));
}

/// Old objects, moves, modules with keys, and why Terraform replaces something.
#[test]
fn reasons_and_addresses_are_said_in_terraforms_words() {
    let mut old = web(&machine("m6g.large"), &Value::Null, &["delete"]);
    old["deposed"] = json!("a1b2c3d4");
    let mut moved = web(&machine("m6g.large"), &machine("m6g.large"), &["no-op"]);
    moved["previous_address"] = json!("aws_instance.old");
    let mut both = web(&machine("m6g.large"), &machine("m6g.xlarge"), &["update"]);
    both["previous_address"] = json!("aws_instance.old");
    for (own, felt, words) in [
        (&old, Felt::Unknown, &["deposed object a1b2c3d4"][..]),
        (&moved, Felt::None, &["only its address in the state changes"]),
        (&both, Felt::Restart, &["its address in the state changes, too", "m6g.large -> m6g.xlarge"]),
    ] {
        let found = of(&plan(std::slice::from_ref(own)));
        assert_eq!(found.felt(), felt, "{own}");
        says(&found, words);
    }
    for reason in [
        "replace_because_tainted",
        "replace_by_request",
        "replace_by_triggers",
        "replace_because_cannot_update",
    ] {
        for actions in [["delete", "create"], ["create", "delete"]] {
            let mut own = web(&machine("m6g.large"), &machine("m6g.large"), &actions);
            own["action_reason"] = json!(reason);
            own["address"] = json!("module.site[\"eu\"].aws_instance.web[0]");
            own["module_address"] = json!("module.site[\"eu\"]");
            own["index"] = json!(0);
            let found = of(&plan(&[own]));
            assert_eq!(found.felt(), Felt::Replace, "{reason}");
            says(&found, &[reason, "module.site"]);
        }
    }
}

/// What is not set is so in each of the ways in which a provider writes it.
#[test]
fn what_is_not_set_on_both_sides_does_not_change() {
    let group = |preference: Value, least: u64| {
        json!({"id": "g", "name": "g", "min_size": least, "max_size": 9, "tag": [],
            "capacity_reservation_specification": [{"capacity_reservation_preference": preference, "capacity_reservation_target": []}]})
    };
    let found =
        of(&plan(&[change("aws_autoscaling_group", "g", &group(Value::Null, 2), &group(json!(""), 3))]));
    assert!(found.changes[0].unknown.is_empty(), "{:?}", found.changes[0].unknown);
    let found =
        of(&plan(&[change("aws_autoscaling_group", "g", &group(Value::Null, 2), &group(json!("open"), 3))]));
    assert_eq!(
        found.changes[0].unknown,
        ["capacity_reservation_specification.capacity_reservation_preference"]
    );
}

/// A target of a service has the service's path for its id, and is its part all the same.
#[test]
fn a_target_is_part_of_the_service_that_its_id_names() {
    let service =
        json!({"id": "arn:aws:ecs:eu-west-1:1:service/shop/api", "name": "api", "launch_type": "FARGATE"});
    let target = |least: u64| {
        json!({"id": "service/shop/api", "resource_id": "service/shop/api", "service_namespace": "ecs",
            "scalable_dimension": "ecs:service:DesiredCount", "min_capacity": least, "max_capacity": 40})
    };
    let mut same = change("aws_ecs_service", "api", &service, &service);
    same["change"]["actions"] = json!(["no-op"]);
    let found = of(&plan(&[same, change("aws_appautoscaling_target", "api", &target(2), &target(20))]));
    let [only] = &found.changes[..] else { panic!("{:?}", found.changes) };
    assert!(
        only.unknown.is_empty() && only.attributes[0].field.as_ref().is_some_and(|own| own.1 == "count.min"),
        "{only:?}"
    );
}

//! What `diff --format infracost-json` promises: the fields of Infracost's format 0.2, and sums that are
//! exact, the same as those of scaleprof's own JSON.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::common;

use rust_decimal::Decimal;
use scaleprof::cloud::list_prices;
use scaleprof::diff::{Diff, DiffOptions};
use scaleprof::project::Project;
use scaleprof::report;
use serde_json::{Value, json};

fn example() -> Project {
    let read = |name: &str| std::fs::read_to_string(format!("profiles/{name}.yaml")).unwrap();
    common::compile([("normal", read("normal")), ("launch", read("launch"))])
}

fn unpriced() -> Project {
    let mut normal = common::stack();
    normal["external"]["maps"].as_object_mut().unwrap().remove("price");
    let components = json!({"search": {"count": {"min": 6, "max": 9}}, "db": {"class": "largest"}});
    let mut launch = common::layer("launch", "normal", &components);
    launch["external"] = json!({"maps": {"plan": "pay as you go", "price": 5}});
    common::compile([("normal", normal.to_string()), ("launch", launch.to_string())])
}

/// Infracost's JSON of a switch, and scaleprof's own.
fn written(project: &Project, from: &str, to: &str) -> (Value, Value) {
    let (from, to) = (&project.plans[from], &project.plans[to]);
    let context = DiffOptions { everyday: Some(from), ..DiffOptions::default() };
    let diff = Diff::new(from, to, &list_prices(), &context);
    let text = report::infracost::infracost(&diff).unwrap();
    assert_eq!(text, report::infracost::infracost(&diff).unwrap());
    let own = report::json::report(&diff, &[], &project.sources);
    (serde_json::from_str(&text).unwrap(), serde_json::to_value(own).unwrap())
}

fn decimal(value: &Value) -> Decimal {
    value.as_str().unwrap_or_else(|| panic!("{value} is no decimal string")).parse().unwrap()
}

/// The format's fields, as its documentation has them; those that it requires end in `!`.
fn schema() -> Value {
    let object = |fields: &[&str], of: &dyn Fn(&str) -> Value| {
        let name = |field: &&str| field.trim_end_matches('!').to_owned();
        let required: Vec<String> = fields.iter().filter(|f| f.ends_with('!')).map(name).collect();
        let properties: serde_json::Map<String, Value> =
            fields.iter().map(name).map(|field| (field.clone(), of(&field))).collect();
        json!({"type": "object", "required": required, "properties": properties, "additionalProperties": false})
    };
    let amount = json!({"type": ["string", "null"], "pattern": r"^-?[0-9]+(\.[0-9]+)?$"});
    let text = json!({"type": "string"});
    let list = |of: &str| json!({"type": "array", "items": {"$ref": format!("#/$defs/{of}")}});
    let one = |of: &str| json!({"$ref": format!("#/$defs/{of}")});
    let field = |name: &str| match name {
        "projects" => list("project"),
        "resources" | "freeResources" | "subresources" => list("resource"),
        "costComponents" => list("component"),
        "pastBreakdown" | "breakdown" | "diff" => one("breakdown"),
        "summary" => one("summary"),
        "metadata" => json!({"type": "object"}),
        "timeGenerated" => json!({"type": "string", "format": "date-time"}),
        "usageBased" | "priceNotFound" => json!({"type": "boolean"}),
        name if name.ends_with("Counts") => {
            json!({"type": "object", "additionalProperties": {"type": "integer"}})
        }
        name if name.starts_with("total") && name.ends_with("Resources") => json!({"type": "integer"}),
        name if name.ends_with("Cost") || name.ends_with("Quantity") || name == "price" => amount.clone(),
        _ => text.clone(),
    };
    let root = object(
        &[
            "version!",
            "metadata!",
            "runId",
            "shareUrl",
            "cloudUrl",
            "currency!",
            "projects!",
            "totalHourlyCost!",
            "totalMonthlyCost!",
            "totalMonthlyUsageCost",
            "pastTotalHourlyCost!",
            "pastTotalMonthlyCost!",
            "pastTotalMonthlyUsageCost",
            "diffTotalHourlyCost!",
            "diffTotalMonthlyCost!",
            "diffTotalMonthlyUsageCost",
            "timeGenerated!",
            "summary!",
        ],
        &field,
    );
    let mut root = root;
    root["$defs"] = json!({
        "project": object(
            &["name!", "displayName!", "metadata!", "pastBreakdown!", "breakdown!", "diff!", "summary!"],
            &field,
        ),
        "breakdown": object(
            &["resources!", "freeResources", "totalHourlyCost!", "totalMonthlyCost!", "totalMonthlyUsageCost!"],
            &field,
        ),
        "resource": object(
            &[
                "name!", "resourceType", "metadata!", "hourlyCost", "monthlyCost", "monthlyUsageCost",
                "costComponents", "subresources",
            ],
            &field,
        ),
        "component": object(
            &[
                "name!", "unit!", "hourlyQuantity!", "monthlyQuantity!", "price!", "hourlyCost!", "monthlyCost!",
                "usageBased", "priceNotFound!",
            ],
            &field,
        ),
        "summary": object(
            &[
                "totalResources", "totalDetectedResources", "totalSupportedResources",
                "totalUnsupportedResources", "totalUsageBasedResources", "totalNoPriceResources",
                "supportedResourceCounts", "unsupportedResourceCounts", "noPriceResourceCounts",
            ],
            &field,
        ),
    });
    root
}

#[test]
fn it_has_the_formats_fields_and_no_others() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for (project, from, to) in
        [(example(), "normal", "launch"), (example(), "launch", "normal"), (unpriced(), "normal", "launch")]
    {
        let (out, _) = written(&project, from, to);
        let errors: Vec<String> =
            validator.iter_errors(&out).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_eq!(errors, Vec::<String>::new());
        let metadata = ["infracostCommand", "vcsBranch", "vcsCommitSha", "vcsCommitAuthorName"];
        assert!(metadata.iter().all(|field| out["metadata"][field].is_string()));
        let project = &out["projects"][0]["metadata"];
        assert!(project["path"].is_string() && project["type"].is_string());
        assert_eq!((&out["version"], &out["currency"]), (&json!("0.2"), &json!("USD")));
        assert_eq!(out["timeGenerated"], "1970-01-01T00:00:00Z");
    }
}

#[test]
fn every_sum_is_exact() {
    for (project, from, to) in
        [(example(), "normal", "launch"), (example(), "launch", "normal"), (unpriced(), "normal", "launch")]
    {
        let (out, _) = written(&project, from, to);
        let project = &out["projects"][0];
        for (breakdown, prefix) in
            [("pastBreakdown", "pastTotal"), ("breakdown", "total"), ("diff", "diffTotal")]
        {
            let all = &project[breakdown];
            let resources = all["resources"].as_array().unwrap();
            for (own, rest) in [("hourlyCost", "HourlyCost"), ("monthlyCost", "MonthlyCost")] {
                for resource in resources {
                    let costs = resource["costComponents"].as_array().unwrap().iter();
                    let costs = costs.filter(|component| !component[own].is_null());
                    let sum: Decimal = costs.map(|component| decimal(&component[own])).sum();
                    assert_eq!(sum, decimal(&resource[own]), "{}", resource["name"]);
                }
                let sum: Decimal = resources.iter().map(|resource| decimal(&resource[own])).sum();
                assert_eq!(sum, decimal(&all[format!("total{rest}")]));
                assert_eq!(sum, decimal(&out[format!("{prefix}{rest}")]));
            }
        }
        for rest in ["HourlyCost", "MonthlyCost", "MonthlyUsageCost"] {
            let of = |prefix: &str| decimal(&out[format!("{prefix}{rest}")]);
            assert_eq!(of("total") - of("pastTotal"), of("diffTotal"), "{rest}");
        }
    }
}

#[test]
fn it_says_the_same_as_scaleprofs_own_json() {
    for (project, from, to) in
        [(example(), "normal", "launch"), (example(), "launch", "normal"), (unpriced(), "normal", "launch")]
    {
        let (out, own) = written(&project, from, to);
        let month = &own["cost"]["run_rate_month"];
        assert_eq!(decimal(&out["pastTotalMonthlyCost"]), decimal(&month["from"]["expected"]));
        assert_eq!(decimal(&out["totalMonthlyCost"]), decimal(&month["to"]["expected"]));
        assert_eq!(decimal(&out["diffTotalMonthlyCost"]), decimal(&month["delta"]["expected"]));
        let components = own["components"].as_array().unwrap();
        let detected = out["summary"]["totalDetectedResources"].as_u64().unwrap();
        assert_eq!(detected, components.len() as u64);
    }
}

#[test]
fn price_times_quantity_is_the_cost() {
    let (out, _) = written(&example(), "normal", "launch");
    for breakdown in ["pastBreakdown", "breakdown"] {
        for resource in out["projects"][0][breakdown]["resources"].as_array().unwrap() {
            for component in resource["costComponents"].as_array().unwrap() {
                let product = decimal(&component["price"]) * decimal(&component["monthlyQuantity"]);
                let off = (product - decimal(&component["monthlyCost"])).abs();
                assert!(off <= Decimal::new(1, 6), "{component}");
            }
        }
    }
}

#[test]
fn a_price_that_is_not_known_is_no_zero() {
    let (out, _) = written(&unpriced(), "normal", "launch");
    let resource = |breakdown: &str| {
        let all = out["projects"][0][breakdown]["resources"].as_array().unwrap().clone();
        all.into_iter().find(|resource| resource["name"] == "external.maps").unwrap()
    };
    let past = &resource("pastBreakdown")["costComponents"][0];
    assert_eq!((&past["priceNotFound"], &past["price"]), (&json!(true), &json!("0")));
    assert!(past["hourlyCost"].is_null() && past["monthlyCost"].is_null());
    // Half of a change would be called a cost: its other half is left out as well.
    let now = &resource("breakdown")["costComponents"][0];
    assert_eq!(now["priceNotFound"], json!(false));
    assert!(now["monthlyCost"].is_null());
    assert_eq!(resource("breakdown")["monthlyCost"], "0");
}

#[test]
fn only_what_changes_is_in_the_diff() {
    let (out, _) = written(&example(), "normal", "launch");
    let names = |breakdown: &str| -> Vec<String> {
        let all = out["projects"][0][breakdown]["resources"].as_array().unwrap().iter();
        all.map(|resource| resource["name"].as_str().unwrap().to_owned()).collect()
    };
    assert!(names("breakdown").contains(&"network".to_owned()));
    assert!(!names("diff").contains(&"network".to_owned()));
    assert!(names("diff").contains(&"component.contacts-db".to_owned()));
    let (same, _) = written(&example(), "normal", "normal");
    assert_eq!(same["projects"][0]["diff"]["resources"], json!([]));
    assert_eq!(same["diffTotalMonthlyCost"], "0");
}

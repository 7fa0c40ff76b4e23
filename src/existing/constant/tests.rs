use super::hcl::of_hcl;
use super::{Stands, written};

fn all(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let read = of_hcl(text, &mut |own| {
        let stands = match &own.stands {
            Stands::Number(number) => number.to_string(),
            Stands::Text(text) => format!("{text:?}"),
            Stands::Computed => "computed".to_owned(),
        };
        found.push(format!("{}: {} = {stands}{}", own.line, written(own.way), own.remarks.concat()));
    });
    assert!(read);
    found
}

#[test]
fn every_constant_has_its_way() {
    let text = r#"
resource "thing_store" "main" {
  instance_class    = "big.one" # for now
  allocated_storage = 100
  name              = "${var.name}-db"
  setting {
    name  = "MinSize"
    value = "2"
  }
  step { size = 1 }
  step { size = -2 }
}
"#;
    assert_eq!(
        all(text),
        [
            "3: resource.thing_store.main.instance_class = \"big.one\"# for now\n",
            "4: resource.thing_store.main.allocated_storage = 100",
            "5: resource.thing_store.main.name = computed",
            "7: resource.thing_store.main.setting[\"MinSize\"].name = \"MinSize\"",
            "8: resource.thing_store.main.setting[\"MinSize\"].value = \"2\"",
            "10: resource.thing_store.main.step.size = 1",
            "11: resource.thing_store.main.step[1].size = -2",
        ]
    );
}

#[test]
fn objects_lists_branches_and_calls_are_gone_into() {
    let text = r#"
locals {
  web = merge({ min = 2, "max" : 4 }, { big = var.prod ? 8 : 1 })
  # temporary
  all = [3, { n = (5) }]
  no  = [for x in var.all : 3]
  sum = 1 + 2
}
min = var.a == "b" ? 3 : var.c
"#;
    assert_eq!(
        all(text),
        [
            "3: locals.web.min = 2",
            "3: locals.web.max = 4",
            "3: locals.web.big = computed",
            "3: locals.web.big[true] = 8",
            "3: locals.web.big[false] = 1",
            "5: locals.all[0] = 3# temporary",
            "5: locals.all[1].n = 5# temporary",
            "6: locals.no = computed",
            "7: locals.sum = computed",
            "9: min = computed",
            "9: min[true] = 3",
            "9: min[false] = computed",
        ]
    );
}

#[test]
fn dynamic_blocks_count_as_what_they_make_and_broken_text_is_none() {
    let text = "resource \"a\" \"b\" {\n dynamic \"disk\" {\n content {\n size = 3\n }\n }\n}\n";
    assert_eq!(all(text), ["4: resource.a.b.disk.size = 3"]);
    assert!(!of_hcl("a = \"b", &mut |_| {}));
    for (open, close) in [("[", "]"), ("(", ")"), ("merge(", ")"), ("{ a = ", "}")] {
        let deep = format!("a = {}1{}", open.repeat(9000), close.repeat(9000));
        let mut count = 0;
        assert!(of_hcl(&deep, &mut |_| count += 1));
        assert_eq!(count, 0, "{open}");
    }
}

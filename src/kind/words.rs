//! What the kinds are called elsewhere, in words of the trade that belong to no cloud.

/// Words, and what is said to somebody who writes one of them as a kind.
static WORDS: &[(&[&str], &str)] = &[
    (
        &["db", "sql", "postgres", "postgresql", "mysql", "rdbms"],
        "a SQL database is a `database`; say which in `engine`, `postgres` or `mysql`",
    ),
    (&["mariadb", "mssql", "sqlserver", "oracle"], "a `database` is PostgreSQL or MySQL, and nothing else"),
    (
        &["container", "containers", "docker", "service", "web", "api", "frontend", "task", "website"],
        "containers behind a load balancer are an `app`, those behind a queue `workers`; one machine is a `server`",
    ),
    (
        &["loadbalancer", "load-balancer", "balancer"],
        "a load balancer is a part of an `app`, and others stand `behind` it; it has no kind of its own",
    ),
    (&["vm", "machine", "instance", "host", "cms", "wordpress", "node"], "one machine is a `server`"),
    (
        &["vms", "machines", "instances", "servers", "group", "autoscaling"],
        "machines that scale out by CPU are a `fleet`, and `workers` those behind a queue",
    ),
    (
        &["worker", "queue", "consumer", "job", "jobs", "cron", "background"],
        "machines or containers behind a queue are `workers`: the queue is made with them",
    ),
    (
        &["elasticsearch", "solr", "opensearch-cluster"],
        "search on machines of your own is a `fleet`; a managed service in your Terraform is `search`; of a vendor it stands under `external:`",
    ),
    (
        &["redis", "valkey", "memcached"],
        "data in memory as a service is a `cache`; say which in `engine`, `valkey`, `redis` or `memcached`",
    ),
    (&["functions", "faas", "serverless"], "functions in your Terraform are `function`, each by itself"),
    (
        &["kubernetes", "k8s", "deployment", "pod", "node-group"],
        "the machines of a cluster in your Terraform are `nodes`; containers without Kubernetes are an `app`",
    ),
    (&["kafka", "rabbitmq"], "brokers as a managed service in your Terraform are `brokers`"),
    (
        &["mongodb"],
        "a managed database of several instances in your Terraform is a `cluster`; of a vendor it stands under `external:`",
    ),
    (&["kv", "nosql", "key-value"], "a key-value table in your Terraform is a `table`"),
    (&["shards", "event-stream"], "a stream in your Terraform that is bought by the shard is a `stream`"),
    (&["analytics", "data-warehouse"], "a managed database for analysis in your Terraform is a `warehouse`"),
    (&["platform", "paas"], "a web application on a managed platform in your Terraform is an `environment`"),
    (&["batch-jobs", "compute"], "what runs jobs that wait in line, in your Terraform, is a `batch`"),
    (
        &["bucket", "cdn", "dns", "topic"],
        "there is no kind for it: leave it to Terraform of your own, or name its vendor under `external:`",
    ),
    (
        &[
            "external",
            "vendor",
            "saas",
            "mail",
            "email",
            "sms",
            "payment",
            "payments",
            "maps",
            "service-external",
        ],
        "what is bought elsewhere is no component: it stands under `external:`",
    ),
];

/// What is said to somebody who writes a word, in small letters, as a kind.
#[must_use]
pub(crate) fn called(word: &str) -> Option<&'static str> {
    WORDS.iter().find(|(words, _)| words.contains(&word)).map(|(_, said)| *said)
}

/// Words, and the fields that they may mean, the likeliest first.
static FIELDS: &[(&[&str], &[&str])] = &[
    (&["email", "mail", "e_mail", "address", "slack", "channel"], &["contact"]),
    (&["telephone", "mobile", "tel"], &["phone"]),
    (&["replicas", "instances", "scale", "tasks", "nodes", "number", "amount", "size"], &["count"]),
    (&["desired", "usual", "typical"], &["expected"]),
    (&["minimum", "floor", "lowest"], &["min"]),
    (&["maximum", "ceiling", "highest"], &["max"]),
    (&["limit"], &["max", "included"]),
    (&["type", "flavor", "flavour", "instance", "vm", "tier"], &["machine", "class"]),
    (&["ram", "mem"], &["memory"]),
    (&["vcpu", "vcpus", "cpus", "cores"], &["cpu"]),
    (&["env", "variables", "vars"], &["environment"]),
    (&["health", "healthcheck", "health_path", "health_check_path"], &["health_check"]),
    (&["container", "docker_image", "repository"], &["image"]),
    (&["container_port", "listen"], &["port"]),
    (&["open_ports", "firewall"], &["ports"]),
    (&["route", "routes", "rule", "rules", "listener", "balanced_by"], &["behind"]),
    (&["path", "path_pattern"], &["paths"]),
    (&["hostname", "hostnames", "domain", "domains"], &["hosts"]),
    (&["volume", "data_volume", "data_disk", "hdd", "ssd"], &["storage", "disk"]),
    (&["root_disk", "root_volume"], &["disk"]),
    (&["standby", "failover", "ha", "high_availability"], &["multi_az"]),
    (&["replica", "read_replicas", "readers", "slaves", "followers"], &["replicas"]),
    (&["pool", "pooler", "pgbouncer", "connection_pool"], &["proxy"]),
    (&["user", "db_user", "login"], &["username"]),
    (&["db", "db_name", "dbname", "schema"], &["database"]),
    (&["autoscaling", "scaling", "target"], &["scale_on"]),
    (&["depends_on", "uses_db", "databases", "links"], &["connects_to"]),
    (&["team", "responsible", "maintainer"], &["owner"]),
    (&["begin", "begins", "from", "starts", "date", "time"], &["start"]),
    (&["length", "hours", "lasts", "end", "ends", "until"], &["duration"]),
    (&["quota", "contingent", "volume_included"], &["included"]),
    (&["cost", "monthly", "fee"], &["price"]),
    (&["vendor", "provider_name"], &["service"]),
    (&["unit"], &["metric"]),
    (&["period"], &["per"]),
    (&["base", "inherits", "parent"], &["extends"]),
];

/// The fields that a word, in small letters with `_`, may mean that is none.
#[must_use]
pub(crate) fn field(word: &str) -> &'static [&'static str] {
    FIELDS.iter().find(|(words, _)| words.contains(&word)).map_or(&[], |(_, fields)| fields)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{FIELDS, WORDS, called};
    use crate::kind;

    #[test]
    fn each_word_is_there_once_and_is_no_kind() {
        let all: Vec<&str> = WORDS.iter().flat_map(|(words, _)| words.iter().copied()).collect();
        assert_eq!(all.len(), all.iter().collect::<BTreeSet<_>>().len());
        for word in all {
            assert!(kind::find(word).is_none() && word == word.to_ascii_lowercase(), "{word}");
        }
    }

    #[test]
    fn each_word_for_a_field_is_there_once() {
        let all: Vec<&str> = FIELDS.iter().flat_map(|(words, _)| words.iter().copied()).collect();
        assert_eq!(all.len(), all.iter().collect::<BTreeSet<_>>().len());
    }

    #[test]
    fn every_kind_is_an_answer() {
        for kind in kind::all() {
            let name = format!("`{}`", kind.name);
            assert!(WORDS.iter().any(|(_, said)| said.contains(&name)), "{name}");
        }
        assert_eq!(called("app"), None);
    }
}

//! Price lists in AWS's own form, small.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::server::Server;

/// The region that all of it is for.
pub(crate) const REGION: &str = "eu-west-1";

/// An offer.
#[derive(Clone)]
pub(crate) struct Offer {
    pub code: &'static str,
    pub version: String,
    pub published: String,
    products: Map<String, Value>,
    on_demand: Map<String, Value>,
    reserved: Map<String, Value>,
}

/// A tier: where it begins, and its price.
pub(crate) type Tier<'a> = (&'a str, &'a str);

impl Offer {
    pub(crate) fn new(code: &'static str) -> Self {
        Self {
            code,
            version: "20261120174521".to_owned(),
            published: "2026-11-20T17:45:21Z".to_owned(),
            products: Map::new(),
            on_demand: Map::new(),
            reserved: Map::new(),
        }
    }

    /// A later version.
    pub(crate) fn later(self) -> Self {
        let (version, published) = ("20261122080000".to_owned(), "2026-11-22T08:00:00Z".to_owned());
        Self { version, published, ..self }
    }

    pub(crate) fn path(&self) -> String {
        format!("/offers/v1.0/aws/{}/{}/{REGION}/index.json", self.code, self.version)
    }

    pub(crate) fn index_path(&self) -> String {
        index_path(self.code)
    }

    /// A product with one price.
    pub(crate) fn sell(
        &mut self,
        family: &str,
        attributes: &[(&str, &str)],
        unit: &str,
        usd: &str,
    ) -> &mut Self {
        self.sell_tiers(family, attributes, unit, &[("0", usd)])
    }

    /// A product with tiers.
    pub(crate) fn sell_tiers(
        &mut self,
        family: &str,
        attributes: &[(&str, &str)],
        unit: &str,
        tiers: &[Tier<'_>],
    ) -> &mut Self {
        let sku = format!("SKU{:013}", self.products.len());
        let mut all: BTreeMap<&str, &str> = [
            ("servicecode", self.code),
            ("location", "EU (Ireland)"),
            ("locationType", "AWS Region"),
            ("regionCode", REGION),
            ("servicename", "A service"),
        ]
        .into();
        all.extend(attributes.iter().copied());
        let product = json!({"sku": sku, "productFamily": family, "attributes": all});
        self.products.insert(sku.clone(), product);
        let dimensions: Map<String, Value> = tiers
            .iter()
            .enumerate()
            .map(|(number, (begin, usd))| {
                let end = tiers.get(number + 1).map_or("Inf", |(next, _)| next);
                let code = format!("{sku}.JRTCKXETXF.{number:010}");
                let dimension = json!({
                    "rateCode": code, "description": format!("{usd} per {unit}"), "beginRange": begin,
                    "endRange": end, "unit": unit, "pricePerUnit": {"USD": usd}, "appliesTo": [],
                });
                (code, dimension)
            })
            .collect();
        let term = json!({
            "offerTermCode": "JRTCKXETXF", "sku": sku, "effectiveDate": "2026-11-01T00:00:00Z",
            "priceDimensions": dimensions, "termAttributes": {},
        });
        let code = format!("{sku}.JRTCKXETXF");
        self.on_demand.insert(sku.clone(), json!({code: term}));
        let code = format!("{sku}.6QCMYABX3D");
        let reserved = json!({
            "offerTermCode": "6QCMYABX3D", "sku": sku,
            "priceDimensions": {format!("{code}.6YS6EN2CT7"): {"unit": unit, "pricePerUnit": {"USD": "0.0010000000"}}},
            "termAttributes": {"LeaseContractLength": "1yr", "PurchaseOption": "No } Upfront \""},
        });
        self.reserved.insert(sku, json!({code: reserved}));
        self
    }

    /// The JSON of the offer.
    pub(crate) fn json(&self) -> String {
        let Self { code, version, published, products, on_demand, reserved } = self;
        let products = serde_json::to_string_pretty(products).unwrap();
        let terms = json!({"OnDemand": on_demand, "Reserved": reserved});
        let terms = serde_json::to_string_pretty(&terms).unwrap();
        // As AWS has it: products first.
        format!(
            "{{\n  \"formatVersion\" : \"v1.0\",\n  \"disclaimer\" : \"For \\\"information\\\" only {{\",\n  \
             \"offerCode\" : \"{code}\",\n  \"version\" : \"{version}\",\n  \"publicationDate\" : \"{published}\",\n  \
             \"products\" : {products},\n  \"terms\" : {terms},\n  \"attributesList\" : {{ }}\n}}\n"
        )
    }

    /// The JSON of its index of regions.
    pub(crate) fn index(&self) -> String {
        let url = self.path();
        let other = url.replace(REGION, "us-east-1");
        let index = json!({
            "formatVersion": "v1.0", "disclaimer": "…", "publicationDate": self.published,
            "offerCode": self.code,
            "regions": {
                REGION: {"regionCode": REGION, "currentVersionUrl": url},
                "us-east-1": {"regionCode": "us-east-1", "currentVersionUrl": other},
            },
        });
        serde_json::to_string_pretty(&index).unwrap()
    }

    /// Serves it.
    pub(crate) fn publish(&self, server: &Server) {
        server.put(&self.path(), self.json());
        server.put(&self.index_path(), self.index());
    }
}

pub(crate) fn index_path(code: &str) -> String {
    format!("/offers/v1.0/aws/{code}/current/region_index.json")
}

/// A virtual machine of the kind that is meant.
pub(crate) fn machine(offer: &mut Offer, instance: &str, usd: &str, different: &[(&str, &str)]) {
    let usage = format!("EU-BoxUsage:{instance}");
    let mut attributes = vec![
        ("instanceType", instance),
        ("operatingSystem", "Linux"),
        ("tenancy", "Shared"),
        ("preInstalledSw", "NA"),
        ("capacitystatus", "Used"),
        ("operation", "RunInstances"),
        ("marketoption", "OnDemand"),
        ("licenseModel", "No License required"),
        ("usagetype", &usage),
    ];
    attributes.extend(different);
    offer.sell("Compute Instance", &attributes, "Hrs", usd);
}

/// Machines, disks and gateways, and what looks like them.
pub(crate) fn ec2() -> Offer {
    let mut offer = Offer::new("AmazonEC2");
    machine(&mut offer, "m5.large", "0.1070000000", &[]);
    machine(&mut offer, "t3.micro", "0.0114000000", &[]);
    // What else is sold as an m5.large.
    for (usd, different) in [
        ("0.1990000000", [("operatingSystem", "Windows"), ("operation", "RunInstances:0002")].as_slice()),
        ("0.1670000000", &[("operatingSystem", "RHEL"), ("operation", "RunInstances:0010")]),
        ("0.5870000000", &[("preInstalledSw", "SQL Web"), ("operation", "RunInstances:0200")]),
        ("0.1180000000", &[("tenancy", "Dedicated"), ("usagetype", "EU-DedicatedUsage:m5.large")]),
        ("0.0000000000", &[("tenancy", "Host"), ("usagetype", "EU-HostBoxUsage:m5.large")]),
        (
            "0.0000000000",
            &[("capacitystatus", "AllocatedCapacityReservation"), ("usagetype", "EU-Reservation:m5.large")],
        ),
        (
            "0.1071000000",
            &[("capacitystatus", "UnusedCapacityReservation"), ("usagetype", "EU-UnusedBox:m5.large")],
        ),
        ("0.1010000000", &[("marketoption", "CapacityBlock")]),
        ("0.1500000000", &[("locationType", "AWS Outposts")]),
        ("0.1280000000", &[("regionCode", "eu-west-1-dub-1"), ("locationType", "AWS Local Zone")]),
    ] {
        machine(&mut offer, "m5.large", usd, different);
    }
    let disk = |usage: &'static str| [("usagetype", usage), ("volumeApiName", "…")];
    offer.sell("Storage", &disk("EU-EBS:VolumeUsage.gp3"), "GB-Mo", "0.0880000000");
    offer.sell("Storage", &disk("EU-EBS:VolumeUsage.io2"), "GB-month", "0.1380000000");
    offer.sell("Storage", &disk("EU-EBS:VolumeUsage.gp3.outposts"), "GB-Mo", "0.1000000000");
    for (usage, usd) in [("", "0.0720000000"), (".tier2", "0.0504000000"), (".tier3", "0.0352800000")] {
        let usage = format!("EU-EBS:VolumeP-IOPS.io2{usage}");
        offer.sell("System Operation", &[("usagetype", &usage)], "IOPS-Mo", usd);
    }
    offer.sell("System Operation", &disk("EU-EBS:VolumeP-IOPS.gp3"), "IOPS-Mo", "0.0055000000");
    offer.sell("Provisioned Throughput", &disk("EU-EBS:VolumeP-Throughput.gp3"), "GiBps-mo", "45.0560000000");
    offer.sell("Storage Snapshot", &disk("EU-EBS:SnapshotUsage"), "GB-Mo", "0.0500000000");
    for (usage, operation, unit, usd) in [
        ("EU-NatGateway-Hours", "NatGateway", "Hrs", "0.0480000000"),
        ("EU-NatGateway-Bytes", "NatGateway", "GB", "0.0480000000"),
        ("EU-NatGateway-Prvd-Bytes", "NatGateway", "GB", "0.0000000000"),
        ("EU-RegionalNatGateway-Hours", "RegionalNatGateway", "Hrs", "0.0510000000"),
    ] {
        offer.sell("NAT Gateway", &[("usagetype", usage), ("operation", operation)], unit, usd);
    }
    offer
}

/// Databases, their storage, and what looks like them.
pub(crate) fn rds() -> Offer {
    let mut offer = Offer::new("AmazonRDS");
    let mut instance = |deployment: &str, usage: &str, usd: &str, different: &[(&str, &str)]| {
        let mut attributes = vec![
            ("instanceType", "db.m6g.large"),
            ("databaseEngine", "PostgreSQL"),
            ("deploymentOption", deployment),
            ("licenseModel", "No license required"),
            ("usagetype", usage),
        ];
        attributes.extend(different);
        offer.sell("Database Instance", &attributes, "Hrs", usd);
    };
    instance("Single-AZ", "EU-InstanceUsage:db.m6g.large", "0.1760000000", &[]);
    instance("Multi-AZ", "EU-Multi-AZUsage:db.m6g.large", "0.3510000000", &[]);
    let (cluster, usage) = ("Multi-AZ (readable standbys)", "EU-Multi-AZClusterUsage:db.m6g.large");
    instance(cluster, usage, "0.5000000000", &[("instanceType", "db.m6gd.large")]);
    for (usd, different) in [
        ("0.3000000000", [("databaseEngine", "SQL Server"), ("licenseModel", "License included")].as_slice()),
        ("0.1500000000", &[("deploymentModel", "Custom")]),
        ("0.1400000000", &[("locationType", "AWS Outposts")]),
        ("0.1300000000", &[("engineMediaType", "Customer-provided")]),
        ("0.1200000000", &[("usagetype", "EU-ExtendedSupport:Yr1-Yr2:PostgreSQL11")]),
    ] {
        instance("Single-AZ", "EU-InstanceUsage:db.m6g.large", usd, different);
    }
    for (engine, usd) in [("PostgreSQL", "0.1270000000"), ("Any", "0.1310000000")] {
        let storage = [
            ("volumeType", "General Purpose-GP3"),
            ("databaseEngine", engine),
            ("deploymentOption", "Single-AZ"),
            ("usagetype", "EU-RDS:GP3-Storage"),
        ];
        offer.sell("Database Storage", &storage, "GB-Mo", usd);
    }
    for (family, usage, unit, usd) in [
        ("Provisioned IOPS", "EU-RDS:Multi-AZ-GP3-PIOPS", "IOPS-Mo", "0.0440000000"),
        ("Provisioned IOPS", "EU-RDS:Multi-AZ-PIOPS", "IOPS-Mo", "0.2200000000"),
        ("Provisioned IOPS", "EU-RDS:Multi-AZ-IO2-PIOPS", "IOPS-Mo", "0.2200000000"),
        ("Provisioned Throughput", "EU-RDS:Multi-AZ-GP3-Throughput", "MBPS-Mo", "0.1770000000"),
    ] {
        let attributes =
            [("databaseEngine", "PostgreSQL"), ("deploymentOption", "Multi-AZ"), ("usagetype", usage)];
        offer.sell(family, &attributes, unit, usd);
    }
    // Of serverless instances it is billed by something else, and the price is the same whatever the engine.
    for (engine, usage, usd) in [
        ("PostgreSQL", "EU-RDS:ProxyUsage", "0.0180000000"),
        ("MySQL", "EU-RDS:ProxyUsage", "0.0180000000"),
        ("Aurora PostgreSQL", "EU-RDS:Proxy-ASv2-Usage", "0.0190000000"),
    ] {
        offer.sell("RDSProxy", &[("databaseEngine", engine), ("usagetype", usage)], "Hrs", usd);
    }
    // Aurora: instances and capacity by how its storage is billed, and the storage, of one engine or of any.
    for (family, engine, usage, unit, usd) in [
        ("Database Instance", "Aurora PostgreSQL", "EU-InstanceUsage:db.r6g.large", "Hrs", "0.2900000000"),
        (
            "Database Instance",
            "Aurora PostgreSQL",
            "EU-InstanceUsageIOOptimized:db.r8g.large",
            "Hrs",
            "0.3770000000",
        ),
        ("ServerlessV2", "Aurora PostgreSQL", "EU-Aurora:ServerlessV2Usage", "ACU-Hr", "0.1400000000"),
        (
            "ServerlessV2",
            "Aurora PostgreSQL",
            "EU-Aurora:ServerlessV2IOOptimizedUsage",
            "ACU-Hr",
            "0.1800000000",
        ),
        ("Serverless", "Aurora PostgreSQL", "EU-Aurora:ServerlessUsage", "ACU-Hr", "0.0700000000"),
        ("Database Storage", "Any", "EU-Aurora:StorageUsage", "GB-Mo", "0.1100000000"),
        (
            "Database Storage",
            "Aurora PostgreSQL",
            "EU-Aurora:IO-OptimizedStorageUsage",
            "GB-Mo",
            "0.2480000000",
        ),
        ("System Operation", "Any", "EU-Aurora:StorageIOUsage", "IOs", "0.0000002200"),
    ] {
        let attributes = [
            ("instanceType", usage.rsplit(':').next().unwrap_or_default()),
            ("databaseEngine", engine),
            ("deploymentOption", "Single-AZ"),
            ("usagetype", usage),
        ];
        offer.sell(family, &attributes, unit, usd);
    }
    let backup = [("databaseEngine", "PostgreSQL"), ("usagetype", "EU-RDS:ChargedBackupUsage")];
    offer.sell("Storage Snapshot", &backup, "GB-Mo", "0.0950000000");
    offer
}

/// Nodes of caches, their backups, and what looks like them.
fn elasticache() -> Offer {
    let mut offer = Offer::new("AmazonElastiCache");
    for (engine, usage, usd) in [
        ("Valkey", "EU-NodeUsage:cache.r7g.large", "0.1936000000"),
        ("Redis", "EU-NodeUsage:cache.r7g.large", "0.2420000000"),
        ("Memcached", "EU-NodeUsage:cache.r7g.large", "0.2420000000"),
        ("Redis", "EU-ExtendedSupportYr1_Yr2-NodeUsage:cache.r7g.large", "0.1940000000"),
        ("Valkey", "EU-SyncDurability-NodeUsage:cache.r7g.large", "0.0385000000"),
    ] {
        let node = [("instanceType", "cache.r7g.large"), ("cacheEngine", engine), ("usagetype", usage)];
        offer.sell("Cache Instance", &node, "Hrs", usd);
    }
    let outposts = [
        ("locationType", "AWS Outposts"),
        ("instanceType", "cache.m5.large"),
        ("cacheEngine", "Redis"),
        ("usagetype", "EU-Outpost-NodeUsage:cache.m5.large"),
    ];
    offer.sell("Cache Instance", &outposts, "Hrs", "0.0700000000");
    for (engine, usage) in
        [("Redis", "EU-ElastiCache:BackupUsage"), ("Valkey", "EU-ElastiCache:BackupUsage:Valkey")]
    {
        offer.sell(
            "Storage Snapshot",
            &[("cacheEngine", engine), ("usagetype", usage)],
            "GB-Mo",
            "0.0850000000",
        );
    }
    offer
}

/// Everything that is read, by the name of its offer.
pub(crate) fn all() -> BTreeMap<&'static str, Offer> {
    let mut ecs = Offer::new("AmazonECS");
    for (usage, unit, usd) in [
        ("EU-Fargate-vCPU-Hours:perCPU", "hours", "0.0404800000"),
        ("EU-Fargate-GB-Hours", "hours", "0.0044450000"),
        ("EU-Fargate-ARM-vCPU-Hours:perCPU", "hours", "0.0323800000"),
        ("EU-Fargate-ARM-GB-Hours", "hours", "0.0035600000"),
        ("EU-Fargate-EphemeralStorage-GB-Hours", "GB-Hours", "0.0001220000"),
        ("EU-Fargate-Windows-vCPU-Hours:perCPU", "hours", "0.0465520000"),
        ("EU-Fargate-Windows-GB-Hours", "hours", "0.0051117500"),
    ] {
        ecs.sell("Compute", &[("usagetype", usage)], unit, usd);
    }
    let mut elb = Offer::new("AWSELB");
    for (family, usage, unit, usd) in [
        ("Load Balancer-Application", "EU-LoadBalancerUsage", "Hrs", "0.0252000000"),
        ("Load Balancer-Application", "EU-LCUUsage", "LCU-Hrs", "0.0080000000"),
        ("Load Balancer-Application", "EU-TS-LoadBalancerUsage", "Hrs", "0.0056000000"),
        ("Load Balancer-Application", "EU-ReservedLCUUsage", "LCU-Hrs", "0.0090000000"),
        ("Load Balancer-Network", "EU-LoadBalancerUsage", "Hrs", "0.0252000000"),
        ("Load Balancer-Network", "EU-LCUUsage", "LCU-Hrs", "0.0060000000"),
        ("Load Balancer", "EU-LoadBalancerUsage", "Hrs", "0.0280000000"),
    ] {
        elb.sell(family, &[("usagetype", usage)], unit, usd);
    }
    let outposts = [("usagetype", "EU-LoadBalancerUsage"), ("locationType", "AWS Outposts")];
    elb.sell("Load Balancer-Application", &outposts, "Hrs", "0.0300000000");
    let mut sqs = Offer::new("AWSQueueService");
    let tiers: [(&str, &[Tier<'_>]); 2] = [
        (
            "Tier1",
            &[("100000000000", "0.0000003000"), ("0", "0.0000004000"), ("200000000000", "0.0000002400")],
        ),
        // The first million is free.
        (
            "FIFO-Tier1",
            &[("0", "0.0000000000"), ("1000000", "0.0000005000"), ("200000000000", "0.0000003500")],
        ),
    ];
    for (usage, tiers) in tiers {
        let usage = format!("EU-Requests-{usage}");
        sqs.sell_tiers("API Request", &[("usagetype", &usage)], "Requests", tiers);
    }
    let mut cloudwatch = Offer::new("AmazonCloudWatch");
    let tiers = [("0", "0.3"), ("10000", "0.1"), ("250000", "0.05"), ("1000000", "0.02")];
    cloudwatch.sell_tiers("Metric", &[("usagetype", "EU-CW:MetricMonitorUsage")], "Metrics", &tiers);
    cloudwatch.sell("Alarm", &[("usagetype", "EU-CW:AlarmMonitorUsage")], "Alarms", "0.1000000000");
    cloudwatch.sell("Data Payload", &[("usagetype", "EU-DataProcessing-Bytes")], "GB", "0.5700000000");
    let mut vpc = Offer::new("AmazonVPC");
    vpc.sell("VpcPublicIPv4", &[("usagetype", "EU-PublicIPv4:InUseAddress")], "Hrs", "0.0050000000");
    vpc.sell("VpcPublicIPv4", &[("usagetype", "EU-PublicIPv4:IdleAddress")], "Hrs", "0.0051000000");
    let mut secrets = Offer::new("AWSSecretsManager");
    secrets.sell("Secret", &[("usagetype", "EU-AWSSecretsManager-Secrets")], "Secrets", "0.4000000000");
    secrets.sell(
        "API Request",
        &[("usagetype", "EU-AWSSecretsManagerAPIRequest")],
        "API Requests",
        "0.0000050000",
    );
    [ec2(), rds(), ecs, elb, sqs, cloudwatch, vpc, secrets, elasticache()]
        .map(|offer| (offer.code, offer))
        .into()
}

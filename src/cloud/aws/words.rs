//! What the services of AWS are called in a profile, for those who name one as a kind.

/// Words, and what is said to somebody who writes one of them as a kind.
static WORDS: &[(&[&str], &str)] = &[
    (&["rds"], "RDS is `kind: database`"),
    (
        &["aurora", "aurora-postgresql", "aurora-mysql", "aurora-serverless"],
        "there is no kind for Aurora: RDS for PostgreSQL or MySQL is `kind: database`",
    ),
    (
        &["ecs", "fargate", "ecs-service", "ecs-fargate", "apprunner", "app-runner"],
        "containers on ECS Fargate are `kind: app`",
    ),
    (&["alb", "elb", "nlb", "elbv2"], "a load balancer comes with `kind: app`, and has no kind of its own"),
    (
        &["ec2", "ec2-instance", "lightsail"],
        "one EC2 machine is `kind: server`; an Auto Scaling group is `fleet`, or `workers` behind a queue",
    ),
    (
        &["asg", "auto-scaling-group", "autoscaling-group", "autoscalinggroup"],
        "an Auto Scaling group is `kind: fleet`, or `workers` where it takes its work from a queue",
    ),
    (&["ebs"], "a volume is `storage:` of a `server`, and has no kind of its own"),
    (&["sqs"], "a queue comes with `kind: workers`, the machines that empty it"),
    (
        &["opensearch", "opensearch-service"],
        "there is no kind for OpenSearch Service: search on machines of your own is `kind: fleet`",
    ),
    (
        &["elasticache", "memorydb"],
        "there is no kind for ElastiCache: leave it to Terraform of your own, and raise it by hand",
    ),
    (
        &["lambda", "step-functions", "stepfunctions", "batch", "beanstalk", "elastic-beanstalk"],
        "there is no kind for it: leave it to Terraform of your own; containers are `kind: app`",
    ),
    (&["eks"], "there is no kind for EKS; containers on ECS Fargate are `kind: app`"),
    (
        &["dynamodb", "documentdb", "neptune", "keyspaces", "redshift", "timestream"],
        "there is no kind for it: a `database` is RDS for PostgreSQL or MySQL; leave it to Terraform of your own",
    ),
    (
        &[
            "s3",
            "cloudfront",
            "route53",
            "sns",
            "kinesis",
            "msk",
            "mq",
            "api-gateway",
            "apigateway",
            "efs",
            "waf",
            "cognito",
        ],
        "there is no kind for it: leave it to Terraform of your own",
    ),
    (&["ses"], "what is paid by use and has a limit, such as SES, stands under `external:`"),
    (
        &["nat", "nat-gateway", "vpc", "network"],
        "the network is no component: it stands under `cloud:`, in `network:`",
    ),
];

/// What is said to somebody who writes a word, in small letters, as a kind. `aws-` and `aws_` before it are no part of it.
pub(super) fn called(word: &str) -> Option<&'static str> {
    let word = word.trim_start_matches("aws-").trim_start_matches("aws_").trim_start_matches("amazon-");
    WORDS.iter().find(|(words, _)| words.contains(&word)).map(|(_, said)| *said)
}

# Measurements of weather stations come in by a stream, functions keep them in a table, and people search the archive.

provider "aws" {
  region = "eu-west-1"
}

variable "archive" {
  type = object({ nodes = number, type = optional(string, "r6g.large.search") })
  default = {
    nodes = 3 # one in each zone
  }
}

locals {
  shards = { prod = 8, test = 1 }
}

resource "aws_opensearch_domain" "archive" {
  domain_name    = "archive"
  engine_version = "OpenSearch_2.19"

  cluster_config {
    instance_type            = var.archive.type
    instance_count           = var.archive.nodes
    dedicated_master_enabled = true
    dedicated_master_type    = "m6g.large.search"
    dedicated_master_count   = 3
  }

  ebs_options {
    ebs_enabled = true
    volume_type = "gp3"
    volume_size = 200
  }
}

resource "aws_elasticsearch_domain" "old" {
  domain_name           = "old"
  elasticsearch_version = "7.10"

  cluster_config {
    instance_type  = "t3.small.elasticsearch"
    instance_count = 1
  }
}

resource "aws_kinesis_stream" "readings" {
  name        = "readings"
  shard_count = local.shards["prod"]
}

resource "aws_kinesis_stream" "alerts" {
  name        = "alerts"
  shard_count = 4

  stream_mode_details {
    stream_mode = "ON_DEMAND"
  }
}

resource "aws_dynamodb_table" "stations" {
  name           = "stations"
  hash_key       = "id"
  read_capacity  = 40
  write_capacity = 10

  attribute {
    name = "id"
    type = "S"
  }

  attribute {
    name = "region"
    type = "S"
  }

  global_secondary_index {
    name            = "by-region"
    hash_key        = "region"
    projection_type = "ALL"
    read_capacity   = 20
    write_capacity  = 10
  }
}

resource "aws_dynamodb_table" "readings" {
  name           = "readings"
  hash_key       = "id"
  read_capacity  = 100
  write_capacity = 200

  attribute {
    name = "id"
    type = "S"
  }

  lifecycle {
    ignore_changes = [read_capacity, write_capacity]
  }
}

resource "aws_appautoscaling_target" "reads" {
  service_namespace  = "dynamodb"
  resource_id        = "table/${aws_dynamodb_table.readings.name}"
  scalable_dimension = "dynamodb:table:ReadCapacityUnits"
  min_capacity       = 100
  max_capacity       = 2000
}

resource "aws_appautoscaling_target" "writes" {
  service_namespace  = "dynamodb"
  resource_id        = "table/${aws_dynamodb_table.readings.name}"
  scalable_dimension = "dynamodb:table:WriteCapacityUnits"
  min_capacity       = 200
  max_capacity       = 3000
}

resource "aws_dynamodb_table" "sessions" {
  name         = "sessions"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"

  attribute {
    name = "id"
    type = "S"
  }

  on_demand_throughput {
    max_read_request_units  = 5000
    max_write_request_units = 1000
  }
}

resource "aws_lambda_function" "keep" {
  function_name                  = "keep"
  role                           = "arn:aws:iam::123456789012:role/keep"
  filename                       = "keep.zip"
  handler                        = "main.handler"
  runtime                        = "python3.13"
  architectures                  = ["arm64"]
  memory_size                    = 512
  reserved_concurrent_executions = 50
  publish                        = true
}

resource "aws_lambda_provisioned_concurrency_config" "keep" {
  function_name                     = aws_lambda_function.keep.function_name
  qualifier                         = aws_lambda_function.keep.version
  provisioned_concurrent_executions = 10
}

resource "aws_lambda_function" "warn" {
  function_name = "warn"
  role          = "arn:aws:iam::123456789012:role/warn"
  filename      = "warn.zip"
  handler       = "main.handler"
  runtime       = "python3.13"
  memory_size   = 256
}

resource "aws_eks_node_group" "models" {
  cluster_name    = "models"
  node_group_name = "models"
  node_role_arn   = "arn:aws:iam::123456789012:role/models"
  subnet_ids      = ["subnet-0123456789abcdef0"]
  instance_types  = ["m6i.2xlarge"]
  disk_size       = 80

  scaling_config {
    min_size     = 2
    max_size     = 10
    desired_size = 2
  }
}

resource "aws_elastic_beanstalk_environment" "site" {
  name                = "site"
  application         = "site"
  solution_stack_name = "64bit Amazon Linux 2023 v4.3.0 running Python 3.11"

  setting {
    namespace = "aws:autoscaling:asg"
    name      = "MinSize"
    value     = "2"
  }

  setting {
    namespace = "aws:autoscaling:asg"
    name      = "MaxSize"
    value     = "6"
  }

  setting {
    namespace = "aws:ec2:instances"
    name      = "InstanceTypes"
    value     = "t3.large"
  }
}

resource "aws_docdb_cluster" "forecasts" {
  cluster_identifier = "forecasts"
  master_username    = "forecaster"
}

resource "aws_docdb_cluster_instance" "forecasts" {
  count              = 3
  identifier         = "forecasts-${count.index}"
  cluster_identifier = aws_docdb_cluster.forecasts.id
  instance_class     = "db.r6g.large"
  apply_immediately  = true
}

resource "aws_msk_cluster" "lines" {
  cluster_name           = "lines"
  kafka_version          = "3.8.x"
  number_of_broker_nodes = 3

  broker_node_group_info {
    instance_type   = "kafka.m7g.large"
    client_subnets  = ["subnet-0123456789abcdef0"]
    security_groups = ["sg-0123456789abcdef0"]

    storage_info {
      ebs_storage_info {
        volume_size = 500
      }
    }
  }
}

resource "aws_redshift_cluster" "climate" {
  cluster_identifier = "climate"
  node_type          = "ra3.xlplus"
  number_of_nodes    = 4
}

resource "aws_batch_compute_environment" "nightly" {
  compute_environment_name = "nightly"
  type                     = "MANAGED"

  compute_resources {
    type               = "EC2"
    instance_type      = ["c6i"]
    min_vcpus          = 0
    max_vcpus          = 256
    subnets            = ["subnet-0123456789abcdef0"]
    security_group_ids = ["sg-0123456789abcdef0"]
  }
}

# Machines that work through what waits in a queue.
resource "aws_launch_template" "render" {
  image_id      = "ami-0123456789abcdef0"
  instance_type = "c6g.xlarge"
}

resource "aws_autoscaling_group" "render" {
  name     = "render"
  min_size = 1
  max_size = 20

  launch_template {
    id      = aws_launch_template.render.id
    version = "$Latest"
  }
}

resource "aws_autoscaling_policy" "render" {
  name                   = "render"
  autoscaling_group_name = aws_autoscaling_group.render.name
  policy_type            = "StepScaling"
  adjustment_type        = "ChangeInCapacity"

  step_adjustment {
    scaling_adjustment          = 4
    metric_interval_lower_bound = 0
  }
}

resource "aws_cloudwatch_metric_alarm" "render" {
  alarm_name          = "maps-wait"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  comparison_operator = "GreaterThanThreshold"
  statistic           = "Average"
  evaluation_periods  = 1
  period              = 60
  threshold           = 100
  alarm_actions       = [aws_autoscaling_policy.render.arn]
}

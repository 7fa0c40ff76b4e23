provider "aws" {
  region     = "eu-west-1"
  access_key = "none"
  secret_key = "none"
}

locals {
  api = { min = 4, max = 20 } # the target and what it goes back to each night
}

resource "aws_rds_cluster" "orders" {
  cluster_identifier          = "orders"
  engine                      = "aurora-postgresql"
  engine_version              = "16.4"
  master_username             = "administrator"
  manage_master_user_password = true
  skip_final_snapshot         = true
  apply_immediately           = true

  serverlessv2_scaling_configuration {
    min_capacity = 2
    max_capacity = 8
  }
}

resource "aws_rds_cluster_instance" "orders" {
  identifier         = "orders"
  cluster_identifier = aws_rds_cluster.orders.cluster_identifier
  engine             = aws_rds_cluster.orders.engine
  instance_class     = "db.serverless"
}

resource "aws_opensearch_domain" "articles" {
  domain_name    = "articles"
  engine_version = "OpenSearch_2.13"

  cluster_config {
    instance_type  = "m6g.large.search"
    instance_count = 3
  }

  ebs_options {
    ebs_enabled = true
    volume_type = "gp3"
    volume_size = 50
  }
}

resource "aws_dynamodb_table" "carts" {
  name           = "carts"
  billing_mode   = "PROVISIONED"
  hash_key       = "id"
  read_capacity  = 50
  write_capacity = 25

  attribute {
    name = "id"
    type = "S"
  }

  attribute {
    name = "user"
    type = "S"
  }

  global_secondary_index {
    name            = "by-user"
    hash_key        = "user"
    projection_type = "KEYS_ONLY"
    read_capacity   = 20
    write_capacity  = 25
  }
}

resource "aws_lambda_function" "push" {
  function_name                  = "push"
  role                           = "arn:aws:iam::123456789012:role/push"
  s3_bucket                      = "code"
  s3_key                         = "push.zip"
  handler                        = "index.handler"
  runtime                        = "nodejs22.x"
  memory_size                    = 512
  reserved_concurrent_executions = 50
}

resource "aws_lambda_alias" "push" {
  name             = "live"
  function_name    = aws_lambda_function.push.function_name
  function_version = "1"
}

resource "aws_lambda_provisioned_concurrency_config" "push" {
  function_name                     = aws_lambda_alias.push.function_name
  qualifier                         = aws_lambda_alias.push.name
  provisioned_concurrent_executions = 5
}

resource "aws_ecs_service" "api" {
  name            = "api"
  cluster         = "main"
  launch_type     = "FARGATE"
  task_definition = "api:1"
  desired_count   = 4

  network_configuration {
    subnets = ["subnet-0123456789abcdef0"]
  }

  lifecycle {
    ignore_changes = [desired_count]
  }
}

resource "aws_appautoscaling_target" "api" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/main/${aws_ecs_service.api.name}"
  min_capacity       = local.api.min
  max_capacity       = local.api.max
}

resource "aws_appautoscaling_scheduled_action" "api" {
  name               = "night"
  service_namespace  = aws_appautoscaling_target.api.service_namespace
  scalable_dimension = aws_appautoscaling_target.api.scalable_dimension
  resource_id        = aws_appautoscaling_target.api.resource_id
  schedule           = "cron(0 2 * * ? *)"

  scalable_target_action {
    min_capacity = local.api.min
    max_capacity = local.api.max
  }
}

# Tasks in a map by workspace, an autoscaler with its own timetable, and what limits the readers.
provider "aws" {
  region = "us-east-1"
}

locals {
  desks = {
    default = { cpu = 256, memory = 512, tasks = 1, least = 1, most = 2 }
    prod    = { cpu = 2048, memory = 4096, tasks = 5, least = 5, most = 25 }
  }
  desk = local.desks[terraform.workspace]
}

resource "aws_ecs_cluster" "paper" {
  name = "paper"
}

resource "aws_ecs_task_definition" "pages" {
  family                = "pages"
  cpu                   = local.desk.cpu
  memory                = local.desk.memory
  container_definitions = "[]"
}

resource "aws_ecs_service" "pages" {
  name            = "pages"
  cluster         = aws_ecs_cluster.paper.id
  task_definition = aws_ecs_task_definition.pages.arn
  desired_count   = local.desk.tasks

  lifecycle {
    ignore_changes = [desired_count]
  }
}

resource "aws_ecs_service" "wires" {
  name          = "wires"
  cluster       = aws_ecs_cluster.paper.id
  desired_count = terraform.workspace == "prod" ? 3 : 1
}

resource "aws_appautoscaling_target" "pages" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.paper.name}/${aws_ecs_service.pages.name}"
  min_capacity       = local.desk.least
  max_capacity       = local.desk.most
}

resource "aws_appautoscaling_policy" "pages" {
  name               = "pages"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.pages.service_namespace
  scalable_dimension = aws_appautoscaling_target.pages.scalable_dimension
  resource_id        = aws_appautoscaling_target.pages.resource_id

  target_tracking_scaling_policy_configuration {
    target_value = 45
    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

resource "aws_appautoscaling_scheduled_action" "breakfast" {
  count              = terraform.workspace == "prod" ? 1 : 0
  name               = "breakfast"
  service_namespace  = aws_appautoscaling_target.pages.service_namespace
  scalable_dimension = aws_appautoscaling_target.pages.scalable_dimension
  resource_id        = aws_appautoscaling_target.pages.resource_id
  schedule           = "cron(30 6 * * ? *)"

  scalable_target_action {
    min_capacity = 10
    max_capacity = local.desk.most
  }
}

resource "aws_wafv2_web_acl" "readers" {
  scope = "CLOUDFRONT"
  default_action {
    allow {}
  }
  rule {
    name     = "many"
    priority = 1
    action {
      block {}
    }
    statement {
      rate_based_statement {
        limit = 1500
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "many"
      sampled_requests_enabled   = false
    }
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "readers"
    sampled_requests_enabled   = false
  }
}

resource "aws_apigatewayv2_stage" "live" {
  api_id = "a1b2c3"
  name   = "live"
  default_route_settings {
    throttling_rate_limit  = 250
    throttling_burst_limit = 500
  }
}

resource "aws_cloudfront_distribution" "front" {
  enabled = true
}

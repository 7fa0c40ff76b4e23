provider "aws" {
  alias  = "eu"
  region = "eu-west-1"
}

module "shop" {
  source   = "./passing"
  for_each = toset(["a"])
}

module "remote" {
  source = "./db"
}

resource "aws_rds_cluster" "orders" {
  cluster_identifier = "orders"
  engine             = "aurora-postgresql"
  engine_version     = "16"
}

resource "aws_rds_cluster_instance" "orders" {
  cluster_identifier = aws_rds_cluster.orders.id
  engine             = "aurora-postgresql"
  instance_class     = "db.r6g.large"
}

resource "aws_launch_template" "web" {
  name          = "web"
  instance_type = "c6i.large"
}

resource "aws_autoscaling_group" "web" {
  provider        = aws.eu
  name            = "web"
  min_size        = 3
  max_size        = 9
  enabled_metrics = ["GroupMinSize", "GroupInServiceInstances"]

  launch_template {
    id = aws_launch_template.web.id
  }
}

resource "aws_lb" "front" {
  name = "front"
}

resource "aws_lb_target_group" "api" {
  for_each = toset(["a\"b$${c}"])
  name     = "api"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.front.arn

  default_action {
    type = "fixed-response"
  }
}

resource "aws_lb_listener_rule" "api" {
  listener_arn = aws_lb_listener.http.arn

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api["a\"b$${c}"].arn
  }
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_ecs_service" "api" {
  name          = "api"
  cluster       = aws_ecs_cluster.main.arn
  desired_count = 2

  load_balancer {
    target_group_arn = aws_lb_target_group.api["a\"b$${c}"].arn
  }
}

resource "aws_sqs_queue" "given_up" {
  name = "given-up"
}

resource "aws_sqs_queue" "jobs" {
  name           = "jobs"
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.given_up.arn, maxReceiveCount = 3 })
}

resource "aws_ecs_service" "jobs" {
  name    = "jobs"
  cluster = "by-its-name"
}

resource "aws_appautoscaling_target" "jobs" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/by-its-name/${aws_ecs_service.jobs.name}"
  min_capacity       = 1
  max_capacity       = 4
}

resource "aws_appautoscaling_policy" "jobs" {
  name               = "backlog"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = aws_appautoscaling_target.jobs.resource_id

  target_tracking_scaling_policy_configuration {
    target_value = 10

    customized_metric_specification {
      namespace   = "AWS/SQS"
      metric_name = "ApproximateNumberOfMessagesVisible"
      statistic   = "Average"

      dimensions {
        name  = "QueueName"
        value = aws_sqs_queue.jobs.name
      }
    }
  }
}

resource "aws_instance" "box" {
  count         = 1
  instance_type = "m6i.large"
}

resource "aws_ebs_volume" "data" {
  availability_zone = "eu-west-1a"
  type              = "gp3"
  size              = 100
}

resource "aws_volume_attachment" "data" {
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.data.id
  instance_id = aws_instance.box[0].id
}

resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id = "sessions"
  description          = "sessions"
  engine               = "valkey"
  node_type            = "cache.r7g.large"
  num_cache_clusters   = 2
}

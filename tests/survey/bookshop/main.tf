# One folder, every number written where it is used.
provider "aws" {
  region = "eu-west-1"
}

resource "aws_launch_template" "shelf" {
  name_prefix   = "shelf-"
  image_id      = "ami-0123456789abcdef0"
  instance_type = "t3.small" # enough on a Tuesday

  block_device_mappings {
    device_name = "/dev/sda1"
    ebs {
      volume_size = 24
    }
  }
}

resource "aws_autoscaling_group" "shelf" {
  min_size            = 2
  max_size            = 8
  desired_capacity    = 3
  vpc_zone_identifier = var.subnets

  launch_template {
    id      = aws_launch_template.shelf.id
    version = aws_launch_template.shelf.latest_version
  }

  lifecycle {
    ignore_changes = [desired_capacity]
  }
}

resource "aws_autoscaling_policy" "busy" {
  name                   = "busy"
  policy_type            = "TargetTrackingScaling"
  autoscaling_group_name = aws_autoscaling_group.shelf.name

  target_tracking_configuration {
    target_value = 55
    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }
  }
}

resource "aws_autoscaling_schedule" "stocktaking" {
  scheduled_action_name  = "stocktaking"
  autoscaling_group_name = aws_autoscaling_group.shelf.name
  recurrence             = "15 2 * * *"
  min_size               = 4
  max_size               = -1
  desired_capacity       = -1
}

resource "aws_db_instance" "orders" {
  engine                = "postgres"
  instance_class        = "db.m6g.large"
  allocated_storage     = 120
  max_allocated_storage = 240
  multi_az              = true
  apply_immediately     = false
  password              = "a secret that nobody may see"
}

resource "aws_db_instance" "orders_copy" {
  replicate_source_db = aws_db_instance.orders.identifier
  instance_class      = aws_db_instance.orders.instance_class
  apply_immediately   = true
}

variable "subnets" {
  type = list(string)
}

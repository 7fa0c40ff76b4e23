variable "min_size" {}
variable "max_size" {}
variable "instance_type" {}
variable "keep_count" { default = false }
variable "schedules" { default = {} }

resource "aws_launch_template" "this" {
  instance_type = var.instance_type
}

resource "aws_autoscaling_group" "this" {
  count    = var.keep_count ? 0 : 1
  min_size = var.min_size
  max_size = var.max_size

  launch_template {
    id      = aws_launch_template.this.id
    version = "$Default"
  }
}

resource "aws_autoscaling_group" "kept" {
  count            = var.keep_count ? 1 : 0
  min_size         = var.min_size
  max_size         = var.max_size
  desired_capacity = var.min_size

  launch_template {
    id      = aws_launch_template.this.id
    version = "$Default"
  }

  lifecycle {
    ignore_changes = [desired_capacity]
  }
}

resource "aws_autoscaling_schedule" "this" {
  for_each               = var.schedules
  scheduled_action_name  = each.key
  autoscaling_group_name = coalesce(try(aws_autoscaling_group.this[0].name, null), try(aws_autoscaling_group.kept[0].name, null))
  min_size               = each.value.min_size
  max_size               = each.value.max_size
}

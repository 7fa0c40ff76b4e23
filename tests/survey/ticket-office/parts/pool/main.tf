variable "kind" {
  type    = string
  default = "t3.micro"
}

variable "room" {
  type = object({
    least = number
    most  = number
    aim   = optional(number, 60)
  })
}

resource "aws_launch_template" "this" {
  instance_type = var.kind
}

resource "aws_autoscaling_group" "this" {
  min_size = var.room.least
  max_size = var.room.most

  launch_template {
    id      = aws_launch_template.this.id
    version = aws_launch_template.this.latest_version
  }
}

resource "aws_autoscaling_policy" "aim" {
  autoscaling_group_name = aws_autoscaling_group.this.name

  target_tracking_configuration {
    target_value = var.room.aim
    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }
  }
}

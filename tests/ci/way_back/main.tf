variable "web" {
  type = object({ min = number, max = number, cpu = optional(number, 55) })
}

resource "aws_launch_template" "web" {
  image_id      = "ami-0123456789abcdef0"
  instance_type = "c6i.large" # for now
}

resource "aws_autoscaling_group" "web" {
  min_size = var.web.min
  max_size = var.web.max
  launch_template {
    id      = aws_launch_template.web.id
    version = "$Latest"
  }
}

resource "aws_autoscaling_policy" "web" {
  autoscaling_group_name = aws_autoscaling_group.web.name
  target_tracking_configuration {
    target_value = var.web.cpu
    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }
  }
}

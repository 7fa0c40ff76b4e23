variable "min" {}
variable "max" {}

resource "aws_launch_template" "this" {
  instance_type = "c6i.large"
}

resource "aws_autoscaling_group" "this" {
  min_size = var.min
  max_size = var.max

  launch_template {
    id      = aws_launch_template.this.id
    version = "$Latest"
  }
}

variable "cpu" {}
variable "least" {}
variable "tasks" {}
variable "most" {}

resource "aws_ecs_task_definition" "this" {
  family                = "task"
  cpu                   = var.cpu
  memory                = var.cpu * 2
  container_definitions = "[]"
}

resource "aws_ecs_service" "this" {
  name            = "service"
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = var.tasks

  lifecycle {
    ignore_changes = [desired_count, task_definition]
  }
}

resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/depot/${aws_ecs_service.this.name}"
  min_capacity       = min(var.least, var.tasks)
  max_capacity       = var.most
}

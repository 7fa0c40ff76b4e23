provider "aws" {
  region     = "eu-west-1"
  access_key = "none"
  secret_key = "none"
}

locals {
  api = { cpu = 512, memory = 1024 } # one size for all of them
}

resource "aws_ecs_task_definition" "api" {
  family                   = "api"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = local.api.cpu
  memory                   = local.api.memory

  container_definitions = jsonencode([{
    name   = "api"
    image  = "example/api:1"
    memory = local.api.memory
  }])

  runtime_platform {
    cpu_architecture = "X86_64"
  }
}

resource "aws_ecs_service" "api" {
  name            = "api"
  cluster         = "main"
  launch_type     = "FARGATE"
  task_definition = aws_ecs_task_definition.api.arn
  desired_count   = 2

  network_configuration {
    subnets         = ["subnet-0123456789abcdef0"]
    security_groups = ["sg-0123456789abcdef0"]
  }
}

resource "aws_ecs_task_definition" "jobs" {
  family                   = "jobs"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "256"
  memory                   = "512" # the least

  container_definitions = jsonencode([{ name = "jobs", image = "example/jobs:1" }])
}

resource "aws_ecs_service" "jobs" {
  name            = "jobs"
  cluster         = "main"
  launch_type     = "FARGATE"
  task_definition = aws_ecs_task_definition.jobs.arn
  desired_count   = 1

  network_configuration {
    subnets         = ["subnet-0123456789abcdef0"]
    security_groups = ["sg-0123456789abcdef0"]
  }
}

# Data of every sort. Only some of it has a kind.
provider "aws" {
  region = "eu-west-2"
}

variable "readers" {
  default = 2
}

variable "catalogue" {
  type = object({
    kind  = optional(string, "m6g.large.search")
    nodes = optional(number, 3)
    disk  = optional(number, 60)
  })
  default = {}
}

locals {
  node = "cache.t4g.small"
}

resource "aws_rds_cluster" "stacks" {
  engine = "aurora-postgresql"
  serverlessv2_scaling_configuration {
    min_capacity = 0.5
    max_capacity = 12
  }
}

resource "aws_rds_cluster_instance" "reader" {
  count              = var.readers
  cluster_identifier = aws_rds_cluster.stacks.id
  instance_class     = "db.serverless"
  apply_immediately  = true
}

resource "aws_elasticache_replication_group" "visits" {
  node_type               = local.node
  num_node_groups         = 3
  replicas_per_node_group = 1
  apply_immediately       = true
}

resource "aws_elasticache_replication_group" "tickets" {
  node_type          = "cache.m7g.large"
  num_cache_clusters = 2
  apply_immediately  = true
}

resource "aws_elasticache_cluster" "pages" {
  engine            = "memcached"
  node_type         = local.node
  num_cache_nodes   = 2
  apply_immediately = true
}

resource "aws_opensearch_domain" "catalogue" {
  domain_name = "catalogue"
  cluster_config {
    instance_type            = var.catalogue.kind
    instance_count           = var.catalogue.nodes
    dedicated_master_enabled = true
    dedicated_master_type    = "m6g.large.search"
    dedicated_master_count   = 3
  }
  ebs_options {
    ebs_enabled = true
    volume_size = var.catalogue.disk
  }
}

resource "aws_dynamodb_table" "loans" {
  name           = "loans"
  read_capacity  = 60
  write_capacity = 20
  global_secondary_index {
    name           = "by-reader"
    read_capacity  = 15
    write_capacity = 20
  }
}

resource "aws_dynamodb_table" "clicks" {
  name          = "clicks"
  billing_mode  = "PAY_PER_REQUEST"
  read_capacity = 5
}

resource "aws_lambda_function" "remind" {
  function_name                  = "remind"
  memory_size                    = 768
  reserved_concurrent_executions = 40
}

resource "aws_lambda_provisioned_concurrency_config" "remind" {
  function_name                     = aws_lambda_function.remind.function_name
  provisioned_concurrent_executions = 6
}

resource "aws_kinesis_stream" "gates" {
  name        = "gates"
  shard_count = 4
}

resource "aws_docdb_cluster_instance" "maps" {
  count              = 2
  cluster_identifier = aws_docdb_cluster.maps.id
  instance_class     = "db.r6g.large"
}

resource "aws_docdb_cluster" "maps" {
  cluster_identifier = "maps"
}

resource "aws_launch_configuration" "scan" {
  image_id      = "ami-0123456789abcdef0"
  instance_type = "c5.large"
}

resource "aws_autoscaling_group" "scan" {
  launch_configuration = aws_launch_configuration.scan.name
  min_size             = 1
  max_size             = 4
}

resource "aws_eks_node_group" "web" {
  cluster_name   = "library"
  instance_types = ["m6i.large"]
  scaling_config {
    min_size     = 2
    max_size     = 6
    desired_size = 2
  }
}

resource "aws_elastic_beanstalk_environment" "desk" {
  application = "desk"
  setting {
    namespace = "aws:autoscaling:asg"
    name      = "MinSize"
    value     = "1"
  }
  setting {
    namespace = "aws:autoscaling:asg"
    name      = "MaxSize"
    value     = "3"
  }
  setting {
    namespace = "aws:elasticbeanstalk:application:environment"
    name      = "TOKEN"
    value     = "hidden from everybody"
  }
}

resource "aws_instance" "print" {
  instance_type = "m6g.large"
  root_block_device {
    volume_size = 30
  }
}

resource "aws_ebs_volume" "print" {
  availability_zone = "eu-west-2a"
  size              = 200
  iops              = 4000
}

resource "aws_volume_attachment" "print" {
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.print.id
  instance_id = aws_instance.print.id
}

# Everything is made of one map.
provider "aws" {
  region = "ap-southeast-1"
}

variable "sorters" {
  type = map(object({
    kind  = optional(string, "t4g.nano")
    least = optional(number, 1)
    most  = number
    cheap = optional(bool, false)
  }))
}

locals {
  letters_each = { stamps = 30, parcels = 3 }
}

resource "aws_launch_template" "sorter" {
  for_each      = var.sorters
  instance_type = each.value.kind
}

resource "aws_autoscaling_group" "sorter" {
  for_each = var.sorters
  min_size = each.value.least
  max_size = each.value.most

  dynamic "launch_template" {
    for_each = each.value.cheap ? [] : [1]
    content {
      id      = aws_launch_template.sorter[each.key].id
      version = "$Latest"
    }
  }

  dynamic "mixed_instances_policy" {
    for_each = each.value.cheap ? [1] : []
    content {
      launch_template {
        launch_template_specification {
          launch_template_id = aws_launch_template.sorter[each.key].id
        }
        dynamic "override" {
          for_each = ["t4g.nano", "t4g.micro"]
          content {
            instance_type = override.value
          }
        }
      }
    }
  }
}

resource "aws_autoscaling_policy" "backlog" {
  for_each               = local.letters_each
  autoscaling_group_name = aws_autoscaling_group.sorter[each.key].name

  target_tracking_configuration {
    target_value = each.value
    customized_metric_specification {
      metric_name = "LettersPerSorter"
      namespace   = "Mailroom"
      statistic   = "Average"
    }
  }
}

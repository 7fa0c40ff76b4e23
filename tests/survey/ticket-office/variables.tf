variable "region" {
  default = "eu-central-1"
}

variable "stage" {
  type = string
}

variable "counter_kind" {
  default = "t3.small"
}

variable "counter_room" {
  type = object({
    least = number
    most  = number
    aim   = optional(number, 60)
  })
}

variable "ledger_class" {
  default = "db.t4g.small"
}

variable "ledger_disk" {
  default = 40
}

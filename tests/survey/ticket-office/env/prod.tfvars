stage        = "prod"
counter_kind = "c6i.large" # compute bound
counter_room = {
  least = 4
  most  = 12
}
ledger_class = "db.m6g.large"

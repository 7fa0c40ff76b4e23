web = {
  min    = 3  # at night
  max    = 90 # by day
  target = 50.0
}
database_class = "db.m6g.large"

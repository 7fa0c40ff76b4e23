environment = "prod"

# the web fleet


web_min = 3
web_max = 9


database_class = "db.m6g.large"

# Ours: nobody else writes here.

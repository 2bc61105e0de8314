"""What a regression's page shows, made from the regression's data; the templates only place it."""

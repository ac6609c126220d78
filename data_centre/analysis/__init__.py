"""Analysis on the data centre's side: forecasts and the standings that follow from them."""

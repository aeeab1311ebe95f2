"""What an upload may be and what people are told about it. Models and checks stand on this and it knows neither."""

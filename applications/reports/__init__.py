"""What the desk has done: figures from the history, drawn with the numbers behind them, and taken along as files."""

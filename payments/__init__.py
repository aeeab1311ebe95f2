"""Money: tariff, payment orders and collections."""

"""What is known about torch and the frameworks around it: tables, each fact with its source."""

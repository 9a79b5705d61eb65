"""What people write, and how it is read: names, numbers, telephones, amounts, tables. Plain Python."""

"""The academic record: everything a student has earned, by sheets and by other papers; opening balances, lists made of it."""

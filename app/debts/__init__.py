"""Academic debts: how they arise, the re-sits that settle them, permits, the year of the law; lists of debtors."""

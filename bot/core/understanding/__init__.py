"""What people type, read without a model: STOP and other words, questions, values. Pure: lists come in as mappings."""

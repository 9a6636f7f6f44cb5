"""What is said: messages in, replies out. Commands do not know each other; nothing here touches network or clock."""

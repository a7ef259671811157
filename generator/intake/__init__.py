"""intake: takes a clerk's raw table, gives households, refused rows and what was understood. Writes nothing but the register."""

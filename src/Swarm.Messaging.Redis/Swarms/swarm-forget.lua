-- A command was refused: its message may ask again. Of one that has asked for something else since nothing is forgotten.
-- args     1 command
local before = applied(MESSAGES, args[1])
if before and before ~= OTHER then unapply(MESSAGES, args[1]) end
return 1

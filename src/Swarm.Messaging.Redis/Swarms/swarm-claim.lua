-- Whether a message asks for what it has asked for before.
-- args     1 command
-- Returns  'new', 'known' or 'other'
local MOST_MESSAGES = 10000
local before = applied(MESSAGES, args[1])
if before == OTHER then return 'other' end
if before then return 'known' end
apply(MESSAGES, args[1], 'asked', MOST_MESSAGES)
return 'new'

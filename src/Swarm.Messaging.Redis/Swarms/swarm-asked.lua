-- Whether a command was applied before. Changes nothing.
-- args     1 id   2 command
-- Returns  { what was answered }, or nothing
local before = applied(args[1], args[2])
return before and { before } or {}

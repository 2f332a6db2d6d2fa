-- The target is gone.
-- ARGV[FIRST..]  target, 1: it is dead, what it began is lost at once
-- Returns        news: { grants, losses, {} }
local again = {}
removeTarget(ARGV[FIRST], again, ARGV[FIRST + 1] == '1')
handOn({}, again)
return report()

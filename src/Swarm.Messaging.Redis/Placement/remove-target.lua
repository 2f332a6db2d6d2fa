-- The target is gone.
-- ARGV[FIRST]  target
-- Returns        news: { grants, losses, {} }
local again = {}
removeTarget(ARGV[FIRST], again)
handOn({}, again)
return report()

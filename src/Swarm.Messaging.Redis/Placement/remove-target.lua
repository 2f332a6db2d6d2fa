-- The target is gone.
-- ARGV[9]    target
-- Returns    news: { grants, losses, {} }
removeTarget(ARGV[FIRST])
return report()

-- Sagas have acted on these losses.
-- ARGV[FIRST..]  tokens
-- Returns        how many were known
local known = 0
for i = FIRST, #ARGV do
  if call('HEXISTS', root .. 'news', ARGV[i]) == 1 then known = known + 1 end
  forget(ARGV[i])
end
return known

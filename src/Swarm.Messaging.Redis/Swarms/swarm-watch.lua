-- Interrupts those whose heartbeats stopped, and finds hosts for those without.
-- Returns  { ids interrupted, ids housed }
local interrupted = swarms.interruptOverdue()
local housed = {}
for _, id in ipairs(call('SRANDMEMBER', root .. 'homeless', AT_A_TIME)) do
  if not swarms.house(id) then break end
  housed[#housed + 1] = id
end
return { interrupted, housed }

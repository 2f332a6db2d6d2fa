-- A swarm that is interrupted, ends or leaves does not lead: another may at once.
local function resign(id)
  if call('HGET', root .. 'leader', 'swarm') ~= id then return end
  call('HSET', root .. 'leader', 'until', 0)
  call('PUBLISH', root .. 'leader', '')
end
swarms.interrupted[#swarms.interrupted + 1] = resign
swarms.ended[#swarms.ended + 1] = resign

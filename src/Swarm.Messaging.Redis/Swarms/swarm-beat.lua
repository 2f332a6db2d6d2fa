-- Signs of life of the swarms that a host has.
-- args     1 host   then for each: id, term
-- Returns  for each: 0 ok, 1 stale, 2 interrupted, 3 ended, 4 gone
local answers = {}
for i = 2, #args, 2 do
  local id, term = args[i], args[i + 1]
  local v = call('HMGET', swarmKey(id), 'status', 'host', 'term', 'beat', 'returned')
  local answer = 0
  if not v[1] then
    answer = 4
  elseif ENDED[v[1]] then
    answer = 3
  elseif v[2] ~= args[1] or v[3] ~= term then
    answer = 1
  else
    call('HSET', swarmKey(id), 'lastHeartbeat', now, 'beat', term)
    call('ZADD', root .. 'touched', now, id)
    if v[1] == 'interrupted' then
      answer = 2
      if v[5] ~= '1' then
        call('HSET', swarmKey(id), 'returned', 1)
        swarms.tell(id, 'returned')
      end
    else
      call('ZADD', root .. 'beats', now, id)
      if v[1] == 'recovering' and v[4] ~= term then swarms.tell(id, 'beat') end
      if v[1] == 'initializing' then swarms.begin(id) end
    end
  end
  answers[#answers + 1] = answer
end
return answers

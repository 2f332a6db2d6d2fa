-- ARGV  2 process   3 messages at most   4 1: everything not acknowledged again   5 1: look at swarms that nobody named, too   6... swarms to leave out
-- returns { swarm, position, message, ... }, { message, body, ... }, 1 if there are more
local host, most = ARGV[2], tonumber(ARGV[3])
local waiting, read = S .. 'unread:' .. host, S .. 'read:' .. host
local skip = {}
for n = 6, #ARGV do skip[ARGV[n]] = true end

local function term(swarm) return call('HGET', S .. 'swarm:' .. swarm, 'term') or '0' end

-- What it was given in an earlier term may have gone to another since, who did not acknowledge it: only the present one counts.
local function position(swarm)
  local of, at = string.match(call('HGET', read, swarm) or '', '^(%d+):(.+)$')
  return of == term(swarm) and at or nil
end

if ARGV[4] == '1' then call('DEL', read) end
if ARGV[4] == '1' or ARGV[5] == '1' then
  -- Swarms that came to this process with an inbox from before.
  for _, swarm in ipairs(call('SMEMBERS', S .. 'hosted:' .. host)) do
    if not position(swarm) then
      if call('XLEN', S .. 'inbox:' .. swarm) > 0 then unread(host, swarm) else call('HSET', read, swarm, term(swarm) .. ':0-0') end
    end
  end
end

call('PEXPIRE', waiting, HOST_TTL)

local entries, bodies, given, more = {}, {}, {}, 0
for _, swarm in ipairs(call('SMEMBERS', waiting)) do
  if call('HGET', S .. 'swarm:' .. swarm, 'host') ~= host then
    call('SREM', waiting, swarm)
    call('HDEL', read, swarm)
  elseif not skip[swarm] then
    local room = most - #entries / 3
    if room <= 0 then
      more = 1
      break
    end
    local found = call('XRANGE', S .. 'inbox:' .. swarm, '(' .. (position(swarm) or '0-0'), '+', 'COUNT', room)
    for _, entry in ipairs(found) do
      local position, message = entry[1], entry[2][2]
      entries[#entries + 1] = swarm
      entries[#entries + 1] = position
      entries[#entries + 1] = message
      if not given[message] then
        given[message] = true
        bodies[#bodies + 1] = message
        bodies[#bodies + 1] = call('HGET', S .. 'msg:' .. message, 'body') or ''
      end
    end
    if #found > 0 then call('HSET', read, swarm, term(swarm) .. ':' .. found[#found][1]) end
    if #found < room then call('SREM', waiting, swarm) else more = 1 end
  end
end
call('PEXPIRE', read, HOST_TTL)
return { entries, bodies, more }

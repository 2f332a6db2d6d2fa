-- ARGV  2 process   3 messages at most   4 1: everything not acknowledged again   5 1: look at swarms that nobody named, too   6 bytes at most, or one message
--       7 of a host outside: which of its questions it is ('' not)   8... swarms to leave out; of a host outside: to read
-- returns { swarm, position, message, ... }, { message, body, ... }, 1 if there are more
local host, most = ARGV[2], tonumber(ARGV[3])
local waiting, read = S .. 'unread:' .. host, S .. 'read:' .. host
local room_bytes, named = tonumber(ARGV[6]), {}
for n = 8, #ARGV do named[ARGV[n]] = true end

-- Whoever asked before may be gone, and must take nothing from the one that asks now.
if ARGV[7] ~= '' and call('HGET', S .. 'host:' .. host, 'poll') ~= ARGV[7] then return { {}, {}, 0 } end

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

local entries, bodies, given, more, bytes = {}, {}, {}, 0, 0
for _, swarm in ipairs(call('SMEMBERS', waiting)) do
  local is = call('HMGET', S .. 'swarm:' .. swarm, 'host', 'client')
  if is[1] ~= host or not reads(is[1], is[2]) then
    call('SREM', waiting, swarm)
    call('HDEL', read, swarm)
  elseif (named[swarm] or false) == (ARGV[7] ~= '') then
    local room = most - #entries / 3
    if room <= 0 then
      more = 1
      break
    end
    local found, last = call('XRANGE', S .. 'inbox:' .. swarm, '(' .. (position(swarm) or '0-0'), '+', 'COUNT', room), nil
    for _, entry in ipairs(found) do
      local position, message = entry[1], entry[2][2]
      bytes = bytes + call('HSTRLEN', S .. 'msg:' .. message, 'body')
      if bytes > room_bytes and #entries > 0 then
        more = 1
        break
      end
      entries[#entries + 1] = swarm
      entries[#entries + 1] = position
      entries[#entries + 1] = message
      if not given[message] then
        given[message] = true
        bodies[#bodies + 1] = message
        bodies[#bodies + 1] = call('HGET', S .. 'msg:' .. message, 'body') or ''
      end
      last = position
    end
    if last then call('HSET', read, swarm, term(swarm) .. ':' .. last) end
    if more == 1 then break end
    if #found < room then call('SREM', waiting, swarm) else more = 1 end
  end
end
call('PEXPIRE', read, HOST_TTL)
return { entries, bodies, more }

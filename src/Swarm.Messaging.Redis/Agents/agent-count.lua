-- Counts how an attempt ended and moves the breaker by it.
-- ARGV[2]  id   3 success (1, 0)   4 duration ms   5 failures in a row that open   6 rate that opens   7 ends the rate looks at   8 fewest ends
--          9 rest ms   10 ms within which leases that ended by themselves count once ('': it ended otherwise)
-- Returns  { 1 when the breaker moved, fields }, or nothing when the agent is not known
local id = ARGV[2]
if not known(id) then return {} end
local key, success = agentKey(id), ARGV[3] == '1'
local v = call('HMGET', key, 'breaker', 'recent', 'fails')
local breaker = v[1]
if ARGV[10] ~= '' then
  if now < tonumber(get(id, 'lost') or 0) + ARGV[10] then
    call('HINCRBY', key, 'bad', 1)
    return tell(id, false)
  end
  call('HSET', key, 'lost', now)
end
local recent = string.sub((v[2] or '') .. ARGV[3], -tonumber(ARGV[7]))
local fails = success and 0 or tonumber(v[3] or 0) + 1
call('HSET', key, 'recent', recent, 'fails', fails)
if success then
  call('HINCRBY', key, 'good', 1)
  call('HINCRBY', key, 'ms', ARGV[4])
else
  call('HINCRBY', key, 'bad', 1)
end

local function open()
  local rest = now + ARGV[9]
  call('HSET', key, 'breaker', 'open', 'rest', rest, 'opened', now)
  call('HINCRBY', key, 'breaks', 1)
  call('ZADD', root .. 'resting', rest, id)
end

-- What had begun before the breaker opened still ends: while it is open that decides nothing.
if breaker == 'half-open' then
  if success then close(id) else open() end
  return tell(id, true)
end
if breaker ~= 'closed' or success then return tell(id, false) end
local _, bad = string.gsub(recent, '0', '')
local often = #recent >= tonumber(ARGV[8]) and bad / #recent >= tonumber(ARGV[6])
if fails < tonumber(ARGV[5]) and not often then return tell(id, false) end
open()
return tell(id, true)

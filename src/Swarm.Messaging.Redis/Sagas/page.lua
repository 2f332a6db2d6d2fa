-- One shard's part of a page, newest first: by created ms, then by id, both descending, strictly after the cursor.
-- KEYS  1 prefix of the type's indexes (score = created ms, member = id): state:{state}, of:{client}; states is the set of states
-- ARGV  1 limit   2 cursor ms or ''   3 cursor id   4 state or ''   5 client or ''
-- returns {next cursor ms, next cursor id, id, score, ...}, in order for a state or a client, by state for neither. The next cursor is false, false but when both
--         are given and neither the limit nor the end was reached: so many were looked at that others shall have their turn.
local call = redis.call
local limit, state, client = tonumber(ARGV[1]), ARGV[4], ARGV[5]
-- Most of one call's looking through an index for what another has, too, and at a time.
local LOOKED_AT, AT_A_TIME = 10000, 1000

-- Byte order, as sorted sets have it; Lua's own comparison follows the server's locale.
local function before(a, b)
  for k = 1, math.min(#a, #b) do
    local x, y = a:byte(k), b:byte(k)
    if x ~= y then return x < y end
  end
  return #a < #b
end

-- How many of the index come before the cursor's place or are at it. The cursor's saga may have left the index, so its place is searched among those of the same ms.
local function placeIn(index)
  if ARGV[2] == '' then return 0 end
  local low = call('ZCOUNT', index, '(' .. ARGV[2], '+inf')
  local high = low + call('ZCOUNT', index, ARGV[2], ARGV[2])
  while low < high do
    local middle = math.floor((low + high) / 2)
    if before(call('ZREVRANGE', index, middle, middle)[1], ARGV[3]) then high = middle else low = middle + 1 end
  end
  return low
end

local reply = { false, false }
local function add(index)
  local start = placeIn(index)
  for _, value in ipairs(call('ZREVRANGE', index, start, start + limit - 1, 'WITHSCORES')) do reply[#reply + 1] = value end
end

-- Looks through the smaller index for what is in the other one as well.
local function addShared(one, other)
  if call('ZCARD', other) < call('ZCARD', one) then one, other = other, one end
  local start, found = placeIn(one), 0
  for from = start, start + LOOKED_AT - 1, AT_A_TIME do
    local part = call('ZREVRANGE', one, from, from + AT_A_TIME - 1, 'WITHSCORES')
    if not part[1] then return end
    local ids = {}
    for k = 1, #part, 2 do ids[#ids + 1] = part[k] end
    for k, score in ipairs(call('ZMSCORE', other, unpack(ids))) do
      if score then
        reply[#reply + 1] = part[2 * k - 1]
        reply[#reply + 1] = part[2 * k]
        found = found + 1
        if found == limit then return end
      end
    end
    reply[1], reply[2] = part[#part], part[#part - 1]
    if #ids < AT_A_TIME then
      reply[1], reply[2] = false, false
      return
    end
  end
end

if state ~= '' and client ~= '' then
  addShared(KEYS[1] .. 'state:' .. state, KEYS[1] .. 'of:' .. client)
  -- Enough, or the end.
  if #reply == 2 + 2 * limit then reply[1], reply[2] = false, false end
elseif state ~= '' then add(KEYS[1] .. 'state:' .. state)
elseif client ~= '' then add(KEYS[1] .. 'of:' .. client)
else
  for _, one in ipairs(call('SMEMBERS', KEYS[1] .. 'states')) do add(KEYS[1] .. 'state:' .. one) end
end
return reply

-- One shard's part of a page, newest first: by created ms, then by id, both descending, strictly after the cursor.
-- KEYS  1 index (score = created ms, member = id)
-- ARGV  1 limit   2 cursor ms or ''   3 cursor id
-- returns {id, score, ...}
local call = redis.call
local start = 0
-- Byte order, as sorted sets have it; Lua's own comparison follows the server's locale.
local function before(a, b)
  for k = 1, math.min(#a, #b) do
    local x, y = a:byte(k), b:byte(k)
    if x ~= y then return x < y end
  end
  return #a < #b
end
if ARGV[2] ~= '' then
  -- The cursor's saga may have left this index, so its place is searched among those of the same ms.
  local low = call('ZCOUNT', KEYS[1], '(' .. ARGV[2], '+inf')
  local high = low + call('ZCOUNT', KEYS[1], ARGV[2], ARGV[2])
  while low < high do
    local middle = math.floor((low + high) / 2)
    if before(call('ZREVRANGE', KEYS[1], middle, middle)[1], ARGV[3]) then high = middle else low = middle + 1 end
  end
  start = low
end
return call('ZREVRANGE', KEYS[1], start, start + ARGV[1] - 1, 'WITHSCORES')

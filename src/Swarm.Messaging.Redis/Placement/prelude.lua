-- What every function of placement builds on. The files are joined in the order that PlacementFunctions names and run once, when the library is loaded; what belongs
-- to a single call is set in eachCall, which runs at the beginning of each.
-- KEYS[1]     prefix of all placement keys, ending in a colon; every key is made from it, so all lie under one hash tag
-- ARGV[1]     offset of the store's clock in ms
-- ARGV[2..8]  in ms: lease, heartbeat, grant confirmation, reservation, target TTL; then backlog bound, most classes
-- ARGV[9..11] how long unused a session still draws its client's work, in ms; most sessions of a target; slots of a session opened here
-- ARGV[12..15] health of a session and of a target, in hundredths: what a failure takes, what a success gives, least for new work, above it counts
--             for the score
-- ARGV[16..17] a session's breaker: failures of its own in a row that open it (0: never), for how long in ms
-- ARGV[18]    JSON: what keys may do of which nobody has said how fast: name of keys to [[starts, in ms]..]
-- ARGV[19..]  how many kinds have settings; for each: kind, most attempts that hold a slot (0: any number), strategy, 1: fair to clients
-- ARGV[FIRST..]  the function's own
local root, micros, now
local LEASE, HEARTBEAT, CONFIRMATION, RESERVATION, TTL, BACKLOG_BOUND, MAX_CLASSES
local SESSION_IDLE, MOST_SESSIONS, SESSION_SLOTS
local FAILED, SUCCEEDED, GOOD, BONUS, BREAKER_FAILURES, BREAKER_REST
local LIMITS, STRATEGIES, FAIR, FIRST
-- The text last met, and what it says.
local BUDGETS, budgetText
local fence
eachCall(function()
  root = KEYS[1]
  local time = call('TIME')
  micros = tonumber(time[1]) * 1000000 + tonumber(time[2]) + tonumber(ARGV[1]) * 1000
  now = math.floor(micros / 1000)
  LEASE, HEARTBEAT, CONFIRMATION, RESERVATION, TTL = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
  BACKLOG_BOUND, MAX_CLASSES = tonumber(ARGV[7]), tonumber(ARGV[8])
  SESSION_IDLE, MOST_SESSIONS, SESSION_SLOTS = tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11])
  FAILED, SUCCEEDED, GOOD, BONUS = -tonumber(ARGV[12]), tonumber(ARGV[13]), tonumber(ARGV[14]), tonumber(ARGV[15])
  BREAKER_FAILURES, BREAKER_REST = tonumber(ARGV[16]), tonumber(ARGV[17])
  LIMITS, STRATEGIES, FAIR, FIRST = {}, {}, {}, 20
  if ARGV[18] ~= budgetText then BUDGETS, budgetText = cjson.decode(ARGV[18]), ARGV[18] end
  for _ = 1, tonumber(ARGV[19]) do
    local limit = tonumber(ARGV[FIRST + 1])
    if limit > 0 then LIMITS[ARGV[FIRST]] = limit end
    STRATEGIES[ARGV[FIRST]] = ARGV[FIRST + 2]
    FAIR[ARGV[FIRST]] = ARGV[FIRST + 3] == '1'
    FIRST = FIRST + 4
  end
  fence = nil
end)

-- News that nobody acknowledges comes again after this long.
local NEWS_AGAIN = 5000

-- Order is rank, then sequence. rank <= 100 < 2^7 and sequence < 2^45, so the sum is exact in a double.
local RANK = 2 ^ 45

local function attemptKey(attempt) return root .. 'attempt:' .. attempt end
local function targetKey(id) return root .. 'target:' .. id end
local function heldKey(id) return root .. 'target:' .. id .. ':leases' end
local function heldOfKindKey(kind) return root .. 'held:' .. kind end
local function freeKey(profile) return root .. 'profile:' .. profile .. ':free' end
local function capsKey(profile) return root .. 'profile:' .. profile .. ':caps' end
local function membersKey(profile) return root .. 'profile:' .. profile .. ':targets' end
local function awaitedKey(kind, point) return root .. 'awaited:' .. kind .. '/' .. point end
local function openKey(kind) return root .. 'open:' .. kind end
local function headsKey(class) return root .. 'heads:' .. class end
local function laneKey(class, lane) return root .. 'lane:' .. class .. '|' .. lane end

-- The fence is a counter that is never behind the clock (in us): should Redis lose its last second, no token comes a second time.
local function newFence()
  fence = math.max(fence or tonumber(call('GET', root .. 'fence') or 0), micros) + 1
  return string.format('%.0f', fence)
end

local function attemptOf(token) return string.match(token, '^(.+)@%d+$') end

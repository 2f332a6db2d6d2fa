-- Which active swarm gets a task; and whether one that is away for a while is waited for.

-- What a list in JSON has, as a set and its length; anything else has nothing.
local function listed(into, list)
  local count = 0
  if type(list) == 'table' then
    for _, word in ipairs(list) do
      into[word] = true
      count = count + 1
    end
  end
  return into, count
end

-- Swarms of a status, the newest first: { id, order, priority, has }. A document that cannot be read has no capabilities.
local function of_status(status)
  local found = {}
  for _, id in ipairs(call('SMEMBERS', S .. 'status:' .. status)) do
    local swarm = call('HMGET', S .. 'swarm:' .. id, 'doc', 'order')
    local ok, doc = pcall(cjson.decode, swarm[1])
    local metadata = ok and type(doc) == 'table' and type(doc.metadata) == 'table' and doc.metadata or {}
    local has = listed(listed({}, metadata.capabilities), metadata.tags)
    local priority = type(metadata.priority) == 'string' and metadata.priority or 'normal'
    found[#found + 1] = { id = id, order = tonumber(swarm[2] or 0), priority = priority, has = has, open = call('SCARD', S .. 'open:' .. id) }
  end
  table.sort(found, function(a, b)
    if a.order ~= b.order then return a.order > b.order end
    return a.id < b.id
  end)
  return found
end

local function candidates() return of_status('active') end

-- Swarms that have not ended and get nothing now: they may be back in seconds.
local function absent()
  local found = {}
  for _, status in ipairs({ 'initializing', 'interrupted', 'recovering' }) do
    for _, swarm in ipairs(of_status(status)) do found[#found + 1] = swarm end
  end
  return found
end

local function able_of(among, required)
  local able = {}
  for _, swarm in ipairs(among) do
    local all = true
    for _, need in ipairs(required) do all = all and swarm.has[need] or false end
    if all then able[#able + 1] = swarm end
  end
  return able
end

local function least_loaded(among)
  local best
  for _, swarm in ipairs(among) do
    if not best or swarm.open < best.open then best = swarm end
  end
  return best
end

local function round_robin(among)
  local last, chosen = tonumber(call('GET', S .. 'rotation') or 0), among[1]
  for _, swarm in ipairs(among) do
    if swarm.order < last then
      chosen = swarm
      break
    end
  end
  call('SET', S .. 'rotation', chosen.order)
  return chosen
end

local function of_priority(among, priority)
  for _, swarm in ipairs(among) do
    if swarm.priority == priority then return swarm end
  end
  return least_loaded(among)
end

-- Returns the swarm, and whether it has all that is needed; no swarm: none here has it, and one that is away has.
local function choose(swarms_active, swarms_absent, strategy, priority, needs)
  local required = cjson.decode(needs)
  local able = able_of(swarms_active, required)
  local matched = #able > 0
  if not matched and #able_of(swarms_absent, required) > 0 then return nil, false end
  local among = matched and able or swarms_active
  if strategy == 'round_robin' then return round_robin(among), matched end
  if strategy == 'priority' then return of_priority(among, priority), matched end
  if strategy == 'capability' and matched and #required > 0 then return able[1], true end
  return least_loaded(among), matched
end

-- Which active swarm gets a task.

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

-- Active swarms, the newest first: { id, order, priority, has }. A document that cannot be read has no capabilities.
local function candidates()
  local found = {}
  for _, id in ipairs(call('SMEMBERS', S .. 'status:active')) do
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

-- Returns the swarm, and whether it has all that is needed.
local function choose(swarms_active, strategy, priority, needs)
  local able, required = {}, cjson.decode(needs)
  for _, swarm in ipairs(swarms_active) do
    local all = true
    for _, need in ipairs(required) do all = all and swarm.has[need] or false end
    if all then able[#able + 1] = swarm end
  end
  local matched = #able > 0
  local among = matched and able or swarms_active
  if strategy == 'round_robin' then return round_robin(among), matched end
  if strategy == 'priority' then return of_priority(among, priority), matched end
  if strategy == 'capability' and matched and #required > 0 then return able[1], true end
  return least_loaded(among), matched
end

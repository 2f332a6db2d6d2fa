-- Which target gets the next attempt of a class, by the strategy of its kind. Preferred targets come before all others; favoured ones
-- before those that are equal to them; then the one registered first. best() only looks; who takes its answer says so by turn().
local leastConnections
do
  local function before(a, b) return a.load < b.load or (a.load == b.load and a.member < b.member) end

  local function siftDown(heap, i)
    local size, item = #heap, heap[i]
    while true do
      local child = 2 * i
      if child > size then break end
      if child < size and before(heap[child + 1], heap[child]) then child = child + 1 end
      if not before(heap[child], item) then break end
      heap[i] = heap[child]
      i = child
    end
    heap[i] = item
  end

  -- The profile's least loaded free target that the class does not avoid: among one more than it avoids there is one, if any is free.
  local function lightest(profile, c)
    keepFree()
    local found = call('ZRANGE', freeKey(profile), 0, #c.avoid, 'WITHSCORES')
    for i = 1, #found, 2 do
      if not c.avoided[string.sub(found[i], 14)] then
        return { member = found[i], load = tonumber(found[i + 1]), profile = profile }
      end
    end
    return nil
  end

  -- Profiles of a group of targets: all that serve the class, or those that are preferred, favoured, or both.
  local function groupOf(c, prefer, favour)
    if not prefer and not favour then return profilesOf(c) end
    local found, seen = {}, {}
    for _, p in ipairs(prefer and c.prefer or { false }) do
      for _, f in ipairs(favour and c.favour or { false }) do
        for _, profile in ipairs(profilesOf(c, { p or f, p and f or nil })) do
          if not seen[profile] then found[#found + 1] = profile end
          seen[profile] = true
        end
      end
    end
    return found
  end

  -- The heap of the profiles' lightest targets is made once per call, class and group; an entry whose load has risen since is put right when met.
  local function lightestOf(c, prefer, favour)
    local key = c.text .. (prefer and '\n?' or '\n') .. (favour and '~' or '')
    local heap = heaps[key]
    if not heap then
      heap = {}
      for _, profile in ipairs(groupOf(c, prefer, favour)) do heap[#heap + 1] = lightest(profile, c) end
      for i = math.floor(#heap / 2), 1, -1 do siftDown(heap, i) end
      heaps[key] = heap
    end
    while heap[1] do
      local top = heap[1]
      local actual = lightest(top.profile, c)
      if not actual then
        heap[1] = heap[#heap]
        heap[#heap] = nil
        if heap[1] then siftDown(heap, 1) end
      elseif actual.member ~= top.member or actual.load ~= top.load then
        heap[1] = actual
        siftDown(heap, 1)
      else
        local t = target(string.sub(top.member, 14))
        if usable(t) then return t end
        call('ZREM', freeKey(top.profile), top.member)
      end
    end
    return nil
  end

  -- The lowest used/slots.
  function leastConnections(c)
    local prefer = c.prefer[1] ~= nil
    local t = lightestOf(c, prefer, false)
    if not t and prefer then
      prefer = false
      t = lightestOf(c, false, false)
    end
    if not t or not c.favour[1] then return t end
    local favoured = lightestOf(c, prefer, true)
    return favoured and favoured.used / favoured.slots <= t.used / t.slots and favoured or t
  end
end

-- Changes nothing.
-- Returns  from, to, from, to, ...: what the table allows
local found = {}
for from, to in pairs(NEXT) do
  for status in pairs(to) do
    found[#found + 1] = from
    found[#found + 1] = status
  end
end
return found

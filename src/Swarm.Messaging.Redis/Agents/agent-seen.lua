-- A sign of life.
-- ARGV[2]  id
-- Returns  { 1 when it was inactive, fields }, or nothing when it is not known
local id = ARGV[2]
if not known(id) then return {} end
return tell(id, live(id))

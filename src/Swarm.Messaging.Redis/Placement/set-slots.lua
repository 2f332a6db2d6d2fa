-- Changes how many slots a target has. Fewer take nothing away; more go to waiting attempts at once.
-- ARGV[FIRST..]  target, slots
-- Returns        { known, news: { grants, {}, {} } }
local t = target(ARGV[FIRST])
if not t then return { 0, report() } end
if t.slots ~= tonumber(ARGV[FIRST + 1]) then
  t.slots = tonumber(ARGV[FIRST + 1])
  call('HSET', targetKey(t.id), 'slots', t.slots)
  reindex(t)
  changed()
  handOn({ t.id })
end
return { 1, report() }

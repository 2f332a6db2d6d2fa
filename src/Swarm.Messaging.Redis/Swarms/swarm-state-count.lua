-- Counts reads of states, and those that failed: ever, and in a window that begins with its first failure.
--   totals   statesLoaded, errors (ever); errorsLately, errorsSince (ms)
-- args     1 loaded   2 failed   3 length of the window, ms
-- Returns  failures in the present window
local key = root .. 'totals'
if args[1] ~= '0' then call('HINCRBY', key, 'statesLoaded', args[1]) end
if (tonumber(call('HGET', key, 'errorsSince')) or 0) + args[3] <= now then call('HDEL', key, 'errorsLately', 'errorsSince') end
if args[2] ~= '0' then
  call('HINCRBY', key, 'errors', args[2])
  call('HINCRBY', key, 'errorsLately', args[2])
  call('HSETNX', key, 'errorsSince', string.format('%.0f', now))
end
return tonumber(call('HGET', key, 'errorsLately')) or 0

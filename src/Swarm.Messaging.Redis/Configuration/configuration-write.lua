-- KEYS  1 hash of the configuration
-- ARGV  1 expected version   2 channel   then pairs of path and JSON, '' to remove
-- returns the new version, or 0 when the version is another
local call = redis.call
local version = tonumber(call('HGET', KEYS[1], 'version') or 0)
if version ~= tonumber(ARGV[1]) then return 0 end
for k = 3, #ARGV, 2 do
  if ARGV[k + 1] == '' then
    call('HDEL', KEYS[1], ARGV[k])
  else
    call('HSET', KEYS[1], ARGV[k], ARGV[k + 1])
  end
end
call('HSET', KEYS[1], 'version', version + 1)
call('PUBLISH', ARGV[2], '{"type":"configuration_changed","version":' .. version + 1 .. '}')
return version + 1

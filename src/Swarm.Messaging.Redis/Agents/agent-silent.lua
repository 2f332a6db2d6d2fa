-- Active agents silent for longer.
-- ARGV[2]  silence in ms   3 at most so many
-- Returns  ids
return call('ZRANGEBYSCORE', root .. 'seen', '-inf', '(' .. (now - ARGV[2]), 'LIMIT', 0, ARGV[3])

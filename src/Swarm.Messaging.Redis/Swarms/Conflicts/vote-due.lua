-- ARGV  2 votes at most
-- returns ids of those to be decided
return call('ZRANGEBYSCORE', S .. 'votes', '-inf', string.format('%.0f', now), 'LIMIT', 0, ARGV[2])

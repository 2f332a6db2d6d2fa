-- KEYS  1 history of a channel, the newest first
-- ARGV  1 message   2 how many are kept   3 how long, ms
redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
redis.call('PEXPIRE', KEYS[1], ARGV[3])

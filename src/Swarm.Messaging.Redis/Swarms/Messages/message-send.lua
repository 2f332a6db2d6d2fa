-- Puts a message into the inboxes of all its receivers, or of none, and publishes it.
-- ARGV  2 message id   3 sender   4 the one receiver ('': all that have not ended)   5 1: the sender, too   6 the whole message
--       7 channel to publish it on   8 bound of an inbox   9 ids of the sender that are remembered   10 counter of its sort ('': none)   11 1: the system itself acts upon it   12 bytes that may wait in an inbox
--       13 what is told of it when a host outside has handled it ('': nothing)   14 1: the system tells what is decided already; an inbox takes as much again of that   15 hash of what the sender asked for ('': it is not compared)
--       16 command that sends it ('': none, or it cannot come again): it is remembered beyond the sender's end, as swarm-applied.lua has it
-- returns 'stored', receivers, left out | 'repeated' | 'other' (the sender has sent something else under that id) | 'no_sender' | 'no_receiver', status ('': unknown) | 'full', waiting, their bytes
local id, sender, target, body = ARGV[2], ARGV[3], ARGV[4], ARGV[6]
local times = ARGV[14] == '1' and 2 or 1
local bound, most_bytes = ARGV[8] * times, ARGV[12] * times

local function fill(swarm) return call('XLEN', S .. 'inbox:' .. swarm), tonumber(call('HGET', S .. 'inboxBytes', swarm) or 0) end

local function fits(waiting, bytes) return waiting == 0 or (waiting < bound and bytes + #body <= most_bytes) end

-- Beside the changes of swarms: of many messages these are not to be forgotten.
local SENDS = '~sends:' .. sender
local function done() apply(SENDS, ARGV[16], 'sent', tonumber(ARGV[9])) end

-- First: one that has left since, and may have come again with ids of its own, was not asked to send it again.
local asked = applied(SENDS, ARGV[16])
if asked then return { asked == OTHER and 'other' or 'repeated' } end
if call('EXISTS', S .. 'swarm:' .. sender) == 0 then return { 'no_sender' } end
if call('ZSCORE', S .. 'seen:' .. sender, id) then
  local before = ARGV[15] ~= '' and call('HGET', S .. 'sent:' .. sender, id)
  if before and before ~= ARGV[15] then return { 'other' } end
  done()
  return { 'repeated' }
end

local receivers, left_out = {}, 0
if target ~= '' then
  local status = call('HGET', S .. 'swarm:' .. target, 'status')
  if not status or status == 'completed' or status == 'failed' then return { 'no_receiver', status or '' } end
  local waiting, bytes = fill(target)
  if not fits(waiting, bytes) then return { 'full', waiting, bytes } end
  receivers[1] = target
else
  for _, status in ipairs({ 'initializing', 'active', 'interrupted', 'recovering' }) do
    for _, swarm in ipairs(call('SMEMBERS', S .. 'status:' .. status)) do
      if swarm ~= sender or ARGV[5] == '1' then
        if fits(fill(swarm)) then receivers[#receivers + 1] = swarm else left_out = left_out + 1 end
      end
    end
  end
end

-- Two senders may have used the same id; and one of the same sender may still lie in an inbox: only its last ids are remembered, and none when it has left and come again.
local message, same = sender .. ':' .. id, 1
while call('EXISTS', S .. 'msg:' .. message) == 1 do
  same = same + 1
  message = sender .. ':' .. id .. '~' .. same
end
call('ZADD', S .. 'seen:' .. sender, now, id)
if ARGV[15] ~= '' then call('HSET', S .. 'sent:' .. sender, id, ARGV[15]) end
for _, old in ipairs(call('ZRANGE', S .. 'seen:' .. sender, 0, -1 - ARGV[9])) do
  call('ZREM', S .. 'seen:' .. sender, old)
  call('HDEL', S .. 'sent:' .. sender, old)
end
local woken = {}
for _, swarm in ipairs(receivers) do
  call('XADD', S .. 'inbox:' .. swarm, '*', 'm', message)
  call('HINCRBY', S .. 'inboxBytes', swarm, #body)
  local is = call('HMGET', S .. 'swarm:' .. swarm, 'host', 'client')
  if reads(is[1], is[2]) then
    unread(is[1], swarm)
    woken[is[1]] = true
  end
end
local left = #receivers
if ARGV[11] == '1' then
  -- Wherever its receivers live.
  left = left + 1
  call('ZADD', S .. 'system', string.format('%.0f', micros), message)
end
if left > 0 then
  call('HSET', S .. 'msg:' .. message, 'body', body, 'left', left)
  if ARGV[13] ~= '' then call('HSET', S .. 'msg:' .. message, 'said', ARGV[13]) end
end
call('HINCRBY', S .. 'totals', 'messagesSent', 1)
call('HINCRBY', S .. 'totals', 'messagesWaiting', #receivers)
if ARGV[10] ~= '' then call('HINCRBY', S .. 'totals', ARGV[10], 1) end
call('HINCRBY', S .. 'swarm:' .. sender, 'm:messagesSent', 1)
if ARGV[11] == '1' then call('PUBLISH', S .. 'system', '') end
for host in pairs(woken) do call('PUBLISH', S .. 'wake:' .. host, '') end
call('PUBLISH', ARGV[7], body)
done()
return { 'stored', #receivers, left_out }

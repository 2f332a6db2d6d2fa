-- A swarm that leaves takes its inbox along, and what processes note of it.
swarms.removed[#swarms.removed + 1] = function(id)
  for _, entry in ipairs(call('XRANGE', S .. 'inbox:' .. id, '-', '+')) do taken(id, entry[1], entry[2][2]) end
  call('DEL', S .. 'inbox:' .. id, S .. 'seen:' .. id, S .. 'sent:' .. id)
  call('HDEL', S .. 'inboxBytes', id)
  for _, host in ipairs(call('ZRANGE', S .. 'hosts', 0, -1)) do
    call('SREM', S .. 'unread:' .. host, id)
    call('HDEL', S .. 'read:' .. host, id)
  end
end

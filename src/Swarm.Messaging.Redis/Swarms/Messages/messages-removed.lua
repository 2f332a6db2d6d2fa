-- A swarm that leaves takes its inbox along.
swarms.removed[#swarms.removed + 1] = function(id)
  for _, entry in ipairs(call('XRANGE', S .. 'inbox:' .. id, '-', '+')) do taken(id, entry[1], entry[2][2]) end
  call('DEL', S .. 'inbox:' .. id, S .. 'seen:' .. id)
end

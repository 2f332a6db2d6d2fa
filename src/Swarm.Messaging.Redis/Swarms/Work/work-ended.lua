-- A swarm that comes to its end, or leaves, gives its open tasks back.
swarms.ended[#swarms.ended + 1] = return_tasks

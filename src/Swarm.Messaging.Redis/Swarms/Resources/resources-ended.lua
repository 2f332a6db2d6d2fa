-- A swarm that comes to its end, or leaves, holds nothing.
swarms.ended[#swarms.ended + 1] = free_all

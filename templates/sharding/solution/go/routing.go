package main

// homeOf names the home of a viewer: the one shard that holds their row and all their events. A function of the id and the
// shards and of nothing else, so that every instance, today and after a restart, names the same one.
//
// Rendezvous hashing: each shard draws a number for this id and the highest wins. A new shard can only win or lose against
// the shard that had won so far, so adding one moves 1/N of the ids, all of them to the new shard.
func homeOf(id string, shards []ShardInfo) ShardInfo {
	home := shards[0]
	highest := hash(home.ID + "/" + id)
	for _, shard := range shards[1:] {
		draw := hash(shard.ID + "/" + id)
		// Equal draws are settled by name, not by the order in the list.
		if draw > highest || (draw == highest && shard.ID < home.ID) {
			home, highest = shard, draw
		}
	}
	return home
}

// shardsIn are the shards of one region, or all of them when none is named.
func shardsIn(region string, shards []ShardInfo) []ShardInfo {
	var found []ShardInfo
	for _, shard := range shards {
		if region == "" || shard.Region == region {
			found = append(found, shard)
		}
	}
	return found
}

// hash is FNV-1a, then MurmurHash3's finaliser, 32 bits. FNV alone would not do: its last bytes reach only the low bits, so
// u-000001 and u-000002 draw numbers close to each other. The finaliser spreads every bit of the input over all bits.
func hash(text string) uint32 {
	h := uint32(0x811c9dc5)
	for i := range len(text) {
		h = (h ^ uint32(text[i])) * 0x01000193
	}
	h = (h ^ h>>16) * 0x85ebca6b
	h = (h ^ h>>13) * 0xc2b2ae35
	return h ^ h>>16
}

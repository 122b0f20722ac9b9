package embedded

// tally adds up numbers by key: an open hash table that is emptied in no time.
type tally struct {
	keys   []uint64
	values []float32
	stamps []uint32
	stamp  uint32
	used   []uint32 // the slots in use, in the order they were taken
}

const firstTally = 1 << 10

func (t *tally) reset() {
	if t.keys == nil {
		t.grow(firstTally)
	}
	t.used = t.used[:0]
	t.stamp++
	if t.stamp == 0 { // wrapped: old stamps could look new
		clear(t.stamps)
		t.stamp = 1
	}
}

func (t *tally) add(key uint64, v float32) { t.values[t.slot(key)] += v }

// slot gives the place of the key, a new one with 0 when it is not there.
func (t *tally) slot(key uint64) uint32 {
	if len(t.used)*2 >= len(t.keys) {
		t.grow(max(firstTally, len(t.keys)*2))
	}
	mask := uint32(len(t.keys) - 1)
	i := mix(key) & mask
	for t.stamps[i] == t.stamp {
		if t.keys[i] == key {
			return i
		}
		i = (i + 1) & mask
	}
	t.keys[i], t.values[i], t.stamps[i] = key, 0, t.stamp
	t.used = append(t.used, i)
	return i
}

func (t *tally) grow(size int) {
	old := *t
	*t = tally{keys: make([]uint64, size), values: make([]float32, size), stamps: make([]uint32, size), stamp: 1, used: make([]uint32, 0, size/2)}
	for _, i := range old.used {
		t.values[t.slot(old.keys[i])] = old.values[i]
	}
}

// mix spreads keys whose bits say little (bigrams of common characters) over the table.
func mix(x uint64) uint32 {
	x ^= x >> 31
	x *= 0x9E3779B97F4A7C15
	x ^= x >> 29
	x *= 0xBF58476D1CE4E5B9
	return uint32(x >> 32)
}

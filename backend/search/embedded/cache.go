package embedded

import (
	"strings"
	"sync"
)

// phraseCache keeps the documents of long words; a segment never changes, so neither do they. It is emptied when it grows too large.
type phraseCache struct {
	mu   sync.Mutex
	sets map[string]docset
	size int
}

const phraseCacheBytes = 4 << 20

func (c *phraseCache) get(word string, make func() docset) docset {
	c.mu.Lock()
	set, ok := c.sets[word]
	c.mu.Unlock()
	if ok {
		return set
	}
	set = make()
	size := len(word) + 64 + 2*len(set.list) + 8*len(set.bits)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sets == nil || c.size+size > phraseCacheBytes {
		c.sets, c.size = map[string]docset{}, 0
	}
	if _, there := c.sets[word]; !there {
		c.sets[strings.Clone(word)] = set
		c.size += size
	}
	return set
}

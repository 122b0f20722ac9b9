package embedded

// tombstones remember the revs of documents that were deleted, so that a change arriving late does not bring one back. The oldest are
// forgotten beyond maxTombstones.
type tombstones struct {
	revs  map[string]int64
	order []tombstone // as they were put; one that revs disagrees with has been replaced
}

type tombstone struct {
	id  string
	rev int64
}

const maxTombstones = 1 << 16

func newTombstones() tombstones { return tombstones{revs: map[string]int64{}} }

func (t *tombstones) put(id string, rev int64) {
	t.revs[id] = rev
	t.order = append(t.order, tombstone{id, rev})
	for len(t.order) > maxTombstones || !t.stands(t.order[0]) {
		if t.stands(t.order[0]) {
			delete(t.revs, t.order[0].id)
		}
		t.order = t.order[1:]
	}
}

func (t *tombstones) remove(id string) { delete(t.revs, id) }

func (t *tombstones) stands(s tombstone) bool {
	rev, ok := t.revs[s.id]
	return ok && rev == s.rev
}

// list gives those that stand, oldest first.
func (t *tombstones) list() []tombstone {
	out := make([]tombstone, 0, len(t.revs))
	for _, s := range t.order {
		if t.stands(s) {
			out = append(out, s)
		}
	}
	return out
}

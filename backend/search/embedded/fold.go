package embedded

import (
	"log/slog"
	"slices"
)

// Folding keeps the segments few: those a writer just made are joined at once as long as they are small; larger ones in the
// background, in steps of growing size, so that each document is built into a segment a handful of times on its way.
const (
	smallDocs   = 512 // together: joined by the writer
	foldAtOnce  = 8   // segments of one size are folded together
	foldTiers   = 8   // a size is this many times the one before
	deadAllowed = 2   // a segment is rewritten when fewer than one in this many documents live
)

// foldSmall joins the newest segments while they are small: the last takes in the one before when that is not much larger.
func (e *Engine) foldSmall(d *draft) error {
	from, docs := len(d.segments), 0
	for ; from > 0 && !e.folding[d.segments[from-1]]; from-- {
		n := d.live[from-1].count()
		if docs+n > smallDocs || docs > 0 && n > 2*docs {
			break
		}
		docs += n
	}
	if count := len(d.segments) - from; count == 0 || count == 1 && docs > 0 {
		return nil
	}
	joined := livingDocs(e.schema, d.segments[from:], d.live[from:])
	d.remove(d.segments[from:])
	if len(joined) == 0 {
		return nil
	}
	s, err := build(e.schema, joined)
	if err != nil {
		return err
	}
	d.add(len(d.segments), s)
	return nil
}

// tier is the size class of a number of documents.
func tier(docs int) int {
	t := 0
	for docs > smallDocs {
		docs /= foldTiers
		t++
	}
	return t
}

// foldLarge joins some segments if any want it, without holding up writers, and reports whether it did.
func (e *Engine) foldLarge() bool {
	e.foldOne.Lock()
	defer e.foldOne.Unlock()
	old, live := e.claim()
	if len(old) == 0 {
		return false
	}
	var built []*segment
	for part := range portions(livingDocs(e.schema, old, live)) {
		s, err := build(e.schema, part)
		if err != nil {
			slog.Error("search segments not folded", "index", e.schema.Index, "error", err)
			return false
		}
		built = append(built, s)
	}
	e.exchange(old, live, built)
	return true
}

// claim picks segments and keeps the writer from joining them meanwhile.
func (e *Engine) claim() (segments []*segment, live []bitset) {
	e.mu.Lock()
	defer e.mu.Unlock()
	v := e.now.Load()
	e.folding = map[*segment]bool{}
	for _, i := range pick(v) {
		segments = append(segments, v.segments[i])
		live = append(live, v.live[i])
		e.folding[v.segments[i]] = true
	}
	return segments, live
}

// exchange puts the folded segments in place of the old ones, before the writer's small ones. What died meanwhile dies in them too.
func (e *Engine) exchange(old []*segment, then []bitset, built []*segment) {
	e.mu.Lock()
	defer e.mu.Unlock()
	d := e.now.Load().draft()
	died := map[string]bool{}
	for i, s := range old {
		diff := then[i].clone()
		diff.andNot(d.live[slices.Index(d.segments, s)])
		diff.each(func(doc uint16) bool {
			died[s.ids.at(int(doc))] = true
			return true
		})
	}
	d.remove(old)
	for i, s := range built {
		d.add(i, s)
		for id := range died {
			if doc, ok := s.find(id); ok {
				d.live[i].clear(doc)
			}
		}
	}
	e.folding = nil
	v := d.view
	e.now.Store(&v)
}

// pick chooses what to fold: enough segments of one size, or one that is mostly dead.
func pick(v *view) []int {
	byTier := map[int][]int{}
	for i, s := range v.segments {
		n := v.live[i].count()
		if n*deadAllowed < s.n {
			return []int{i}
		}
		if t := tier(n); n < segmentDocs/2 {
			byTier[t] = append(byTier[t], i)
			if len(byTier[t]) == foldAtOnce {
				return byTier[t]
			}
		}
	}
	return nil
}

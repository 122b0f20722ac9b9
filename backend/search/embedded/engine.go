// Package embedded is the search engine inside the portal: an index in memory of immutable segments, each with postings of Hanzi
// bigrams and of words, sets of documents for every filter value, and the keys of names. A writer adds small segments and publishes a
// new view by one atomic pointer; readers never wait. Small segments are folded into larger ones in the background, and a snapshot on
// disk saves the rebuilding at the next start.
package embedded

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"talentcircle/backend/search"
)

// Engine is one index. It is safe for concurrent use.
type Engine struct {
	schema *search.Schema
	typos  typoBuilders
	path   string // of the snapshot; "" for memory only
	now    atomic.Pointer[view]
	memory sync.Pool // of *scratch

	mu      sync.Mutex // one writer at a time
	gone    tombstones
	foldOne sync.Mutex        // one fold in the background at a time
	folding map[*segment]bool // being folded in the background; the writer leaves them alone
	closed  bool

	wake chan struct{} // something may want folding
	stop context.CancelFunc
	done chan struct{}
}

const (
	snapshotName  = ".search"
	snapshotEvery = 2 * time.Minute
)

// Open opens the index of a schema in a directory, from its snapshot when there is one that fits; otherwise it is empty and Seq is 0,
// so that the caller rebuilds it. With dir "" it lives in memory only.
func Open(dir string, schema *search.Schema) (*Engine, error) {
	typos, err := newTypoBuilders()
	if err != nil {
		return nil, err
	}
	e := &Engine{schema: schema, typos: typos, gone: newTombstones(), wake: make(chan struct{}, 1), done: make(chan struct{})}
	e.now.Store(&view{})
	if dir != "" {
		e.path = filepath.Join(dir, schema.Index+snapshotName)
		switch v, gone, err := readSnapshot(e.path, schema); {
		case err == nil:
			e.gone = gone
			e.now.Store(v)
		case !errors.Is(err, fs.ErrNotExist):
			slog.Warn("search snapshot not used, the index will be rebuilt", "index", schema.Index, "because", err)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	e.stop = stop
	go e.tend(ctx)
	return e, nil
}

// Name is "embedded" with the version of the index format.
func (e *Engine) Name() string { return "embedded " + formatName }

// Seq is the last change the index holds.
func (e *Engine) Seq(context.Context) (int64, error) { return e.now.Load().seq, nil }

// Ping always answers: the index is in this process.
func (e *Engine) Ping(context.Context) error { return nil }

// Docs counts the documents in the index.
func (e *Engine) Docs() int { return e.now.Load().docs() }

// Apply makes the changes; see search.Engine.
func (e *Engine) Apply(ctx context.Context, seq int64, changes ...search.Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return search.Away
	}
	d := e.now.Load().draft()
	var put []search.Doc
	var accepted []search.Change
	for _, c := range newest(changes) {
		if e.outdated(d, c) {
			continue
		}
		accepted = append(accepted, c)
		if p, ok := d.find(c.ID); ok {
			d.kill(p)
		}
		if c.Put != nil {
			put = append(put, *c.Put)
		}
	}
	if err := e.append(d, put); err != nil {
		return err
	}
	d.seq = max(d.seq, seq)
	for _, c := range accepted {
		if c.Put == nil {
			e.gone.put(c.ID, c.Rev)
		} else {
			e.gone.remove(c.ID)
		}
	}
	e.publish(d)
	return nil
}

// newest keeps, of several changes to one document, the one with the highest rev; the later one of equals.
func newest(changes []search.Change) []search.Change {
	at := make(map[string]int, len(changes))
	var out []search.Change
	for _, c := range changes {
		if i, ok := at[c.ID]; !ok {
			at[c.ID] = len(out)
			out = append(out, c)
		} else if c.Rev >= out[i].Rev {
			out[i] = c
		}
	}
	return out
}

// outdated reports whether the index knows of a newer rev.
func (e *Engine) outdated(d *draft, c search.Change) bool {
	if p, ok := d.find(c.ID); ok {
		return c.Rev < d.segments[p.seg].revs[p.doc]
	}
	rev, ok := e.gone.revs[c.ID]
	return ok && c.Rev < rev
}

// append adds documents in segments of their own, then folds the smallest ones at once, so that there are never many.
func (e *Engine) append(d *draft, docs []search.Doc) error {
	for part := range portions(docs) {
		s, err := build(e.schema, part)
		if err != nil {
			return err
		}
		d.add(len(d.segments), s)
	}
	return e.foldSmall(d)
}

func (e *Engine) publish(d *draft) {
	v := d.view
	e.now.Store(&v)
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// Search answers a query; see search.Engine.
func (e *Engine) Search(ctx context.Context, q search.Query) (search.Result, error) {
	if err := ctx.Err(); err != nil {
		return search.Result{}, err
	}
	w := e.begin(q)
	defer e.end(w)
	w.look()
	var r search.Result
	r.Interpreted = w.relax()
	if err := ctx.Err(); err != nil {
		return search.Result{}, err
	}
	r.Total = w.total()
	r.Facets = w.facets()
	used := make([]search.Term, len(w.terms))
	for i := range w.terms {
		used[i] = w.terms[i].Term
	}
	explainer := search.NewExplainer(e.schema, used)
	for _, h := range w.page() {
		s := w.view.segments[h.seg]
		out := search.Hit{ID: w.view.id(h)}
		if q.Sort == "" && len(w.terms) > 0 {
			out.Score = float64(h.order) / scoreUnit
		}
		if len(used) > 0 {
			out.Highlights, out.Why = explainer.Explain(s.textOf(e.schema, h.doc))
		}
		r.Hits = append(r.Hits, out)
	}
	return r, nil
}

// Close writes the snapshot and ends the background work. The engine refuses changes afterwards.
func (e *Engine) Close() error {
	e.mu.Lock()
	closed := e.closed
	e.closed = true
	e.mu.Unlock()
	if closed {
		return nil
	}
	e.stop()
	<-e.done
	return e.snapshot()
}

// tend folds segments when there is something to fold, and writes a snapshot now and then when something changed.
func (e *Engine) tend(ctx context.Context) {
	defer close(e.done)
	tick := time.NewTicker(snapshotEvery)
	defer tick.Stop()
	saved := e.now.Load()
	for {
		select {
		case <-ctx.Done():
			return
		case <-e.wake:
			for ctx.Err() == nil && e.foldLarge() {
			}
		case <-tick.C:
			if v := e.now.Load(); v != saved && e.path != "" {
				if err := e.snapshot(); err != nil {
					slog.Error("search snapshot not written", "index", e.schema.Index, "error", err)
					continue
				}
				saved = v
			}
		}
	}
}

// snapshot writes what readers see now.
func (e *Engine) snapshot() error {
	if e.path == "" {
		return nil
	}
	e.mu.Lock()
	v, gone := e.now.Load(), e.gone.list()
	e.mu.Unlock()
	return writeSnapshot(e.path, e.schema, v, gone)
}

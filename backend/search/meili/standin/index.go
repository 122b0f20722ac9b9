package standin

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// index is one index. Its settings and documents are replaced, never changed in place, so a copy of the struct is a snapshot.
type index struct {
	uid              string
	primaryKey       string
	created, updated time.Time
	settings         map[string]any
	ids              []string // in the order they first came
	docs             map[string]map[string]any
}

const maxUID = 400

func checkUID(uid string) error {
	ok := uid != "" && len(uid) <= maxUID && !strings.HasPrefix(uid, ".meili")
	for _, r := range uid {
		ok = ok && ('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_')
	}
	if !ok {
		return invalid("invalid_index_uid", "`"+uid+"` is not a valid index uid.")
	}
	return nil
}

// index gives a snapshot of an index.
func (s *Server) index(uid string) (index, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x, ok := s.indexes[uid]
	if !ok {
		return index{}, noIndex(uid)
	}
	return *x, nil
}

// make gives an index, a new one when it is missing. The caller holds the lock.
func (s *Server) make(uid, primaryKey string) *index {
	x, ok := s.indexes[uid]
	if !ok {
		now := time.Now().UTC()
		x = &index{uid: uid, primaryKey: primaryKey, created: now, updated: now, settings: defaultSettings(), docs: map[string]map[string]any{}}
		s.indexes[uid] = x
	}
	return x
}

func (x *index) shown() map[string]any {
	var primary any
	if x.primaryKey != "" {
		primary = x.primaryKey
	}
	return map[string]any{"uid": x.uid, "primaryKey": primary, "createdAt": x.created, "updatedAt": x.updated}
}

func (s *Server) createIndex(r *http.Request) (int, any, error) {
	body, err := decode(r, "uid", "primaryKey")
	if err != nil {
		return 0, nil, err
	}
	uid, _ := body["uid"].(string)
	primary, _ := body["primaryKey"].(string)
	if err := checkUID(uid); err != nil {
		return 0, nil, err
	}
	return s.enqueue("indexCreation", uid, map[string]any{"primaryKey": body["primaryKey"]}, func(map[string]any) error {
		if _, ok := s.indexes[uid]; ok {
			return invalid("index_already_exists", "Index `"+uid+"` already exists.")
		}
		s.make(uid, primary)
		return nil
	})
}

func (s *Server) getIndex(r *http.Request) (int, any, error) {
	x, err := s.index(r.PathValue("uid"))
	if err != nil {
		return 0, nil, err
	}
	return 200, x.shown(), nil
}

func (s *Server) listIndexes(r *http.Request) (int, any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var uids []string
	for uid := range s.indexes {
		uids = append(uids, uid)
	}
	slices.Sort(uids)
	offset, limit := queryInt(r, "offset", 0), queryInt(r, "limit", 20)
	results := []any{}
	for i, uid := range uids {
		if i >= offset && len(results) < limit {
			results = append(results, s.indexes[uid].shown())
		}
	}
	return 200, map[string]any{"results": results, "offset": offset, "limit": limit, "total": len(uids)}, nil
}

func queryInt(r *http.Request, name string, otherwise int) int {
	n, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil || n < 0 {
		return otherwise
	}
	return n
}

func (s *Server) deleteIndex(r *http.Request) (int, any, error) {
	uid := r.PathValue("uid")
	return s.enqueue("indexDeletion", uid, map[string]any{}, func(details map[string]any) error {
		x, ok := s.indexes[uid]
		if !ok {
			return noIndex(uid)
		}
		details["deletedDocuments"] = len(x.docs)
		delete(s.indexes, uid)
		return nil
	})
}

func (x *index) stats() map[string]any {
	fields := map[string]int{}
	for _, d := range x.docs {
		for f := range d {
			fields[f]++
		}
	}
	return map[string]any{"numberOfDocuments": len(x.docs), "isIndexing": false, "rawDocumentDbSize": 0, "avgDocumentSize": 0, "fieldDistribution": fields}
}

func (s *Server) indexStats(r *http.Request) (int, any, error) {
	x, err := s.index(r.PathValue("uid"))
	if err != nil {
		return 0, nil, err
	}
	return 200, x.stats(), nil
}

func (s *Server) stats(*http.Request) (int, any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := map[string]any{}
	for uid, x := range s.indexes {
		all[uid] = x.stats()
	}
	return 200, map[string]any{"databaseSize": 0, "usedDatabaseSize": 0, "lastUpdate": time.Now().UTC(), "indexes": all}, nil
}

// swapIndexes exchanges documents and settings of pairs, and relabels older tasks.
func (s *Server) swapIndexes(r *http.Request) (int, any, error) {
	var pairs []struct {
		Indexes []string `json:"indexes"`
		Rename  bool     `json:"rename"`
	}
	if err := decodeList(r, &pairs); err != nil {
		return 0, nil, err
	}
	seen := map[string]bool{}
	for _, p := range pairs {
		if len(p.Indexes) != 2 {
			return 0, nil, invalid("invalid_swap_indexes", "Two indexes must be given for each swap.")
		}
		for _, uid := range p.Indexes {
			if seen[uid] {
				return 0, nil, invalid("invalid_swap_duplicate_index_found", "Index `"+uid+"` was declared several times.")
			}
			seen[uid] = true
		}
	}
	return s.enqueue("indexSwap", "", map[string]any{"swaps": pairs}, func(map[string]any) error {
		for _, p := range pairs {
			for _, uid := range p.Indexes {
				if _, ok := s.indexes[uid]; !ok && !p.Rename {
					return newProblem(400, "index_not_found", "Index `"+uid+"` not found.")
				}
			}
		}
		for _, p := range pairs {
			s.swap(p.Indexes[0], p.Indexes[1])
		}
		return nil
	})
}

// swap is called with the lock held.
func (s *Server) swap(a, b string) {
	x, hasX := s.indexes[a]
	y, hasY := s.indexes[b]
	delete(s.indexes, a)
	delete(s.indexes, b)
	if hasX {
		x.uid, s.indexes[b] = b, x
	}
	if hasY {
		y.uid, s.indexes[a] = a, y
	}
	for _, t := range s.tasks {
		if t.IndexUID == nil || t.Status == "enqueued" {
			continue
		}
		switch *t.IndexUID {
		case a:
			t.IndexUID = &b
		case b:
			t.IndexUID = &a
		}
	}
}

package standin

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

func decodeList(r *http.Request, to any) error {
	d := json.NewDecoder(r.Body)
	d.UseNumber()
	if err := d.Decode(to); err != nil {
		return newProblem(400, "malformed_payload", "The json payload provided is malformed.")
	}
	return nil
}

// readDocuments reads an array, one object, or lines of objects.
func readDocuments(r *http.Request) ([]map[string]any, error) {
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	switch kind {
	case "":
		return nil, newProblem(415, "missing_content_type", "A Content-Type header is missing.")
	case "application/json", "application/x-ndjson":
	default:
		return nil, newProblem(415, "invalid_content_type", "The Content-Type `"+kind+"` is invalid.")
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	text := strings.TrimSpace(string(body))
	if text == "" {
		return nil, newProblem(400, "missing_payload", "A json payload is missing.")
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var docs []map[string]any
	if text[0] == '[' {
		if d.Decode(&docs) != nil {
			return nil, newProblem(400, "malformed_payload", "The json payload provided is malformed.")
		}
		return docs, nil
	}
	for d.More() {
		var doc map[string]any
		if d.Decode(&doc) != nil {
			return nil, newProblem(400, "malformed_payload", "The json payload provided is malformed.")
		}
		docs = append(docs, doc)
	}
	return docs, nil
}

func (s *Server) addDocuments(r *http.Request) (int, any, error)   { return s.take(r, false) }
func (s *Server) mergeDocuments(r *http.Request) (int, any, error) { return s.take(r, true) }

// take enqueues documents; one that is bad fails them all.
func (s *Server) take(r *http.Request, merge bool) (int, any, error) {
	uid, primary := r.PathValue("uid"), r.URL.Query().Get("primaryKey")
	if err := checkUID(uid); err != nil {
		return 0, nil, err
	}
	docs, err := readDocuments(r)
	if err != nil {
		return 0, nil, err
	}
	mayCreate := func() bool { _, err := s.allow(r, "indexes.create", uid); return err == nil }()
	details := map[string]any{"receivedDocuments": len(docs), "indexedDocuments": nil}
	return s.enqueue("documentAdditionOrUpdate", uid, details, func(details map[string]any) error {
		details["indexedDocuments"] = 0
		if _, ok := s.indexes[uid]; !ok && !mayCreate {
			return noIndex(uid)
		}
		x := s.make(uid, primary)
		if err := x.put(docs, primary, merge); err != nil {
			return err
		}
		details["indexedDocuments"] = len(docs)
		return nil
	})
}

// put replaces the documents of an index by a copy with these in it.
func (x *index) put(docs []map[string]any, primary string, merge bool) error {
	key := x.primaryKey
	if key == "" {
		key = primary
	}
	if key == "" {
		var err error
		if key, err = inferKey(docs); err != nil {
			return err
		}
	}
	ids := make([]string, len(docs))
	for i, d := range docs {
		v, ok := d[key]
		if !ok {
			return invalid("missing_document_id", "Document doesn't have a `"+key+"` attribute.")
		}
		if ids[i], ok = documentID(v); !ok {
			return invalid("invalid_document_id", "Document identifier is invalid.")
		}
	}
	all := make(map[string]map[string]any, len(x.docs)+len(docs))
	for id, d := range x.docs {
		all[id] = d
	}
	order := slices.Clone(x.ids)
	for i, d := range docs {
		old, known := all[ids[i]]
		if !known {
			order = append(order, ids[i])
		}
		if known && merge {
			d = mergedDoc(old, d)
		}
		all[ids[i]] = d
	}
	x.primaryKey, x.docs, x.ids, x.updated = key, all, order, time.Now().UTC()
	return nil
}

func mergedDoc(old, d map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range old {
		out[k] = v
	}
	for k, v := range d {
		out[k] = v
	}
	return out
}

// inferKey looks for the one field that ends in id.
func inferKey(docs []map[string]any) (string, error) {
	var found []string
	if len(docs) > 0 {
		for f := range docs[0] {
			if strings.HasSuffix(strings.ToLower(f), "id") {
				found = append(found, f)
			}
		}
	}
	switch len(found) {
	case 0:
		return "", invalid("index_primary_key_no_candidate_found", "The primary key inference failed.")
	case 1:
		return found[0], nil
	}
	return "", invalid("index_primary_key_multiple_candidates_found", "The primary key inference failed: several fields end with `id`.")
}

const maxDocumentID = 511

func documentID(v any) (string, bool) {
	if n, ok := v.(json.Number); ok {
		_, err := n.Int64()
		return n.String(), err == nil
	}
	id, ok := v.(string)
	ok = ok && id != "" && len(id) <= maxDocumentID
	for _, r := range id {
		ok = ok && ('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_')
	}
	return id, ok
}

func (s *Server) getDocument(r *http.Request) (int, any, error) {
	x, err := s.index(r.PathValue("uid"))
	if err != nil {
		return 0, nil, err
	}
	d, ok := x.docs[r.PathValue("id")]
	if !ok {
		return 0, nil, newProblem(404, "document_not_found", "Document `"+r.PathValue("id")+"` not found.")
	}
	var fields []string
	if f := r.URL.Query().Get("fields"); f != "" && f != "*" {
		fields = strings.Split(f, ",")
	}
	return 200, only(d, fields), nil
}

// only keeps the named fields; all when none is named.
func only(d map[string]any, fields []string) map[string]any {
	if fields == nil || slices.Contains(fields, "*") {
		return d
	}
	out := map[string]any{}
	for _, f := range fields {
		if v, ok := d[f]; ok {
			out[f] = v
		}
	}
	return out
}

func (s *Server) fetchDocuments(r *http.Request) (int, any, error) {
	body, err := decode(r, "offset", "limit", "fields", "filter", "ids", "sort", "retrieveVectors")
	if err != nil {
		return 0, nil, err
	}
	x, err := s.index(r.PathValue("uid"))
	if err != nil {
		return 0, nil, err
	}
	keep, err := x.filter(body["filter"], "invalid_document_filter")
	if err != nil {
		return 0, nil, err
	}
	wanted := map[string]bool{}
	ids, _ := body["ids"].([]any)
	for _, v := range ids {
		if id, ok := documentID(v); ok {
			wanted[id] = true
		}
	}
	offset, limit, total := number(body["offset"], 0), number(body["limit"], 20), 0
	results := []any{}
	for _, id := range x.ids {
		if body["ids"] != nil && !wanted[id] || !keep(x.docs[id]) {
			continue
		}
		if total >= offset && len(results) < limit {
			results = append(results, only(x.docs[id], texts(body["fields"])))
		}
		total++
	}
	return 200, map[string]any{"results": results, "offset": offset, "limit": limit, "total": total}, nil
}

func (s *Server) deleteDocument(r *http.Request) (int, any, error) {
	id := r.PathValue("id")
	return s.drop(r.PathValue("uid"), map[string]any{"providedIds": 1, "originalFilter": nil}, func(*index) (func(string) bool, error) {
		return func(d string) bool { return d == id }, nil
	})
}

func (s *Server) deleteBatch(r *http.Request) (int, any, error) {
	var list []any
	if err := decodeList(r, &list); err != nil {
		return 0, nil, err
	}
	gone := map[string]bool{}
	for _, v := range list {
		if id, ok := documentID(v); ok {
			gone[id] = true
		}
	}
	return s.drop(r.PathValue("uid"), map[string]any{"providedIds": len(list), "originalFilter": nil}, func(*index) (func(string) bool, error) {
		return func(d string) bool { return gone[d] }, nil
	})
}

func (s *Server) deleteAll(r *http.Request) (int, any, error) {
	return s.drop(r.PathValue("uid"), map[string]any{}, func(*index) (func(string) bool, error) {
		return func(string) bool { return true }, nil
	})
}

func (s *Server) deleteByFilter(r *http.Request) (int, any, error) {
	body, err := decode(r, "filter")
	if err != nil {
		return 0, nil, err
	}
	if f, ok := body["filter"].(string); !ok && body["filter"] == nil || ok && strings.TrimSpace(f) == "" {
		return 0, nil, invalid("invalid_document_filter", "Sending an empty filter is forbidden.")
	}
	return s.drop(r.PathValue("uid"), map[string]any{"providedIds": 0, "originalFilter": body["filter"]}, func(x *index) (func(string) bool, error) {
		keep, err := x.filter(body["filter"], "invalid_document_filter")
		return func(id string) bool { return keep(x.docs[id]) }, err
	})
}

// drop enqueues the removal of the documents that a choice picks.
func (s *Server) drop(uid string, details map[string]any, choice func(*index) (func(id string) bool, error)) (int, any, error) {
	return s.enqueue("documentDeletion", uid, details, func(details map[string]any) error {
		x, ok := s.indexes[uid]
		if !ok {
			return noIndex(uid)
		}
		gone, err := choice(x)
		if err != nil {
			return err
		}
		docs, ids := map[string]map[string]any{}, []string{}
		for _, id := range x.ids {
			if !gone(id) {
				docs[id] = x.docs[id]
				ids = append(ids, id)
			}
		}
		details["deletedDocuments"] = len(x.docs) - len(docs)
		x.docs, x.ids = docs, ids
		return nil
	})
}

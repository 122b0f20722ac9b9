package standin

import (
	"errors"
	"fmt"
	"net/http"
)

// multiSearch answers several searches in order; one that fails fails them all.
func (s *Server) multiSearch(r *http.Request) (int, any, error) {
	body, err := decode(r, "queries", "federation")
	if err != nil {
		return 0, nil, err
	}
	queries, _ := body["queries"].([]any)
	results := []any{}
	for i, v := range queries {
		out, err := s.one(r, mapOf(v), body["federation"] != nil)
		if p, ok := errors.AsType[*problem](err); ok {
			inside := *p
			inside.Message = fmt.Sprintf("Inside `.queries[%d]`: %s", i, p.Message)
			if p.Code == "index_not_found" {
				inside.status = 400
			}
			return 0, nil, &inside
		}
		if err != nil {
			return 0, nil, err
		}
		results = append(results, out)
	}
	if body["federation"] != nil {
		return s.federate(results)
	}
	return 200, map[string]any{"results": results}, nil
}

func (s *Server) one(r *http.Request, query map[string]any, federated bool) (map[string]any, error) {
	if err := onlyKnown(query, append([]string{"indexUid", "federationOptions"}, searchKeys...)); err != nil {
		return nil, err
	}
	if federated {
		for _, k := range []string{"limit", "offset", "page", "hitsPerPage"} {
			if query[k] != nil {
				return nil, invalid("invalid_multi_search_query_pagination", "Using pagination options is not allowed in federated queries.")
			}
		}
		if query["facets"] != nil {
			return nil, invalid("invalid_multi_search_query_facets", "Using facet options is not allowed in federated queries.")
		}
	}
	uid, _ := query["indexUid"].(string)
	rule, err := s.allow(r, "search", uid)
	if err != nil {
		return nil, err
	}
	x, err := s.index(uid)
	if err != nil {
		return nil, err
	}
	out, err := x.search(query, rule)
	if err == nil {
		out["indexUid"] = uid
	}
	return out, err
}

// federate merges the hits, in the order of the queries.
func (s *Server) federate(results []any) (int, any, error) {
	hits := []any{}
	for i, v := range results {
		result := mapOf(v)
		for _, h := range result["hits"].([]any) {
			hit := mergedDoc(mapOf(h), map[string]any{"_federation": map[string]any{
				"indexUid": result["indexUid"], "queriesPosition": i, "weightedRankingScore": 1.0}})
			hits = append(hits, hit)
		}
	}
	return 200, map[string]any{"hits": hits, "processingTimeMs": 0, "limit": 20, "offset": 0, "estimatedTotalHits": len(hits)}, nil
}

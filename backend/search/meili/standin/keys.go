package standin

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"net/http"
	"slices"
	"strings"
	"time"
)

// key is an API key.
type key struct {
	Name        string     `json:"name"`
	Description string     `json:"description"`
	Key         string     `json:"key"`
	UID         string     `json:"uid"`
	Actions     []string   `json:"actions"`
	Indexes     []string   `json:"indexes"`
	ExpiresAt   *time.Time `json:"expiresAt"`
	CreatedAt   time.Time  `json:"createdAt"`
	UpdatedAt   time.Time  `json:"updatedAt"`
}

func keyValue(master, uid string) string {
	mac := hmac.New(sha256.New, []byte(master))
	mac.Write([]byte(uid))
	return hex.EncodeToString(mac.Sum(nil))
}

// defaultKeys are the two that a new server has.
func defaultKeys(master string) []*key {
	now := time.Now().UTC()
	make := func(name, uid string, actions ...string) *key {
		return &key{Name: name, Key: keyValue(master, uid), UID: uid, Actions: actions, Indexes: []string{"*"}, CreatedAt: now, UpdatedAt: now}
	}
	return []*key{
		make("Default Search API Key", "74c9c733-3368-4738-bbe5-1d18a5fecb37", "search"),
		make("Default Admin API Key", "20f7e4c4-612c-4dd1-b783-7934cc038213", "*"),
	}
}

func (s *Server) createKey(r *http.Request) (int, any, error) {
	body, err := decode(r, "name", "description", "uid", "actions", "indexes", "expiresAt")
	if err != nil {
		return 0, nil, err
	}
	expires, ok := body["expiresAt"]
	if !ok {
		return 0, nil, invalid("missing_api_key_expires_at", "Missing field `expiresAt`")
	}
	k := &key{Actions: texts(body["actions"]), Indexes: texts(body["indexes"]), CreatedAt: time.Now().UTC(), UpdatedAt: time.Now().UTC()}
	k.Name, _ = body["name"].(string)
	k.Description, _ = body["description"].(string)
	k.UID, _ = body["uid"].(string)
	if k.UID == "" {
		k.UID = fmt.Sprintf("6062abda-a5aa-4414-ac91-%012d", time.Now().UnixNano()%1e12)
	}
	if text, _ := expires.(string); text != "" {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil || at.Before(time.Now()) {
			return 0, nil, invalid("invalid_api_key_expires_at", "`"+text+"` is not a valid date.")
		}
		k.ExpiresAt = &at
	}
	k.Key = keyValue(s.options.MasterKey, k.UID)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys = append(s.keys, k)
	return 201, k, nil
}

func (s *Server) listKeys(*http.Request) (int, any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return 200, map[string]any{"results": slices.Clone(s.keys), "offset": 0, "limit": 20, "total": len(s.keys)}, nil
}

var forbidden = newProblem(403, "invalid_api_key", "The provided API key is invalid.")

// guard lets only holders of the action through, for the index in the path.
func (s *Server) guard(action string, h handler) handler {
	return func(r *http.Request) (int, any, error) {
		if _, err := s.allow(r, action, r.PathValue("uid")); err != nil {
			return 0, nil, err
		}
		return h(r)
	}
}

// allow checks the caller for one index ("" for none) and gives the filter that a tenant token adds.
func (s *Server) allow(r *http.Request, action, index string) (rule any, err error) {
	if s.options.MasterKey == "" {
		if strings.HasPrefix(action, "keys.") {
			return nil, newProblem(401, "missing_master_key", "Meilisearch is running without a master key.")
		}
		return nil, nil
	}
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return nil, newProblem(401, "missing_authorization_header", "The Authorization header is missing.")
	}
	if token == s.options.MasterKey {
		return nil, nil
	}
	s.mu.Lock()
	keys := slices.Clone(s.keys)
	s.mu.Unlock()
	for _, k := range keys {
		if token == k.Key && k.may(action, index) {
			return nil, nil
		}
	}
	if action == "search" {
		return tenant(keys, token, index)
	}
	return nil, forbidden
}

func (k *key) may(action, index string) bool {
	if strings.HasPrefix(action, "keys.") || k.ExpiresAt != nil && time.Now().After(*k.ExpiresAt) {
		return false
	}
	group, _, _ := strings.Cut(action, ".")
	able := slices.ContainsFunc(k.Actions, func(a string) bool { return a == "*" || a == action || a == group+".*" })
	return able && (index == "" || matching(k.Indexes, index) != "")
}

// matching gives the most specific pattern that covers an index.
func matching(patterns []string, index string) string {
	best := ""
	for _, p := range patterns {
		covers := p == index
		if prefix, ok := strings.CutSuffix(p, "*"); ok {
			covers = strings.HasPrefix(index, prefix)
		}
		if covers && (best == "" || p == index || best != index && len(p) > len(best)) {
			best = p
		}
	}
	return best
}

// tenant verifies a tenant token and gives its rule for the index.
func tenant(keys []*key, token, index string) (rule any, err error) {
	parts := strings.Split(token, ".")
	var head struct{ Alg string }
	var claims struct {
		APIKeyUID   string `json:"apiKeyUid"`
		Exp         *int64
		SearchRules json.RawMessage
	}
	if len(parts) != 3 || !unpack(parts[0], &head) || !unpack(parts[1], &claims) {
		return nil, forbidden
	}
	at := slices.IndexFunc(keys, func(k *key) bool { return k.UID == claims.APIKeyUID })
	algorithm := map[string]func() hash.Hash{"HS256": sha256.New, "HS384": sha512.New384, "HS512": sha512.New}[head.Alg]
	if at < 0 || algorithm == nil || !keys[at].may("search", index) {
		return nil, forbidden
	}
	mac := hmac.New(algorithm, []byte(keys[at].Key))
	mac.Write([]byte(parts[0] + "." + parts[1]))
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || !hmac.Equal(signature, mac.Sum(nil)) || claims.Exp != nil && time.Now().Unix() >= *claims.Exp {
		return nil, forbidden
	}
	var list []string
	if json.Unmarshal(claims.SearchRules, &list) == nil {
		if matching(list, index) == "" {
			return nil, forbidden
		}
		return nil, nil
	}
	var rules map[string]*struct{ Filter any }
	if json.Unmarshal(claims.SearchRules, &rules) != nil {
		return nil, forbidden
	}
	var patterns []string
	for p := range rules {
		patterns = append(patterns, p)
	}
	p := matching(patterns, index)
	if p == "" {
		return nil, forbidden
	}
	if rules[p] == nil {
		return nil, nil
	}
	return rules[p].Filter, nil
}

func unpack(part string, to any) bool {
	raw, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && json.Unmarshal(raw, to) == nil
}

// texts reads a list of strings; nil when it is not one.
func texts(v any) []string {
	list, ok := v.([]any)
	if !ok {
		return nil
	}
	out := []string{}
	for _, x := range list {
		s, ok := x.(string)
		if !ok {
			return nil
		}
		out = append(out, s)
	}
	return out
}

package standin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// caller asks a server.
type caller struct {
	t          *testing.T
	url, token string
	uid        string
}

type reply struct {
	status int
	body   map[string]any
	raw    string
}

func (r reply) code() string { c, _ := r.body["code"].(string); return c }

// at walks a path of keys.
func (r reply) at(path ...string) any {
	var v any = r.body
	for _, p := range path {
		v = v.(map[string]any)[p]
	}
	return v
}

func (c *caller) send(method, path, contentType string, body []byte) reply {
	c.t.Helper()
	req, err := http.NewRequest(method, c.url+path, bytes.NewReader(body))
	require.NoError(c.t, err)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(c.t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	require.NoError(c.t, err)
	out := reply{status: res.StatusCode, raw: string(raw)}
	if len(raw) > 0 && raw[0] == '{' {
		require.NoError(c.t, json.Unmarshal(raw, &out.body))
	}
	return out
}

func (c *caller) json(method, path, body string) reply {
	c.t.Helper()
	return c.send(method, path, "application/json", []byte(body))
}

// done waits for the task of a 202.
func (c *caller) done(r reply) reply {
	c.t.Helper()
	require.Equal(c.t, 202, r.status, r.raw)
	uid := int(r.at("taskUid").(float64))
	for range 2000 {
		t := c.json("GET", fmt.Sprintf("/tasks/%d", uid), "")
		if s := t.at("status"); s != "enqueued" && s != "processing" {
			return t
		}
		time.Sleep(5 * time.Millisecond)
	}
	c.t.Fatal("the task never ended")
	return reply{}
}

func (c *caller) succeeded(r reply) reply {
	c.t.Helper()
	t := c.done(r)
	require.Equal(c.t, "succeeded", t.at("status"), t.raw)
	return t
}

func (c *caller) failed(r reply, code string) reply {
	c.t.Helper()
	t := c.done(r)
	require.Equal(c.t, "failed", t.at("status"), t.raw)
	require.Equal(c.t, code, t.at("error", "code"), t.raw)
	return t
}

func (c *caller) refused(status int, code string, r reply) {
	c.t.Helper()
	require.Equal(c.t, status, r.status, r.raw)
	require.Equal(c.t, code, r.code(), r.raw)
}

func (c *caller) search(body string) reply {
	c.t.Helper()
	return c.json("POST", "/indexes/"+c.uid+"/search", body)
}

func (c *caller) hits(body string) []string {
	c.t.Helper()
	r := c.search(body)
	require.Equal(c.t, 200, r.status, r.raw)
	out := []string{}
	for _, h := range r.body["hits"].([]any) {
		out = append(out, fmt.Sprint(h.(map[string]any)["id"]))
	}
	return out
}

// Package meili is the search engine Meilisearch behind the search port, through meilisearch-go. It relies on what the server's
// documentation of version 1.50 promises; the stand-in beside it answers from the same promises.
//
// What differs from the embedded engine: how Hanzi are cut into words is the server's matter, so a part of a word may be missed; names
// are found through derived fields; equality of filter values ignores case; totals are exact up to search.MaxTotal and stop there.
package meili

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"talentcircle/backend/search"
)

// Config says where the server is.
type Config struct {
	URL     string        // http://127.0.0.1:7700
	Key     string        // the master key, or one that may do everything with these indexes
	Prefix  string        // before the index names, when several portals share a server; [A-Za-z0-9_-]
	Timeout time.Duration // of one search; 0 is 3 s. Writes get ten times as long
}

// Engine is one index on a server. It is safe for concurrent use.
type Engine struct {
	schema  *search.Schema
	config  Config
	service meilisearch.ServiceManager
	plain   *http.Client // without the key, to see whether the server asks for one
	uid     string
	breaker breaker

	mu    sync.Mutex // one writer at a time, and the preparation
	ready atomic.Bool
}

// Open makes an engine; the server need not be there yet. Without a key it refuses: a server without a master key lets everybody read
// everything.
func Open(config Config, schema *search.Schema) (*Engine, error) {
	if config.Key == "" {
		return nil, errors.New("meilisearch: no API key is set; a server must not run without one")
	}
	u, err := url.Parse(config.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("meilisearch: the address must be an http or https URL")
	}
	if config.Timeout == 0 {
		config.Timeout = 3 * time.Second
	}
	config.URL = strings.TrimSuffix(config.URL, "/")
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 16
	client := &http.Client{Transport: transport, Timeout: writeTimes * config.Timeout}
	return &Engine{
		schema: schema, config: config, uid: config.Prefix + schema.Index, plain: client,
		// The client's own retries send an empty body the second time, so they are off and ours are used.
		service: meilisearch.New(config.URL, meilisearch.WithAPIKey(config.Key), meilisearch.DisableRetries(), meilisearch.WithCustomClient(client)),
	}, nil
}

const writeTimes = 10 // how many times longer a write may take than a search

// Name is "meilisearch" with the server's version, when it answers.
func (e *Engine) Name() string {
	ctx, cancel := context.WithTimeout(context.Background(), e.config.Timeout)
	defer cancel()
	v, err := e.service.VersionWithContext(ctx)
	if err != nil {
		return "meilisearch"
	}
	return "meilisearch " + v.PkgVersion
}

// Ping asks the server now, whatever was known of it.
func (e *Engine) Ping(ctx context.Context) error {
	e.breaker.forget()
	return e.call(ctx, reading, func(ctx context.Context) error {
		_, err := e.service.VersionWithContext(ctx)
		return err
	})
}

// Close ends nothing on the server.
func (e *Engine) Close() error {
	e.plain.CloseIdleConnections()
	return nil
}

// state is the one document of the index beside the main one.
type state struct {
	ID          string `json:"id"`
	Seq         int64  `json:"seq"`
	Fingerprint string `json:"fingerprint"`
}

const stateID = "state"

func (e *Engine) stateUID() string { return e.uid + "_state" }

// fingerprint changes with the schema and with the way texts are prepared.
func (e *Engine) fingerprint() string {
	text, err := json.Marshal(e.schema)
	if err != nil {
		panic("meili: a schema is plain data: " + err.Error())
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %d %s", layoutVersion, search.TokenizerVersion, text))
	return hex.EncodeToString(sum[:8])
}

// layoutVersion changes with the fields a document is stored in.
const layoutVersion = 1

// Seq is the last change that was confirmed to the index; 0 when it must be rebuilt.
func (e *Engine) Seq(ctx context.Context) (int64, error) {
	if err := e.prepare(ctx); err != nil {
		return 0, err
	}
	s, err := e.readState(ctx)
	return s.Seq, err
}

// readState gives the zero state when there is none, or one of another layout.
func (e *Engine) readState(ctx context.Context) (state, error) {
	var s state
	err := e.call(ctx, reading, func(ctx context.Context) error {
		return e.service.Index(e.stateUID()).GetDocumentWithContext(ctx, stateID, nil, &s)
	})
	if code := codeOf(err); code == "document_not_found" || code == "index_not_found" {
		return state{}, nil
	}
	if err != nil || s.Fingerprint != e.fingerprint() {
		return state{}, err
	}
	return s, nil
}

// writeState remembers a seq; it never goes back.
func (e *Engine) writeState(ctx context.Context, seq int64) error {
	s, err := e.readState(ctx)
	if err != nil || s.Fingerprint != "" && s.Seq >= seq {
		return err
	}
	key := "id"
	return e.task(ctx, func(ctx context.Context) (*meilisearch.TaskInfo, error) {
		return e.service.Index(e.stateUID()).AddDocumentsWithContext(ctx,
			[]state{{ID: stateID, Seq: seq, Fingerprint: e.fingerprint()}}, &meilisearch.DocumentOptions{PrimaryKey: &key})
	})
}

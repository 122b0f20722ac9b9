package meili

import (
	"context"
	"net/http"

	"github.com/meilisearch/meilisearch-go"
)

// prepare makes the indexes and their settings, once. An index of another layout is emptied, so that it is rebuilt.
func (e *Engine) prepare(ctx context.Context) error {
	if e.ready.Load() {
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.prepareLocked(ctx)
}

func (e *Engine) prepareLocked(ctx context.Context) error {
	if e.ready.Load() {
		return nil
	}
	if err := e.checkGuarded(ctx); err != nil {
		return err
	}
	for _, uid := range []string{e.uid, e.stateUID()} {
		if err := e.ensureIndex(ctx, uid); err != nil {
			return err
		}
	}
	s, err := e.readState(ctx)
	if err != nil {
		return err
	}
	if s.Fingerprint == "" {
		err := e.task(ctx, func(ctx context.Context) (*meilisearch.TaskInfo, error) {
			return e.service.Index(e.uid).DeleteAllDocumentsWithContext(ctx, nil)
		})
		if err != nil {
			return err
		}
	}
	if err := e.ensureSettings(ctx); err != nil {
		return err
	}
	if s.Fingerprint == "" {
		if err := e.writeState(ctx, 0); err != nil {
			return err
		}
	}
	e.ready.Store(true)
	return nil
}

// checkGuarded refuses a server that answers without a key.
func (e *Engine) checkGuarded(ctx context.Context) error {
	return e.call(ctx, reading, func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, e.config.URL+"/version", nil)
		if err != nil {
			return err
		}
		res, err := e.plain.Do(req)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		switch {
		case res.StatusCode == http.StatusUnauthorized || res.StatusCode == http.StatusForbidden:
			return nil
		case res.StatusCode < 300:
			return &Refused{Status: res.StatusCode, Code: "missing_master_key"}
		}
		return &Refused{Status: res.StatusCode}
	})
}

func (e *Engine) ensureIndex(ctx context.Context, uid string) error {
	err := e.call(ctx, reading, func(ctx context.Context) error {
		_, err := e.service.GetIndexWithContext(ctx, uid)
		return err
	})
	if codeOf(err) != "index_not_found" {
		return err
	}
	err = e.task(ctx, func(ctx context.Context) (*meilisearch.TaskInfo, error) {
		return e.service.CreateIndexWithContext(ctx, &meilisearch.IndexConfig{Uid: uid, PrimaryKey: "id"})
	})
	if codeOf(err) == "index_already_exists" { // another process was first
		return nil
	}
	return err
}

package meili

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/meilisearch/meilisearch-go"

	"talentcircle/backend/cn"
	"talentcircle/backend/search"
)

// Limits of one payload: the server takes 100 MB, a bad document fails its whole payload, and a task should end soon.
const (
	batchBytes = 10 << 20
	batchDocs  = 1000
)

// Apply makes the changes and returns when the server has done them; see search.Engine. A deleted document leaves its id and rev
// behind, which nobody can find, so that a change that arrives late does not bring it back.
func (e *Engine) Apply(ctx context.Context, seq int64, changes ...search.Change) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.prepareLocked(ctx); err != nil {
		return err
	}
	wanted := newest(changes)
	revs, err := e.revs(ctx, wanted)
	if err != nil {
		return err
	}
	wanted = slices.DeleteFunc(wanted, func(c search.Change) bool {
		rev, known := revs[c.ID]
		return known && c.Rev < rev
	})
	if err := e.send(ctx, wanted); err != nil {
		if codeOf(err) == "index_not_found" { // somebody deleted it: begin anew next time
			e.ready.Store(false)
		}
		return err
	}
	return e.writeState(ctx, seq)
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

// revs reads back the revs the index has.
func (e *Engine) revs(ctx context.Context, changes []search.Change) (map[string]int64, error) {
	out := make(map[string]int64, len(changes))
	for part := range slices.Chunk(changes, batchDocs) {
		ids := make([]string, len(part))
		for i, c := range part {
			ids[i] = c.ID
		}
		var found meilisearch.DocumentsResult
		err := e.call(ctx, reading, func(ctx context.Context) error {
			found = meilisearch.DocumentsResult{}
			return e.service.Index(e.uid).GetDocumentsWithContext(ctx,
				&meilisearch.DocumentsQuery{Ids: ids, Fields: []string{fieldID, fieldRev}, Limit: int64(len(ids))}, &found)
		})
		if err != nil {
			return nil, err
		}
		for _, hit := range found.Results {
			var id string
			var rev int64
			if json.Unmarshal(hit[fieldID], &id) == nil && json.Unmarshal(hit[fieldRev], &rev) == nil {
				out[id] = rev
			}
		}
	}
	return out, nil
}

// send puts the documents in payloads by size, all of which are queued before the first is waited for, and then looks at every task.
func (e *Engine) send(ctx context.Context, changes []search.Change) error {
	var uids []int64
	var payload bytes.Buffer
	docs := 0
	flush := func() error {
		if docs == 0 {
			return nil
		}
		payload.WriteByte(']')
		body := bytes.Clone(payload.Bytes())
		payload.Reset()
		docs = 0
		key := fieldID
		uid, err := e.enqueue(ctx, func(ctx context.Context) (*meilisearch.TaskInfo, error) {
			// A fresh index handle each time: the client writes the key into it.
			return e.service.Index(e.uid).AddDocumentsWithContext(ctx, body, &meilisearch.DocumentOptions{PrimaryKey: &key})
		})
		uids = append(uids, uid)
		return err
	}
	for _, c := range changes {
		doc, err := json.Marshal(e.document(c))
		if err != nil {
			return failed.Because(err)
		}
		if docs == batchDocs || docs > 0 && payload.Len()+len(doc) > batchBytes {
			if err := flush(); err != nil {
				return err
			}
		}
		payload.WriteByte("[,"[min(docs, 1)])
		payload.Write(doc)
		docs++
	}
	if err := flush(); err != nil {
		return err
	}
	for _, uid := range uids {
		if err := e.await(ctx, uid); err != nil {
			return err
		}
	}
	return nil
}

// document is what is stored of a change.
func (e *Engine) document(c search.Change) map[string]any {
	out := map[string]any{fieldID: c.ID, fieldRev: c.Rev}
	if c.Put == nil {
		return out
	}
	out[fieldAudience], out[fieldHidden] = list(c.Put.Audience), list(c.Put.HiddenFrom)
	for _, f := range e.schema.Text {
		values := c.Put.Text[f.Name]
		folded := make([]string, len(values))
		for i, v := range values {
			folded[i] = cn.Fold(v)
		}
		out[prefixText+f.Name], out[f.Name+suffixFolded] = list(values), folded
		if f.Person {
			nameFields(out, f.Name, folded)
		}
	}
	for _, f := range e.schema.Values {
		out[prefixValue+f.Name] = list(c.Put.Values[f.Name])
	}
	for _, n := range e.schema.Numbers {
		if v, ok := c.Put.Numbers[n]; ok {
			out[prefixNumber+n] = v
		}
	}
	return out
}

// list makes an absent list an empty one, so that a field has one type.
func list(values []string) []string {
	if values == nil {
		return []string{}
	}
	return values
}

// nameFields derives what names are found by.
func nameFields(out map[string]any, field string, folded []string) {
	chars, pinyin, initials := []string{}, []string{}, []string{}
	for _, name := range folded {
		var apart []string
		for _, r := range search.Runs(name) {
			if r.Han {
				apart = append(apart, strings.Split(r.Text, "")...)
			}
		}
		chars = append(chars, strings.Join(apart, " "))
		for _, k := range search.NameKeys(name) {
			switch k.Kind {
			case search.PinyinFull:
				pinyin = append(pinyin, k.Syllables(), k.Key)
			case search.PinyinShort, search.PinyinGiven:
				pinyin = append(pinyin, k.Key)
			case search.PinyinInits:
				initials = append(initials, k.Key)
			}
		}
	}
	out[field+suffixChars], out[field+suffixPinyin], out[field+suffixInitials] = chars, pinyin, initials
}

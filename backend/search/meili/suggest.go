package meili

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/meilisearch/meilisearch-go"

	"talentcircle/backend/cn"
	"talentcircle/backend/search"
)

// lookedAt is how many hits are read for the completions of one prefix.
const lookedAt = 60

// Suggest completes a prefix: names, by Hanzi or pinyin, and the values of the suggested fields. The server finds candidates among what
// the audience may see; what is offered really begins with the prefix.
func (e *Engine) Suggest(ctx context.Context, c search.Completion) ([]search.Suggestion, error) {
	if err := e.prepare(ctx); err != nil {
		return nil, err
	}
	filter := e.filter(search.Query{Audience: c.Audience, Exclude: c.Exclude}, "")
	var requests []*meilisearch.SearchRequest
	var fields []search.TextField
	for _, f := range e.schema.Text {
		if !f.Person && !f.Lexicon() {
			continue
		}
		r := e.request(words(c.Text), filter)
		r.AttributesToSearchOn, r.HitsPerPage = derived(f), count(lookedAt)
		r.AttributesToRetrieve = append(r.AttributesToRetrieve, prefixText+f.Name)
		requests, fields = append(requests, r), append(fields, f)
	}
	if len(requests) == 0 {
		return nil, nil
	}
	results, err := e.multi(ctx, requests)
	if err != nil {
		return nil, e.forget(err)
	}
	var people, phrases []search.Suggestion
	for i, f := range fields {
		for _, hit := range results[i].Hits {
			for _, s := range completions(hit, f, c.Text) {
				if f.Person {
					people = append(people, s)
				} else if !slices.Contains(phrases, s) {
					phrases = append(phrases, s)
				}
			}
		}
	}
	slices.SortFunc(phrases, func(a, b search.Suggestion) int { return strings.Compare(a.Text, b.Text) })
	return search.Share(people, phrases, c.Limit), nil
}

// words writes a prefix without signs that mean something to the server.
func words(prefix string) string {
	var out []string
	for _, r := range search.Runs(prefix) {
		out = append(out, r.Text)
	}
	return strings.Join(out, " ")
}

// completions gives the values of one hit that begin with the prefix.
func completions(hit meilisearch.Hit, f search.TextField, prefix string) []search.Suggestion {
	var values []string
	if json.Unmarshal(hit[prefixText+f.Name], &values) != nil {
		return nil
	}
	var out []search.Suggestion
	for _, v := range values {
		folded := strings.TrimSpace(cn.Fold(v))
		switch {
		case f.Person && begins(folded, prefix):
			return []search.Suggestion{{Text: v, Field: f.Name, ID: text(hit[fieldID])}}
		case !f.Person && strings.HasPrefix(folded, prefix):
			out = append(out, search.Suggestion{Text: v, Field: f.Name})
		}
	}
	return out
}

// begins reports whether a key of the name begins with the prefix.
func begins(folded, prefix string) bool {
	spelt := strings.NewReplacer(" ", "", "'", "").Replace(prefix)
	return slices.ContainsFunc(search.NameKeys(folded), func(k search.NameKey) bool {
		return strings.HasPrefix(k.Key, prefix) || strings.HasPrefix(k.Key, spelt)
	})
}

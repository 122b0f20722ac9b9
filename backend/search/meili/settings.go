package meili

import (
	"context"
	"reflect"
	"slices"

	"github.com/meilisearch/meilisearch-go"

	"talentcircle/backend/search"
)

// The fields of a stored document. Every field of the schema has a prefix or suffix, so that no two can meet.
const (
	fieldID       = "id"
	fieldRev      = "rev"
	fieldAudience = "audience"
	fieldHidden   = "hidden"

	prefixText   = "text_"   // as written: shown
	prefixValue  = "value_"  // exact values
	prefixNumber = "number_" // numbers

	// What follows is derived and never leaves the engine.
	suffixFolded   = "_folded"
	suffixChars    = "_chars"    // a name's characters apart, for names no dictionary has
	suffixPinyin   = "_pinyin"   // the readings of a name, apart and joined
	suffixInitials = "_initials" // its initials
)

// derived gives the searchable fields of a text field, the heaviest first.
func derived(f search.TextField) []string {
	if !f.Person {
		return []string{f.Name + suffixFolded}
	}
	return []string{f.Name + suffixFolded, f.Name + suffixChars, f.Name + suffixPinyin, f.Name + suffixInitials}
}

// settings are what the index must have. Every setting that matters is named, because defaults have changed between versions.
func (e *Engine) settings() *meilisearch.Settings {
	var searchable, shown, filterable, sortable, exact []string
	shown = []string{fieldID, fieldRev}
	filterable = []string{fieldID, fieldAudience, fieldHidden}
	for _, f := range e.schema.Text {
		shown = append(shown, prefixText+f.Name)
		searchable = append(searchable, derived(f)...)
		if f.Person {
			exact = append(exact, f.Name+suffixChars, f.Name+suffixPinyin, f.Name+suffixInitials)
		}
	}
	for _, f := range e.schema.Values {
		filterable = append(filterable, prefixValue+f.Name)
		exact = append(exact, prefixValue+f.Name) // else a facet search forgives misspellings, and counts bytes for it
	}
	for _, n := range e.schema.Numbers {
		filterable = append(filterable, prefixNumber+n)
		sortable = append(sortable, prefixNumber+n)
	}
	prefix := "indexingTime"
	return &meilisearch.Settings{
		DisplayedAttributes: shown, SearchableAttributes: searchable, FilterableAttributes: filterable, SortableAttributes: sortable,
		// sort stands first: a list sorted by date is sorted by date, also for a query. The id makes equals come newest first.
		RankingRules:        []string{"sort", "words", "typo", "proximity", "attributeRank", "wordPosition", "exactness", fieldID + ":desc"},
		LocalizedAttributes: []*meilisearch.LocalizedAttributes{{AttributePatterns: []string{"*"}, Locales: []string{"cmn"}}},
		TypoTolerance: &meilisearch.TypoTolerance{
			Enabled: true, MinWordSizeForTypos: meilisearch.MinWordSizeForTypos{OneTypo: 5, TwoTypos: 9},
			DisableOnWords: []string{}, DisableOnAttributes: exact, DisableOnNumbers: true,
		},
		Pagination: &meilisearch.Pagination{MaxTotalHits: search.MaxTotal},
		Faceting: &meilisearch.Faceting{MaxValuesPerFacet: search.MaxFacetValues,
			SortFacetValuesBy: map[string]meilisearch.SortFacetType{"*": meilisearch.SortFacetTypeCount}},
		SearchCutoffMs: 1500,
		PrefixSearch:   &prefix,
	}
}

// ensureSettings sends what differs, in one request: most changes make the server index everything again.
func (e *Engine) ensureSettings(ctx context.Context) error {
	var have *meilisearch.Settings
	err := e.call(ctx, reading, func(ctx context.Context) (err error) {
		have, err = e.service.Index(e.uid).GetSettingsWithContext(ctx)
		return err
	})
	if err != nil {
		return err
	}
	missing := difference(e.settings(), have)
	if missing == nil {
		return nil
	}
	return e.task(ctx, func(ctx context.Context) (*meilisearch.TaskInfo, error) {
		return e.service.Index(e.uid).UpdateSettingsWithContext(ctx, missing)
	})
}

// difference gives the settings that are not as wanted; nil when all are. The order counts where it means something.
func difference(want, have *meilisearch.Settings) *meilisearch.Settings {
	var out meilisearch.Settings
	differs := false
	note := func(same bool, set func()) {
		if !same {
			differs = true
			set()
		}
	}
	note(sameSet(want.DisplayedAttributes, have.DisplayedAttributes), func() { out.DisplayedAttributes = want.DisplayedAttributes })
	note(slices.Equal(want.SearchableAttributes, have.SearchableAttributes), func() { out.SearchableAttributes = want.SearchableAttributes })
	note(sameSet(want.FilterableAttributes, have.FilterableAttributes), func() { out.FilterableAttributes = want.FilterableAttributes })
	note(sameSet(want.SortableAttributes, have.SortableAttributes), func() { out.SortableAttributes = want.SortableAttributes })
	note(slices.Equal(want.RankingRules, have.RankingRules), func() { out.RankingRules = want.RankingRules })
	note(reflect.DeepEqual(want.LocalizedAttributes, have.LocalizedAttributes), func() { out.LocalizedAttributes = want.LocalizedAttributes })
	note(sameTypos(want.TypoTolerance, have.TypoTolerance), func() { out.TypoTolerance = want.TypoTolerance })
	note(reflect.DeepEqual(want.Pagination, have.Pagination), func() { out.Pagination = want.Pagination })
	note(reflect.DeepEqual(want.Faceting, have.Faceting), func() { out.Faceting = want.Faceting })
	note(want.SearchCutoffMs == have.SearchCutoffMs, func() { out.SearchCutoffMs = want.SearchCutoffMs })
	note(have.PrefixSearch != nil && *want.PrefixSearch == *have.PrefixSearch, func() { out.PrefixSearch = want.PrefixSearch })
	if !differs {
		return nil
	}
	return &out
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

func sameTypos(a, b *meilisearch.TypoTolerance) bool {
	return b != nil && a.Enabled == b.Enabled && a.MinWordSizeForTypos == b.MinWordSizeForTypos && a.DisableOnNumbers == b.DisableOnNumbers &&
		sameSet(a.DisableOnWords, b.DisableOnWords) && sameSet(a.DisableOnAttributes, b.DisableOnAttributes)
}

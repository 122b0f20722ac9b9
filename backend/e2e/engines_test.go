package e2e_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/e2e"
	"talentcircle/backend/search/meili/standin"
	"talentcircle/config"
)

// The whole portal with Meilisearch behind it. The stand-in proves the requests, filters and facets; segmentation and ranking are only
// a real server's to prove.
func TestTheDemoOnMeilisearch(t *testing.T) {
	server := standin.Start(standin.Options{MasterKey: "stand-in-master-key", TaskDelay: time.Millisecond})
	t.Cleanup(server.Close)
	p := e2e.Start(t, 40, func(c *config.Config) {
		c.Search, c.MeilisearchURL, c.MeilisearchKey = config.Meilisearch, server.URL, "stand-in-master-key"
	})
	require.Contains(t, string(p.As("").Get("/readyz").Is(http.StatusOK).Body), "meilisearch")
	p.Soon(func() bool {
		names := p.As("").Get("/api/v1/experts" + query("q", "单示明")).Names()
		return len(names) > 0 && names[0] == "单示明"
	}, "the expert is found")
	require.Empty(t, p.As("employer").Get("/api/v1/experts"+query("q", "褚示航")).Names(), "hidden from this employer")
	require.Equal(t, []string{"褚示航"}, p.As("employer.b").Get("/api/v1/experts"+query("q", "褚示航")).Names())
	everyone, own := p.As("").Get("/api/v1/experts").Map()["total"].(float64), p.As("he.clerk").Get("/api/v1/experts").Map()["total"].(float64)
	require.Less(t, everyone, own)
}

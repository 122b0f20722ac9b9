package embedded

import (
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/search"
	"talentcircle/backend/search/searchtest"
)

func openMemory(t *testing.T, schema *search.Schema) search.Engine {
	e, err := Open("", schema)
	require.NoError(t, err)
	return e
}

func TestContract(t *testing.T) { searchtest.Contract(t, openMemory) }

func TestRelevance(t *testing.T) { searchtest.Relevance(t, openMemory) }

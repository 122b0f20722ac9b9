package expert

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// A list that fills a body must be refused without comparing each entry with all before it: the complaint stands there once.
func TestLongListsAreRefusedOnce(t *testing.T) {
	many, consents := make([]string, 100_000), make([]ConsentInput, 100_000)
	for i := range many {
		many[i], consents[i] = fmt.Sprint(i), ConsentInput{Scope: Circle, Channel: "online", Evidence: fmt.Sprint(i)}
	}
	c := checker{v: &Vocabulary{}}
	require.Empty(t, c.texts("fields", many))
	require.Empty(t, c.consents(consents))
	require.Len(t, c.bad, 2)
	require.Equal(t, "body.fields", c.bad[0].Location)
	require.Equal(t, "body.consents", c.bad[1].Location)

	c = checker{v: &Vocabulary{}}
	require.Equal(t, []string{"a", "b"}, c.texts("fields", []string{"a", " b ", "a", "", "b"}))
	require.Empty(t, c.bad)
}

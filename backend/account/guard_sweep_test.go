package account

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// The guard of a name that nobody tried before is made in one step: made without the time of its try, it looked a day old, and the sweep
// at the start of the portal took it away under the login.
func TestASweepLeavesTheGuardOfAFirstLogin(t *testing.T) {
	h := newHouse(t, Config{})
	stop := make(chan struct{})
	var sweeping sync.WaitGroup
	sweeping.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				if err := h.Sweep(t.Context()); err != nil {
					t.Error(err)
					return
				}
			}
		}
	})
	for i := range 300 {
		try, err := h.attempt(t.Context(), fmt.Sprint("guard-", i))
		if err != nil {
			t.Errorf("a first login: %v", err)
			break
		}
		g, err := h.guards.Get(t.Context(), try.guard)
		require.NoError(t, err)
		require.Equal(t, 1, g.Tries)
	}
	close(stop)
	sweeping.Wait()
}

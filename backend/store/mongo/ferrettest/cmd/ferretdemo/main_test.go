package main

import (
	"context"
	"errors"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRunGivesTheCommandItsStoreAndEndsWithIt(t *testing.T) {
	script := `test "$TALENTCIRCLE_STORE" = mongodb && case $TALENTCIRCLE_MONGODB_URI in mongodb://127.0.0.1:*) exit 7;; esac`
	err := run(t.Context(), "127.0.0.1:0", t.TempDir(), []string{"sh", "-c", script})
	var exit *exec.ExitError
	require.True(t, errors.As(err, &exit), "%v", err)
	require.Equal(t, 7, exit.ExitCode())
	require.NoError(t, run(t.Context(), "127.0.0.1:0", "", []string{"true"}))
}

func TestRunStopsTheCommandWhenToldTo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, run(ctx, "127.0.0.1:0", t.TempDir(), nil))
}

func TestRunServesLoopbackOnly(t *testing.T) {
	for _, listen := range []string{"0.0.0.0:0", "192.0.2.1:0", ":0", "example.cn:0", "127.0.0.1"} {
		require.Error(t, run(t.Context(), listen, t.TempDir(), []string{"true"}), listen)
	}
}

package e2e_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/e2e"
	"talentcircle/seed/demo"
)

// The ten scenes, as `portal tour` plays them.
func TestTheTenScenes(t *testing.T) {
	p := e2e.Start(t, 100)
	scenes, err := demo.Scenes()
	require.NoError(t, err)
	require.Len(t, scenes, 10)
	player := &demo.Player{URL: p.URL, Password: e2e.Password}
	for _, s := range scenes {
		t.Run(fmt.Sprintf("%d %s", s.No, s.Title), func(t *testing.T) { require.NoError(t, player.Play(s)) })
	}
}

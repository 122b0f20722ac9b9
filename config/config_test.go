package config_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/config"
)

func TestVariablesOverrideTheFileAndTheFileTheDefaults(t *testing.T) {
	path := filepath.Join(t.TempDir(), "portal.yaml")
	require.NoError(t, os.WriteFile(path, []byte("listen: 127.0.0.1:9000\nstore: mongodb\nmongodbURI: mongodb://a\n"), 0o600))

	c, err := config.Load(path, []string{"TALENTCIRCLE_MONGODB_URI=mongodb://b", "TALENTCIRCLE_DEMO=1", "TALENTCIRCLE_TEST_MONGODB_URI=x", "HOME=/"})
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:9000", c.Listen)
	require.Equal(t, "mongodb://b", c.MongoDBURI)
	require.Equal(t, config.Embedded, c.Search)
	require.True(t, c.Demo)
	require.NoError(t, c.Validate())
}

func TestAnUnknownKeyOrAWrongValueIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "portal.yaml")
	require.NoError(t, os.WriteFile(path, []byte("listn: 127.0.0.1:9000\n"), 0o600))
	_, err := config.Load(path, nil)
	require.ErrorContains(t, err, "listn")
	_, err = config.Load("", []string{"TALENTCIRCLE_DEMO=maybe"})
	require.ErrorContains(t, err, "TALENTCIRCLE_DEMO")
	_, err = config.Load(filepath.Join(t.TempDir(), "none.yaml"), nil)
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestUnsafeOrImpossibleSettingsAreRefused(t *testing.T) {
	for name, change := range map[string]func(*config.Config){
		"demo on a public address": func(c *config.Config) { c.Listen = "0.0.0.0:8080" },
		"no port":                  func(c *config.Config) { c.Listen = "localhost" },
		"unknown store":            func(c *config.Config) { c.Store = "mysql" },
		"mongodb without address":  func(c *config.Config) { c.Store = config.MongoDB },
		"unknown search":           func(c *config.Config) { c.Search = "elastic" },
		"meilisearch without key":  func(c *config.Config) { c.Search, c.MeilisearchURL = config.Meilisearch, "http://127.0.0.1:7700" },
		"production without key":   func(c *config.Config) { c.Demo = false },
		"no data folder":           func(c *config.Config) { c.Data = "" },
		"negative experts":         func(c *config.Config) { c.DemoExperts = -1 },
	} {
		c := config.Default()
		c.Demo = true
		require.NoError(t, c.Validate())
		change(&c)
		require.Error(t, c.Validate(), name)
	}
	c := config.Default()
	c.Demo, c.DemoContainer, c.Listen = true, true, "0.0.0.0:8080"
	require.NoError(t, c.Validate(), "compose publishes loopback only")
}

func TestTheExampleFileHoldsTheDefaults(t *testing.T) {
	c, err := config.Load("portal.example.yaml", nil)
	require.NoError(t, err)
	require.Equal(t, config.Default(), c)
}

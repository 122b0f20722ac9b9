// Package compose checks docker-compose.yml and the Dockerfile with the parsers of Compose and BuildKit, since neither can be run
// everywhere the tests run. A module of its own, so that those parsers stay out of the portal's dependencies.
package compose

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/stretchr/testify/require"

	"talentcircle/config"
)

const root = "../.."

var secrets = types.Mapping{"MONGODB_PASSWORD": "0123456789abcdef0123", "MEILI_MASTER_KEY": "fedcba9876543210fedc"}

// load reads the file as `docker compose` does: variables filled in, and the whole held against the Compose schema.
func load(env types.Mapping) (*types.Project, error) {
	return loader.LoadWithContext(context.Background(), types.ConfigDetails{
		WorkingDir:  root,
		ConfigFiles: []types.ConfigFile{{Filename: filepath.Join(root, "docker-compose.yml")}},
		Environment: env,
	})
}

func project(t *testing.T) *types.Project {
	t.Helper()
	p, err := load(secrets)
	require.NoError(t, err)
	return p
}

func TestASecretThatIsMissingStopsTheStart(t *testing.T) {
	for name := range secrets {
		env := secrets.Clone()
		delete(env, name)
		_, err := load(env)
		require.ErrorContains(t, err, name)
		env[name] = ""
		_, err = load(env)
		require.ErrorContains(t, err, name, "an empty secret is none")
	}
	text, err := os.ReadFile(filepath.Join(root, "docker-compose.yml"))
	require.NoError(t, err)
	for _, line := range strings.Split(string(text), "\n") {
		if regexp.MustCompile(`(?i)(password|key|secret)\w*:\s`).MatchString(line) && !strings.HasPrefix(strings.TrimSpace(line), "#") {
			require.Contains(t, line, ": ${", "a secret stands in the file")
		}
	}
}

func TestServicesArePinnedWatchedAndHidden(t *testing.T) {
	p := project(t)
	require.ElementsMatch(t, []string{"portal", "mongo", "meilisearch"}, p.ServiceNames())
	for name, s := range p.Services {
		require.NotNil(t, s.HealthCheck, name)
		require.NotEmpty(t, s.HealthCheck.Test, name)
		require.Contains(t, s.SecurityOpt, "no-new-privileges:true", name)
		require.False(t, s.Privileged, name)
		if s.Build == nil {
			require.Regexp(t, `:v?\d+\.\d+`, s.Image, "an image without a fixed version")
		}
		for _, v := range s.Volumes {
			require.Equal(t, types.VolumeTypeVolume, v.Type, name)
			require.Contains(t, p.Volumes, v.Source, name)
		}
		if name != "portal" {
			require.Empty(t, s.Ports, name)
			require.Len(t, s.Networks, 1, name)
			require.Contains(t, s.Networks, "back", name)
			require.Equal(t, types.ServiceConditionHealthy, p.Services["portal"].DependsOn[name].Condition)
		}
	}
	require.True(t, p.Networks["back"].Internal)
	ports := p.Services["portal"].Ports
	require.Len(t, ports, 1)
	require.Equal(t, "127.0.0.1 8080 8080", ports[0].HostIP+" "+ports[0].Published+" 8080")
	require.EqualValues(t, 8080, ports[0].Target)
}

// TestThePortalTakesTheseSettings loads them as the binary does; a misspelt name would leave its setting at the default.
func TestThePortalTakesTheseSettings(t *testing.T) {
	var environ []string
	for name, value := range project(t).Services["portal"].Environment {
		require.True(t, strings.HasPrefix(name, "TALENTCIRCLE_"), name)
		environ = append(environ, name+"="+*value)
	}
	environ = append(environ, imageEnvironment(t)...)
	got, err := config.Load("", environ)
	require.NoError(t, err)
	require.NoError(t, got.Validate())
	want := config.Default()
	want.Listen, want.Data = "0.0.0.0:8080", "/data"
	want.Demo, want.DemoContainer = true, true
	want.Store, want.MongoDBURI = config.MongoDB, "mongodb://talentcircle:"+secrets["MONGODB_PASSWORD"]+"@mongo:27017/?authSource=admin"
	want.Search, want.MeilisearchURL, want.MeilisearchKey = config.Meilisearch, "http://meilisearch:7700", secrets["MEILI_MASTER_KEY"]
	require.Equal(t, want, got)
}

// stages parses the Dockerfile down to its instructions and their flags.
func stages(t *testing.T) []instructions.Stage {
	t.Helper()
	f, err := os.Open(filepath.Join(root, "Dockerfile"))
	require.NoError(t, err)
	defer f.Close()
	tree, err := parser.Parse(f)
	require.NoError(t, err)
	require.Empty(t, tree.Warnings)
	found, _, err := instructions.Parse(tree.AST, nil)
	require.NoError(t, err)
	return found
}

func imageEnvironment(t *testing.T) (environ []string) {
	t.Helper()
	all := stages(t)
	for _, c := range all[len(all)-1].Commands {
		if env, ok := c.(*instructions.EnvCommand); ok {
			for _, pair := range env.Env {
				environ = append(environ, pair.Key+"="+pair.Value)
			}
		}
	}
	return environ
}

func TestTheImageIsBuiltFromWhatIsThere(t *testing.T) {
	all := stages(t)
	names := map[string]bool{}
	for _, stage := range all {
		for _, c := range stage.Commands {
			cp, ok := c.(*instructions.CopyCommand)
			if !ok {
				continue
			}
			if cp.From != "" {
				require.True(t, names[cp.From], "stage %s", cp.From)
				continue
			}
			for _, path := range cp.SourcePaths {
				matches, err := filepath.Glob(filepath.Join(root, path))
				require.NoError(t, err)
				require.NotEmpty(t, matches, path)
			}
		}
		names[stage.Name] = true
	}
	last := map[string]instructions.Command{}
	for _, c := range all[len(all)-1].Commands {
		last[strings.ToLower(c.Name())] = c
	}
	require.Equal(t, "scratch", all[len(all)-1].BaseName)
	require.Equal(t, "65532:65532", last["user"].(*instructions.UserCommand).User, "not root")
	require.Equal(t, project(t).Services["portal"].HealthCheck.Test, types.HealthCheckTest(last["healthcheck"].(*instructions.HealthCheckCommand).Health.Test))
}

// Package config is every setting of the portal: read once at the start from a YAML file and TALENTCIRCLE_* variables, checked, and
// passed down. Nothing reads the environment later.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Config is the settings. See portal.example.yaml for a sentence on each.
type Config struct {
	Listen        string `yaml:"listen"`
	MetricsListen string `yaml:"metricsListen"`
	PublicURL     string `yaml:"publicURL"`
	SecureCookies bool   `yaml:"secureCookies"`
	Data          string `yaml:"data"`
	MasterKeyFile string `yaml:"masterKeyFile"`
	LogLevel      string `yaml:"logLevel"`

	Store           string `yaml:"store"`
	MongoDBURI      string `yaml:"mongodbURI"`
	MongoDBDatabase string `yaml:"mongodbDatabase"`
	StoreNote       string `yaml:"storeNote"`

	Search         string `yaml:"search"`
	MeilisearchURL string `yaml:"meilisearchURL"`
	MeilisearchKey string `yaml:"meilisearchKey"`

	Demo          bool   `yaml:"demo"`
	DemoExperts   int    `yaml:"demoExperts"`
	DemoPassword  string `yaml:"demoPassword"`
	DemoContainer bool   `yaml:"demoContainer"`
}

// The engines.
const (
	SQLite      = "sqlite"
	MongoDB     = "mongodb"
	Embedded    = "embedded"
	Meilisearch = "meilisearch"
)

// Default is what a newcomer's machine runs with.
func Default() Config {
	return Config{Listen: "127.0.0.1:8080", Data: "./data", LogLevel: "info", Store: SQLite, MongoDBDatabase: "talentcircle",
		Search: Embedded, DemoExperts: 2000}
}

// Load starts from Default, reads the file (none when path is empty) and then the variables, given as os.Environ gives them. An
// unknown key in the file is an error: it is a setting that would silently not hold.
func Load(path string, environ []string) (Config, error) {
	c := Default()
	if path != "" {
		text, err := os.ReadFile(path)
		if err != nil {
			return c, fmt.Errorf("read settings: %w", err)
		}
		dec := yaml.NewDecoder(bytes.NewReader(text))
		dec.KnownFields(true)
		if err := dec.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
			return c, fmt.Errorf("settings in %s: %w", path, err)
		}
	}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		if key, ours := strings.CutPrefix(name, "TALENTCIRCLE_"); ours {
			if err := c.set(key, value); err != nil {
				return c, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return c, nil
}

// set takes one variable. Names that are not settings (those of the test suites) are passed over.
func (c *Config) set(key, value string) error {
	text := map[string]*string{
		"LISTEN": &c.Listen, "METRICS_LISTEN": &c.MetricsListen, "PUBLIC_URL": &c.PublicURL, "DATA": &c.Data,
		"MASTER_KEY_FILE": &c.MasterKeyFile, "LOG_LEVEL": &c.LogLevel, "STORE": &c.Store, "STORE_NOTE": &c.StoreNote,
		"MONGODB_URI": &c.MongoDBURI, "MONGODB_DATABASE": &c.MongoDBDatabase, "SEARCH": &c.Search,
		"MEILISEARCH_URL": &c.MeilisearchURL, "MEILISEARCH_KEY": &c.MeilisearchKey, "DEMO_PASSWORD": &c.DemoPassword,
	}
	flags := map[string]*bool{"DEMO": &c.Demo, "DEMO_CONTAINER": &c.DemoContainer, "SECURE_COOKIES": &c.SecureCookies}
	switch {
	case text[key] != nil:
		*text[key] = value
	case flags[key] != nil:
		on, err := strconv.ParseBool(value)
		if err != nil {
			return errors.New("must be 1 or 0")
		}
		*flags[key] = on
	case key == "DEMO_EXPERTS":
		n, err := strconv.Atoi(value)
		if err != nil {
			return errors.New("must be a number")
		}
		c.DemoExperts = n
	}
	return nil
}

// Validate refuses settings that cannot work or would be unsafe, naming each.
func (c Config) Validate() error {
	var bad []error
	complain := func(format string, args ...any) { bad = append(bad, fmt.Errorf(format, args...)) }
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		complain("listen: %q is not HOST:PORT", c.Listen)
	}
	if c.Demo && !c.DemoContainer && err == nil && !loopback(host) {
		complain("listen: the demo has public passwords and listens on loopback only, not on %q", c.Listen)
	}
	if c.Data == "" {
		complain("data: must name a folder")
	}
	if c.Store != SQLite && c.Store != MongoDB {
		complain("store: must be sqlite or mongodb, not %q", c.Store)
	}
	if c.Store == MongoDB && c.MongoDBURI == "" {
		complain("mongodbURI: must be set when store is mongodb")
	}
	if c.Search != Embedded && c.Search != Meilisearch {
		complain("search: must be embedded or meilisearch, not %q", c.Search)
	}
	if c.Search == Meilisearch && (c.MeilisearchURL == "" || c.MeilisearchKey == "") {
		complain("meilisearchURL, meilisearchKey: must be set when search is meilisearch; without a key Meilisearch lets anybody in")
	}
	if !c.Demo && c.MasterKeyFile == "" {
		complain("masterKeyFile: must name the file with the master key, except in the demo")
	}
	if c.DemoExperts < 0 || c.DemoExperts > 1_000_000 {
		complain("demoExperts: must lie between 0 and 1000000")
	}
	return errors.Join(bad...)
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// MasterKey is the path of the master key file.
func (c Config) MasterKey() string {
	if c.MasterKeyFile != "" {
		return c.MasterKeyFile
	}
	return filepath.Join(c.Data, "master.key")
}

package demo

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

//go:embed scenes.yaml scene7.xlsx
var sceneFiles embed.FS

// Scene is one of the ten scenes: calls and what must come back.
type Scene struct {
	No      int    `yaml:"no"`
	Title   string `yaml:"title"`
	Steps   []Call `yaml:"steps"`
	Pending string `yaml:"pending"` // what of the scene is not there yet
}

// Call is one call of a scene; see scenes.yaml.
type Call struct {
	As     string            `yaml:"as"`
	Get    string            `yaml:"get"`
	Post   string            `yaml:"post"`
	Patch  string            `yaml:"patch"`
	Query  map[string]string `yaml:"query"`
	Body   map[string]any    `yaml:"body"`
	File   string            `yaml:"file"`
	Match  string            `yaml:"match"`
	Status int               `yaml:"status"`
	Want   map[string]any    `yaml:"want"`
	Have   []string          `yaml:"have"`
	Lack   []string          `yaml:"lack"`
	First  string            `yaml:"first"`
	Names  *[]string         `yaml:"names"`
	Save   map[string]string `yaml:"save"`
	Soon   bool              `yaml:"soon"`
}

// Scenes reads the scenes.
func Scenes() ([]Scene, error) {
	text, err := sceneFiles.ReadFile("scenes.yaml")
	if err != nil {
		return nil, err
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	var list []Scene
	if err := dec.Decode(&list); err != nil {
		return nil, fmt.Errorf("scenes.yaml: %w", err)
	}
	return list, nil
}

// Player plays scenes against a running demo.
type Player struct {
	URL      string // http://127.0.0.1:8080
	Password string

	tokens map[string]string
	vars   map[string]string
}

// Play plays one scene; the error names the first step that differs.
func (p *Player) Play(s Scene) error {
	p.vars = map[string]string{"any": `"1"`}
	for i, c := range s.Steps {
		err := p.step(c)
		for deadline := time.Now().Add(5 * time.Second); err != nil && c.Soon && time.Now().Before(deadline); {
			time.Sleep(50 * time.Millisecond)
			err = p.step(c)
		}
		if err != nil {
			method, path := c.target()
			return fmt.Errorf("step %d, %s %s: %w", i+1, method, path, err)
		}
	}
	return nil
}

func (c Call) target() (method, path string) {
	switch {
	case c.Post != "":
		return http.MethodPost, c.Post
	case c.Patch != "":
		return http.MethodPatch, c.Patch
	}
	return http.MethodGet, c.Get
}

func (p *Player) step(c Call) error {
	req, err := p.request(c)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	wanted := c.Status
	if wanted == 0 {
		wanted = http.StatusOK
	}
	if res.StatusCode != wanted {
		return fmt.Errorf("status %d, want %d: %s", res.StatusCode, wanted, clip(text))
	}
	return p.compare(c, res.Header.Get("ETag"), text)
}

func (p *Player) request(c Call) (*http.Request, error) {
	method, path := c.target()
	address := p.URL + "/api/v1" + p.fill(path)
	if len(c.Query) > 0 {
		q := url.Values{}
		for k, v := range c.Query {
			q.Set(k, v)
		}
		address += "?" + q.Encode()
	}
	body, contentType, err := p.content(c)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequest(method, address, body)
	if err != nil {
		return nil, err
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if c.Match != "" {
		req.Header.Set("If-Match", p.vars[c.Match])
	}
	if c.As != "" {
		token, err := p.token(c.As)
		if err != nil {
			return nil, err
		}
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return req, nil
}

func (p *Player) content(c Call) (io.Reader, string, error) {
	switch {
	case c.File != "":
		file, err := sceneFiles.ReadFile(c.File)
		if err != nil {
			return nil, "", err
		}
		var form bytes.Buffer
		w := multipart.NewWriter(&form)
		part, err := w.CreateFormFile("file", c.File)
		if err != nil {
			return nil, "", err
		}
		if _, err := part.Write(file); err != nil {
			return nil, "", err
		}
		return &form, w.FormDataContentType(), w.Close()
	case c.Body != nil:
		filled := map[string]any{}
		for k, v := range c.Body {
			if s, ok := v.(string); ok {
				v = p.fill(s)
			}
			filled[k] = v
		}
		text, err := json.Marshal(filled)
		return bytes.NewReader(text), "application/json", err
	}
	return nil, "", nil
}

func (p *Player) fill(text string) string {
	for name, v := range p.vars {
		text = strings.ReplaceAll(text, "{"+name+"}", v)
	}
	return text
}

func (p *Player) token(user string) (string, error) {
	if t := p.tokens[user]; t != "" {
		return t, nil
	}
	text, err := json.Marshal(map[string]string{"username": user, "password": p.Password})
	if err != nil {
		return "", err
	}
	res, err := http.Post(p.URL+"/api/v1/auth/login", "application/json", bytes.NewReader(text))
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	var reply struct {
		AccessToken string `json:"accessToken"`
	}
	if err := json.NewDecoder(res.Body).Decode(&reply); err != nil || reply.AccessToken == "" {
		return "", fmt.Errorf("%s can't sign in: status %d", user, res.StatusCode)
	}
	if p.tokens == nil {
		p.tokens = map[string]string{}
	}
	p.tokens[user] = reply.AccessToken
	return reply.AccessToken, nil
}

func (p *Player) compare(c Call, etag string, text []byte) error {
	var reply any
	if len(text) > 0 {
		if err := json.Unmarshal(text, &reply); err != nil {
			return fmt.Errorf("not JSON: %s", clip(text))
		}
	}
	for path, want := range c.Want {
		if got := walk(reply, path); fmt.Sprint(got) != fmt.Sprint(want) {
			return fmt.Errorf("%s is %v, want %v", path, got, want)
		}
	}
	for _, t := range c.Have {
		if !strings.Contains(string(text), t) {
			return fmt.Errorf("%q is missing in %s", t, clip(text))
		}
	}
	for _, t := range c.Lack {
		if strings.Contains(string(text), t) {
			return fmt.Errorf("%q must not be there", t)
		}
	}
	if c.First != "" {
		if got := walk(reply, "hits.0.name"); got != c.First {
			return fmt.Errorf("the first hit is %v, want %s", got, c.First)
		}
	}
	if c.Names != nil {
		if got := hitNames(reply); strings.Join(got, " ") != strings.Join(*c.Names, " ") {
			return fmt.Errorf("hits are %v, want %v", got, *c.Names)
		}
	}
	for name, path := range c.Save {
		if path == "etag" {
			p.vars[name] = etag
			continue
		}
		p.vars[name] = fmt.Sprint(walk(reply, path))
	}
	return nil
}

func hitNames(reply any) []string {
	hits, _ := walk(reply, "hits").([]any)
	names := make([]string, len(hits))
	for i, h := range hits {
		names[i] = fmt.Sprint(walk(h, "name"))
	}
	return names
}

// walk follows a path such as hits.0.name or effects.#; nil when it leads nowhere.
func walk(v any, path string) any {
	for _, key := range strings.Split(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			v = at[key]
		case []any:
			if key == "#" {
				return len(at)
			}
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(at) {
				return nil
			}
			v = at[i]
		default:
			return nil
		}
	}
	return v
}

func clip(text []byte) string {
	r := []rune(string(text))
	return string(r[:min(len(r), 300)])
}

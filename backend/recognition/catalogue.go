package recognition

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"

	"go.yaml.in/yaml/v3"

	"talentcircle/backend/cn"
)

// Catalogue is what can be recognised: titles by series and level, vocational qualifications, skill grades; and the real documents that
// are shown as background. It is read once and never changed, so it may be shared.
type Catalogue struct {
	Series     []Series
	Vocational []Qualification
	Skills     Skills
	Documents  []Document

	names   map[string][]entry // by folded name
	lexicon []lexeme           // every word that is understood in a sentence, in the order of reading
}

// Series is one of the title series (职称系列).
type Series struct {
	Slug   string      `yaml:"slug"`
	Name   string      `yaml:"name"`
	Short  string      `yaml:"short"` // as it stands in a phrase: 工程技术; the name when empty
	Words  []string    `yaml:"words"` // other words for it in a sentence
	Basis  BasisStatus `yaml:"basisStatus"`
	Levels levelTable  `yaml:"levels"`
}

// Step is one level of a series with its titles.
type Step struct {
	Level  cn.Level
	Titles []string
	Former []Renamed // names on old certificates
	Called []Renamed // names that people use and no certificate bears
}

// Renamed is another name for a title.
type Renamed struct{ Name, Now string }

// levelTable reads the levels of a series in the order of cn.Levels.
type levelTable []Step

// UnmarshalYAML reads a mapping from level to titles; names of Former and Called keep the order of the file.
func (t *levelTable) UnmarshalYAML(node *yaml.Node) error {
	var raw map[cn.Level]struct {
		Titles []string  `yaml:"titles"`
		Former yaml.Node `yaml:"former"`
		Called yaml.Node `yaml:"called"`
	}
	if err := node.Decode(&raw); err != nil {
		return err
	}
	for _, level := range cn.Levels() {
		if r, ok := raw[level]; ok {
			*t = append(*t, Step{Level: level, Titles: r.Titles, Former: renames(r.Former), Called: renames(r.Called)})
			delete(raw, level)
		}
	}
	if len(raw) > 0 {
		return fmt.Errorf("line %d: a level is unknown", node.Line)
	}
	return nil
}

func renames(mapping yaml.Node) []Renamed {
	var list []Renamed
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		list = append(list, Renamed{Name: mapping.Content[i].Value, Now: mapping.Content[i+1].Value})
	}
	return list
}

// Qualification is a vocational qualification (职业资格).
type Qualification struct {
	Code   string           `yaml:"code"`
	Name   string           `yaml:"name"`
	Called []string         `yaml:"called"`
	Kind   string           `yaml:"kind"` // admission 准入类, level 水平评价类
	Exam   string           `yaml:"exam"` // national, provincial
	Titles []Correspondence `yaml:"titles"`
}

// Correspondence is a title that a qualification may stand for; the demonstration rules decide where.
type Correspondence struct {
	Series string   `yaml:"series"`
	Level  cn.Level `yaml:"level"`
	Title  string   `yaml:"title"`
	Until  cn.Day   `yaml:"until"` // obtained at the latest; zero: no end
}

// Skills are the skill grades (职业技能等级) with the national look-up.
type Skills struct {
	Lookup struct {
		Name  string      `yaml:"name"`
		Text  string      `yaml:"text"`
		Basis BasisStatus `yaml:"basisStatus"`
	} `yaml:"lookup"`
	Grades []Grade `yaml:"grades"`
}

// Grade is one of the eight grades, from the lowest.
type Grade struct {
	Code       string   `yaml:"code"`
	Name       string   `yaml:"name"`
	Number     int      `yaml:"number"`     // of the five traditional grades, running downward; 0 for the others
	TitleLevel cn.Level `yaml:"titleLevel"` // customary, not confirmed: never part of a decision
}

// Document is a real document, shown as background only.
type Document struct {
	ID        string      `yaml:"id"`
	Title     string      `yaml:"title"`
	Number    string      `yaml:"number"`
	Date      string      `yaml:"date"` // as precisely as it is known, or in words
	Point     string      `yaml:"point"`
	Source    string      `yaml:"source"`
	Certainty string      `yaml:"certainty"` // high, medium, low
	About     []Kind      `yaml:"about"`
	Regions   []cn.Region `yaml:"regions"` // none: the whole country
}

// LoadCatalogue reads and checks the catalogue from files under catalogue/.
func LoadCatalogue(files fs.FS) (*Catalogue, error) {
	c := &Catalogue{}
	for path, into := range map[string]any{
		"catalogue/title-series.yaml":        &c.Series,
		"catalogue/vocational.yaml":          &c.Vocational,
		"catalogue/skill-grades.yaml":        &c.Skills,
		"catalogue/reference-documents.yaml": &c.Documents,
	} {
		if err := readYAML(files, path, into); err != nil {
			return nil, err
		}
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	c.indexNames()
	return c, nil
}

// readYAML reads one file; an unknown field is an error, because it is a typing error in data that decisions rest on.
func readYAML(files fs.FS, path string, into any) error {
	text, err := fs.ReadFile(files, path)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

func (c *Catalogue) check() error {
	seen := map[string]bool{}
	for _, s := range c.Series {
		if s.Slug == "" || s.Name == "" || seen[s.Slug] || len(s.Levels) == 0 {
			return fmt.Errorf("catalogue: series %q is incomplete or doubled", s.Slug)
		}
		seen[s.Slug] = true
		if s.Basis != Reference && s.Basis != Unconfirmed {
			return fmt.Errorf("catalogue: series %s has basisStatus %q", s.Slug, s.Basis)
		}
		for _, step := range s.Levels {
			if err := step.check(); err != nil {
				return fmt.Errorf("catalogue: series %s: %w", s.Slug, err)
			}
		}
	}
	for _, q := range c.Vocational {
		if (q.Kind != "admission" && q.Kind != "level") || (q.Exam != "national" && q.Exam != "provincial") || q.Name == "" {
			return fmt.Errorf("catalogue: qualification %q is incomplete", q.Code)
		}
		for _, t := range q.Titles {
			if step := c.step(t.Series, t.Level); step == nil || !slices.Contains(step.Titles, t.Title) {
				return fmt.Errorf("catalogue: qualification %s stands for an unknown title %s", q.Code, t.Title)
			}
		}
	}
	return nil
}

func (s Step) check() error {
	if len(s.Titles) == 0 {
		return fmt.Errorf("level %s has no title", s.Level)
	}
	for _, r := range slices.Concat(s.Former, s.Called) {
		if !slices.Contains(s.Titles, r.Now) {
			return fmt.Errorf("level %s: %s became %s, which is no title of this level", s.Level, r.Name, r.Now)
		}
	}
	return nil
}

// SeriesOf finds a series by its slug.
func (c *Catalogue) SeriesOf(slug string) (Series, bool) {
	for _, s := range c.Series {
		if s.Slug == slug {
			return s, true
		}
	}
	return Series{}, false
}

// Phrase is the name of the series as it stands in a phrase.
func (s Series) Phrase() string {
	if s.Short != "" {
		return s.Short
	}
	return s.Name
}

func (c *Catalogue) step(series string, level cn.Level) *Step {
	s, ok := c.SeriesOf(series)
	if !ok {
		return nil
	}
	for i := range s.Levels {
		if s.Levels[i].Level == level {
			return &s.Levels[i]
		}
	}
	return nil
}

// background lists the documents that speak of this kind in either place.
func (c *Catalogue) background(kind Kind, from Origin, to cn.Region) []Document {
	var list []Document
	for _, d := range c.Documents {
		here := len(d.Regions) == 0 || slices.Contains(d.Regions, to) || slices.Contains(d.Regions, from.Region())
		if here && slices.Contains(d.About, kind) {
			list = append(list, d)
		}
	}
	return list
}

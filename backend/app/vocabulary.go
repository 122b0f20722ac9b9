package app

import (
	"fmt"
	"io/fs"
	"slices"

	"go.yaml.in/yaml/v3"

	"talentcircle/backend/cn"
	"talentcircle/backend/expert"
	"talentcircle/backend/recognition"
	"talentcircle/backend/search"
)

// coded is one coded value in the seed catalogue.
type coded struct {
	Value   string    `yaml:"value"`
	Label   string    `yaml:"label"`
	Parent  string    `yaml:"parent"`
	Region  cn.Region `yaml:"region"`
	Kind    string    `yaml:"kind"`
	Note    string    `yaml:"note"`
	Aliases []string  `yaml:"aliases"`
}

// words is the vocabulary of the whole portal: what forms offer, what labels say, what the search understands.
type words struct {
	parks, programmes, disciplines []coded
	synonyms                       [][]string // groups of words that mean the same to a search
	titles                         *recognition.Catalogue
	rules                          *recognition.Book
}

func loadWords(files fs.FS) (w *words, err error) {
	w = &words{}
	if w.titles, err = recognition.LoadCatalogue(files); err != nil {
		return nil, err
	}
	if w.rules, err = recognition.LoadBook(files, "rules/demo.yaml", w.titles); err != nil {
		return nil, err
	}
	for name, into := range map[string]*[]coded{"parks": &w.parks, "programmes": &w.programmes, "disciplines": &w.disciplines} {
		path := "catalogue/" + name + ".yaml"
		text, err := fs.ReadFile(files, path)
		if err != nil {
			return nil, err
		}
		if err := yaml.Unmarshal(text, into); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	text, err := fs.ReadFile(files, "catalogue/synonyms.yaml")
	if err != nil {
		return nil, err
	}
	if err := yaml.Unmarshal(text, &w.synonyms); err != nil {
		return nil, fmt.Errorf("catalogue/synonyms.yaml: %w", err)
	}
	return w, nil
}

// expert is the part the register uses.
func (w *words) expert() *expert.Vocabulary {
	return &expert.Vocabulary{Series: w.series(), Parks: terms(w.parks), Programmes: terms(w.programmes), Disciplines: terms(w.disciplines),
		FitTitle: func(series, level, name string) (expert.Fitted, error) {
			o, err := w.titles.Fit(series, cn.Level(level), name)
			return expert.Fitted{Series: o.Series, Level: string(o.Level), Name: o.Name, Former: o.Former}, err
		}, HoldsIn: w.holdsIn}
}

// holdsIn asks the rules in which regions something of these facts holds.
func (w *words) holdsIn(f *expert.Facts, on cn.Day) []cn.Region {
	var held []recognition.Asked
	for _, t := range f.Titles {
		held = append(held, recognition.Asked{Type: recognition.Title, Series: t.Series, Level: cn.Level(t.Level), Title: t.Name,
			ObtainedBy: cn.ObtainedBy(t.ObtainedBy), ObtainedOn: t.ObtainedOn.String(), From: recognition.Origin(t.Issuer)})
	}
	for _, q := range f.Qualifications {
		held = append(held, recognition.Asked{Type: recognition.Kind(q.Type), Title: q.Name, ObtainedOn: q.ObtainedOn.String(), From: recognition.Origin(q.Issuer)})
	}
	return recognition.RecognizedIn(w.titles, w.rules, held, on)
}

func (w *words) series() []expert.Term {
	var out []expert.Term
	for _, s := range w.titles.Series {
		out = append(out, expert.Term{Value: s.Slug, Label: s.Name, Aliases: append([]string{s.Short}, s.Words...)})
	}
	return out
}

func terms(list []coded) []expert.Term {
	out := make([]expert.Term, len(list))
	for i, c := range list {
		out[i] = expert.Term{Value: c.Value, Label: c.Label, Parent: c.Parent, Note: c.Note, Aliases: c.Aliases}
	}
	return out
}

// search is what the query understanding knows: regions, divisions, parks, programmes, industries, titles and levels.
func (w *words) search() *search.Vocabulary {
	var out []search.Phrase
	add := func(field, value, label string, texts ...string) {
		for _, t := range texts {
			out = append(out, search.Phrase{Text: t, Field: field, Values: []string{value}, Label: label})
		}
	}
	for _, r := range cn.Regions() {
		add("region", string(r), r.Name(), r.Name())
	}
	for _, d := range cn.Divisions() {
		add("city", d.Code, d.Name, d.Name)
	}
	for _, p := range w.parks {
		add("park", p.Value, p.Label, append([]string{p.Label}, p.Aliases...)...)
	}
	for _, p := range w.programmes {
		add("programme", p.Value, p.Label, append([]string{p.Label}, p.Aliases...)...)
	}
	for _, s := range w.titles.Series {
		for _, step := range s.Levels {
			for _, t := range step.Titles {
				add("title", t, t, t)
			}
			for _, f := range append(slices.Clone(step.Former), step.Called...) {
				add("title", f.Now, f.Now, f.Name)
			}
		}
	}
	for _, l := range cn.Levels() {
		add("level", string(l), l.Label(), l.Label(), l.Label()+"职称")
	}
	for _, i := range cn.Industries() {
		add("industry", string(i), i.Label(), i.Label()+"产业")
	}
	return search.NewVocabulary(out, w.synonyms)
}

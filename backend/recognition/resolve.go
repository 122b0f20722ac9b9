package recognition

import (
	"slices"
	"strings"

	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
	"talentcircle/backend/web"
)

// Object is what a decision is about. For titles the key is (series, level, name); the name alone never decides.
type Object struct {
	Kind   Kind
	Series string   // titles
	Level  cn.Level // titles
	Name   string   // as it is called now
	Former string   // the name asked with, when it is an older one
}

// Shown names the object, an older name first: 教授级高级工程师(现称 正高级工程师).
func (o Object) Shown() string {
	if o.Former != "" {
		return o.Former + "(现称 " + o.Name + ")"
	}
	return o.Name
}

// Ask is what somebody says of an object; everything but the name or (series, level) may be missing.
type Ask struct {
	Kind   Kind
	Series string
	Level  cn.Level
	Name   string
}

// entry is one meaning of a name.
type entry struct {
	Object
	spoken bool // people say it, no certificate bears it
}

// The faults of Resolve.
var (
	errAmbiguous  = fault.New(fault.Invalid, "ambiguous_title", "该名称在多个系列或类别中都有,请选择其中一项。")
	errUnknown    = fault.New(fault.Invalid, "unknown_title", "目录中没有该名称,请按证书上的名称填写。")
	errMisfit     = fault.New(fault.Invalid, "title_mismatch", "该名称与所选的类别、系列或层级不符,请核对。")
	errNameless   = fault.New(fault.Invalid, "title_required", "请填写名称,或者同时选择系列和层级。")
	errSeries     = fault.New(fault.Invalid, "unknown_series", "没有该职称系列。").At("query.series", "没有该职称系列。")
	errLevel      = fault.New(fault.Invalid, "unknown_level", "该系列没有所选层级。").At("query.level", "该系列没有所选层级。")
	errLevelGroup = fault.New(fault.Invalid, "level_is_group", "高级职称包括正高级和副高级,请选择其中一级。").At("query.level", "请选择正高级或者副高级。")
)

const maxName = 60 // runes of a programme's name, which no catalogue checks

// Resolve finds what is meant. Faults: ambiguous_title with choices, unknown_title, title_mismatch with choices, title_required,
// unknown_series, unknown_level, level_is_group.
func (c *Catalogue) Resolve(ask Ask) (Object, error) {
	if err := c.checkAsk(ask); err != nil {
		return Object{}, err
	}
	name := FoldName(ask.Name)
	if ask.Kind == Programme {
		if name == "" || len([]rune(name)) > maxName {
			return Object{}, errNameless
		}
		return Object{Kind: Programme, Name: strings.TrimSpace(ask.Name)}, nil
	}
	if name == "" {
		return c.byLevel(ask)
	}
	all := c.names[name]
	if len(all) == 0 {
		return Object{}, errUnknown.At("query.title", "目录中没有该名称。")
	}
	fit := slices.DeleteFunc(slices.Clone(all), func(e entry) bool { return !ask.fits(e.Object) })
	switch len(fit) {
	case 0:
		return Object{}, errMisfit.Asking(c.choices(all))
	case 1:
		return fit[0].Object, nil
	}
	return Object{}, errAmbiguous.Asking(c.choices(fit))
}

func (c *Catalogue) checkAsk(ask Ask) error {
	if ask.Series != "" {
		if _, ok := c.SeriesOf(ask.Series); !ok {
			return errSeries
		}
	}
	switch {
	case ask.Level == "senior":
		return errLevelGroup
	case ask.Level != "" && !ask.Level.Valid():
		return errLevel
	case ask.Series != "" && ask.Level != "" && c.step(ask.Series, ask.Level) == nil:
		return errLevel
	}
	return nil
}

// byLevel resolves series and level without a name: unique where that level has one title.
func (c *Catalogue) byLevel(ask Ask) (Object, error) {
	step := c.step(ask.Series, ask.Level)
	if step == nil || (ask.Kind != "" && ask.Kind != Title) {
		return Object{}, errNameless
	}
	var all []entry
	for _, t := range step.Titles {
		all = append(all, entry{Object: Object{Kind: Title, Series: ask.Series, Level: ask.Level, Name: t}})
	}
	if len(all) == 1 {
		return all[0].Object, nil
	}
	return Object{}, errAmbiguous.Asking(c.choices(all))
}

// fits compares what was said. A qualification has neither series nor level; a series named with it only picks one of its titles.
func (a Ask) fits(o Object) bool {
	if a.Kind == Vocational && o.Kind == Vocational {
		return true
	}
	return (a.Kind == "" || a.Kind == o.Kind) && (a.Series == "" || a.Series == o.Series) && (a.Level == "" || a.Level == o.Level)
}

// Fit checks a title by series and name; level may be empty when the name decides it. It returns the level, the present name, and the
// older name when that is what was given. Faults as Resolve.
func (c *Catalogue) Fit(series string, level cn.Level, name string) (Object, error) {
	if name == "" {
		return Object{}, errNameless
	}
	return c.Resolve(Ask{Kind: Title, Series: series, Level: level, Name: name})
}

// indexNames collects every name with its meanings, in the order of the catalogue.
func (c *Catalogue) indexNames() {
	c.names = map[string][]entry{}
	for _, s := range c.Series {
		for _, step := range s.Levels {
			c.indexStep(s.Slug, step)
		}
		c.indexColloquial(s)
	}
	for _, q := range c.Vocational {
		c.add(q.Name, entry{Object: Object{Kind: Vocational, Name: q.Name}})
		for _, called := range q.Called {
			c.add(called, entry{Object: Object{Kind: Vocational, Name: q.Name}, spoken: true})
		}
	}
	for _, g := range c.Skills.Grades {
		c.add(g.Name, entry{Object: Object{Kind: Skill, Name: g.Name}})
	}
	c.lexicon = c.sentenceWords()
}

func (c *Catalogue) indexStep(series string, step Step) {
	of := func(name, former string) entry {
		return entry{Object: Object{Kind: Title, Series: series, Level: step.Level, Name: name, Former: former}}
	}
	for _, t := range step.Titles {
		c.add(t, of(t, ""))
	}
	for _, r := range step.Former {
		c.add(r.Name, of(r.Now, r.Name))
	}
	for _, r := range step.Called {
		e := of(r.Now, "")
		e.spoken = true
		c.add(r.Name, e)
	}
}

// indexColloquial adds the names that put the level before the plain title, where the series forms its titles that way: 副高级工程师 is what
// people call 高级工程师, 中级会计师 is 会计师.
func (c *Catalogue) indexColloquial(s Series) {
	plain := c.step(s.Slug, cn.Intermediate)
	if plain == nil {
		return
	}
	for _, p := range []struct {
		level    cn.Level
		prefix   string
		prefixes []string
	}{
		{cn.FullSenior, "正高级", []string{"正高"}},
		{cn.AssociateSenior, "高级", []string{"副高级", "副高"}},
		{cn.Intermediate, "", []string{"中级"}},
		{cn.Assistant, "助理", []string{"初级", "助理级"}},
	} {
		step := c.step(s.Slug, p.level)
		for _, title := range plain.Titles {
			if step == nil || !slices.Contains(step.Titles, p.prefix+title) {
				continue
			}
			for _, said := range p.prefixes {
				c.add(said+title, entry{Object: Object{Kind: Title, Series: s.Slug, Level: p.level, Name: p.prefix + title}, spoken: true})
			}
		}
	}
}

func (c *Catalogue) add(name string, e entry) {
	key := FoldName(name)
	c.names[key] = append(c.names[key], e)
}

// FoldName brings a name to the form in which names are compared: folded as everywhere, and without spaces.
func FoldName(name string) string { return strings.ReplaceAll(cn.Fold(name), " ", "") }

// Choice is one of the things a name may mean.
type Choice struct {
	web.View
	Type        Kind        `json:"type"`
	TypeLabel   string      `json:"typeLabel"`
	Series      string      `json:"series,omitempty"`
	SeriesLabel string      `json:"seriesLabel,omitempty"`
	Level       cn.Level    `json:"level,omitempty"`
	LevelLabel  string      `json:"levelLabel,omitempty"`
	Title       string      `json:"title"`
	Label       string      `json:"label"` // one line to pick from: 自然科学研究·正高级·研究员
	BasisStatus BasisStatus `json:"basisStatus,omitempty"`
}

func (c *Catalogue) choices(entries []entry) web.Items[Choice] {
	list := make(web.Items[Choice], len(entries))
	for i, e := range entries {
		list[i] = c.choice(e.Object)
	}
	return list
}

func (c *Catalogue) choice(o Object) Choice {
	ch := Choice{Type: o.Kind, TypeLabel: o.Kind.Label(), Title: o.Name, Label: o.Kind.Label() + "·" + o.Shown()}
	if s, ok := c.SeriesOf(o.Series); ok {
		ch.Series, ch.SeriesLabel, ch.BasisStatus = s.Slug, s.Name, s.Basis
		ch.Level, ch.LevelLabel = o.Level, o.Level.Label()
		ch.Label = s.Phrase() + "·" + o.Level.Label() + "·" + o.Shown()
	}
	return ch
}

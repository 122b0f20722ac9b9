package recognition

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// LoadBook reads the rules of one file and checks them against the catalogue.
func LoadBook(files fs.FS, path string, c *Catalogue) (*Book, error) {
	b := &Book{}
	if err := readYAML(files, path, b); err != nil {
		return nil, err
	}
	if err := b.Check(c); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	b.compile()
	return b, nil
}

// With gives a book in which one rule has one more version, or one more rule stands; the old book stays as it is, so a decision made with
// it can be replayed.
func (b *Book) With(c *Catalogue, id string, v Version) (*Book, error) {
	next := *b
	next.Rules = slices.Clone(b.Rules)
	i := slices.IndexFunc(next.Rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return nil, fmt.Errorf("no rule %s", id)
	}
	next.Rules[i].Versions = append(slices.Clone(next.Rules[i].Versions), v)
	if err := next.Check(c); err != nil {
		return nil, err
	}
	next.compile()
	return &next, nil
}

// Check holds the rules to what decisions rely on.
func (b *Book) Check(c *Catalogue) error {
	seen := map[string]bool{}
	for i := range b.Rules {
		r := &b.Rules[i]
		if seen[r.ID] {
			return fmt.Errorf("rule %s stands twice", r.ID)
		}
		seen[r.ID] = true
		if err := b.checkRule(c, r); err != nil {
			return fmt.Errorf("rule %s: %w", r.ID, err)
		}
	}
	return nil
}

func (b *Book) checkRule(c *Catalogue, r *Rule) error {
	switch {
	case !strings.HasPrefix(r.ID, "DEMO-R-"):
		return fmt.Errorf("demonstration rules are numbered DEMO-R-nn")
	case !r.Kind.Valid() || r.Name == "":
		return fmt.Errorf("kind %q or name is missing", r.Kind)
	case r.From != Any && !r.From.Valid(), r.To != Any && !r.To.Valid():
		return fmt.Errorf("direction %s to %s is unknown", r.From, r.To)
	case len(r.Versions) == 0:
		return fmt.Errorf("no version")
	}
	for i := range r.Versions {
		v := &r.Versions[i]
		if i > 0 && (v.Number != r.Versions[i-1].Number+1 || !v.ForceFrom.After(r.Versions[i-1].ForceFrom)) {
			return fmt.Errorf("version %d does not follow version %d", v.Number, r.Versions[i-1].Number)
		}
		if err := b.checkVersion(c, v); err != nil {
			return fmt.Errorf("version %d: %w", v.Number, err)
		}
	}
	return nil
}

func (b *Book) checkVersion(c *Catalogue, v *Version) error {
	if v.Number < 1 || v.ForceFrom.IsZero() || v.ForceFrom.IsMonth() || v.SignedOn.IsMonth() || !v.SignedOn.Before(v.ForceFrom) {
		return fmt.Errorf("it must be signed before its first day in force")
	}
	if !v.ForceUntil.IsZero() && v.ForceUntil.Before(v.ForceFrom) {
		return fmt.Errorf("it ends before it begins")
	}
	if v.Repealed {
		return nil
	}
	if err := v.checkCriteria(c); err != nil {
		return err
	}
	return b.checkConsequences(v)
}

func (v *Version) checkCriteria(c *Catalogue) error {
	for _, s := range v.Series {
		if _, ok := c.SeriesOf(s); !ok {
			return fmt.Errorf("unknown series %s", s)
		}
	}
	for _, l := range v.Levels {
		if !l.Valid() {
			return fmt.Errorf("unknown level %s", l)
		}
	}
	for _, o := range v.ObtainedBy {
		if !o.Valid() {
			return fmt.Errorf("unknown way of obtaining %s", o)
		}
	}
	if !v.ObtainedUntil.IsZero() && !v.CoversEarlier && v.ObtainedFrom.IsZero() {
		return fmt.Errorf("obtainedUntil without obtainedFrom needs coversEarlier")
	}
	return nil
}

func (b *Book) checkConsequences(v *Version) error {
	for _, list := range []struct {
		codes []string
		words words
	}{{v.Conditions, b.Conditions}, {v.NotFor, b.NotFor}, {v.Documents, b.Documents}} {
		for _, code := range list.codes {
			if list.words[code] == "" {
				return fmt.Errorf("code %s has no wording", code)
			}
		}
	}
	for _, p := range v.Purposes {
		if !p.Valid() || b.Effects[string(p)] == "" {
			return fmt.Errorf("unknown purpose %s", p)
		}
	}
	switch v.Outcome {
	case Recognized:
		if len(v.Purposes) == 0 {
			return fmt.Errorf("it takes effect for nothing")
		}
	case AfterVerifying, Conditional, ConfirmationNeed:
		if len(v.Purposes) == 0 || len(v.Documents) == 0 || v.ValidMonths < 1 {
			return fmt.Errorf("effects, documents or the life of a statement are missing")
		}
		if v.PromisedDays < 1 || v.PromisedDays > b.Statutory.Days {
			return fmt.Errorf("%d promised days do not fit into %d", v.PromisedDays, b.Statutory.Days)
		}
	case NotRecognized:
		if v.Because == "" || v.Instead == "" {
			return fmt.Errorf("a refusal needs its reason and what to do instead")
		}
	default:
		return fmt.Errorf("outcome %q", v.Outcome)
	}
	return nil
}

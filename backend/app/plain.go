package app

import (
	_ "embed"
	"html/template"
	"net/http"
	"strings"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/expert"
	"talentcircle/backend/recognition"
	"talentcircle/backend/search"
)

//go:embed plain.html
var plainHTML string

// plainPage is what the server-rendered page shows: it stands in while the UI is not built, and works without scripts.
type plainPage struct {
	Q         string
	Found     []plainHit
	Total     int
	Said      []search.Interpreted
	Ask       string
	Decision  *recognition.Decision
	Code      string
	Statement string
	Problem   string
	Asked     bool
}

type plainHit struct {
	Name, Employer, Region, No string
	Titles, Fields             []string
}

// plainPages answers every page of the portal while the UI is not built: search, decide and verify in one page.
func (a *App) plainPages() http.Handler {
	page := template.Must(template.New("plain").Funcs(template.FuncMap{"join": func(s []string) string { return strings.Join(s, "、") }}).Parse(plainHTML))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := plainPage{Q: short(r.FormValue("q")), Ask: short(r.FormValue("ask")), Code: short(r.FormValue("code"))}
		p.Asked = p.Q != "" || p.Ask != "" || p.Code != ""
		var err error
		switch {
		case p.Q != "":
			err = a.plainSearch(r, &p)
		case p.Ask != "":
			err = a.plainDecide(&p)
		case p.Code != "":
			err = a.plainVerify(r, &p)
		}
		if err != nil {
			p.Problem = expert.Sentence(err)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_ = page.Execute(w, p) // the reader may have gone
	})
}

func short(s string) string {
	r := []rune(strings.TrimSpace(s))
	return string(r[:min(len(r), search.MaxText)])
}

func (a *App) plainSearch(r *http.Request, p *plainPage) error {
	found, res, err := a.Experts.Find(r.Context(), auth.Principal{}, expert.Question{Text: p.Q, Page: 1, PageSize: search.DefaultPageSize})
	if err != nil {
		return err
	}
	p.Total, p.Said = res.Total, res.Interpreted
	for _, f := range found {
		facts := f.Expert.Seen()
		hit := plainHit{Name: facts.Name, Employer: facts.Employer, Region: f.Expert.Region.Name(), No: f.Expert.No, Fields: facts.Fields}
		for _, t := range facts.Titles {
			hit.Titles = append(hit.Titles, t.Shown())
		}
		p.Found = append(p.Found, hit)
	}
	return nil
}

func (a *App) plainDecide(p *plainPage) error {
	read, err := a.Recognition.Understand(p.Ask)
	if err != nil {
		return err
	}
	p.Decision, err = a.Recognition.Decide(read.Asked)
	return err
}

func (a *App) plainVerify(r *http.Request, p *plainPage) error {
	v, err := a.Recognition.CheckCode(r.Context(), p.Code, "", cn.Day{})
	if err != nil {
		return err
	}
	p.Statement = v.Status.Sentence()
	return nil
}

package app

import (
	"context"
	"fmt"
	"io/fs"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/recognition"
	"talentcircle/config"
	"talentcircle/seed"
)

func (a *App) buildRecognition(context.Context) error {
	days, err := fs.ReadFile(seed.Files(), "catalogue/calendar.yaml")
	if err != nil {
		return err
	}
	if a.Calendar, err = cn.ParseCalendar(days); err != nil {
		return fmt.Errorf("catalogue/calendar.yaml: %w", err)
	}
	a.Recognition = recognition.New(recognition.Deps{DB: a.DB, Secrets: a.keys, Audit: a.Audit, Catalogue: a.words.titles, Book: a.words.rules,
		Calendar: a.Calendar, Holder: a.holder, PublicURL: publicURL(a.Config)})
	return nil
}

// publicURL is where people reach the portal: QR codes and status lists name it.
func publicURL(cfg config.Config) string {
	if cfg.PublicURL != "" {
		return cfg.PublicURL
	}
	return "http://" + cfg.Listen
}

// holder is the person behind a record, for the person and for the agencies that may see it.
func (a *App) holder(ctx context.Context, who auth.Principal, expertID string) (recognition.Holder, error) {
	e, _, err := a.Experts.Get(ctx, who, expertID)
	if err != nil {
		return recognition.Holder{}, err
	}
	return recognition.Holder{Name: e.Facts.Name, Identity: e.Private.Identity.Mask()}, nil
}

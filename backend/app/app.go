// Package app is the only place that knows everything: it opens the engines the settings name, builds the services, mounts the routes,
// and starts and stops what runs beside them. cmd and the end-to-end tests use the same New.
package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"talentcircle/backend/account"
	"talentcircle/backend/audit"
	"talentcircle/backend/cn"
	"talentcircle/backend/expert"
	"talentcircle/backend/jobs"
	"talentcircle/backend/recognition"
	"talentcircle/backend/search"
	"talentcircle/backend/secret"
	"talentcircle/backend/store"
	"talentcircle/backend/web"
	"talentcircle/config"
	"talentcircle/seed"
)

// Options are what differs between the binary and a test.
type Options struct {
	Now     func() time.Time // nil: time.Now
	Log     *slog.Logger     // nil: slog.Default
	Static  fs.FS            // the built UI
	Version string
}

// App is the whole portal, built but not yet running.
type App struct {
	Config      config.Config
	DB          *store.DB
	Audit       *audit.Log
	Accounts    *account.Service
	Experts     *expert.Service
	Recognition *recognition.Service
	Calendar    *cn.Calendar
	Relay       *jobs.Relay
	Server      *web.Server

	opts    Options
	log     *slog.Logger
	keys    *secret.Keys
	words   *words
	index   *search.Index
	demo    atomic.Pointer[DemoView]
	started time.Time
	closers []func() error
}

// New builds the portal. What it opened is closed again when it fails.
func New(ctx context.Context, cfg config.Config, opts Options) (*App, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Log == nil {
		opts.Log = slog.Default()
	}
	a := &App{Config: cfg, opts: opts, log: opts.Log, started: opts.Now()}
	if err := errors.Join(cfg.Validate(), os.MkdirAll(cfg.Data, 0o700)); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{a.openKeys, a.openStore, a.openSearch, a.buildServices, a.mount} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, a.Close())
		}
	}
	return a, nil
}

func (a *App) openKeys(context.Context) error {
	master, err := secret.LoadMasterKey(a.Config.MasterKey(), a.Config.Demo)
	if err != nil {
		return err
	}
	a.keys, err = secret.NewKeys(master)
	return err
}

func (a *App) openStore(ctx context.Context) error {
	engine, err := openStore(ctx, a.Config)
	if err != nil {
		return err
	}
	a.closers = append(a.closers, engine.Close)
	a.DB = store.Open(engine, a.opts.Now)
	specs := []store.Spec{store.LogSpec, store.CounterSpec, jobs.LeaseSpec, jobs.DeadLetterSpec}
	specs = append(specs, account.Specs()...)
	specs = append(specs, expert.Specs()...)
	specs = append(specs, recognition.Specs()...)
	return engine.Ensure(ctx, specs...)
}

func (a *App) openSearch(context.Context) error {
	words, err := loadWords(seed.Files())
	if err != nil {
		return err
	}
	a.words = words
	schema := expert.Schema()
	engine, err := openSearch(a.Config, schema)
	if err != nil {
		return err
	}
	a.closers = append(a.closers, engine.Close)
	a.index = search.NewIndex(engine, schema, a.words.search())
	return nil
}

func (a *App) buildServices(ctx context.Context) error {
	a.Audit = audit.NewLog(a.DB)
	a.Experts = expert.New(expert.Deps{DB: a.DB, Keys: a.keys, Audit: a.Audit, Index: a.index, Vocabulary: a.words.expert(), Log: a.log,
		Demo: a.Config.Demo})
	if err := a.buildAccounts(ctx); err != nil {
		return err
	}
	if err := a.buildRecognition(ctx); err != nil {
		return err
	}
	posting := append(expert.Posting(), account.Posting()...)
	a.Relay = jobs.NewRelay(a.DB, a.log, append(posting, recognition.Posting()...)...)
	a.Relay.On(audit.Topic, a.Audit.Handler())
	a.Relay.On(recognition.TopicIssue, a.Recognition.OnIssue())
	a.Relay.On(jobs.TopicChange, jobs.AppendChanges(a.DB))
	return nil
}

// Run serves on the listener until ctx ends, with the relay, the index reader and timed work beside it; then stops them in order.
func (a *App) Run(ctx context.Context, listener net.Listener) error {
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	var beside sync.WaitGroup
	for _, work := range a.background() {
		beside.Go(func() { work(background) })
	}
	err := web.Serve(ctx, listener, a.Server.Handler())
	stop()
	beside.Wait()
	return err
}

func (a *App) background() []func(context.Context) {
	work := []func(context.Context){
		a.Relay.Run,
		a.Experts.Follower().Run,
		a.Experts.RunImports,
		func(ctx context.Context) { jobs.RunTimed(ctx, a.DB, a.log, a.timed()...) },
	}
	if a.Config.MetricsListen != "" {
		work = append(work, a.serveMetrics)
	}
	return work
}

func (a *App) timed() []jobs.Timed {
	return []jobs.Timed{
		{Name: "deemed-acceptance", Every: time.Hour, Run: func(ctx context.Context, _ time.Time) error { return a.Recognition.DeemAccepted(ctx) }},
		{Name: "sessions", Every: 24 * time.Hour, Run: func(ctx context.Context, _ time.Time) error { return a.Accounts.Sweep(ctx) }},
		{Name: "experts-by-day", Every: 24 * time.Hour, Offset: -8 * time.Hour, Run: func(ctx context.Context, _ time.Time) error {
			return errors.Join(a.Experts.ReindexByDay(ctx), a.Experts.RefreshRecognizedIn(ctx))
		}},
	}
}

func (a *App) serveMetrics(ctx context.Context) {
	listener, err := net.Listen("tcp", a.Config.MetricsListen)
	if err == nil {
		err = web.Serve(ctx, listener, a.Server.MetricsHandler())
	}
	if err != nil && ctx.Err() == nil {
		a.log.Error("metrics are not served", "error", err)
	}
}

// Settle delivers every message that is due and brings the index up to date; for seeding and tests, while Run is not running.
func (a *App) Settle(ctx context.Context) error {
	return errors.Join(a.Relay.Drain(ctx), a.Experts.Follower().CatchUp(ctx))
}

// Close closes the engines, the last opened first.
func (a *App) Close() error {
	var errs []error
	for i := len(a.closers) - 1; i >= 0; i-- {
		errs = append(errs, a.closers[i]())
	}
	a.closers = nil
	return errors.Join(errs...)
}

// Today is the day it is in China.
func (a *App) Today() cn.Day { return cn.DayOf(a.opts.Now()) }

// Ready names the engines in use and whether they answer.
func (a *App) Ready(ctx context.Context) []web.Component {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	part := func(name, engine string, err error) web.Component {
		c := web.Component{Name: name, Engine: engine, OK: err == nil}
		if err != nil {
			c.Detail = "暂不可用"
		}
		return c
	}
	return []web.Component{part("store", a.DB.Name(), a.DB.Ping(ctx)), part("search", a.index.Name(), a.index.Ping(ctx))}
}

// Banner is the start-up line: what runs, on which engines.
func (a *App) Banner(addr string) string {
	line := fmt.Sprintf("京津冀人才圈 %s 已启动:http://%s  数据库 %s  检索 %s", a.opts.Version, addr, a.DB.Name(), a.index.Name())
	if a.Config.StoreNote != "" {
		line += "\n" + a.Config.StoreNote
	}
	return line
}

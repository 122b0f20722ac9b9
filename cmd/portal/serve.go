package main

import (
	"context"
	"errors"
	"fmt"
	"net"

	"talentcircle/backend/app"
	"talentcircle/config"
	frontend "talentcircle/frontend-static"
	"talentcircle/seed/demo"
)

func serve(ctx context.Context, env environment, args []string) error {
	cfg, err := settings(env, "serve", args, nil)
	if err != nil {
		return err
	}
	a, err := open(ctx, env, cfg)
	if err != nil {
		return err
	}
	defer a.Close()
	listener, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return err
	}
	if cfg.Demo {
		accounts, err := demo.Apply(ctx, a, func(line string) { fmt.Fprintln(env.stdout, line) })
		if err != nil {
			return errors.Join(err, listener.Close())
		}
		a.OfferDemo(accounts.View())
		fmt.Fprint(env.stdout, accounts.Print())
	}
	fmt.Fprintln(env.stdout, a.Banner(listener.Addr().String()))
	return a.Run(ctx, listener)
}

func open(ctx context.Context, env environment, cfg config.Config) (*app.App, error) {
	log, err := logger(env, cfg.LogLevel)
	if err != nil {
		return nil, err
	}
	return app.New(ctx, cfg, app.Options{Log: log, Static: frontend.Dist(), Version: version})
}

package main

import (
	"flag"
	"fmt"
	"log/slog"
	"strings"

	"talentcircle/config"
)

// version is set by the release build.
var version = "0.1.0"

// settings reads flags over variables over the settings file. Only the flags that were given override.
func settings(env environment, name string, args []string, more func(*flag.FlagSet)) (config.Config, error) {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(env.stderr)
	file := flags.String("config", "", "settings file")
	given := config.Default()
	flags.BoolVar(&given.Demo, "demo", given.Demo, "seed and offer demonstration data")
	flags.IntVar(&given.DemoExperts, "demo-experts", given.DemoExperts, "how many synthetic experts")
	flags.StringVar(&given.Listen, "listen", given.Listen, "address to listen on")
	flags.StringVar(&given.Data, "data", given.Data, "data folder")
	flags.StringVar(&given.Store, "store", given.Store, "sqlite or mongodb")
	flags.StringVar(&given.Search, "search", given.Search, "embedded or meilisearch")
	if more != nil {
		more(flags)
	}
	if err := flags.Parse(args); err != nil {
		return given, fmt.Errorf("%w: %w", errUsage, err)
	}
	if flags.NArg() > 0 {
		return given, fmt.Errorf("%w: %s", errUsage, strings.Join(flags.Args(), " "))
	}
	cfg, err := config.Load(*file, env.vars)
	if err != nil {
		return cfg, err
	}
	flags.Visit(func(f *flag.Flag) {
		switch f.Name {
		case "demo":
			cfg.Demo = given.Demo
		case "demo-experts":
			cfg.DemoExperts = given.DemoExperts
		case "listen":
			cfg.Listen = given.Listen
		case "data":
			cfg.Data = given.Data
		case "store":
			cfg.Store = given.Store
		case "search":
			cfg.Search = given.Search
		}
	})
	return cfg, nil
}

func logger(env environment, level string) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, fmt.Errorf("logLevel: %q is not debug, info, warn or error", level)
	}
	return slog.New(slog.NewTextHandler(env.stderr, &slog.HandlerOptions{Level: l})), nil
}

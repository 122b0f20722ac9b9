// Command portal is the talent-circle portal: the server and everything an operator does to it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// command is one subcommand. Its run returns usage errors as errUsage, and anything else as a sentence for stderr.
type command struct {
	name, args, says string
	run              func(ctx context.Context, env environment, args []string) error
}

// environment is what the process was given, so that tests can give something else.
type environment struct {
	vars           []string
	stdout, stderr io.Writer
}

var errUsage = errors.New("wrong usage")

func commands() []command {
	return []command{
		{"serve", "[--demo] [--demo-experts N] [--listen ADDR] [--data DIR] [--store S] [--search S] [--config FILE]", "run the portal", serve},
		{"seed", "--data DIR [--demo] [--demo-experts N] [--config FILE]", "put the catalogue, and with --demo the invented data, into the store", seedData},
		{"user", "create --username NAME --role ROLE [--name NAME] [--staff-no NO] [--agency NAME | --employer NAME] [--region R] [--data DIR] [--config FILE]", "make an account; the password is read from standard input", user},
		{"openapi", "", "print the OpenAPI 3.1 document", openapi},
		{"tour", "[--strict]", "play the ten scenes of the demonstration over HTTP on a free port", tour},
		{"doctor", "[--data DIR] [--config FILE]", "check settings and engines", doctor},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, environment{vars: os.Environ(), stdout: os.Stdout, stderr: os.Stderr}, os.Args[1:])
	stop()
	os.Exit(code)
}

// run gives the exit code: 0 when all is well, 1 with a sentence on stderr when not, 2 for wrong usage.
func run(ctx context.Context, env environment, args []string) int {
	if len(args) > 0 {
		for _, c := range commands() {
			if c.name == args[0] {
				return report(env, c, c.run(ctx, env, args[1:]))
			}
		}
	}
	fmt.Fprintln(env.stderr, "用法:portal <命令> [选项]")
	for _, c := range commands() {
		fmt.Fprintf(env.stderr, "  portal %s %s\n      %s\n", c.name, c.args, c.says)
	}
	return 2
}

func report(env environment, c command, err error) int {
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintf(env.stderr, "用法:portal %s %s\n%s\n", c.name, c.args, err)
		return 2
	}
	fmt.Fprintln(env.stderr, "portal "+c.name+": "+err.Error())
	return 1
}

// Command ferretdemo serves the MongoDB protocol on a loopback port, for a demonstration of the portal on its MongoDB engine where no MongoDB
// is at hand. It is slow and keeps no promise about concurrency or durability; it is no store for real data.
//
//	ferretdemo [-listen HOST:PORT] [-dir DIR] [-- COMMAND ARG...]
//
// With a command it runs that with TALENTCIRCLE_STORE, _MONGODB_URI and _STORE_NOTE set and ends with it; without one it prints the URI and
// serves until it is told to stop.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"talentcircle/backend/store/mongo/ferrettest"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "loopback host and port to listen on; port 0 takes a free one")
	dir := flag.String("dir", "", "directory for the files; a temporary one, removed at the end, when empty")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *listen, *dir, flag.Args())
	stop()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		os.Exit(max(exit.ExitCode(), 1))
	case err != nil:
		fmt.Fprintln(os.Stderr, "ferretdemo:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends, or until the command does.
func run(ctx context.Context, listen, dir string, command []string) (err error) {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("%s is no loopback address, and there is no password on this server", host)
	}
	if dir == "" {
		if dir, err = os.MkdirTemp("", "ferretdemo-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	} else if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	server, err := ferrettest.Start(ctx, dir, listen)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	if len(command) == 0 {
		fmt.Println(server.URI())
		<-ctx.Done()
		return nil
	}
	return with(ctx, server.URI(), command)
}

// note tells visitors what answers in MongoDB's place, since it gives itself a MongoDB version.
const note = "经 MongoDB 线协议运行(FerretDB),不是 MongoDB。并发能力与性能不代表 MongoDB。"

// with runs the command against the server. When ctx ends the command is asked to stop and given time to.
func with(ctx context.Context, uri string, command []string) error {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = append(os.Environ(), "TALENTCIRCLE_STORE=mongodb", "TALENTCIRCLE_MONGODB_URI="+uri, "TALENTCIRCLE_STORE_NOTE="+note)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 30 * time.Second
	err := cmd.Run()
	if errors.Is(err, context.Canceled) { // it ended well, because it was asked to
		return nil
	}
	return err
}

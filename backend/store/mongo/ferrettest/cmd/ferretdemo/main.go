// Command ferretdemo serves the MongoDB protocol on a loopback port for a demonstration of the portal on its MongoDB engine where no MongoDB is at
// hand. It is slow and keeps no promise about concurrency or durability; it is no store for real data.
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"syscall"

	"talentcircle/backend/store/mongo/ferrettest"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:27018", "loopback host and port to listen on")
	dir := flag.String("dir", "", "directory for the files; a temporary one, removed at the end, when empty")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *listen, *dir); err != nil {
		fmt.Fprintln(os.Stderr, "ferretdemo:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends. The first line on stdout is the URI.
func run(ctx context.Context, listen, dir string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("%s is no loopback address; there is no password on this server", host)
	}
	if dir == "" {
		if dir, err = os.MkdirTemp("", "ferretdemo-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	} else if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	server, err := ferrettest.Start(dir, listen)
	if err != nil {
		return err
	}
	fmt.Println(server.URI())
	<-ctx.Done()
	return server.Stop()
}

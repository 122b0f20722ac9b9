// Package ferrettest runs the MongoDB engine without a MongoDB: FerretDB's embedded library on SQLite files, behind a proxy that makes up for
// what FerretDB lacks and plays the bad network. It is a module of its own so that FerretDB's dependencies stay out of the portal's. What it
// shows is that the engine speaks the protocol and maps what comes back; what is claimed about concurrency on MongoDB rests on the
// run against a real one (TALENTCIRCLE_TEST_MONGODB_URI).
package ferrettest

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/FerretDB/FerretDB/ferretdb"
)

// Server is a running FerretDB with the proxy before it.
type Server struct {
	Proxy  *Proxy
	cancel context.CancelFunc
	done   chan error
}

// Start runs a server until Stop, whatever becomes of ctx. It keeps its files in dir and is reached at listen ("127.0.0.1:0" takes a free port).
func Start(ctx context.Context, dir, listen string) (*Server, error) {
	db, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Handler:   "sqlite",
		SQLiteURL: (&url.URL{Scheme: "file", Opaque: filepath.ToSlash(dir) + "/"}).String(),
		Logger:    slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return nil, fmt.Errorf("start FerretDB: %w", err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s := &Server{cancel: cancel, done: make(chan error, 1)}
	go func() { s.done <- db.Run(ctx) }()
	upstream := strings.TrimSuffix(strings.TrimPrefix(db.MongoDBURI(), "mongodb://"), "/")
	if s.Proxy, err = Listen(listen, upstream); err != nil {
		cancel()
		return nil, fmt.Errorf("start the proxy: %w", err)
	}
	return s, nil
}

// URI is what to give the engine.
func (s *Server) URI() string { return "mongodb://" + s.Proxy.Addr() + "/" }

// Stop cuts all connections and closes the files.
func (s *Server) Stop() error {
	s.Proxy.Close()
	s.cancel()
	return <-s.done
}

package web

import (
	"context"
	"fmt"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"talentcircle/backend/auth"
)

// This is the one file that calls huma.Register; the architecture test looks for it.

// documented is what the API document says of a reply with a body. Handlers never return it: the answer is written by exchange.
type documented[V any] struct{ Body V }

func registerView[I any, V Shown](s *Server, o *operation, handle func(context.Context, auth.Principal, *I) (*Reply[V], error)) {
	call := func(ctx context.Context, in *I) error {
		x := callOf(ctx).exchange
		if err := x.bind(in); err != nil {
			return err
		}
		r, err := handle(ctx, x.who, in)
		if err != nil {
			return err
		}
		if r == nil {
			return fmt.Errorf("%s answered nothing", o.ID)
		}
		answer(x, r)
		return nil
	}
	if reflect.TypeFor[V]() == reflect.TypeFor[None]() {
		register[I, struct{}](s, o, call)
		return
	}
	register[I, documented[V]](s, o, call)
}

func registerFile[I any](s *Server, o *operation, handle func(context.Context, auth.Principal, *I) (*File, error)) {
	register[I, struct{}](s, o, func(ctx context.Context, in *I) error {
		x := callOf(ctx).exchange
		if err := x.bind(in); err != nil {
			return err
		}
		file, err := handle(ctx, x.who, in)
		if err != nil {
			return err
		}
		if file == nil {
			return fmt.Errorf("%s answered nothing", o.ID)
		}
		x.serveFile(file)
		return nil
	})
}

// register gives the operation to Huma, whose part ends with reading and validating the input.
func register[I, O any](s *Server, o *operation, call func(context.Context, *I) error) {
	op := s.document(o)
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		if err := call(ctx, in); err != nil {
			callOf(ctx).exchange.refuse(err)
		}
		return nil, nil // Huma would set the status now, which exchange ignores
	})
}

package web

import (
	"context"
	"net/http"
	"time"

	"talentcircle/backend/auth"
)

const readyTimeout = 3 * time.Second

// Component is one part the portal needs, with the engine behind it.
type Component struct {
	Name   string // "store", "search"
	Engine string // "sqlite", "MongoDB 7.0"
	OK     bool
	Detail string // a sentence for the operator; it is public and holds neither addresses nor secrets
}

// HealthView says that the process answers.
type HealthView struct {
	View
	Status string `json:"status" enum:"ok" doc:"固定为 ok"`
}

// ReadyView says whether the portal can work, and on which engines.
type ReadyView struct {
	View
	Status     string          `json:"status" enum:"ready,unavailable" doc:"能否提供服务"`
	Version    string          `json:"version" doc:"系统版本"`
	Components []ComponentView `json:"components" doc:"各组成部分"`
}

// ComponentView is one part of ReadyView.
type ComponentView struct {
	View
	Name   string `json:"name" doc:"组成部分"`
	Engine string `json:"engine" doc:"所用引擎"`
	OK     bool   `json:"ok" doc:"是否可用"`
	Detail string `json:"detail,omitempty" doc:"说明"`
}

func (s *Server) mountHealth(r *Routes) {
	Handle(r, Op{Method: http.MethodGet, Path: "/healthz", Root: true, ID: "health", Summary: "进程是否存活", Tag: "system"}, Public(),
		func(context.Context, auth.Principal, *struct{}) (*Reply[HealthView], error) {
			return Show(HealthView{Status: "ok"}), nil
		})
	Handle(r, Op{Method: http.MethodGet, Path: "/readyz", Root: true, ID: "ready", Summary: "能否提供服务", Tag: "system"}, Public(), s.ready)
}

// ready answers 503 while a part is away, so that a balancer sends nobody here.
func (s *Server) ready(ctx context.Context, _ auth.Principal, _ *struct{}) (*Reply[ReadyView], error) {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	view := ReadyView{Status: "ready", Version: s.cfg.Version}
	if s.cfg.Ready != nil {
		for _, c := range s.cfg.Ready(ctx) {
			view.Components = append(view.Components, ComponentView{Name: c.Name, Engine: c.Engine, OK: c.OK, Detail: c.Detail})
			if !c.OK {
				view.Status = "unavailable"
			}
		}
	}
	reply := Show(view)
	if view.Status != "ready" {
		reply.Status = http.StatusServiceUnavailable
	}
	return reply, nil
}

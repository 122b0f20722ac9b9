package standin

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// task is work that is done after its request was answered.
type task struct {
	UID        int            `json:"uid"`
	BatchUID   *int           `json:"batchUid"`
	IndexUID   *string        `json:"indexUid"`
	Status     string         `json:"status"`
	Type       string         `json:"type"`
	CanceledBy *int           `json:"canceledBy"`
	Details    map[string]any `json:"details"`
	Error      *problem       `json:"error"`
	Duration   *string        `json:"duration"`
	EnqueuedAt time.Time      `json:"enqueuedAt"`
	StartedAt  *time.Time     `json:"startedAt"`
	FinishedAt *time.Time     `json:"finishedAt"`

	run func(details map[string]any) error // called with the server's lock held
}

// shown is a copy that later work does not change.
func (t *task) shown() task {
	c := *t
	c.Details = maps.Clone(t.Details)
	return c
}

// enqueue answers 202 with the summary.
func (s *Server) enqueue(kind, index string, details map[string]any, run func(details map[string]any) error) (int, any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := &task{UID: len(s.tasks), Status: "enqueued", Type: kind, Details: details, EnqueuedAt: time.Now().UTC(), run: run}
	if index != "" {
		t.IndexUID = &index
	}
	s.tasks = append(s.tasks, t)
	s.queued <- t
	return 202, map[string]any{"taskUid": t.UID, "indexUid": t.IndexUID, "status": t.Status, "type": kind, "enqueuedAt": t.EnqueuedAt}, nil
}

// work is the one scheduler.
func (s *Server) work() {
	defer close(s.worked)
	for {
		select {
		case <-s.stopped:
			return
		case t := <-s.queued:
			select {
			case <-s.stopped:
				return
			case <-time.After(s.options.TaskDelay):
			}
			s.do(t)
		}
	}
}

func (s *Server) do(t *task) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now().UTC()
	t.StartedAt, t.BatchUID = &now, &t.UID
	err := t.run(t.Details)
	end := time.Now().UTC()
	duration := "PT" + strconv.FormatFloat(end.Sub(now).Seconds(), 'f', 6, 64) + "S"
	t.FinishedAt, t.Duration, t.Status = &end, &duration, "succeeded"
	if err != nil {
		t.Status = "failed"
		p, ok := errors.AsType[*problem](err)
		if !ok {
			p = newProblem(500, "internal", err.Error())
		}
		t.Error = p
	}
}

func (s *Server) getTask(r *http.Request) (int, any, error) {
	uid, err := strconv.Atoi(r.PathValue("uid"))
	if err != nil {
		return 0, nil, invalid("invalid_task_uids", "The task uid is not a number.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if uid < 0 || uid >= len(s.tasks) {
		return 0, nil, newProblem(404, "task_not_found", "Task `"+r.PathValue("uid")+"` not found.")
	}
	return 200, s.tasks[uid].shown(), nil
}

// listTasks gives the newest first, narrowed by the query.
func (s *Server) listTasks(r *http.Request) (int, any, error) {
	wanted := func(name, value string) bool {
		list := r.URL.Query().Get(name)
		return list == "" || list == "*" || slices.Contains(strings.Split(list, ","), value)
	}
	limit := 20
	if n, err := strconv.Atoi(r.URL.Query().Get("limit")); err == nil {
		limit = n
	}
	from, err := strconv.Atoi(r.URL.Query().Get("from"))
	limited := err == nil
	s.mu.Lock()
	defer s.mu.Unlock()
	results, total := []task{}, 0
	var next *int
	for i := len(s.tasks) - 1; i >= 0; i-- {
		t := s.tasks[i]
		index := ""
		if t.IndexUID != nil {
			index = *t.IndexUID
		}
		if !wanted("uids", strconv.Itoa(t.UID)) || !wanted("statuses", t.Status) || !wanted("types", t.Type) || !wanted("indexUids", index) {
			continue
		}
		total++
		if limited && t.UID > from {
			continue
		}
		if len(results) < limit {
			results = append(results, t.shown())
		} else if next == nil {
			next = &t.UID
		}
	}
	var first *int
	if len(results) > 0 {
		first = &results[0].UID
	}
	return 200, map[string]any{"results": results, "total": total, "limit": limit, "from": first, "next": next}, nil
}
